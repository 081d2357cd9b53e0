"""The answers that Teams waits for, and the few pages that only Teams has."""

from collections.abc import Mapping

from bot.teams.cards import CARD, card, message
from bot.teams.cards_actions import QUIET
from bot.teams.heard import Json
from bot.teams.text import clean
from dialogs.document import Act, Button, Buttons, Document, Field, Form, Quote, Text, Tone
from dialogs.frozen import Values
from dialogs.words import Words

SAY, ASKER = "kairos-say", "kairos-asker"
"""Under these names a button carries the words that it says, and the only one for whom it says them."""

TITLE = 60
"""The longest title of a dialog."""

TOAST = 300
"""The longest text that is told in passing."""


def replaced(activity: Json) -> Json:
    """The card of this message in place of the one that was pressed."""
    return {"statusCode": 200, "type": CARD, "value": activity["attachments"][0]["content"]}


def told(text: str) -> Json:
    """A sentence for whoever pressed; the card stays as it is."""
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": clean(text, TOAST),
    }


def dialog(document: Document, words: Words, key: str) -> Json:
    """A page of a dialog."""
    content = {"contentType": CARD, "content": card(document, words, dialog=True, key=key)}
    value = {
        "title": clean(document.title or words.say("teams.name"), TITLE),
        "height": "large",
        "width": "medium",
        "card": content,
    }
    return {"task": {"type": "continue", "value": value}}


def offer(said: str, asker: str, words: Words) -> Json:
    """The answer where others read along: a button that opens it for whoever asked, and for nobody else."""
    return _opening(words.say("teams.in-channel"), words.say("teams.open"), {SAY: said, ASKER: asker}, words)


def intro(words: Words) -> Json:
    """The one post that introduces Kairos to a channel. Its button gives a tip to whoever presses it."""
    return _opening(words.say("teams.intro"), words.say("teams.tip"), {SAY: "tip"}, words)


def welcome(words: Words) -> Document:
    """The first message in the chat of somebody who is known: who writes, what for, buttons that work."""
    return _short("teams.welcome", words).model_copy(update={"title": words.say("teams.hello")})


def not_understood(words: Words) -> Document:
    """A short hint, with buttons."""
    return _short("teams.not-understood", words)


def note(key: str, words: Words, **values: object) -> Document:
    """One sentence."""
    text = words.say(key, **values)
    return Document(title="", summary=text, blocks=(Text(text=text),))


def as_typed(page: Document, values: Mapping[str, Values], sentence: str) -> Document | None:
    """A form that could not be kept, with all that was typed; None where the page asks another thing."""
    form = page.form
    if form is None or not set(values) <= {field.id for field in form.fields}:
        return None
    fields = tuple(field.model_copy(update=_entered(field, values)) for field in form.fields)
    filled = form.model_copy(update={"fields": fields})
    blocks = tuple(filled if isinstance(block, Form) else block for block in page.blocks)
    wrong = Text(text=sentence, tone=Tone.PROBLEM)
    return page.model_copy(update={"summary": sentence, "blocks": (wrong, *blocks)})


def typed_back(trouble: Document, values: Mapping[str, Values]) -> Document:
    """What went wrong, with the words that were typed: they can be copied from there."""
    words = (value for found in values.values() for value in found if " " in value.strip())
    return trouble.model_copy(update={"blocks": (*trouble.blocks, *(Quote(text=each) for each in words))})


def _entered(field: Field, values: Mapping[str, Values]) -> dict[str, object]:
    typed = values.get(field.id, ())
    return {"values": typed, "folded": field.folded and not typed}


def _short(key: str, words: Words) -> Document:
    text = words.say(key)
    ways = (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref="precall", main=True),
        Button(label=words.say("button.after"), act=Act.BEGIN, ref="postcall"),
        Button(label=words.say("button.deals"), act=Act.DEALS),
        Button(label=words.say("teams.help"), act=Act.HELP),
    )
    return Document(title="", summary=text, blocks=(Text(text=text), Buttons(items=ways)))


def _opening(said: str, label: str, data: Json, words: Words) -> Json:
    """A message with a button that opens a dialog."""
    button = {
        "type": "Action.Submit",
        "title": label,
        "data": {"msteams": {"type": "task/fetch"}, **data},
        **QUIET,
    }
    activity = message(Document(title="", summary=said, blocks=(Text(text=said),)), words)
    activity["attachments"][0]["content"]["body"].append({"type": "ActionSet", "actions": [button]})
    return activity
