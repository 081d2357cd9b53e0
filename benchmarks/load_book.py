"""What reps do by their hands on whichever platform, and the book of what Kairos promised them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple, Protocol

Answers = Mapping[str, Sequence[str]]
"""What is entered, by question: the ids of options, or a text."""


class Unexpected(Exception):
    """Something else was shown than what should be."""


class Page(NamedTuple):
    """What a rep sees: the session that it is of (0: of none), and which page of it ("": no form)."""

    session: int
    page: str


def page(ref: object, name: object) -> Page:
    """The page of that name, by its form's ref: the session, and behind a slash what its reader was shown."""
    return Page(int(str(ref or 0).partition("/")[0]), str(name))


class Hands(Protocol):
    """How a rep does things on a platform. Each is done when what it brings stands before the rep."""

    async def begin(self, flow: str, deal: str, *, again: bool = False) -> Page:
        """The command of a flow; ``again``: it was left half-way."""

    async def send(self, kind: str, answers: Answers, *, twice: bool = False) -> Page:
        """Enter this and send the form; ``twice``: it is delivered twice at once."""

    async def keep(self) -> Page:
        """Keep mine."""

    async def edit(self) -> Page:
        """Reopen the check from its verdict."""

    async def leave(self, answers: Answers) -> bool:
        """Enter something and go away without sending it; whether the platform tells of what was typed."""

    async def done(self) -> None:
        """Put away what is shown."""

    async def ask(self, what: str) -> None:
        """A command that brings a page: ``week``, ``deals``, ``deal NAME``, ``help``."""

    async def look(self) -> bool:
        """Open the Home, delivered twice now and then; False where there is none."""

    async def forge(self, number: int) -> int:
        """Send what is signed by somebody else; the status that comes back."""


@dataclass
class Kept:
    """What one session has to hold."""

    flow: str
    person: str
    deal: str
    answers: dict[str, tuple[str, ...]]
    status: str = "submitted"
    kept_own: bool | None = None


@dataclass
class Book:
    """What all reps were promised, and what went wrong."""

    sessions: dict[int, Kept] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    marks: "count[int]" = field(default_factory=lambda: count(1))
    twice: int = 0
