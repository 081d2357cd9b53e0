"""The week on demand: a rep's own, a team's for its manager, what managers were told.

What goes out by itself is written by bot/digests/writing.py; both ask the same functions of dialogs/digest.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.coach.access import MAY_LOOK, AccessLog
from bot.coach.asking import digests_again
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.digests.writing import MANY, Digests, Helpers, facts_from
from bot.ids import Ids, named
from bot.ports import Store
from bot.sending.calendar import day_off
from bot.sending.outbox import Kind
from dialogs.cadence import DaysOff, Due
from dialogs.digest.facts import Request
from dialogs.digest.manager import manager_digest
from dialogs.digest.own import Own, own_facts
from dialogs.digest.rep import rep_digest, trial_blocks
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.library import Library
from dialogs.measures.facts import span, week_of
from dialogs.measures.group import MIN_GROUP
from dialogs.pages import week as pages
from dialogs.people import Person, Team
from dialogs.recall import recall_of

ALL = "all"
"""``/coach shared all`` brings what the first page has no room for."""

PARTS_SHOWN = 52
"""So many digests back ``/coach shared`` shows what they said."""

EXCHANGE_WEEKS = 13
"""And the exchanges of so many weeks."""

LOOKS_SHOWN = 20
"""So many rows of the access log it shows."""


class Weeks:
    """The use cases of the week."""

    def __init__(  # noqa: PLR0913, PLR0917  what every group of use cases wants, and the two rules of digests
        self,
        store: Store,
        library: Library,
        clock: Clock,
        ids: Ids,
        min_group: int = MIN_GROUP,
        days_off: DaysOff = day_off,
    ) -> None:
        """``min_group``: a manager sees private numbers over so many reps, or none."""
        self._store = store
        self._library = library
        self._clock = clock
        self._ids = ids
        self._log = AccessLog(store, clock)
        self._digests = Digests(store, library, ids, min_group, days_off)

    @property
    def offers(self) -> UseCases:
        """Their words, buttons, and the documents of digests."""

        async def week(person: Person, _rest: str, _key: str) -> Screen:
            return await self.week(person)

        async def team(person: Person, _rest: str, _key: str) -> Screen:
            return await self.team(person)

        async def shared(person: Person, rest: str, _key: str) -> Screen:
            whole = rest.casefold() == ALL
            return await self.shared(person, whole=whole, asked_of="" if whole else rest)

        kept = self._digests.kept
        return UseCases(
            words={"week": week, "team": team, "shared": shared},
            acts={Act.WEEK: week, Act.TEAM: team, Act.SHARED: shared, Act.RECALL: self.recall},
            makes={Kind.REP_DIGEST: kept, Kind.MANAGER_DIGEST: kept},
        )

    def take_help(self, helpers: Helpers, many: int = MANY) -> None:
        """From now on such helpers compose their share where there are more digests than that."""
        self._digests.take_help(helpers, many)

    async def write(self, dues: Sequence[Due], now: datetime) -> None:
        """Write the digests that are due and enqueue them: ``Digests.write``."""
        await self._digests.write(dues, now)

    async def week(self, person: Person) -> Screen:
        """The rep's own digest, as it would read now. Raises NoTeam."""
        team, now = await self._team(person), self._clock.now()
        of = week_of(now, team.zone)
        facts = await self._store.rep_facts(person.id, facts_from(of, team.zone), now)
        if facts is None:
            raise NoTeam
        page = rep_digest(facts, person, of, self._library, so_far=True)
        if page is None:
            own = own_facts(facts).get(person.id) or Own(trials=facts.private.trials)
            trying = trial_blocks(own, of, team.zone, self._library)
            page = pages.quiet_week_page(self._library.words, trying)
        return Screen(document=page)

    async def team(self, person: Person) -> Screen:
        """The manager's digest, as it would read now; whom it names sees in their log that it was read.

        Questions that were sent this week are not to be sent again.

        Only for managers and admins, whether they typed it or pressed it. Raises NoTeam.
        """
        if person.role not in MAY_LOOK:
            return Screen(document=pages.refused_page(self._library.words))
        team, now = await self._team(person), self._clock.now()
        of = week_of(now, team.zone)
        found = await self._store.team_facts((team.id,), facts_from(of, team.zone), now)
        told = (
            manager_digest(self._digests.of_team(found[0], of, now), person, self._library) if found else None
        )
        if told is None:
            return Screen(document=pages.quiet_team_page(self._library.words))
        await self._log.week(person, team, of.period, told, now)
        begins, _ = span(of, team.zone)
        return Screen(document=await self._digests.standing.now(told.document, person, begins))

    async def recall(self, person: Person, ref: str, _key: str) -> Screen:
        """What a rep says came of a learning of theirs. Raises NotThere, NotYours."""
        said = recall_of(ref)
        number = named(said.session)
        session = await self._store.session(number) if number is not None else None
        if session is None or said.came is None or not session.answer("learning"):
            raise NotThere(ref)
        if session.rep != person.id:
            raise NotYours(ref)
        now = self._clock.now()
        again = await digests_again(self._store, (person,), Act.RECALL, f"{session.id}/", now)
        await self._store.recall(session.id, person.id, said.came.value, again)
        page = pages.recalled_page(session.answer("learning"), said.came, self._library.words)
        return Screen(document=page)

    async def shared(self, person: Person, *, whole: bool, asked_of: str = "") -> Screen:
        """What managers were told of this person, to the letter, and who looked at what.

        Of nobody else, whoever is ``asked_of``.

        Whoever is in no team any more reads it all the same.
        """
        team = await self._store.team(person.team) if person.team is not None else None
        zone, now = (team or person).zone, self._clock.now()
        parts = await self._store.parts(person.id, PARTS_SHOWN)
        looks = await self._store.accesses(person.id, LOOKS_SHOWN)
        since = span(week_of(now, zone), zone, EXCHANGE_WEEKS)[0]
        requests = [
            each
            for each in await self._store.exchanges(person.id)
            if each.rep == person.id and (each.at >= since or (each.asked and each.answered is None))
        ]
        names = await self._names([*(each.manager for each in looks), *(each.manager for each in requests)])
        shared = pages.Shared(
            zone=person.zone,
            asked_of=asked_of,
            told=tuple(
                pages.Told(each.period, each.at, each.manager, each.document, each.asked) for each in parts
            ),
            requests=tuple(sorted(requests, key=_began, reverse=True)),
            looked=tuple(
                pages.Looked(names.get(each.manager, ""), each.what, each.at, each.name) for each in looks
            ),
            names=names,
            in_team=team is not None,
        )
        words = self._library.words
        older = pages.older_pages(shared, words) if whole else ()
        return Screen(document=pages.shared_page(shared, words), more=older)

    async def _team(self, person: Person) -> Team:
        team = await self._store.team(person.team) if person.team is not None else None
        if team is None:
            raise NoTeam
        return team

    async def _names(self, people: Iterable[int | None]) -> dict[int, str]:
        found = [await self._store.person(each) for each in dict.fromkeys(people) if each is not None]
        return {each.id: each.name for each in found if each}


def _began(exchange: Request) -> tuple[datetime, int]:
    return exchange.at, exchange.id
