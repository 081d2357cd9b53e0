"""What a person does with what is theirs: their home, settings, quiet, their data and its end."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.clock import Clock
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ports import Store
from dialogs.document import Act
from dialogs.frozen import Values
from dialogs.glasses import EMPTIED
from dialogs.library import Library
from dialogs.pages import own as pages
from dialogs.pages.deals import called as condition_called
from dialogs.pages.export import Kept, Rest, export_pages
from dialogs.pages.week import Looked
from dialogs.people import Person, Preferences
from dialogs.recall import Came

HOME_DEALS = 5
"""So many deals stand on a person's home."""

MOST_LOOKS = 100
"""So many rows of the access log stand in an export in chat; `kairos export` has all."""


class OwnThings:
    """The use cases that concern nobody else."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    @property
    def offers(self) -> UseCases:
        """Their words, buttons and forms."""

        async def home(person: Person, _ref: str, _key: str) -> Screen:
            return await self.home(person)

        async def settings(person: Person, _ref: str, _key: str) -> Screen:
            return await self.settings(person)

        async def quiet(person: Person, rest: str, _key: str) -> Screen:
            return await self.quiet(person, on=rest.casefold() != pages.OFF)

        async def export(person: Person, _ref: str, _key: str) -> Screen:
            return await self.export(person)

        async def ask_to_forget(_person: Person, _rest: str, _key: str) -> Screen:
            return await self.ask_to_forget()

        async def forget(person: Person, ref: str, _key: str) -> Screen:
            return await (self.forget(person) if ref == pages.YES else self.ask_to_forget())

        async def save(person: Person, _ref: str, values: Mapping[str, Values], _key: str) -> Screen:
            return await self.save_settings(person, values)

        return UseCases(
            words={"settings": settings, "quiet": quiet, "export": export, "forget": ask_to_forget},
            acts={
                Act.HOME: home,
                Act.SETTINGS: settings,
                Act.QUIET: quiet,
                Act.EXPORT: export,
                Act.FORGET: forget,
            },
            forms={Act.SETTINGS: save},
            opening=frozenset({"settings"}),
        )

    async def home(self, person: Person) -> Screen:
        """Everything of a person's at a glance."""
        now = self._clock.now()
        deals = await self._store.deals(person.id, HOME_DEALS)
        own = pages.Own(
            person=person,
            preferences=await self._store.preferences(person.id),
            unfinished=await self.unfinished(person),
            deals=tuple(deal for deal in deals if deal.team == person.team),
            week=await self._store.week(person.id, monday(now, person.zone)),
            nudge=await self._store.next_nudge(person.id, now),
        )
        return Screen(document=pages.home_page(own, self._library.words))

    async def unfinished(self, person: Person) -> tuple[pages.Unfinished, ...]:
        """The person's open sessions with words in them, the newest first; those of their team of today."""
        opened = [each for each in await self._store.open_sessions(person.id) if each.written]
        flows = self._library.flows
        found = [(each, flows.get(each.flow), await self._store.deal(each.deal)) for each in opened]
        return tuple(
            pages.Unfinished(session=each, flow=flow.title if flow else each.flow, deal=deal.name)
            for each, flow, deal in found
            if deal and deal.team == person.team
        )

    async def settings(self, person: Person) -> Screen:
        """The settings, to be changed."""
        preferences = await self._store.preferences(person.id)
        page = pages.settings_page(person, preferences, self._library.words)
        return Screen(document=page, opens=True)

    async def save_settings(self, person: Person, values: Mapping[str, Values]) -> Screen:
        """Keep the settings as sent; an unknown zone or day comes back with what was typed."""
        said = {key: found[0].strip() if found else "" for key, found in values.items()}
        try:
            preferences = _preferences(said)
        except ValueError:
            kept = await self._store.preferences(person.id)
            page = pages.settings_page(person, kept, self._library.words, values)
            return Screen(document=page, opens=True)
        await self._store.put_preferences(person.id, preferences)
        changed = await self._store.person(person.id) or person
        return Screen(document=pages.saved_page(changed, preferences, self._library.words))

    async def quiet(self, person: Person, *, on: bool) -> Screen:
        """Write first no more, or again. At once: deliveries ask for it when they are due."""
        kept = await self._store.preferences(person.id)
        preferences = kept.model_copy(update={"quiet": on})
        await self._store.put_preferences(person.id, preferences)
        return Screen(document=pages.quiet_page(preferences, self._library.words))

    async def export(self, person: Person) -> Screen:
        """All that is kept of the person, in pages that a chat can show."""
        kept = [await self._named(each) for each in await self._store.export(person.id)]
        rest = await self._rest(person)
        words = self._library.words
        first, *more = export_pages(tuple(kept), self._library.flows, person.zone, words, rest)
        return Screen(document=first, more=tuple(more))

    async def _rest(self, person: Person) -> Rest:
        """What is kept of them besides sessions."""
        exchanges = await self._store.exchanges(person.id)
        looks = await self._store.accesses(person.id, MOST_LOOKS + 1)
        written = {each for exchange in exchanges for each in (exchange.rep, exchange.manager)}
        asked = dict.fromkeys((*written, *(look.manager for look in looks)))
        found = [await self._store.person(each) for each in asked if each]
        names = {each.id: each.name for each in found if each}
        experiments = self._library.experiments
        return Rest(
            person=person.id,
            preferences=await self._store.preferences(person.id),
            exchanges=exchanges,
            experiments=tuple(
                (
                    experiments[each.experiment].label if each.experiment in experiments else each.experiment,
                    each,
                )
                for each in await self._store.trials(person.id)
            ),
            looked=tuple(
                Looked(names.get(each.manager, ""), each.what, each.at, each.name)
                for each in looks[:MOST_LOOKS]
            ),
            more_looks=len(looks) > MOST_LOOKS,
            names=names,
        )

    async def _named(self, kept: Kept) -> Kept:
        """With the names of what its answers hold by id."""
        deal = await self._store.deal(kept.session.deal)
        theme, words = self._library.themes.get(kept.session.theme), self._library.words
        called = {plan.id: plan.label for plan in self._library.plans}
        glasses = {each.key: condition_called(each, words) for each in (deal.conditions if deal else ())}
        called |= glasses
        called |= {
            f"{EMPTIED}{key}": words.say("export.emptied", glass=name) for key, name in glasses.items()
        }
        called |= {option.id: option.label for option in (theme.lens.options if theme else ())}
        called |= {came.value: self._library.words.say(f"digest.came.{came}") for came in Came}
        return kept.model_copy(update={"called": called})

    async def ask_to_forget(self) -> Screen:
        """What deleting means, and a button that means it."""
        return Screen(document=pages.forget_page(self._library.words))

    async def forget(self, person: Person) -> Screen:
        """Delete every answer of the person's, at once."""
        await self._store.forget(person.id, self._clock.now())
        return Screen(document=pages.forgotten_page(self._library.words))


def monday(now: datetime, zone: str) -> datetime:
    """The first instant of the local week."""
    local = now.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() - timedelta(days=local.weekday()), time(), ZoneInfo(zone))


def _preferences(said: Mapping[str, str]) -> Preferences:
    """Raises ValueError for an unknown zone or a day that is none."""
    zone, away = said.get("zone", ""), said.get("away", "")
    if zone and zone not in available_timezones():
        raise ValueError(zone)
    return Preferences(
        zone=zone,
        quiet=said.get("quiet") == pages.ON,
        away_until=date.fromisoformat(away) if away else None,
    )
