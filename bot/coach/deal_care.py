"""A deal, cared for by hand: its name, glasses and dates, its conditions, closing, merging, removing.

Who may: whoever ``Deals.mine`` lets, which everything here asks first.
"""

from collections.abc import Mapping
from datetime import date

from bot.clock import Clock
from bot.coach.access import MAY_LOOK
from bot.coach.deals import Deals
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import named
from bot.ports import Store
from bot.ports.deals import Edited
from dialogs.deal import Closing, Deal
from dialogs.deal_edit import Said, met, reworded
from dialogs.document import Act, Document
from dialogs.errors import NotThere
from dialogs.flow import Option, shorten
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import deal_care as pages
from dialogs.pages.guide import NAME_MOST
from dialogs.people import Person
from dialogs.reading import clean

TRIES = 5
"""So often a change is worked out anew when the deal moved on meanwhile."""

Given = Mapping[str, Values]


class DealCare:
    """The use cases that change a deal."""

    def __init__(self, store: Store, library: Library, clock: Clock, deals: Deals) -> None:
        self._store = store
        self._words = library.words
        self._clock = clock
        self._deals = deals

    @property
    def offers(self) -> UseCases:
        """Their buttons and forms."""
        return UseCases(
            acts={
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

    # ------------------------------------------------------------------ name, glasses, date, conditions

    async def _change(self, person: Person, ref: str, _key: str) -> Screen:
        ident, _, _ = ref.partition("/")
        deal = await self._deals.mine(person, ident)
        return Screen(document=pages.change_page(deal, self._words), opens=True)

    async def _changed(self, person: Person, ref: str, given: Given, _key: str) -> Screen:
        """Keep what was changed, all of it; or nothing, where something is wrong or not as it was shown."""
        ident, _, shown = ref.partition("/")
        for _ in range(TRIES):
            deal = await self._deals.mine(person, ident)
            name, due, problems = self._read(given)
            if problems:
                return Screen(
                    document=pages.change_page(deal, self._words, given, problems, shown), opens=True
                )
            full = frozenset(given.get(pages.GLASSES, ()))
            asked = met(deal, shown, Said(full, name, due, pages.DUE in given))
            if not asked.agree:
                return Screen(document=pages.meanwhile_page(deal, asked, given, self._words), opens=True)
            edited = await self._store.edit_deal(deal.id, asked.edit, person.id, self._clock.now())
            if edited is Edited.DONE:
                return await self._kept(deal, "deal.now-changed")
            if edited is Edited.TAKEN:
                taken = {pages.NAME: self._words.say("deal.name-taken")}
                return Screen(document=pages.change_page(deal, self._words, given, taken, shown), opens=True)
        raise NotThere(ref)

    def _read(self, given: Given) -> tuple[str, date | None, dict[str, str]]:
        """The name, the date, and what is wrong with them, by field."""
        name, due = _line(given, pages.NAME), None
        problems: dict[str, str] = {}
        if not name or len(name) > NAME_MOST:
            key = "problem.too-long" if name else "deal.name-empty"
            problems[pages.NAME] = self._words.say(key, most=NAME_MOST)
        try:
            said = _line(given, pages.DUE)
            due = date.fromisoformat(said) if said else None
        except ValueError:
            problems[pages.DUE] = self._words.say("problem.date")
        return name, due, problems

    async def _conditions(self, person: Person, ref: str, _key: str) -> Screen:
        deal = await self._deals.mine(person, ref)
        return Screen(document=pages.conditions_page(deal, self._words), opens=True)

    async def _conditions_put(self, person: Person, ref: str, given: Given, _key: str) -> Screen:
        """Keep what was changed, all of it; or nothing, where something is wrong or not as it was shown.

        A field that did not come back leaves its condition alone; one that is empty takes it away.
        """
        typed = clean(given.get(pages.NEW, ()))
        new = [line.strip() for text in typed for line in text.splitlines() if line.strip()]
        said = {field: _line(given, field) for field in given if field != pages.NEW}
        too_long = any(len(line) > pages.CONDITION_MOST for line in new)
        problem = self._words.say("problem.too-long", most=pages.CONDITION_MOST) if too_long else ""
        for _ in range(TRIES):
            deal = await self._deals.mine(person, ref)
            wanted = reworded(deal, said)
            if problem or wanted.moved or wanted.gone:
                page = pages.conditions_page(deal, self._words, wanted, typed, problem)
                return Screen(document=page, opens=True)
            if await self._store.put_conditions(deal.id, wanted.texts, new) is Edited.DONE:
                return await self._kept(deal, "deal.now-changed")
        raise NotThere(ref)

    async def _kept(self, deal: Deal, key: str) -> Screen:
        now = await self._store.deal(deal.id) or deal
        return Screen(document=pages.kept_page(now, key, self._words))

    # ------------------------------------------------------------------------- closing and opening again

    async def _close(self, person: Person, ref: str, _key: str) -> Screen:
        """``deal`` asks how; ``deal/won`` and its like do it."""
        ident, _, how = ref.partition("/")
        deal = await self._deals.mine(person, ident)
        if how not in set(Closing):
            return Screen(document=pages.close_page(deal, self._words))
        await self._store.close_deal(deal.id, Closing(how), self._clock.now())
        return Screen(document=pages.closed_page(deal, self._words))

    async def _open_again(self, person: Person, ref: str, _key: str) -> Screen:
        deal = await self._deals.mine(person, ref)
        await self._store.reopen_deal(deal.id)
        return await self._kept(deal, "deal.now-open")

    # --------------------------------------------------------------------------- merging and removing

    async def _merge(self, person: Person, ref: str, _key: str) -> Screen:
        """``deal`` asks into which, ``deal/deal`` whether it is meant, ``deal/deal/yes`` does it."""
        source, _, rest = ref.partition("/")
        target, _, sure = rest.partition("/")
        if not target:
            return Screen(document=await self._merge_form(person, source), opens=True)
        into, deal = await self._deals.mine(person, target), await self._deals.mine(person, source)
        became = deal.id != named(source)
        if became and deal.id == into.id:
            return await self._deals.page(person, into)  # pressed twice: it is done
        if became or sure != pages.YES:
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
        deal = await self._deals.mine(person, ref)
        rep = None if person.role in MAY_LOOK else person.id
        found = await self._store.deal_names(deal.team, rep)
        others = [Option(id=str(each.id), label=shorten(each.name)) for each in found if each.id != deal.id]
        return pages.merge_page(deal, others, self._words, problem)

    async def _remove(self, person: Person, ref: str, _key: str) -> Screen:
        """``deal`` asks, ``deal/yes`` does it. Of a deal that became another, that other is asked about."""
        ident, _, sure = ref.partition("/")
        deal = await self._deals.mine(person, ident)
        sure = sure if deal.id == named(ident) else ""
        if not (await self._deals.story(person, deal)).untouched:
            return Screen(document=pages.refused_page(deal, "deal.not-removed", self._words))
        if sure != pages.YES:
            return Screen(document=pages.remove_page(deal, self._words))
        if not await self._store.remove_deal(deal.id, person.id):
            return Screen(document=pages.refused_page(deal, "deal.not-removed", self._words))
        return Screen(document=pages.removed_page(deal.name, self._words))


def _line(given: Given, field: str) -> str:
    """What was typed in one field, as one line."""
    return " ".join(" ".join(clean(given.get(field, ()))).split())
