"""Deals: the list, one deal's page, and its care: glasses, conditions, dates, closing, merging, removing.

Who may what: everybody in a team sees its deals' facts, and their own part of a deal. A deal is changed by
the reps who had a session about it, and by those who lead its team.
"""

from collections.abc import Mapping
from datetime import date

from bot.clock import Clock
from bot.coach.access import MAY_LOOK, AccessLog
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import named
from bot.ports import Store
from dialogs.deal import Closing, Deal
from dialogs.document import Act, Document
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.flow import Option, shorten
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import deal_care as pages
from dialogs.pages import guide
from dialogs.pages.deal import Looked, deal_page
from dialogs.pages.deals import deals_page
from dialogs.people import Person
from dialogs.reading import clean
from dialogs.story import Story

DEALS_SHOWN = 8
"""So many deals are shown at once."""

Given = Mapping[str, Values]


async def team_deal(store: Store, person: Person, ref: str) -> Deal:
    """The deal of that id, of the person's own team. Raises NotThere, NotYours."""
    number = named(ref)
    deal = await store.deal(number) if number is not None else None
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
            return await self._page(person, await team_deal(self._store, person, ref))

        return UseCases(
            words={"deals": deals, "deal": deal_named},
            acts={
                Act.DEALS: deals,
                Act.DEAL: deal,
                Act.CHANGE: self._change,
                Act.CONDITIONS: self._conditions,
                Act.CLOSE: self._close,
                Act.OPEN_AGAIN: self._open_again,
                Act.MERGE: self._merge,
                Act.REMOVE: self._remove,
            },
            forms={
                Act.CHANGE: self._changed,
                Act.CONDITIONS: self._conditions_put,
                Act.MERGE: self._merge_chosen,
            },
        )

    async def deals(self, person: Person) -> Screen:
        """The rep's open deals with their glasses."""
        known = await self._store.deals(person.id, DEALS_SHOWN)
        deals = tuple(deal for deal in known if deal.team == person.team)  # they may have left a team
        return Screen(document=deals_page(deals, self._words))

    async def deal_named(self, person: Person, name: str) -> Screen:
        """One deal of the team's, open or closed, by name. Raises NoTeam."""
        if person.team is None:
            raise NoTeam
        deal = await self._store.deal_named(person.team, name)
        if deal is None:
            return Screen(document=guide.no_deal_page(name, self._words))
        return await self._page(person, deal)

    async def _page(self, person: Person, deal: Deal) -> Screen:
        await self._log.deal(person, deal)
        story = await self._story(person, deal)
        people = await self._store.people(deal.team)
        looked = Looked(
            deal=deal,
            story=story,
            person=person,
            names={each.id: each.name for each in people},
            may_change=_may_change(person, story),
        )
        return Screen(document=deal_page(looked, self._library))

    async def _story(self, person: Person, deal: Deal) -> Story:
        story = await self._store.story(deal.id, person.id)
        if story is None:
            raise NotThere(str(deal.id))
        return story

    async def _mine(self, person: Person, ref: str) -> Deal:
        """A deal that this person may change. Raises NotThere, NotYours."""
        deal = await team_deal(self._store, person, ref)
        if not _may_change(person, await self._story(person, deal)):
            raise NotYours(ref)
        return deal

    # ------------------------------------------------------------------ name, glasses, date, conditions

    async def _change(self, person: Person, ref: str, _key: str) -> Screen:
        deal = await self._mine(person, ref)
        return Screen(document=pages.change_page(deal, self._words), opens=True)

    async def _changed(self, person: Person, ref: str, given: Given, _key: str) -> Screen:
        """Keep all of it, or nothing where something is wrong."""
        deal = await self._mine(person, ref)
        name = _line(given, pages.NAME)
        problems: dict[str, str] = {}
        due: date | None = None
        if not name or len(name) > guide.NAME_MOST:
            key = "problem.too-long" if name else "deal.name-empty"
            problems[pages.NAME] = self._words.say(key, most=guide.NAME_MOST)
        try:
            said = _line(given, pages.DUE)
            due = date.fromisoformat(said) if said else None
        except ValueError:
            problems[pages.DUE] = self._words.say("problem.date")
        if not problems and await self._store.rename_deal(deal.id, name) is not None:
            problems[pages.NAME] = self._words.say("deal.name-taken")
        if problems:
            page = pages.change_page(deal, self._words, given, problems)
            return Screen(document=page, opens=True)
        full = frozenset(given.get(pages.GLASSES, ()))
        await self._store.fill_glasses(deal.id, full, person.id, self._clock.now())
        if deal.next_step and pages.DUE in given and due != deal.next_step.due:
            await self._store.date_step(deal.id, due)
        return await self._kept(deal, "deal.now-changed")

    async def _conditions(self, person: Person, ref: str, _key: str) -> Screen:
        deal = await self._mine(person, ref)
        return Screen(document=pages.conditions_page(deal, self._words), opens=True)

    async def _conditions_put(self, person: Person, ref: str, given: Given, _key: str) -> Screen:
        """A field that did not come back leaves its condition alone; one that is empty takes it away."""
        deal = await self._mine(person, ref)
        new = [line.strip() for text in clean(given.get(pages.NEW, ())) for line in text.splitlines()]
        if any(len(line) > pages.CONDITION_MOST for line in new):
            problem = self._words.say("problem.too-long", most=pages.CONDITION_MOST)
            page = pages.conditions_page(deal, self._words, problem, given[pages.NEW])
            return Screen(document=page, opens=True)
        asked = {str(each.id): each.id for each in deal.conditions if str(each.id) in given}
        texts = {ident: _line(given, key) for key, ident in asked.items()}
        await self._store.put_conditions(deal.id, texts, [line for line in new if line])
        return await self._kept(deal, "deal.now-changed")

    async def _kept(self, deal: Deal, key: str) -> Screen:
        now = await self._store.deal(deal.id) or deal
        return Screen(document=pages.kept_page(now, key, self._words))

    # ------------------------------------------------------------------------- closing and opening again

    async def _close(self, person: Person, ref: str, _key: str) -> Screen:
        """``deal`` asks how; ``deal/won`` and its like do it."""
        ident, _, how = ref.partition("/")
        deal = await self._mine(person, ident)
        if how not in set(Closing):
            return Screen(document=pages.close_page(deal, self._words))
        await self._store.close_deal(deal.id, Closing(how), self._clock.now())
        return Screen(document=pages.closed_page(deal, self._words))

    async def _open_again(self, person: Person, ref: str, _key: str) -> Screen:
        deal = await self._mine(person, ref)
        await self._store.reopen_deal(deal.id)
        return await self._kept(deal, "deal.now-open")

    # --------------------------------------------------------------------------- merging and removing

    async def _merge(self, person: Person, ref: str, _key: str) -> Screen:
        """``deal`` asks into which, ``deal/deal`` whether it is meant, ``deal/deal/yes`` does it."""
        source, _, rest = ref.partition("/")
        target, _, sure = rest.partition("/")
        if not target:
            return Screen(document=await self._merge_form(person, source), opens=True)
        into = await self._mine(person, target)
        if named(source) is not None and await self._store.deal(named(source) or 0) is None:
            return await self._page(person, into)  # pressed twice: it is done
        deal = await self._mine(person, source)
        if sure != pages.YES:
            return Screen(document=pages.merge_sure_page(deal, into, self._words), opens=True)
        if not await self._store.merge_deals(deal.id, into.id):
            raise NotThere(ref)
        page = pages.kept_page(into, "deal.now-merged", self._words, source=deal.name)
        return Screen(document=page)

    async def _merge_chosen(self, person: Person, ref: str, given: Given, key: str) -> Screen:
        target = _line(given, pages.INTO)
        if not target:
            problem = self._words.say("problem.required")
            return Screen(document=await self._merge_form(person, ref, problem), opens=True)
        return await self._merge(person, f"{ref}/{target}", key)

    async def _merge_form(self, person: Person, ref: str, problem: str = "") -> Document:
        """Into which: a rep's own deals, or any of the team's for whoever leads it."""
        deal = await self._mine(person, ref)
        rep = None if person.role in MAY_LOOK else person.id
        found = await self._store.deal_names(deal.team, rep)
        others = [Option(id=str(each.id), label=shorten(each.name)) for each in found if each.id != deal.id]
        return pages.merge_page(deal, others, self._words, problem)

    async def _remove(self, person: Person, ref: str, _key: str) -> Screen:
        """``deal`` asks, ``deal/yes`` does it."""
        ident, _, sure = ref.partition("/")
        deal = await self._mine(person, ident)
        if not (await self._story(person, deal)).untouched:
            return Screen(document=pages.refused_page(deal, "deal.not-removed", self._words))
        if sure != pages.YES:
            return Screen(document=pages.remove_page(deal, self._words))
        if not await self._store.remove_deal(deal.id, person.id):
            return Screen(document=pages.refused_page(deal, "deal.not-removed", self._words))
        return Screen(document=pages.removed_page(deal.name, self._words))


def _may_change(person: Person, story: Story) -> bool:
    """Whoever leads the team, and the reps who had a session about it. The team was looked at before."""
    return person.role in MAY_LOOK or story.begun


def _line(given: Given, field: str) -> str:
    """What was typed in one field, as one line."""
    return " ".join(" ".join(clean(given.get(field, ()))).split())
