"""The tip of the day: a question first, then the idea, and one thing to try."""

from collections.abc import Mapping

from dialogs.document import Act, Block, Button, Buttons, Document, Fact, Facts, Text, Tone
from dialogs.library import Library
from dialogs.theme import Tip
from dialogs.tips import RETIRES
from dialogs.words import Words


def tip_page(tip: Tip, team: int, pressed: Mapping[bool, int], library: Library) -> Document:
    """A tip with its two buttons. ``pressed``: how many want it (True) or not (False); nobody is named."""
    words = library.words
    theme = next((theme.title for theme in library.themes.values() if tip in theme.tips), "")
    facts = (
        Fact(label=words.say("tip.idea"), value=tip.idea),
        Fact(label=words.say("tip.try"), value=tip.try_),
    )
    blocks: list[Block] = [
        Text(text=words.say("tip.first"), tone=Tone.MUTED),
        Text(text=tip.ask),
        Facts(items=facts),
    ]
    if tip.source:
        blocks.append(Text(text=words.say("tip.source", source=tip.source), tone=Tone.MUTED))
    blocks += _counts(pressed, words)
    ref = f"{team}/{tip.id}"
    blocks.append(
        Buttons(
            items=(
                Button(label=words.say("tip.trying"), act=Act.TRYING, ref=ref),
                Button(label=words.say("tip.not-for-us"), act=Act.NOT_FOR_US, ref=ref),
            )
        )
    )
    return Document(title=words.say("tip.title", theme=theme), summary=tip.ask, blocks=tuple(blocks))


def no_tip_page(words: Words) -> Document:
    """There is none left to give."""
    return _said("tip.none", words)


def pressed_page(pressed: Mapping[bool, int], words: Words, *, wanted: bool) -> Document:
    """To whoever pressed: it is counted, and what it counts."""
    if wanted:
        return _said("tip.counted-trying", words, count=pressed.get(True, 0))
    count = pressed.get(False, 0)
    if count >= RETIRES:
        return _said("tip.retired", words)
    return _said("tip.counted-not-for-us", words, count=count, most=RETIRES)


def other_team_page(words: Words) -> Document:
    """Only a team's own people are counted for its tips."""
    return _said("tip.other-team", words)


def _counts(pressed: Mapping[bool, int], words: Words) -> list[Block]:
    said = [
        words.say(key, count=pressed[wanted])
        for key, wanted in (("tip.trying-count", True), ("tip.not-for-us-count", False))
        if pressed.get(wanted)
    ]
    return [Text(text=" ".join(said), tone=Tone.MUTED)] if said else []


def _said(key: str, words: Words, **values: object) -> Document:
    text = words.say(key, **values)
    return Document(title=words.say("tip.heading"), summary=text, blocks=(Text(text=text),))
