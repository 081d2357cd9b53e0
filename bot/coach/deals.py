"""Deals: the list, and one deal's page. What is changed on it: bot/coach/deal_care.py.

Who may what: everybody in a team sees its deals' facts, and their own part of a deal. A deal is changed by
the reps who had a session about it, and by those who lead its team.
"""

from bot.clock import Clock
from bot.coach.access import MAY_LOOK, AccessLog
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import named
from bot.ports import Store
from dialogs.deal import Deal
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.library import Library
from dialogs.pages import guide
from dialogs.pages.deal import Looked, deal_page
from dialogs.pages.deals import deals_page, team_deals_page
from dialogs.people import Person
from dialogs.story import Story

DEALS_SHOWN = 8
"""So many deals are shown at once."""

TEAM_DEALS_SHOWN = 20
"""So many deals of a team stand in one list of names."""


async def team_deal(store: Store, person: Person, ref: str) -> Deal:
    """The deal of that id, or the one it became part of; of the person's own team.

    Raises NotThere, NotYours.
    """
    number = named(ref)
    deal = (await store.deal(number) or await store.became(number)) if number is not None else None
    if deal is None:
        raise NotThere(ref)
    if deal.team != person.team:
        raise NotYours(ref)
    return deal


class Deals:
    """The use cases of deals."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._words = library.words
        self._clock = clock
        self._log = AccessLog(store, clock)

    @property
    def offers(self) -> UseCases:
        """Their words, buttons and forms."""

        async def deals(person: Person, _rest: str, _key: str) -> Screen:
            return await self.deals(person)

        async def deal_named(person: Person, rest: str, _key: str) -> Screen:
            return await (self.deal_named(person, rest) if rest else self.deals(person))

        async def deal(person: Person, ref: str, _key: str) -> Screen:
            return await self.page(person, await team_deal(self._store, person, ref))

        return UseCases(
            words={"deals": deals, "deal": deal_named},
            acts={Act.DEALS: deals, Act.DEAL: deal},
        )

    async def deals(self, person: Person) -> Screen:
        """The rep's open deals with their glasses; whoever leads a team and has none, the team's by name."""
        known = await self._store.deals(person.id, DEALS_SHOWN)
        deals = tuple(deal for deal in known if deal.team == person.team)  # they may have left a team
        if not deals and person.team is not None and person.role in MAY_LOOK:
            named = await self._store.deal_names(person.team, limit=TEAM_DEALS_SHOWN, written=True)
            return Screen(document=team_deals_page(named, self._words))
        return Screen(document=deals_page(deals, self._words))

    async def deal_named(self, person: Person, name: str) -> Screen:
        """One deal of the team's, open or closed, by name; else those of names near it. Raises NoTeam."""
        if person.team is None:
            raise NoTeam
        deal = await self._store.deal_named(person.team, name)
        if deal is None:
            near = await self._store.near_deals(person.team, name)
            return Screen(document=guide.no_deal_page(name, near, self._words))
        return await self.page(person, deal)

    async def page(self, person: Person, deal: Deal) -> Screen:
        """A deal of the person's team, as they may see it; who looks at a rep's deal is logged."""
        await self._log.deal(person, deal)
        story = await self.story(person, deal)
        people = await self._store.people(deal.team)
        looked = Looked(
            deal=deal,
            story=story,
            person=person,
            names={each.id: each.name for each in people},
            may_change=_may_change(person, story),
        )
        return Screen(document=deal_page(looked, self._library))

    async def story(self, person: Person, deal: Deal) -> Story:
        """The deal as that person knows it. Raises NotThere."""
        story = await self._store.story(deal.id, person.id)
        if story is None:
            raise NotThere(str(deal.id))
        return story

    async def mine(self, person: Person, ref: str) -> Deal:
        """A deal that this person may change. Raises NotThere, NotYours."""
        deal = await team_deal(self._store, person, ref)
        if not _may_change(person, await self.story(person, deal)):
            raise NotYours(ref)
        return deal


def _may_change(person: Person, story: Story) -> bool:
    """Whoever leads the team, and the reps who had a session about it. The team was looked at before."""
    return person.role in MAY_LOOK or story.begun
