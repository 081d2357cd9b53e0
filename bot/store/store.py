"""SqliteStore: the port bot.ports.Store on one SQLite file. Its methods are thin; the work stands beside."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from bot.ids import Ids
from bot.ports import Background, Change, Gathered, Opening, Post, Roster, Saved, Shown
from bot.sending.outbox import Delivery, State
from bot.store import backup, deals, gathering, outbox, own, people, playground, saving, sessions, tidying
from bot.store.addresses import AddressPart
from bot.store.care import CarePart
from bot.store.deal_care import DealPart
from bot.store.experiments import ExperimentsPart
from bot.store.feedback import FeedbackPart
from bot.store.outbox_part import OutboxPart
from bot.store.reader import Reader
from bot.store.replies import ReplyPart
from bot.store.roster import apply
from bot.store.schema import opened
from bot.store.teams import TeamPart
from bot.store.week import WeekPart
from bot.store.writer import Writer, Wrote
from dialogs.deal import Deal
from dialogs.pages.export import Kept
from dialogs.pages.own import Week
from dialogs.people import Identity, Person, Preferences, Team
from dialogs.session import Session


class SqliteStore(
    WeekPart,
    FeedbackPart,
    ExperimentsPart,
    ReplyPart,
    TeamPart,
    OutboxPart,
    AddressPart,
    DealPart,
    CarePart,
):
    """Everything in one file. Reads run on threads of their own, writes share a thread and its commits.

    Every method raises ``StoreError`` when the database cannot do it (tests/store/test_errors.py proves it).
    """

    @classmethod
    async def open(cls, path: Path, ids: Ids, wrote: Wrote | None = None) -> Self:
        """Open the file, made if it is not there, and bring it to this code's shape.

        ``wrote`` hears how many seconds each transaction took, on the thread that writes.

        Raises AdminError when it is no database of ours, or one of a newer Kairos.
        """
        connection = await asyncio.to_thread(opened, path)
        try:
            reader = Reader(path)
        except BaseException:
            connection.close()
            raise
        return cls(path, ids, Writer(connection, wrote), reader)

    async def close(self) -> None:
        """Finish what was begun, then let the file go."""
        await self.reader.close()
        await self.writer.close()  # the last connection to go tidies the WAL away

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def backup(self, target: Path, *, overwrite: bool = False) -> None:
        """Copy the whole database to a file while it goes on serving."""
        await asyncio.to_thread(backup.backup, self.path, target, overwrite=overwrite)

    async def tidy(self, now: datetime, keep: timedelta | None = None) -> None:
        """Drop what serves nobody any longer, and what reps wrote longer ago than ``keep`` (None: never)."""
        await self._write(lambda db: tidying.tidy(db, now, keep))

    async def person(self, person: int) -> Person | None:
        """The person of that id."""
        return await self._read(lambda db: people.person(db, person))

    async def known_as(self, identity: Identity) -> Person | None:
        """The person behind a platform's identity."""
        return await self._read_quick(lambda db: people.known_as(db, identity))

    async def with_email(self, email: str) -> Person | None:
        """The person of that e-mail, case aside."""
        return await self._read(lambda db: people.with_email(db, email))

    async def identities(self, person: int) -> tuple[Identity, ...]:
        """How platforms know that person."""
        return await self._read(lambda db: people.identities(db, person))

    async def people(self, team: int) -> tuple[Person, ...]:
        """A team's people by name."""
        return await self._read(lambda db: people.people(db, team))

    async def teams(self) -> tuple[Team, ...]:
        """All teams by name."""
        return await self._read(people.teams)

    async def session(self, session: int) -> Session | None:
        """The session of that id."""
        return await self._read(lambda db: sessions.session(db, session))

    async def open_sessions(self, rep: int) -> tuple[Session, ...]:
        """The rep's open sessions, the newest first."""
        return await self._read(lambda db: sessions.open_sessions(db, rep))

    async def last_submitted(self, rep: int, deal: int, flow: str) -> Session | None:
        """The rep's session of that flow about that deal that was submitted last."""
        return await self._read(lambda db: sessions.last_submitted(db, rep, deal, flow))

    async def deal(self, deal: int) -> Deal | None:
        """The deal of that id, with its conditions and reflections."""
        return await self._read(lambda db: deals.deal(db, deal))

    async def deal_named(self, team: int, name: str) -> Deal | None:
        """The team's deal of that name; case, width and white space do not count."""
        return await self._read(lambda db: deals.deal_named(db, team, name))

    async def deals(self, rep: int, limit: int = 20) -> tuple[Deal, ...]:
        """The deals the rep had sessions about, the one touched last first."""
        return await self._read(lambda db: deals.deals(db, rep, limit))

    async def background(self, rep: int, deal: int) -> Background | None:
        """What is known before a page is shown, in one read."""
        return await self._read(lambda db: deals.background(db, rep, deal))

    async def gathered(self, session: int) -> Gathered | None:
        """A session and all that a turn of it needs, in one read."""
        return await self._read_quick(lambda db: gathering.gathered(db, session))

    async def opening(self, rep: int, team: int, name: str, flow: str, check: str = "") -> Opening | None:
        """All that a new session about the team's deal of that name needs, in one read."""
        return await self._read_quick(lambda db: gathering.opening(db, rep, team, name, flow, check))

    async def flow_text(self, digest: str) -> str | None:
        """The flow of that digest as JSON, as some session began with it."""
        return await self._read(lambda db: sessions.flow_text(db, digest))

    async def flow_digests(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """The digests that sessions began with, by flow id and version."""
        return await self._read(sessions.flow_digests)

    async def open_deal(self, team: int, name: str, at: datetime) -> Deal:
        """The team's deal of that name; made, with *watch my back* empty, if there is none."""
        return await self._write(lambda db: deals.open_deal(db, self._ids, team, name, at))

    async def save(self, change: Change) -> Saved:
        """Write one turn: session, answers, deal, deliveries; all of it or nothing."""
        return await self._write(lambda db: saving.save(db, change, self._ids))

    async def apply(self, roster: Roster, at: datetime) -> Mapping[str, int]:
        """Bring people, identities and teams to what the roster says; counts of added and changed."""
        return await self._write(lambda db: apply(db, self._ids, roster, at))

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """Add deliveries whose key is new; how many were."""
        return await self._write(lambda db: outbox.enqueue(db, deliveries))

    async def claim(self, now: datetime, limit: int = 20) -> tuple[Delivery, ...]:
        """Take waiting deliveries that are due, oldest first; they are claimed, with one more attempt."""
        return await self._write(lambda db: outbox.claim(db, now, limit))

    async def settle(self, delivery: int, state: State, at: datetime, why: str = "") -> None:
        """Say what became of a claimed delivery; WAITING puts it back, to be due at that instant."""
        await self._write(lambda db: outbox.settle(db, delivery, state, at, why))

    async def deliveries(self, *states: State) -> tuple[Delivery, ...]:
        """The deliveries in those states (none named: all), the earliest due first."""
        return await self._read(lambda db: outbox.deliveries(db, states))

    async def put_post(self, post: Post) -> None:
        """Put a message into its place; one of the same place and mark is replaced where it stands."""
        await self._write(lambda db: playground.put_post(db, post))

    async def posts(self, place: str, limit: int = 200) -> tuple[Post, ...]:
        """The newest messages of a place, the oldest of them first."""
        return await self._read(lambda db: playground.posts(db, place, limit))

    async def note(self, name: str) -> str | None:
        """A small fact of the house's own (the playground's clock, say)."""
        return await self._read(lambda db: playground.note(db, name))

    async def put_note(self, name: str, value: str) -> None:
        """Keep such a fact."""
        await self._write(lambda db: playground.put_note(db, name, value))

    async def join(self, identity: Identity, name: str, zone: str, workspace: str, at: datetime) -> Person:
        """The person behind an identity; made, in the workspace's own team, if unknown."""
        return await self._write(lambda db: own.join(db, self._ids, identity, name, zone, workspace, at))

    async def leave(self, identity: Identity, at: datetime) -> None:
        """That account is gone from its workspace: nothing more is delivered there."""
        await self._write(lambda db: own.leave(db, identity, at))

    async def workspace_left(self, platform: str, workspace: str, at: datetime) -> None:
        """The app was removed there: what waits for people whom only it reached is skipped."""
        await self._write(lambda db: own.put_workspace(db, platform, workspace, at))

    async def workspace_joined(self, platform: str, workspace: str) -> None:
        """The app is installed there (again)."""
        await self._write(lambda db: own.put_workspace(db, platform, workspace, None))

    async def preferences(self, person: int) -> Preferences:
        """A person's own settings."""
        return await self._read(lambda db: own.preferences(db, person))

    async def put_preferences(self, person: int, preferences: Preferences) -> None:
        """Keep them; a zone of their own becomes the person's zone."""
        await self._write(lambda db: own.put_preferences(db, person, preferences))

    async def shown(self, key: str) -> Shown | None:
        """Where the delivery of that key stands on its platform."""
        return await self._read(lambda db: own.shown(db, key))

    async def put_shown(self, key: str, shown: Shown) -> None:
        """Keep where it stands."""
        await self._write(lambda db: own.put_shown(db, key, shown))

    async def export(self, person: int) -> tuple[Kept, ...]:
        """Every session of a person's, the newest first."""
        return await self._read(lambda db: own.export(db, person))

    async def forget(self, person: int, at: datetime) -> None:
        """Delete every text and answer of a person's at once; counts without a person stay."""
        await self._write(lambda db: own.forget(db, person, at))

    async def week(self, rep: int, since: datetime) -> Week:
        """What a rep submitted since then."""
        return await self._read(lambda db: own.week(db, rep, since))

    async def next_nudge(self, person: int, now: datetime) -> datetime | None:
        """When the bot asks next how a call went."""
        return await self._read(lambda db: own.next_nudge(db, person, now))
