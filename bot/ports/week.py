"""What the week needs from the store: facts for digests, digests as they were sent, who saw what."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from bot.sending.outbox import Delivery
from dialogs.cadence import PersonEntry, TeamEntry
from dialogs.digest.facts import Reach, TeamFacts
from dialogs.document import Document
from dialogs.frozen import Frozen

LEARNINGS = timedelta(weeks=5)
"""So old a learning may be, at the end of the weeks at hand, to be among their facts: it is asked back."""


class Digest(Frozen):
    """A digest as it was sent. ``key`` is its delivery's; ``person`` got it.

    ``parts`` (a manager's only): what it said of each rep, by rep, from the function that wrote the whole.
    ``judges`` (a rep's only): the trial that it tells to its end, which is kept with the trial.
    """

    key: str
    kind: str
    person: int
    team: int
    period: str
    at: datetime
    document: Document
    parts: Mapping[int, Document] = {}
    judges: int | None = None

    @property
    def packed(self) -> "Packed":
        """As it goes into the store."""
        return Packed(
            key=self.key,
            kind=self.kind,
            person=self.person,
            team=self.team,
            period=self.period,
            at=self.at,
            document=self.document.model_dump_json(),
            parts={rep: part.model_dump_json() for rep, part in self.parts.items()},
            judges=self.judges,
        )


class Packed(NamedTuple):
    """The same on its way into the store: its documents are JSON already. Made by the thousand."""

    key: str
    kind: str
    person: int
    team: int
    period: str
    at: datetime
    document: str
    parts: Mapping[int, str]
    judges: int | None = None

    @property
    def digest(self) -> Digest:
        """As it is read later."""
        return Digest(
            key=self.key,
            kind=self.kind,
            person=self.person,
            team=self.team,
            period=self.period,
            at=self.at,
            document=Document.model_validate_json(self.document),
            parts={rep: Document.model_validate_json(part) for rep, part in self.parts.items()},
            judges=self.judges,
        )


class Part(Frozen):
    """What a manager's digest said of one rep, as sent. ``asked``: the manager opened the team's week."""

    period: str
    at: datetime
    manager: str
    document: Document
    asked: bool = False


class Access(Frozen):
    """A manager saw something of a rep's: ``what`` is a key of words (``access.digest``, ``access.deal``)."""

    manager: int
    rep: int
    what: str
    at: datetime
    name: str = ""
    """What it was about: a deal's name, a digest's period."""


TEAM_SEEN = "team-seen"
"""The kind of a team's week that a manager opened: kept like a digest, though nobody sent it."""

DIGEST_SENT = "access.digest"
"""What a rep's access log says when a manager's digest that names them was sent."""


class Schedule(Frozen):
    """All that ``cadence.due`` asks for. ``sent`` holds the keys of all recorded since the look-back."""

    teams: tuple[TeamEntry, ...]
    people: tuple[PersonEntry, ...]
    sent: frozenset[str]


class WeekStore(Protocol):
    """The part of the store that the week is made from."""

    async def schedule(self, since: datetime) -> Schedule:
        """Teams and people with their settings, and the keys of what was recorded since then."""

    async def team_facts(
        self, teams: Sequence[int], since: datetime, until: datetime, reach: Reach | None = None
    ) -> tuple[TeamFacts, ...]:
        """What those teams' digests are made of, ``since`` <= submitted < ``until``; set-based.

        In the order in which they were named. Learnings reach back for ``LEARNINGS`` only, unless
        ``reach`` says how far each kind does, within this time. Ask for a hundred teams at a time.
        """

    async def rep_facts(self, rep: int, since: datetime, until: datetime) -> TeamFacts | None:
        """The same for one rep's own digest: their facts alone; None for somebody in no team."""

    async def put_digests(self, digests: Sequence[Digest | Packed], deliveries: Sequence[Delivery]) -> int:
        """Keep digests and enqueue their deliveries (and those skipped) in one transaction.

        A delivery whose key is known is left as it is, and its digest too. How many were new. Somebody may
        have been forgotten since the facts were read: what is for them is dropped, and a digest that says
        something of them is not kept, its delivery is skipped.
        """

    async def digest(self, key: str) -> Digest | None:
        """The digest of that delivery, as it was written; None once somebody whom it names was forgotten."""

    async def parts(self, rep: int, limit: int = 8) -> tuple[Part, ...]:
        """What managers read of a rep, the newest first: in digests that were sent, in what they opened."""

    async def put_access(self, seen: Sequence[Access], page: Digest | None = None) -> None:
        """Write into the access logs of reps, and keep the ``page`` that was seen (of kind ``TEAM_SEEN``).

        The same key again is the same page: it stands there once. What it says of somebody who was forgotten
        since it was made is left out.
        """

    async def accesses(self, rep: int, limit: int = 20) -> tuple[Access, ...]:
        """A rep's access log, the newest first."""

    async def begun(self, people: Sequence[int], since: datetime) -> Mapping[int, int]:
        """How many messages the bot began with each of these people since then (cards aside)."""
