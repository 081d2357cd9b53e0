"""A theme: one week's idea with its five tips, its lens and a coaching question."""

from datetime import date

from pydantic import Field, PositiveInt

from dialogs.flow import Option
from dialogs.frozen import Frozen, Sentence, Slug

TIP_WORDS = 60
"""A tip is at most so many words, its source aside."""


class LensOption(Frozen):
    """One fact the lens may see, and what the digest says when it was seen most."""

    id: Slug
    label: Sentence = Field(max_length=60)
    digest: Sentence = Field(max_length=160)


class Lens(Frozen):
    """The theme's one-tap question on the reflection."""

    ask: Sentence = Field(max_length=120)
    options: tuple[LensOption, ...] = Field(min_length=2, max_length=4)


class Plan(Frozen):
    """A barrier and the if-then plan against it."""

    id: Slug
    label: Sentence = Field(max_length=40)
    plan: Sentence = Field(max_length=75)

    @property
    def option(self) -> Option:
        """As an answer to choose."""
        return Option(id=self.id, label=self.label, note=self.plan)


class Tip(Frozen):
    """A question to answer in one's head first, the idea, one thing to try today."""

    id: Slug
    ask: Sentence
    idea: Sentence
    try_: Sentence = Field(alias="try")
    source: str = ""

    @property
    def words(self) -> int:
        """How many words a reader has to read."""
        return sum(len(part.split()) for part in (self.ask, self.idea, self.try_))


class Theme(Frozen):
    """What a team works on for a week."""

    id: Slug
    version: PositiveInt
    title: Sentence = Field(max_length=40)
    idea: Sentence
    lens: Lens
    coaching_question: Sentence
    plans: tuple[Plan, ...] = ()
    tips: tuple[Tip, ...] = Field(min_length=5, max_length=5)


def theme_of_week(day: date, order: tuple[str, ...]) -> str:
    """The id of that day's theme: the order repeats by ISO week, quarter after quarter."""
    return order[(day.isocalendar().week - 1) % len(order)] if order else ""
