"""Taking an experiment and swapping one: from a digest, from the week's page, at the verdict of a check."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.clock import Clock
from bot.coach.after_turns import card
from bot.coach.asking import shown_again
from bot.coach.scenes import Scenes, Screen
from bot.coach.turns import Turns
from bot.coach.use_cases import UseCases
from bot.digests.writing import facts_from
from bot.ids import Ids, named
from bot.ports import Store
from dialogs.cadence import DIGESTS, Kind, instant, weekly
from dialogs.digest.facts import Trial
from dialogs.digest.own import Own, own_facts
from dialogs.digest.trials import Judged, before, how_far, swapped
from dialogs.document import Act
from dialogs.effects import ShowVerdict
from dialogs.errors import NoTeam, NotThere
from dialogs.library import Library
from dialogs.measures.facts import week_of
from dialogs.moments import local_day
from dialogs.pages import trying as verdicts
from dialogs.pages import week as pages
from dialogs.people import Person, Team
from dialogs.trying import runs

ENDS = "ends"
"""Behind a ref, before the id of a trial: the page said that this one ends with the taking."""

OFFER = re.compile(
    rf"(?P<experiment>[^/]+)(?:/(?P<session>[0-9]+)(?P<card>/{verdicts.CARD})?)?(?:/{ENDS}/(?P<ends>[0-9]+))?"
)
"""The ref of a button: an experiment, the check at whose verdict (page or card) it stands, what ends."""


class Trying:
    """The use cases of experiments."""

    def __init__(  # noqa: PLR0913, PLR0917  what every group of use cases wants, and the verdicts
        self, store: Store, library: Library, clock: Clock, ids: Ids, scenes: Scenes, turns: Turns
    ) -> None:
        """``turns`` finds a person's own check, ``scenes`` shows its verdict."""
        self._store = store
        self._library = library
        self._clock = clock
        self._ids = ids
        self._scenes = scenes
        self._turns = turns

    @property
    def offers(self) -> UseCases:
        """The two buttons."""

        async def take(person: Person, ref: str, _key: str) -> Screen:
            return await self.take(person, ref)

        async def swap(person: Person, ref: str, _key: str) -> Screen:
            return await self.swap(person, ref)

        return UseCases(acts={Act.TAKE: take, Act.SWAP: swap})

    async def take(self, person: Person, ref: str) -> Screen:
        """Take an experiment; pressed twice it is taken once. Raises NotThere, NotYours, NoTeam.

        At a verdict the verdict says so, and so does its card where it stands. One that runs ends with that,
        unless it is full; where the button's page did not say so, this says it first, and takes nothing.
        """
        offer, team, now = self._offer(ref), await self._team(person), self._clock.now()
        experiment = self._library.experiments[offer.experiment]
        if offer.session:
            await self._turns.checked(person, offer.session)
        own, known = await self._own(person, team, now), await self._store.trial(person.id)
        last = _running(known, team, now)
        if last is not None and last.experiment == experiment.id:
            early = next((each for each in own.trials if each.ended == last.taken), None)
        else:
            going = self._how_far(last, own, team, now)
            ends = last is not None and (going is None or not going.ended)
            if going is not None and ends and offer.ends != going.trial:
                return await self._asked(person, offer, going, now)
            early = last._replace(ended=now) if last is not None and ends else None
            seen = before(experiment, own, now, team.zone)
            trial = Trial(self._ids(), person.id, experiment.id, now, seen)
            standing = (card(self._ids(), int(offer.session), person.id, now),) if offer.session else ()
            again = await shown_again(self._store, standing)
            ending, latest = early.id if early else None, known.id if known else 0
            if not await self._store.put_trial(trial, again, ends=ending, last=latest):
                return await self.take(person, ref)  # pressed twice in a moment: as if one after the other
        if offer.on_page:
            return await self._verdict(person, offer.session, now)
        told = next_digest(team, now, person.zone) if await self._gets_digests(person) else None
        ended = self._how_far(early, own, team, now)
        return Screen(document=pages.taken_page(experiment, told, self._library.words, ended))

    async def swap(self, person: Person, ref: str) -> Screen:
        """Another experiment in place of that one. Raises NotThere, NotYours, NoTeam."""
        offer, team, now = self._offer(ref), await self._team(person), self._clock.now()
        if offer.session:
            session, scene = await self._turns.checked(person, offer.session)
            other = verdicts.another(session, scene, offer.experiment)
            if offer.on_page:
                return await self._verdict(person, offer.session, now, other.id if other else "")
            if other is not None:
                return Screen(document=pages.offered_page(other, self._library.words, offer.where))
        own = await self._own(person, team, now)
        other = swapped(own, week_of(now, team.zone), team.zone, self._library, offer.experiment)
        running = _running(await self._store.trial(person.id), team, now)
        last = self._how_far(running, own, team, now)
        where = _ending(last) if last is not None and not last.ended else ""
        return Screen(document=pages.offered_page(other, self._library.words, where, last))

    async def _asked(self, person: Person, offer: "Offer", last: Judged, now: datetime) -> Screen:
        """What would end with the taking. A verdict says which one runs, and offers none any more."""
        if offer.on_page:
            return await self._verdict(person, offer.session, now)
        experiment, where = self._library.experiments[offer.experiment], f"{offer.where}{_ending(last)}"
        return Screen(document=pages.offered_page(experiment, self._library.words, where, last))

    async def _verdict(self, person: Person, session: str, now: datetime, experiment: str = "") -> Screen:
        found, scene = await self._turns.checked(person, session)
        return self._scenes.screen(found, scene, now, ShowVerdict(experiment=experiment))

    async def _own(self, person: Person, team: Team, now: datetime) -> Own:
        facts = await self._store.rep_facts(person.id, facts_from(week_of(now, team.zone), team.zone), now)
        if facts is None:
            return Own()
        return own_facts(facts).get(person.id) or Own(trials=facts.private.trials)

    def _how_far(self, trial: Trial | None, own: Own, team: Team, now: datetime) -> Judged | None:
        """None too for one that its author took out since."""
        if trial is None or trial.experiment not in self._library.experiments:
            return None
        return how_far(trial, own, week_of(now, team.zone), team.zone, self._library, so_far=True)

    async def _gets_digests(self, person: Person) -> bool:
        """A manager's digest tells of no experiment, and to whom it is quiet none is sent."""
        quiet = (await self._store.preferences(person.id)).quiet
        return DIGESTS.get(person.role) is Kind.REP_DIGEST and not quiet

    async def _team(self, person: Person) -> Team:
        team = await self._store.team(person.team) if person.team is not None else None
        if team is None:
            raise NoTeam
        return team

    def _offer(self, ref: str) -> "Offer":
        found = OFFER.fullmatch(ref)
        if found is None or found["experiment"] not in self._library.experiments:
            raise NotThere(ref)
        return Offer(
            found["experiment"],
            found["session"] or "",
            on_card=found["card"] is not None,
            ends=named(found["ends"] or ""),
        )


class Offer(NamedTuple):
    """Where an experiment was offered: at the verdict of a session, on its page or its card, or elsewhere.

    ``ends``: the trial that ends with the taking, as the page said.
    """

    experiment: str
    session: str = ""
    on_card: bool = False
    ends: int | None = None

    @property
    def on_page(self) -> bool:
        """Whether it stands on a page that changes in place."""
        return bool(self.session) and not self.on_card

    @property
    def where(self) -> str:
        """What stands behind an experiment in the ref of a button there."""
        return f"/{self.session}/{verdicts.CARD}" if self.on_card else ""


def _running(last: Trial | None, team: Team, now: datetime) -> Trial | None:
    return last if last is not None and runs(last, now, team.zone) else None


def _ending(last: Judged) -> str:
    return f"/{ENDS}/{last.trial}"


def next_digest(team: Team, now: datetime, zone: str) -> date:
    """The day of a rep's next digest, holidays aside."""
    weekday, clock = weekly(team.rep_digest)
    day = local_day(now, zone)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    return day if now < instant(day, clock, zone) else day + timedelta(weeks=1)
