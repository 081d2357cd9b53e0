"""What an author writes: a flow is pages of questions, with conditions, defaults, a budget and a version."""

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field, PositiveInt

from dialogs.frozen import Frozen, Sentence, Slug

SECONDS = {"choice": 5, "choices": 6, "text": 18, "date": 5, "time": 5}
"""Seconds that the linter counts for a question of each kind, unless it is defaulted or folded away."""


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    DATE = "date"
    TIME = "time"


class PageKind(StrEnum):
    """What a page is for: asking, pushing back once, or giving the verdict."""

    FORM = "form"
    PUSH_BACK = "push-back"
    VERDICT = "verdict"


class Ground(StrEnum):
    """What earns the right to a serious conversation: five glasses, each empty or full."""

    KNOW = "know"
    DIFFERENCE = "difference"
    PROOF = "proof"
    QUESTION = "question"
    ADVANCE = "advance"


class Memory(StrEnum):
    """Whose memory of the deal keeps an answer, to prefill it next time."""

    NONE = ""
    REP = "rep"
    TEAM = "team"


LABEL = 75
"""The longest label that every channel can show on an option."""


def shorten(text: str) -> str:
    """A text as a label: cut, with an ellipsis, where it is too long."""
    return text if len(text) <= LABEL else text[: LABEL - 1] + "…"


class Option(Frozen):
    """One answer to choose. ``note`` is shown beside it (a barrier's if-then plan, say).

    An option that stands ``alone`` goes with no other ("nothing yet").
    """

    id: Slug
    label: Sentence = Field(max_length=LABEL)
    note: str = Field("", max_length=LABEL)
    alone: bool = False


class When(Frozen):
    """A condition. Holds when the named answer (of an earlier page) or known fact is there and fits.

    ``any_of``: at least one of its values is listed. ``none_of``: none of them is.
    """

    answered: str = ""
    known: str = ""
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


class Question(Frozen):
    """One thing to ask. Folded questions are optional and hidden until the rep unfolds them."""

    id: Slug
    kind: Kind
    ask: Sentence = Field(max_length=150)
    hint: str = Field("", max_length=150)
    placeholder: str = Field("", max_length=150)
    options: tuple[Option, ...] = ()
    options_from: Literal["", "conditions", "empty-conditions", "barriers", "lens"] = ""
    required: bool = False
    folded: bool = False
    default: str = ""
    remember: Memory = Memory.NONE
    most: PositiveInt = Field(300, le=3000)
    when: When | None = None

    @property
    def seconds(self) -> int:
        """Seconds it costs the rep the first time, when nothing is known yet."""
        return 0 if self.default or self.folded else SECONDS[self.kind]


class Page(Frozen):
    """What the rep sees at once."""

    id: Slug
    kind: PageKind = PageKind.FORM
    title: Sentence = Field(max_length=24)
    intro: str = ""
    submit: str = Field("", max_length=24)
    questions: tuple[Question, ...] = ()
    when: When | None = None

    @property
    def usual(self) -> bool:
        """Whether most reps meet it on their way to the verdict: the budget counts no other page.

        One that certain answers open is for few; what a verdict asks comes when the flow is over.
        """
        return self.kind is not PageKind.VERDICT and not (self.when and self.when.any_of)


class Budget(Frozen):
    """What a flow may cost the rep."""

    seconds: PositiveInt
    texts: int = Field(ge=0)


class Flow(Frozen):
    """A short run of pages about one deal.

    ``about`` says on which side of a call it stands, or that it is about the deal as a whole.
    """

    id: Slug
    version: PositiveInt
    title: Sentence
    about: Literal["before", "after", "deal", "any"]
    budget: Budget
    pages: tuple[Page, ...] = Field(min_length=1)

    @cached_property
    def digest(self) -> str:
        """Names this exact text of the flow, so that a session finishes on what it began with."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def page(self, page_id: str) -> Page:
        """The page of that id; KeyError if the flow has none."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    def after(self, page_id: str) -> Iterator[Page]:
        """The pages behind the given one, in the author's order."""
        seen = False
        for page in self.pages:
            if seen:
                yield page
            seen = seen or page.id == page_id

    @cached_property
    def has_grounds(self) -> bool:
        """Whether its answers are read for the five grounds: it pushes back, or asks for all of them."""
        pushes = any(page.kind is PageKind.PUSH_BACK for page in self.pages)
        return pushes or all(self.question(ground) for ground in Ground)

    @property
    def questions(self) -> Iterator[Question]:
        """Every question of every page, in the author's order."""
        for page in self.pages:
            yield from page.questions

    def question(self, question_id: str) -> Question | None:
        """The first question of that id."""
        return next((asked for asked in self.questions if asked.id == question_id), None)

    @property
    def seconds(self) -> int:
        """What the usual way to its verdict costs the first time, in seconds."""
        return sum(asked.seconds for asked in self._usual)

    @property
    def texts(self) -> int:
        """How many texts the rep has to type (folded and defaulted ones aside)."""
        return sum(asked.kind is Kind.TEXT and asked.seconds > 0 for asked in self._usual)

    @property
    def _usual(self) -> Iterator[Question]:
        return (asked for page in self.pages if page.usual for asked in page.questions)
