"""The year's own book: who was in which team when, what everybody said, what the bot showed.

It is kept by the year itself, beside the house, and is all that the naive reckoning reads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

WATCH = "watch-my-back"
GROUNDS = ("know", "difference", "proof", "question", "advance")


@dataclass
class Member:
    """A person as the year knows them: role and team change, and so do their settings."""

    id: int
    name: str
    role: str
    team: str
    zone: str
    since: datetime
    quiet: bool = False
    away_until: date | None = None
    gone: bool = False
    """Their account has left its workspace."""


@dataclass
class Crew:
    """A team."""

    id: int
    name: str
    platform: str
    country: str
    zone: str
    channel: str
    rep_digest: str
    manager_digest: str
    tip_time: str
    since: datetime
    paused_until: date | None = None
    pinned: str = ""
    skipped: set[str] = field(default_factory=set)
    not_for_us: dict[str, set[int]] = field(default_factory=dict)
    given: list[tuple[date, str]] = field(default_factory=list)


@dataclass
class Pot:
    """A deal: its conditions by their words, full or not, in the order in which they came to light."""

    id: int
    name: str
    team: str
    glasses: dict[str, bool] = field(default_factory=lambda: {WATCH: False})


@dataclass
class Said:
    """A check or a reflection, as it stands after the last edit. ``at``: its first submission."""

    session: int
    flow: str
    rep: int
    deal: Pot
    at: datetime
    theme: str
    answers: dict[str, tuple[str, ...]]
    held: "Said | None" = None
    """The check that a reflection was held against."""

    full: frozenset[str] = frozenset()
    """The full grounds of a check."""

    came: str = ""
    """What its rep said weeks later of its learning."""

    def one(self, question: str) -> str:
        return next(iter(self.answers.get(question, ())), "")

    @property
    def theirs(self) -> tuple[str, ...]:
        agreed = (step for step in self.answers.get("agreed", ()) if step not in {"nothing", "no"})
        return tuple(self.one("step") if step == "other" else step for step in agreed)

    @property
    def ours(self) -> tuple[str, ...]:
        return self.answers.get("promised", ())

    @property
    def success(self) -> bool:
        return bool(self.theirs)


@dataclass
class Exchange:
    """A rep's question, or a manager's note."""

    id: int
    rep: int
    team: str
    at: datetime
    asked: bool
    text: str
    deal: str = ""
    answered: datetime | None = None

    def counts(self, members: Mapping[int, "Member"]) -> bool:
        """Whether it is one between a rep and a manager: a question of a manager's own is none."""
        member = members.get(self.rep)
        leads = member is not None and (member.team, member.role) == (self.team, "manager")
        return not (self.asked and leads and member is not None and member.since <= self.at)


@dataclass
class Taken:
    """An experiment that a rep took.

    ``before``: how many of how many of the last observations before that. ``judged``: the period of the
    digest that told it to its end, and was sent. ``ended``: when another one was taken before it was full.
    """

    rep: int
    experiment: str
    at: datetime
    before: tuple[int, int]
    judged: str = ""
    ended: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """A message as the channel was shown it. ``again``: it stood there already, and changed."""

    at: datetime
    round: int
    key: str
    kind: str
    person: int | None
    team: int | None
    place: str
    text: str
    again: bool
    zone: str = ""
    country: str = ""
    hushed: bool = False
    """Whether its reader wanted nothing of the kind then."""

    reader: tuple[str, str] | None = None
    """The reader's role and team then."""


@dataclass
class Ledger:
    """Everything."""

    crews: dict[str, Crew] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    pots: dict[int, Pot] = field(default_factory=dict)
    checks: list[Said] = field(default_factory=list)
    reflections: list[Said] = field(default_factory=list)
    exchanges: dict[int, Exchange] = field(default_factory=dict)
    trials: list[Taken] = field(default_factory=list)

    seen: list[Seen] = field(default_factory=list)
    marks: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """Each marker: what kind of text it stands in, who wrote it, and for which team."""

    accesses: set[tuple[int, datetime, int, str, str]] = field(default_factory=set)
    """(rep, at, manager, what, name), as the rules have it."""

    screens: list[tuple[Member, str]] = field(default_factory=list)
    """What people opened, and what stood there; the person as they were then."""

    def of_team(self, team: str) -> Iterator[Member]:
        return (each for each in self.members.values() if each.team == team)

    def crew(self, member: Member) -> Crew | None:
        return self.crews.get(member.team)

    def names(self) -> Mapping[int, str]:
        return {each.id: each.name for each in self.members.values()}
