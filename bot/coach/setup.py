"""A team set up in chat by who leads it: its place, its times, its themes, its members.

Who asks is checked when a page is opened and again when a form is sent; each form is one write.
"""

from collections.abc import Mapping
from datetime import timedelta

from bot.clock import Clock
from bot.coach import team_forms
from bot.coach.channels import Channels
from bot.coach.members import Members
from bot.coach.scenes import Screen
from bot.coach.team_forms import Typed, one
from bot.coach.use_cases import UseCases
from bot.ids import Ids, named
from bot.ports import Store
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.pages import setup as pages
from dialogs.pages import setup_forms
from dialogs.pages.setup import Part, TeamSetup
from dialogs.people import Person, Role, Team
from dialogs.reading import clean
from dialogs.tips import themes_in_line

LONGEST_PAUSE = 26
"""Tips pause for so many weeks at most."""


class Setup:
    """The setup's pages and forms."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._library = library
        self._words = library.words
        self._clock = clock
        self._channels = Channels(store, library.words)
        self._members = Members(store, clock, ids)

    @property
    def offers(self) -> UseCases:
        """``/coach setup``, its buttons, its forms."""

        async def press(person: Person, ref: str, _key: str) -> Screen:
            return await self.open(person, ref)

        async def fill(person: Person, ref: str, values: Mapping[str, Values], _key: str) -> Screen:
            return await self.save(person, ref, values)

        async def pause(person: Person, ref: str, _key: str) -> Screen:
            return await self.pause(person, ref)

        return UseCases(
            words={"setup": self.say},
            acts={Act.SETUP: press, Act.PAUSE: pause},
            forms={Act.SETUP: fill},
            opening=frozenset({"setup"}),
        )

    async def say(self, person: Person, rest: str, _key: str) -> Screen:
        """``/coach setup``, or ``/coach setup pause 2``."""
        word, _, weeks = rest.casefold().partition(" ")
        if word == "pause" and person.team is not None:
            return await self.pause(person, f"{person.team}/{weeks or pages.PAUSE_WEEKS}")
        return await self.page(person)

    async def page(self, person: Person) -> Screen:
        """The person's team, or the choice of one; to a rep, who sets it up. Raises NoTeam."""
        teams = await self._teams(person)
        own = next((team for team in teams if team.id == person.team), None)
        if own or len(teams) == 1:
            return await self._shown(person, own or teams[0])
        if teams:
            return Screen(document=pages.choose_page(teams, self._words), opens=True)
        team = await self._store.team(person.team) if person.team is not None else None
        if team is None:
            raise NoTeam
        leaders = await self._store.leaders(team)
        page = pages.refused_page(leaders, self._words) if leaders else pages.claim_page(team, self._words)
        return Screen(document=page, opens=True)

    async def open(self, person: Person, ref: str) -> Screen:
        """A part's form. Raises NotThere, NotYours."""
        if not ref:
            return await self.page(person)
        part, team = await self._ref(ref)
        if part is Part.CLAIM:
            return await self._claim(person, team)
        if not await self._members.may_set(person, team):
            return await self.page(person) if person.team == team.id else _not_yours(ref)
        match part:
            case Part.PLACE:
                channel = await self._channels.from_within(team)
                page = setup_forms.place_page(team, self._words, channel=channel)
            case Part.TIMES:
                page = setup_forms.times_page(team, self._words)
            case Part.THEMES:
                page = setup_forms.themes_page(team, await self._store.wishes(team.id), self._library)
            case Part.ADD:
                page = setup_forms.add_page(team, _roles(person), self._words)
            case Part.REMOVE:
                page = setup_forms.remove_page(team, await self._others(person, team), self._words)
            case Part.CHOOSE:
                page = pages.choose_page(await self._teams(person), self._words)
            case _:
                return await self._shown(person, team)
        return Screen(document=page, opens=True)

    async def save(self, person: Person, ref: str, values: Mapping[str, Values]) -> Screen:
        """A part, sent: kept whole, or shown again with what is wrong. Raises NotThere, NotYours."""
        part, team = await self._ref(ref)
        if not await self._members.may_set(person, team):
            raise NotYours(ref)
        typed = {field: clean(found) for field, found in values.items()}
        match part:
            case Part.PLACE:
                return await self._save_place(person, team, typed)
            case Part.TIMES:
                return await self._save_times(person, team, typed)
            case Part.THEMES:
                return await self._save_themes(person, team, typed)
            case Part.ADD:
                return await self._add(person, team, typed)
            case Part.REMOVE:
                return await self._remove(person, team, typed)
        raise NotThere(ref)

    async def pause(self, person: Person, ref: str) -> Screen:
        """``team/weeks``: no tips for so many weeks from today; 0: tips again. Raises NotThere, NotYours."""
        number, _, said = ref.partition("/")
        team = await self._store.team(named(number) or 0)
        weeks = named(said)
        if team is None:
            raise NotThere(ref)
        if not await self._members.may_set(person, team):
            return await self.page(person) if person.team == team.id else _not_yours(ref)
        if weeks is None or weeks > LONGEST_PAUSE:
            return await self._shown(person, team, self._words.say("setup.no-pause", most=LONGEST_PAUSE))
        today = local_day(self._clock.now(), team.zone)
        until = today + timedelta(weeks=weeks) if weeks else None
        await self._store.pause_tips(team.id, until)
        day = self._words.day(until.isoformat()) if until else ""
        said = self._words.say("setup.paused", day=day) if until else self._words.say("setup.unpaused")
        return await self._shown(person, team, said)

    async def _save_place(self, person: Person, team: Team, typed: Typed) -> Screen:
        changes, wrong = team_forms.place(team, typed)
        if wrong:
            channel = await self._channels.from_within(team)
            page = setup_forms.place_page(team, self._words, typed, wrong, channel)
            return Screen(document=page, opens=True)
        return await self._put(person, team, changes)

    async def _save_times(self, person: Person, team: Team, typed: Typed) -> Screen:
        changes, wrong = team_forms.times(typed)
        if wrong:
            return Screen(document=setup_forms.times_page(team, self._words, typed, wrong), opens=True)
        return await self._put(person, team, changes)

    async def _put(self, person: Person, team: Team, changes: Mapping[str, str]) -> Screen:
        """Keep a changed team and say what changed."""
        changed = {name: value for name, value in changes.items() if getattr(team, name) != value}
        if not changed:
            return await self._shown(person, team, self._words.say("setup.unchanged"))
        put = team.model_copy(update=changed)
        await self._store.put_team(put, self._clock.now())
        labels = {name: self._words.say(f"setup.field.{name.replace('_', '-')}") for name in changed}
        called = changed | ({"channel": await self._channels.called(put)} if "channel" in changed else {})
        what = "; ".join(f"{labels[name]}: {value or '–'}" for name, value in called.items())
        return await self._shown(person, put, self._words.say("setup.saved", what=what))

    async def _save_themes(self, person: Person, team: Team, typed: Typed) -> Screen:
        wishes = await self._store.wishes(team.id)
        put, wrong = team_forms.themes(wishes, self._library.order, typed)
        if wrong:
            page = setup_forms.themes_page(team, wishes, self._library, typed, wrong)
            return Screen(document=page, opens=True)
        await self._store.put_wishes(team.id, put)
        return await self._shown(person, team, self._words.say("setup.themes-saved"))

    async def _add(self, person: Person, team: Team, typed: Typed) -> Screen:
        who, said = one(typed, "who"), one(typed, "role")
        role = next((each for each in _roles(person) if each == said), None)
        name, wrong = "", "setup.unknown-person"
        if role is not None and who:
            name, wrong = await self._members.add(person, team, who, role)
        if wrong or role is None:
            page = setup_forms.add_page(team, _roles(person), self._words, typed, {"who": wrong})
            return Screen(document=page, opens=True)
        called = self._words.say(f"setup.as.{role}")
        return await self._shown(person, team, self._words.say("setup.added", name=name, role=called))

    async def _remove(self, person: Person, team: Team, typed: Typed) -> Screen:
        name, wrong = await self._members.remove(person, team, one(typed, "member"))
        if wrong:
            others = await self._others(person, team)
            page = setup_forms.remove_page(team, others, self._words, {"member": wrong})
            return Screen(document=page, opens=True)
        return await self._shown(person, team, self._words.say("setup.removed", name=name))

    async def _claim(self, person: Person, team: Team) -> Screen:
        if not await self._members.claim(person, team):
            return await self.page(await self._store.person(person.id) or person)
        leads = await self._store.person(person.id) or person
        return await self._shown(leads, team, self._words.say("setup.claimed", team=team.name))

    async def _shown(self, person: Person, team: Team, said: str = "") -> Screen:
        wishes = await self._store.wishes(team.id)
        today = local_day(self._clock.now(), team.zone)
        paused = await self._store.tips_paused(team.id)
        line = themes_in_line(self._library, today, wishes)
        found = TeamSetup(
            team=team,
            members=await self._store.people(team.id),
            wishes=wishes,
            paused=paused if paused and paused >= today else None,
            theme=line[0].title if line else "",
            others=len(await self._teams(person)) > 1,
            channel=await self._channels.called(team),
        )
        return Screen(document=pages.setup_page(found, self._library, said), opens=True)

    async def _teams(self, person: Person) -> tuple[Team, ...]:
        """The teams that this person sets up."""
        return await self._members.may_set_of(person, await self._store.teams())

    async def _others(self, person: Person, team: Team) -> tuple[Person, ...]:
        people = await self._store.people(team.id)
        return tuple(each for each in people if each.id != person.id)

    async def _ref(self, ref: str) -> tuple[Part, Team]:
        """``part/team``. Raises NotThere."""
        said, _, number = ref.partition("/")
        part = next((each for each in Part if each == said), None)
        team = await self._store.team(named(number) or 0)
        if part is None or team is None:
            raise NotThere(ref)
        return part, team


def _roles(person: Person) -> tuple[Role, ...]:
    """The roles that this person may give."""
    return tuple(Role) if person.role is Role.ADMIN else (Role.REP, Role.MANAGER)


def _not_yours(ref: str) -> Screen:
    raise NotYours(ref)
