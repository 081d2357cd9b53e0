"""Where flows begin, and about which deal: one that was named or chosen, a new one, one that was meant."""

from collections.abc import Mapping
from datetime import timedelta

from bot.clock import Clock
from bot.coach.deals import team_deal
from bot.coach.scenes import Screen
from bot.coach.turns import Turns
from bot.coach.use_cases import UseCases
from bot.ports import Store
from dialogs.deal import Deal
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import guide
from dialogs.people import Person
from dialogs.reading import clean

RECENT = 9
"""So many recent deals are offered to choose from; with a new one that is ten, which every channel shows."""

TODAY = timedelta(hours=12)
"""So long a deal is offered of which nothing but a form was opened; later it was none, or a typo."""


class Flows:
    """The use cases that begin a flow, or let one go."""

    def __init__(self, store: Store, library: Library, clock: Clock, turns: Turns) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._turns = turns

    @property
    def offers(self) -> UseCases:
        """Their buttons and their form. What is typed begins with a flow's name, which is no word of ours."""

        async def plans(person: Person, ref: str, _key: str) -> Screen:
            return await self._turns.plans(person, ref)

        acts = {
            Act.BEGIN: self._begin_ref,
            Act.ANEW: self._turns.anew,
            Act.LET_GO: self._turns.let_go,
            Act.PLAN: plans,
        }
        return UseCases(acts=acts, forms={Act.BEGIN: self.choose})

    async def begin(  # noqa: PLR0913  who, what about, and whether it is sure
        self, person: Person, flow: str, name: str, key: str, problem: str = "", *, sure: bool = True
    ) -> Screen:
        """A flow about the deal of that name, new or known; without a name, the choice of one.

        A name that is not ``sure`` may have been mistyped: if it is no deal's, near ones are shown first.
        """
        if person.team is None:
            raise NoTeam
        if flow not in self._library.flows:
            raise NotThere(flow)
        name = " ".join(" ".join(clean((name,))).split())
        if len(name) > guide.NAME_MOST:
            name, problem = "", "choose.too-long"
        if not name:
            recent = await self._recent(person, RECENT)
            page = guide.choose_deal(self._library.flows[flow], recent, self._library.words, problem)
            return Screen(document=page, opens=True)
        return await self._turns.begin(person, flow, person.team, name, key, sure=sure)

    async def choose(self, person: Person, flow: str, values: Mapping[str, Values], key: str) -> Screen:
        """The answer to which deal it is about: a recent one, or a new name, which wins; or one that is near.

        Who was shown the near ones, and says that it is a new one, is not asked again.
        """
        name = " ".join(clean(values.get(guide.NEW, ())))
        chosen, near = ("".join(values.get(each, ())) for each in (guide.CHOSEN, guide.NEAR))
        if near and near != guide.NEW:
            return await self._begin_ref(person, f"{flow}/{near}", key)
        if name or not chosen:
            problem = "" if name else "choose.problem"
            return await self.begin(person, flow, name, key, problem, sure=bool(near))
        return await self._begin_ref(person, f"{flow}/{chosen}", key)

    async def _begin_ref(self, person: Person, ref: str, key: str) -> Screen:
        """``flow``, ``flow/deal id``, or ``flow/=name`` of a deal that may be new."""
        flow, _, deal = ref.partition("/")
        if not deal or deal.startswith(guide.NAMED):
            return await self.begin(person, flow, deal.removeprefix(guide.NAMED), key)
        known = await team_deal(self._store, person, deal)
        return await self._turns.begin(person, flow, known.team, known.name, key)

    async def _recent(self, person: Person, most: int) -> tuple[Deal, ...]:
        """The rep's latest deals, those first that they opened a form of today and wrote nothing about yet.

        Those of a team that they have left are that team's.
        """
        deals, since = await self._store.deals(person.id, most), self._clock.now() - TODAY
        opened = [each for each in await self._store.open_sessions(person.id) if each.shown >= since]
        bare = dict.fromkeys(session.deal for session in opened[:most])
        begun = [await self._store.deal(each) for each in bare if each not in {deal.id for deal in deals}]
        found = (*(deal for deal in begun if deal and deal.closed is None), *deals)
        return tuple(deal for deal in found if deal.team == person.team)[:most]
