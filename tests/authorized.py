"""Two workspaces with marked texts in them, and whoever tries something there: what comes of it.

The world is made once; a try that wrote something is followed by a fresh copy of it.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.coach.use_cases import Sent
from bot.content import load
from bot.ids import Ids, ids
from bot.ports import Member, Roster
from bot.store.store import SqliteStore
from dialogs.deal_edit import stamp
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.frozen import Values
from dialogs.people import Identity, Person, Role, Team

TUESDAY_TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
LIBRARY, _ = load()  # its issues are the content linter's business
WORDS = LIBRARY.words

TEAMS = {"North": "T1", "South": "T1", "West": "T2"}

PEOPLE: Mapping[str, tuple[Role, str]] = {
    "Ana": (Role.REP, "North"),
    "Ben": (Role.REP, "North"),
    "Mia": (Role.MANAGER, "North"),
    "Sol": (Role.REP, "South"),
    "Tom": (Role.MANAGER, "South"),
    "Ida": (Role.ADMIN, "South"),
    "Wes": (Role.REP, "West"),
    "Wim": (Role.MANAGER, "West"),
    "Ada": (Role.ADMIN, "West"),
    "Nil": (Role.REP, "North"),  # and then in no team
    "Eva": (Role.REP, "North"),  # and then in South
}
"""Role and team; North and South share a workspace, West has its own."""

OWNERS = {"Ana": "NORTH", "Sol": "SOUTH", "Wes": "WEST"}
"""Whose deals and questions there are, and what marks what belongs to their team."""

SEEN = {
    "Ana": {"PRIVATE-ANA", "DEAL-NORTH", "DEAL-OLD", "ASKED-ANA", "NOTE-ANA"},
    "Ben": {"PRIVATE-BEN", "DEAL-NORTH", "DEAL-OLD"},
    "Mia": {"DEAL-NORTH", "DEAL-OLD", "ASKED-ANA", "NOTE-ANA"},
    "Tom": {"DEAL-SOUTH", "ASKED-SOL"},
    "Ida": {"DEAL-SOUTH", "ASKED-SOL"},
    "Ada": {"DEAL-WEST", "ASKED-WES"},
    "Nil": set[str](),
    "Eva": {"PRIVATE-EVA", "DEAL-OLD", "DEAL-SOUTH"},  # what she wrote stays hers; North's facts do not
}
"""The actors, and the marks each may ever read."""

ACTORS = tuple(SEEN)

MARK = re.compile(r"(?:PRIVATE|DEAL|ASKED|NOTE)-[A-Z]{3,5}")

USED = "a key that was used"

CHECK: Mapping[str, Values] = {
    "know": ("person",),
    "difference": ("Their close takes two days instead of six",),
    "proof": ("trial", "logic"),
    "doubt": ("some",),
    "question": ("What happens to your Monday if nothing changes by spring?",),
    "advance": ("introduce",),
    "chance": ("70",),
}
REFLECTION: Mapping[str, Values] = {"agreed": ("introduce",), "learning": ("wait",), "barrier": ("none",)}


@dataclass(frozen=True)
class Try:
    """Somebody says, presses or sends something. ``{names}`` in it stand for ids."""

    way: str  #: say, press, fill, close, or again: the same form once more
    act: Act = Act.HELP
    ref: str = ""
    page: str = ""
    values: Mapping[str, Values] = field(default_factory=dict)

    def named(self, called: Mapping[str, str]) -> Self:
        """With the ids."""
        values = {key: tuple(each.format_map(called) for each in said) for key, said in self.values.items()}
        return type(self)(self.way, self.act, self.ref.format_map(called), self.page, values)


@dataclass(frozen=True)
class Came:
    """What came of it: turned away (and how), or heard; whether anything was written; the marks shown."""

    away: bool
    wrote: bool
    marks: frozenset[str]
    said: str


@dataclass
class Place:
    """The world, in a folder."""

    folder: Path
    clock: FixedClock
    make: Ids
    store: SqliteStore
    coach: Coach
    called: Mapping[str, str]
    people: Mapping[str, Person]
    watch: sqlite3.Connection
    fresh: int = 0

    @property
    def file(self) -> Path:
        return self.folder / "now.db"

    def key(self) -> str:
        self.fresh += 1
        return f"key {self.fresh}"

    async def tries(self, name: str, what: Try, key: str) -> Came:
        """Let somebody try. What was written is gone again afterwards."""
        sent = what.named(self.called)
        person = await self.store.person(self.people[name].id)
        assert person
        before, wrong, pages = self._version(), "", ""
        try:
            screen = await self._try(person, sent, key)
        except (NotYours, NotThere, NoTeam) as error:
            wrong = type(error).__name__
        else:
            shown = (screen.document, *screen.more) if screen else ()
            pages = json.dumps([each.model_dump(mode="json") for each in shown], ensure_ascii=False)
            wrong = next((key for key, words in TURNED if any(map(words.match, _strings(shown)))), "")
        wrote = self._version() != before
        if wrote:
            await self.anew()
        typed = set(MARK.findall(repr(sent)))
        return Came(bool(wrong), wrote, frozenset(MARK.findall(pages)) - typed, wrong or pages[:200])

    async def _try(self, person: Person, sent: Try, key: str) -> Screen | None:
        form = Sent(act=sent.act, ref=sent.ref, page=sent.page, values=sent.values)
        match sent.way:
            case "say":
                return await self.coach.say(person, sent.ref, key)
            case "press":
                return await self.coach.press(person, sent.act, sent.ref, key)
            case "fill":
                return await self.coach.fill(person, form, key)
            case "again":
                return Screen(document=await self.coach.again(person, form))
        await self.coach.close(person, sent.ref, sent.page, sent.values, key)
        return None

    def _version(self) -> int:
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    async def anew(self) -> None:
        """As it was made."""
        await self.close()
        shutil.copyfile(self.folder / "made.db", self.file)
        self.store = await SqliteStore.open(self.file, self.make)
        self.coach = Coach(self.store, LIBRARY, self.clock, self.make)
        self.watch = _watching(self.file)

    async def close(self) -> None:
        self.watch.close()
        await self.store.close()


def _pattern(key: str) -> tuple[str, re.Pattern[str]]:
    """What a sentence looks like, whatever its names are filled with."""
    phrase = WORDS.phrases[key]
    assert isinstance(phrase, str)
    return key, re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(phrase)))


TURNED = [
    _pattern(key)
    for key in (
        "admin.refused",
        "trouble.no-deal",
        "feedback.managers-only",
        "feedback.nobody",
        "feedback.no-reps",
        "feedback.own-question",
        "help.intro",
        "help.not-understood",
        "setup.refused",
        "setup.refused-installer",
        "team.refused",
        "tip.other-team",
    )
]
"""The sentences that turn somebody away; help among them: what nobody hears brings it."""


def _strings(pages: object) -> Iterator[str]:
    for page in pages if isinstance(pages, tuple) else ():
        yield page.summary


def _watching(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None)


def team(name: str, workspace: str) -> Team:
    return Team(id=0, name=name, platform="slack", workspace=workspace, channel="C1", country="", zone="UTC")


def roster() -> Roster:
    members = tuple(
        Member(
            name=name,
            email=f"{name.lower()}@example.com",
            role=role,
            team=team_name,
            identity=Identity(platform="slack", workspace=TEAMS[team_name], user=f"U{name.upper()}"),
            zone="UTC",
        )
        for name, (role, team_name) in PEOPLE.items()
    )
    return Roster(members=members, teams=tuple(team(name, at) for name, at in TEAMS.items()))


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[Place]:
    """Everything in its place, and every text of somebody's marked with whose it is."""
    clock = FixedClock(TUESDAY_TEN)
    make = ids(clock, seed=1)
    made = folder / "made.db"
    async with await SqliteStore.open(made, make) as store:
        await store.apply(roster(), clock.now())
        found = {name: await store.with_email(f"{name.lower()}@example.com") for name in PEOPLE}
        people = {name: person for name, person in found.items() if person}
        await store.put_member(people["Nil"].id, None, Role.REP, clock.now())
        called = {name.lower(): str(person.id) for name, person in people.items()}
        for each in await store.teams():
            called[each.name.lower()] = str(each.id)
        called["experiment"] = next(iter(LIBRARY.experiments))
        called["tip"] = next(iter(LIBRARY.themes.values())).tips[0].id
        await _lived(Coach(store, LIBRARY, clock, make), store, people, called)
        await store.put_member(people["Eva"].id, int(called["south"]), Role.REP, clock.now())
    clock.instant += timedelta(hours=1)
    shutil.copyfile(made, folder / "now.db")
    store = await SqliteStore.open(folder / "now.db", make)
    coach = Coach(store, LIBRARY, clock, make)
    place = Place(folder, clock, make, store, coach, called, people, _watching(folder / "now.db"))
    try:
        yield place
    finally:
        await place.close()


async def _lived(
    coach: Coach, store: SqliteStore, people: Mapping[str, Person], called: dict[str, str]
) -> None:
    """Each owner has checked, reflected and asked; something of theirs stands open."""
    keys = iter(range(1000))

    async def fills(name: str, said: Awaitable[Screen], **values: str) -> Screen:
        screen = await said
        form = screen.document.form
        assert form
        base = CHECK if "question" in {each.id for each in form.fields} else REFLECTION
        given = {**base, **{key: (value,) for key, value in values.items()}}
        asked = {each.id for each in form.fields}
        wanted = {key: value for key, value in given.items() if key in asked}
        sent = Sent(act=form.act, ref=form.ref, page=form.page, values=wanted)
        return await coach.fill(people[name], sent, f"lived {next(keys)}")

    for name, mark in (*OWNERS.items(), ("Ben", "NORTH"), ("Eva", "OLD")):
        who, person, deal = name.upper(), people[name], f"DEAL-{mark} {name}"
        private = f"PRIVATE-{who}"
        what = f"What does {private} do to your Monday by spring?"
        half = f"{private} takes two days instead of six"
        check = await fills(
            name, coach.say(person, f"precall {deal}", f"a {name}"), question=what, difference=half
        )
        after = coach.say(person, f"postcall {deal}", f"b {name}")
        reflection = await fills(name, after, learning=f"{private} waits")
        begun = await coach.say(
            person, f"precall DEAL-{mark} open {name}", USED if name == "Ana" else f"{USED} by {name}"
        )
        assert check.session
        assert begun.session
        await coach.close(
            person, str(begun.session), "check", {"question": (f"{private} half-way",)}, f"c {name}"
        )
        called |= {f"done_{name.lower()}": str(check.session), f"open_{name.lower()}": str(begun.session)}
        called[f"learnt_{name.lower()}"] = str(reflection.session)
        if name in OWNERS:
            team_id = int(called[mark.lower()])
            await coach.say(person, f"ask ASKED-{who} which one would you have dropped", f"{USED} {name}")
            found = await store.deal_named(team_id, deal)
            (request,) = await store.requests(team_id)
            assert found
            called |= {f"deal_{mark.lower()}": str(found.id), f"ask_{name.lower()}": str(request.id)}
            untouched = await store.deal_named(team_id, f"DEAL-{mark} open {name}")
            assert untouched
            called[f"begun_{mark.lower()}"] = str(untouched.id)
    for name, deal in (
        ("Ana", "OLD Eva"),
        ("Ana", "OLD open Eva"),
        ("Sol", "SOUTH Sol"),
        ("Wes", "WEST Wes"),
    ):
        fact = f"DEAL-{PEOPLE[name][1].upper()} auditor agrees"
        await fills(name, coach.say(people[name], f"postcall DEAL-{deal}", f"f {deal}"), condition=fact)
    for each in [each for each in called if each.startswith("deal_")]:
        standing = await store.deal(int(called[each]))
        assert standing
        called[each.replace("deal_", "shown_")] = f"{standing.id}/{stamp(standing)}"
    note = Sent(act=Act.NOTE, ref=called["ana"], page="note", values={"text": ("NOTE-ANA well done",)})
    await coach.fill(people["Mia"], note, "e")
    noted = await store.requests(int(called["north"]), waiting=False)
    called["note_ana"] = next(str(each.id) for each in noted if not each.asked)
