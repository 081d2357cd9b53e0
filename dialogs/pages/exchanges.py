"""What the pages of questions and of notes have in common: one text, whose it is, and about which deal."""

from collections.abc import Mapping

from dialogs.digest.facts import Request
from dialogs.document import Act, Button, Buttons, Field
from dialogs.flow import Kind, shorten
from dialogs.frozen import Values
from dialogs.plain import leading
from dialogs.reading import clean
from dialogs.words import Words

MOST = 1000
"""The longest question, answer or note."""

TEXT = "text"
"""The one field of each form."""


def read(values: Mapping[str, Values]) -> tuple[str, str]:
    """The text as typed, and the key of what is wrong with it."""
    text = "\n".join(clean(values.get(TEXT, ())))
    if not text:
        return "", "feedback.empty"
    return text, "problem.too-long" if len(text) > MOST else ""


def about(request: Request, plain: str, words: Words) -> str:
    """Which deal it is about, where it is about one; else these plain words."""
    return words.say("feedback.about", deal=request.deal) if request.deal else plain


def ask_more(words: Words) -> Buttons:
    """The way to a question of one's own."""
    return Buttons(items=(Button(label=words.say("feedback.ask-button"), act=Act.ASK),))


def field(label: str, example: str, words: Words, typed: Values, problem: str) -> Field:
    """The one field; ``label``, ``example`` and ``problem`` are keys of words."""
    return Field(
        id=TEXT,
        kind=Kind.TEXT,
        label=words.say(label),
        placeholder=words.say(example),
        values=typed,
        required=True,
        most=MOST,
        problem=words.say(problem, most=MOST) if problem else "",
    )


def told(title: str, text: str) -> str:
    """What a notification says: who writes, and how it begins."""
    return f"{leading(title)} {shorten(text)}"
