"""The tip of the day: chosen when it is sent, counted when somebody presses, never with a name."""

from collections import Counter
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.coach.asking import shown_again
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import Ids, named
from bot.ports import Store
from bot.sending.outbox import Delivery, Kind
from dialogs.digest.facts import Private
from dialogs.document import Act, Document
from dialogs.errors import NoTeam, NotThere
from dialogs.flow import Ground
from dialogs.library import Library
from dialogs.measures.facts import span, week_of
from dialogs.measures.group import MIN_GROUP
from dialogs.moments import local_day
from dialogs.pages import tips as pages
from dialogs.people import Person, Team
from dialogs.theme import Tip
from dialogs.tips import GAP_WEEKS, NO_REPEAT, Gaps, next_tip

COUNTS_KEEP = timedelta(hours=1)
"""So long a change of the counts is worth showing."""


class Tips:
    """Gives tips and counts what people say to them."""

    def __init__(
        self, store: Store, library: Library, clock: Clock, ids: Ids, min_group: int = MIN_GROUP
    ) -> None:
        """``min_group``: private answers of fewer reps choose no theme."""
        self._store = store
        self._library = library
        self._clock = clock
        self._ids = ids
        self._min_group = min_group

    @property
    def offers(self) -> UseCases:
        """A tip when somebody asks, its buttons, and the team's tip of a day."""

        async def tip(person: Person, _rest: str, _key: str) -> Screen:
            return await self.now(person)

        async def trying(person: Person, ref: str, _key: str) -> Screen:
            return await self.press(person, ref, wanted=True)

        async def not_for_us(person: Person, ref: str, _key: str) -> Screen:
            return await self.press(person, ref, wanted=False)

        return UseCases(
            words={"tip": tip},
            acts={Act.TIP: tip, Act.TRYING: trying, Act.NOT_FOR_US: not_for_us},
            makes={Kind.TIP: self.message},
        )

    async def message(self, delivery: Delivery) -> Document | None:
        """The team's tip of that day; from now on the team has had it.

        None while the team wants none, and when there is none left. One that was given already is shown
        again, with its counts.
        """
        team = await self._store.team(delivery.team or 0)
        if team is None:
            return None
        day = _day(delivery, team)
        given = await self._store.given(team.id, day)
        had = next((self._named(each.tip) for each in given if each.day == day), None)
        if had is None and not await self._paused(team):
            had = await self._next(team, day)
            if had is not None:
                await self._store.give(team.id, had.id, day)
        return await self._page(had, team.id) if had else None

    async def now(self, person: Person) -> Screen:
        """A tip for this person alone: the team's of today, or its next one, which stays the team's."""
        team = await self._store.team(person.team) if person.team is not None else None
        if team is None:
            raise NoTeam
        tip = await self._next(team, local_day(self._clock.now(), team.zone))
        if tip is None:
            return Screen(document=pages.no_tip_page(self._library.words))
        return Screen(document=await self._page(tip, team.id))

    async def press(self, person: Person, ref: str, *, wanted: bool) -> Screen:
        """Count a press, and show the new counts where the tip stands. Raises NotThere."""
        number, _, tip_id = ref.partition("/")
        team = await self._store.team(named(number) or 0)
        tip = self._named(tip_id)
        if team is None or tip is None:
            raise NotThere(ref)
        if person.team != team.id:
            return Screen(document=pages.other_team_page(self._library.words))
        now = self._clock.now()
        given = await self._store.given(team.id, local_day(now, team.zone) - NO_REPEAT)
        days = [each.day for each in given if each.tip == tip.id]
        # one that still waits to be shown keeps its own time, and shows the counts then
        told = await shown_again(self._store, (self._again(team, days[-1], now),)) if days else ()
        await self._store.press_tip(team.id, tip.id, person.id, wanted=wanted, deliveries=told)
        pressed = await self._store.pressed(team.id, tip.id)
        return Screen(document=pages.pressed_page(pressed, self._library.words, wanted=wanted))

    async def _paused(self, team: Team) -> bool:
        until = await self._store.tips_paused(team.id)
        return until is not None and local_day(self._clock.now(), team.zone) <= until

    async def _next(self, team: Team, day: date) -> Tip | None:
        wishes = await self._store.wishes(team.id)
        given = await self._store.given(team.id, day - NO_REPEAT)
        gaps = await self._gaps(team) if wishes.follow_gaps else ()
        return next_tip(given, self._library, day, wishes, gaps)

    async def _gaps(self, team: Team) -> tuple[str, ...]:
        """What the team lacked in its last four whole weeks, the widest gap first."""
        week = week_of(self._clock.now(), team.zone)
        since, until = span(week.back(1), team.zone, GAP_WEEKS)
        facts = await self._store.team_facts((team.id,), since, until)
        return gaps(facts[0].private, self._min_group).ranked(self._min_group) if facts else ()

    async def _page(self, tip: Tip, team: int) -> Document:
        return pages.tip_page(tip, team, await self._store.pressed(team, tip.id), self._library)

    def _named(self, tip: str) -> Tip | None:
        tips = (each for theme in self._library.themes.values() for each in theme.tips)
        return next((each for each in tips if each.id == tip), None)

    def _again(self, team: Team, day: date, now: datetime) -> Delivery:
        """The standing message once more: it changes where it stands."""
        return Delivery(
            id=self._ids(),
            kind=Kind.TIP,
            key=f"{Kind.TIP}:{team.id}:{day.isoformat()}",
            person=None,
            team=team.id,
            due=now,
            until=now + COUNTS_KEEP,
            payload={"period": day.isoformat()},
        )


def gaps(private: Private, min_group: int) -> Gaps:
    """What checks left empty and what reflections met: each only where enough reps stand behind it."""
    answered = [each for each in private.reflections if each.barrier]
    checkers = {each.rep for each in private.checks}
    reflecting = {each.rep for each in answered}
    checks = private.checks if len(checkers) >= min_group else ()
    reflections = answered if len(reflecting) >= min_group else []
    return Gaps(
        empty=Counter(ground for each in checks for ground in Ground if ground not in each.full),
        checks=len(checks),
        barriers=Counter(each.barrier for each in reflections if each.barrier != "none"),
        reflections=len(reflections),
        reps=max(len(checkers), len(reflecting)),
    )


def _day(delivery: Delivery, team: Team) -> date:
    """The day that the delivery is about."""
    period = delivery.payload.get("period") or delivery.key.rpartition(":")[2]
    try:
        return date.fromisoformat(period)
    except ValueError:
        return local_day(delivery.due, team.zone)
