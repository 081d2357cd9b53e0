"""The year, lived: made-up people at the real coach, two houses on one database, restarted, late and busy."""

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.app import house
from bot.chat.answers import Answers
from bot.chat.playing import Player
from bot.clock import FixedClock
from bot.content import SHIPPED
from bot.content import library as read_library
from bot.courier import Done
from bot.house import House
from bot.ids import ids
from bot.outbox import State
from bot.ports import Member as Listed
from bot.ports import Roster
from bot.settings import Settings
from bot.use_cases import Sent
from dialogs.document import Act, Document
from dialogs.people import Identity, Person, Preferences, Role, Team
from dialogs.plain import SIGNS, lines
from dialogs.tips import Wishes
from tests.year import cast
from tests.year.ledger import GROUNDS, WATCH, Crew, Exchange, Ledger, Member, Pot, Said, Taken
from tests.year.measured import compared, views
from tests.year.reckoned import Reckoner
from tests.year.timetable import Post, Timetable, instant, today, works
from tests.year.wall import Wall

BEGINS, WEEKS = date(2026, 3, 2), 52
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HARVEST = timedelta(weeks=4)
WORKSPACE = "W"


class Deed(NamedTuple):
    """Something to happen: what, and to whom."""

    at: datetime
    n: int
    what: str
    args: tuple[Any, ...] = ()


class Told(NamedTuple):
    """What a digest should have said, reckoned when it was written."""

    lines: list[str]
    named: set[int]


class Lived(NamedTuple):
    """All that is left of a year."""

    ledger: Ledger
    timetable: Timetable
    told: dict[str, Told | None]
    rounds: list[datetime]
    done: dict[str, Done]
    digests: dict[str, tuple[str, dict[int, str]]]
    numbers: int
    db: Path
    figures: list[tuple[str, Any, Any]]
    library: Any


class Year:
    """One of them."""

    def __init__(self, db: Path, seed: int = 1, weeks: int = WEEKS) -> None:
        self.dice = Random(seed)
        self.weeks = weeks
        self.db = db
        self.library = read_library(SHIPPED)
        self.ledger = Ledger()
        self.wall = Wall(self.ledger, str(seed))
        self.timetable = Timetable(self.ledger)
        self.clock = FixedClock(instant(BEGINS, "00:00", cast.AUCKLAND))
        self.told: dict[str, Told | None] = {}
        self.done: dict[str, Done] = {}
        self.digests: dict[str, tuple[str, dict[int, str]]] = {}
        self.rounds: list[datetime] = []
        self.houses: list[House] = []
        self.doors: list[AsyncExitStack] = []
        self.numbers = 0
        self.figures: list[tuple[str, Any, Any]] = []
        self._marks = count(1)
        self._makers = [ids(self.clock, seed * 10 + n) for n in range(2)]
        self._called: dict[str, int] = {}
        self._count = count()
        self._own_pots: dict[int, list[str]] = {}
        self._tip_texts: dict[str, str] = {}
        self._check_of: dict[str, Said] = {}
        self._tidied = datetime.min.replace(tzinfo=UTC)

    # -------------------------------------------------------------------------------------------- the houses

    async def open(self, n: int) -> None:
        door = AsyncExitStack()
        settings = Settings.model_construct(**{**Settings.model_construct().model_dump(), "db": self.db})
        entered = await door.enter_async_context(
            house(
                settings,
                clock=self.clock,
                make_ids=self._makers[n],
                library=self.library,
                channels=self.wall.channels,
            )
        )
        if n < len(self.houses):
            self.houses[n], self.doors[n] = entered, door
        else:
            self.houses.append(entered)
            self.doors.append(door)

    async def restart(self, n: int) -> None:
        await self.doors[n].aclose()
        await self.open(n)

    @property
    def any(self) -> House:
        """Whichever house hears it."""
        return self.houses[self.dice.random() < 0.3]

    # ----------------------------------------------------------------------------------------------- the cast

    async def found(self) -> None:
        store, now = self.houses[0].store, self.clock.now()
        members = []
        teams = []
        for plan in cast.TEAMS:
            fields = plan._asdict()
            zones, managers = fields.pop("reps"), fields.pop("managers")
            teams.append(Team(id=0, workspace=WORKSPACE, **fields))
            names = [(f"{plan.name} {n}", "rep", zone) for n, zone in enumerate(zones)]
            names += [(f"{plan.name} manager{'' if not n else n}", "manager", plan.zone) for n in range(managers)]
            members += [self._listed(name, role, plan.name, zone) for name, role, zone in names]
        await store.apply(Roster(members=tuple(members), teams=tuple(teams)), now)
        for team in await store.teams():
            fields = {key: getattr(team, key) for key in cast.TEAMS[0]._fields if hasattr(team, key)}
            self.ledger.crews[team.name] = Crew(id=team.id, since=now, **fields)
            for person in await store.people(team.id):
                self._enter(person, team.name)

    def _listed(self, name: str, role: str, team: str, zone: str) -> Listed:
        platform = next(plan.platform for plan in cast.TEAMS if plan.name == team)
        user = name.replace(" ", "-").casefold()
        identity = Identity(platform=platform, workspace=WORKSPACE, user=user)
        return Listed(name=name, email=f"{user}@example.com", role=role, team=team, zone=zone, identity=identity)

    def _enter(self, person: Person, team: str) -> None:
        member = Member(person.id, person.name, person.role.value, team, person.zone, since=self.clock.now())
        self.ledger.members[person.id] = member
        self._called[person.name] = person.id

    def member(self, name: str) -> Member:
        return self.ledger.members[self._called[name]]

    def mark(self, kind: str, who: int, team: str) -> str:
        """A word that stands nowhere else, of letters alone: the rules look for digits."""
        n, text = next(self._marks), ""
        while n:
            n, rest = divmod(n, 26)
            text = chr(97 + rest) + text
        word = f"Qz{text}qx"
        self.ledger.marks[word] = (kind, who, team)
        return word

    # ------------------------------------------------------------------------------------------------ the plan

    def deeds(self) -> Iterator[Deed]:
        """All that will happen, in no order."""
        for week in range(self.weeks):
            monday = BEGINS + week * 7 * DAY
            for plan in cast.TEAMS:
                yield from self._managers_week(plan, monday)
                for n, zone in enumerate(plan.reps):
                    yield from self._reps_week(f"{plan.name} {n}", plan, zone, monday)
                if plan.name == "Hanse" and monday > date(2026, 6, 1):
                    for n in (12, 13):
                        yield from self._reps_week(f"Hanse {n}", plan, plan.zone, monday)
            yield from self._rounds_of_week(monday)
        for event in cast.EVENTS:
            team = event.who.split(" ")[0]
            zone = next(plan.zone for plan in cast.TEAMS if plan.name == team)
            at = datetime.fromisoformat(event.at).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            yield self._deed(at, "event", event)

    def _deed(self, at: datetime, what: str, *args: Any) -> Deed:
        return Deed(at, next(self._count), what, args)

    def _reps_week(self, name: str, plan: cast.TeamPlan, zone: str, monday: date) -> Iterator[Deed]:
        dice = self.dice
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            day = monday + DAY * dice.choice((0, 1, 2, 3, 4, 4, dice.randint(0, 6)))
            clock = time(dice.randint(8, 18), dice.randrange(0, 60, 5))
            begins = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
            ends = begins + MINUTE * dice.choice((30, 45, 60))
            if dice.random() < 0.7:
                early = dice.choice((5, 10, 30, 90, 90, 47 * 60, 60 * 60))
                yield self._deed(begins - MINUTE * early - MINUTE / 3, "check", name, ends, early < 300)
            if dice.random() < 0.8:
                late = dice.choice((2, 4, 15, 40, 180, 20 * 60))
                yield self._deed(ends + MINUTE * late + MINUTE / 4, "reflect", name)
        if dice.random() < 0.05:
            yield self._deed(self._some_time(monday, zone), "ask", name)
        if dice.random() < 0.25:
            yield self._deed(self._some_time(monday, zone), "take", name)
        if dice.random() < 0.1:
            yield self._deed(self._some_time(monday, zone), "look", name)

    def _managers_week(self, plan: cast.TeamPlan, monday: date) -> Iterator[Deed]:
        if self.dice.random() < 0.3:
            yield self._deed(self._some_time(monday, plan.zone), "note", plan.name)
        for day in (0, 2, 4):
            if self.dice.random() < 0.5:
                at = datetime.combine(monday + DAY * day, time(8, 10), ZoneInfo(plan.zone)).astimezone(UTC)
                yield self._deed(at + MINUTE * self.dice.randint(0, 300), "answer", plan.name)
        if self.dice.random() < 0.5:
            yield self._deed(self._some_time(monday, plan.zone), "manage", plan.name)
        for _ in range(2):
            yield self._deed(self._some_time(monday, plan.zone), "press", plan.name)

    def _some_time(self, monday: date, zone: str) -> datetime:
        clock = time(self.dice.randint(8, 18), self.dice.randrange(60), self.dice.randrange(1, 59))
        return datetime.combine(monday + DAY * self.dice.randint(0, 5), clock, ZoneInfo(zone)).astimezone(UTC)

    def _rounds_of_week(self, monday: date) -> Iterator[Deed]:
        """A round soon after each time at which something is usually due, most times, and now and then."""
        dice = self.dice
        for plan in cast.TEAMS:
            times = [(plan.zone, day, plan.tip_time, 0.85) for day in range(5)]
            for zone in {*plan.reps, plan.zone}:
                times.append((zone, _weekday(plan.rep_digest), plan.rep_digest[4:], 0.95))
            times.append((plan.zone, _weekday(plan.manager_digest), plan.manager_digest[4:], 0.95))
            for zone, day, clock, often in times:
                if dice.random() < often:
                    at = instant(monday + DAY * day, clock, zone)
                    late = dice.choice((0, 10, 30, 90, 240, 240, 50 * 60, 3 * 3600))
                    yield self._deed(at + timedelta(seconds=late), "round")
        for day in range(7):
            for hour in (dice.randint(0, 7), dice.randint(8, 15), dice.randint(16, 23)):
                at = datetime.combine(monday + DAY * day, time(hour, dice.randrange(60), 30), UTC)
                yield self._deed(at, "round")

    def outages(self) -> list[tuple[datetime, datetime]]:
        """When nothing runs: hours, three days, once longer than a tick looks back."""
        begins = datetime.combine(BEGINS, time(), UTC)
        found = []
        for week in range(2, self.weeks, 5):
            at = begins + DAY * (7 * week + self.dice.randint(0, 6)) + HOUR * self.dice.randint(0, 23)
            found.append((at, at + self.dice.choice((3 * HOUR, 8 * HOUR, 26 * HOUR, 3 * DAY, 3 * DAY))))
        found.append((begins + 30 * 7 * DAY + 4 * DAY, begins + 32 * 7 * DAY + 6 * DAY))
        return found

    # ------------------------------------------------------------------------------------------------- living

    async def live(self) -> Lived:
        await self.open(0)
        await self.open(1)
        try:
            await self.found()
            outages = self.outages()
            harvest = self.clock.now() + HARVEST
            deeds = sorted(deed for deed in self.deeds() if deed.at > self.clock.now())
            for deed in deeds:
                if deed.what == "round" and any(begin <= deed.at < end for begin, end in outages):
                    continue
                if deed.what == "round" and self.rounds and deed.at - self.rounds[-1] < MINUTE:
                    continue
                self.clock.instant = max(deed.at, self.clock.instant + timedelta(milliseconds=1))
                await getattr(self, f"_do_{deed.what}")(*deed.args)
                if deed.at > harvest:
                    self._harvest()
                    harvest += HARVEST
            self._harvest()
        finally:
            for door in self.doors:
                await door.aclose()
        self.figures += views(self.db, self.ledger)
        return Lived(
            self.ledger,
            self.timetable,
            self.told,
            self.rounds,
            self.done,
            self.digests,
            self.numbers,
            self.db,
            self.figures,
            self.library,
        )

    def _harvest(self) -> None:
        """Read the digests before they are tidied away."""
        db = sqlite3.connect(self.db)
        for key, document in db.execute("SELECT key, document FROM digests"):
            parts = dict(db.execute("SELECT rep, document FROM digest_parts WHERE key = ?", (key,)))
            self.digests[key] = (document, parts)
        db.close()

    # -------------------------------------------------------------------------------------------------- rounds

    async def _do_round(self) -> None:
        now = self.clock.now()
        self.rounds.append(now)
        self.wall.round = len(self.rounds)
        self.wall.busy.clear()
        if now.date() != self._tidied.date():  # a quarter later nobody remembers what was sent, or spared
            self._tidied = now
        if self.dice.random() < 0.02:
            await self.restart(self.dice.randrange(2))
        fresh = self.timetable.look(now)
        for post in fresh:
            if post.state == "waiting" and post.person is not None:
                self._reckon(post, now)
        both = self.dice.random() < 0.02
        for one in self.houses if both else [self.houses[self.dice.random() < 0.4]]:
            for done in await one.rounds.tick():
                known = self.done.get(done.delivery.key)
                if known is None or known.state is not State.SENT:  # what stands may still change in place
                    self.done[done.delivery.key] = done
        if any(post.kind.endswith("digest") for post in fresh) and self.dice.random() < 0.05:
            await self._compare_measures(now)
        self._settle(now)

    def _reckon(self, post: Post, now: datetime) -> None:
        reckoner = Reckoner(self.ledger, self.library, self.ledger.crews[post.team], post.period, now)
        member = self.ledger.members[post.person or 0]
        if post.kind == "rep-digest":
            told = reckoner.rep_lines(member)
            self.told[post.key] = Told(told, set()) if told is not None else None
        else:
            found = reckoner.manager_lines(member)
            self.told[post.key] = Told(*found) if found is not None else None
        if self.told[post.key] is None:
            post.state, post.why = "skipped", "nothing happened"
        self.numbers += reckoner.numbers

    def _settle(self, now: datetime) -> None:
        """What the round should have made of what waits, after it was carried."""
        here = len(self.rounds)
        for post in self.timetable.waiting(now):
            begun = 0
            if post.person is not None:
                member = self.ledger.members[post.person]
                begun = self.timetable.begun_today(member, now)
                begun -= self._behind(post, here)
            if not self.timetable.carry(post, now, begun):
                continue
            if post.kind == "nudge" and not self._asks(post, now):
                continue
            if post.kind == "tip" and not self._tip(post):
                continue
            if post.key in self.wall.busy:
                post.goes = now + timedelta(seconds=15) * 2 ** (post.tried - 1)
                if post.goes > post.until:
                    post.state, post.why = "failed", "busy"
                continue
            post.state, post.sent, post.round = "sent", now, here
            if post.kind == "manager-digest":
                told = self.told[post.key]
                for rep in told.named if told else ():
                    self.ledger.accesses.add((rep, now, post.person or 0, "access.digest", post.period))

    def _behind(self, post: Post, here: int) -> int:
        """Messages of this round that are carried after this one, or are this one."""
        ranks = {"feedback": 0, "nudge": 1, "rep-digest": 2, "manager-digest": 2}
        mine = (ranks.get(post.kind, 9), post.goes, post.key)
        behind = 0
        for seen in reversed(self.ledger.seen):
            if seen.round != here:
                break
            if seen.person == post.person and not seen.again and seen.kind in ranks:
                known = self.timetable.posts.get(seen.key)
                theirs = (ranks[seen.kind], known.goes if known else seen.at, seen.key)
                behind += seen.kind != "feedback" and theirs >= mine
        return behind

    def _asks(self, post: Post, now: datetime) -> bool:
        """Whether the bot asks after this call: not who said so already, and less whoever ignored it twice."""
        check = self._check_of[post.key]
        said = [each for each in self.ledger.reflections if each.rep == check.rep and each.deal is check.deal]
        if any(each.at >= check.at for each in said):
            post.state, post.why = "skipped", "no longer wanted"
            return False
        nudges = [
            each
            for each in self.timetable.posts.values()
            if each.kind == "nudge"
            and each.person == post.person
            and (each.state == "sent" or each.why == "spared")
            and each.goes >= self._tidied - timedelta(weeks=13)
        ]
        ignored, spared = 0, False
        for each in sorted(nudges, key=lambda each: each.goes):
            fate = self._fate(each, now)
            if fate == "answered":
                ignored, spared = 0, False
            elif fate == "ignored":
                ignored += 1
            spared = fate == "spared"
        if ignored >= 2 and not spared:
            post.state, post.why = "skipped", "spared"
            return False
        return True

    def _fate(self, post: Post, now: datetime) -> str:
        check = self._check_of[post.key]
        if post.why == "spared":
            return "spared"
        if any(
            each.rep == check.rep and each.deal is check.deal and check.at <= each.at < post.until
            for each in self.ledger.reflections
            if each.at <= now
        ):
            return "answered"
        return "open" if now < post.until else "ignored"



    def _tip(self, post: Post) -> bool:
        """Which tip the day should have: the week's theme, its weekday's tip, none again within 13 weeks."""
        crew, day = self.ledger.crews[post.team], date.fromisoformat(post.period)
        had = [tip for given, tip in crew.given if given == day]
        if not had:
            order = [theme for theme in self.library.order if theme not in crew.skipped]
            first = (day.isocalendar().week - 1) % len(order)
            line = order[first:] + order[:first]
            if crew.pinned:
                line = [crew.pinned, *(theme for theme in line if theme != crew.pinned)]
            recently = {tip for given, tip in crew.given if given > day - timedelta(weeks=13)}
            retired = {tip for tip, people in crew.not_for_us.items() if len(people) >= 3}
            weekday = min(day.weekday(), 4)
            tips = [
                self.library.themes[theme].tips[(weekday + n) % 5].id for theme in line for n in range(5)
            ]
            had = [tip for tip in tips if tip not in recently and tip not in retired][:1]
            if not had:
                post.state, post.why = "skipped", "no longer wanted"
                return False
            crew.given.append((day, had[0]))
        self._tip_texts[post.key] = had[0]
        return True

    # --------------------------------------------------------------------------------------------- what reps do

    async def _person(self, member: Member) -> Person:
        found = await self.houses[0].store.person(member.id)
        assert found is not None
        return found

    def _pot_names(self, member: Member) -> list[str]:
        """A rep's present deals; the first one of every fourth rep is shared with the one before."""
        weeks = (self.clock.now().date() - BEGINS).days // 7
        number = sorted(self.ledger.members).index(member.id)
        shared = f"{member.team} shared {number // 4} in {weeks // 11}"
        own = [f"{member.name} deal {n} in {weeks // 9} for {member.team}" for n in range(2)]
        return [shared, *own] if number % 4 < 2 else own

    def _active(self, name: str) -> Member | None:
        if name not in self._called:
            return None
        member = self.member(name)
        if not member.team or member.gone:
            return None
        if member.away_until is not None and member.away_until >= today(self.clock.now(), member.zone):
            return None
        return member

    async def _pot(self, name: str, member: Member) -> Pot:
        crew = self.ledger.crews[member.team]
        found = await self.houses[0].store.deal_named(crew.id, name)
        assert found is not None
        return self.ledger.pots.setdefault(found.id, Pot(found.id, name, member.team))

    async def _do_check(self, name: str, ends: datetime, soon: bool) -> None:
        member = self._active(name)
        if member is None:
            return
        dice, deal = self.dice, self.dice.choice(self._pot_names(member))
        doubt = dice.choice(("little", "some", "lot"))
        good = {ground: dice.random() < 0.8 for ground in GROUNDS}
        person = await self._person(member)
        local = ends.astimezone(ZoneInfo(person.zone)).strftime("%H:%M")
        marked = lambda kind: self.mark(kind, member.id, member.team)
        values = {
            "know": (dice.choice(("company", "person") if good["know"] else ("nothing", "industry")),),
            "difference": (dice.choice(cast.DIFFERENCES[good["difference"]]).format(mark=marked("difference")),),
            "proof": tuple(dice.sample(cast.PROOFS, cast.NEEDED[doubt] - (not good["proof"]))),
            "doubt": (doubt,),
            "question": (dice.choice(cast.QUESTIONS[good["question"]]).format(mark=marked("question")),),
            "advance": (dice.choice(cast.STEPS),),
            "chance": (str(dice.choice((20, 50, 50, 70, 80, 80, 80, 90))),),
            "ends": (local,) if soon else (),
            "need": (f"Home early, {marked('need')}",),
            "opportunity": (f"agree with {marked('opportunity')}",),
            "barrier": (dice.choice((*cast.BARRIERS, "none")),),
        }
        pushed = {
            "know": ("person",),
            "difference": (cast.DIFFERENCES[True][0].format(mark=marked("difference")),),
            "proof": cast.PROOFS[: cast.NEEDED[doubt]],
            "question": (cast.QUESTIONS[True][0].format(mark=marked("question")),),
        }
        one = self.any
        answers = Answers(file=deal, values=values, push_back=pushed, keep=dice.random() < 0.5)
        await Player(one.coach, one.ids, person).play(self.library.flows["precall"], deal, answers)
        pot = await self._pot(deal, member)
        said = await self._read_back("precall", person, pot)
        said.full = self._grounds(said)
        self.ledger.checks.append(said)
        if soon:
            self._remind(said, member, ends.replace(second=0))

    def _remind(self, check: Said, member: Member, ends: datetime) -> None:
        """The nudge: ten minutes after the call; let go at the end of the next working day."""
        day = today(ends, member.zone) + DAY
        while day.weekday() > 4:
            day += DAY
        until = instant(day + DAY, "00:00", member.zone)
        key = f"nudge:{check.session}"
        due = ends + 10 * MINUTE
        self.timetable.posts[key] = Post(
            key, "nudge", str(check.session), member.id, member.team, due, until, due, "waiting"
        )
        self._check_of[key] = check

    async def _read_back(self, flow: str, person: Person, pot: Pot) -> Said:
        """What stands in the database is what was said."""
        kept = await self.houses[0].store.last_submitted(person.id, pot.id, flow)
        assert kept is not None
        assert kept.submitted == self.clock.now()
        order = self.library.order
        theme = order[(today(self.clock.now(), person.zone).isocalendar().week - 1) % len(order)]
        assert kept.theme == theme
        return Said(kept.id, flow, person.id, pot, self.clock.now(), theme, dict(kept.answers))

    @staticmethod
    def _grounds(said: Said) -> frozenset[str]:
        """The five glasses, by how the year made the texts."""
        def like(texts: tuple[str, ...], text: str) -> bool:
            return any(text.startswith(each.split("{")[0]) for each in texts)

        full = {
            "know": said.one("know") in {"company", "person"},
            "difference": like(cast.DIFFERENCES[True], said.one("difference")),
            "proof": len(said.answers.get("proof", ())) >= cast.NEEDED[said.one("doubt")],
            "question": like(cast.QUESTIONS[True], said.one("question")),
            "advance": bool(said.one("advance")),
        }
        return frozenset(ground for ground in GROUNDS if full[ground])

    async def _do_reflect(self, name: str) -> None:
        member = self._active(name)
        if member is None:
            return
        dice, now = self.dice, self.clock.now()
        checked = [each for each in self.ledger.checks if each.rep == member.id and each.deal.team == member.team]
        recent = [each.deal.name for each in checked[-1:] if now - each.at < 3 * DAY]
        deal = recent[0] if recent and dice.random() < 0.9 else dice.choice(self._pot_names(member))
        person = await self._person(member)
        known = next((pot for pot in self.ledger.pots.values() if (pot.name, pot.team) == (deal, member.team)), None)
        glasses = known.glasses if known else {WATCH: False}
        # the check that it will be held against: the rep's last one of the deal, unless that is too old
        last = next((each for each in reversed(checked) if each.deal.name == deal), None)
        held = last if last is not None and now - last.at <= timedelta(hours=48) else None
        values = self._reflection(member, glasses, planned=held is not None and held.one("barrier") != "none")
        one = self.any
        answers = Answers(file=deal, values=values)
        await Player(one.coach, one.ids, person).play(self.library.flows["postcall"], deal, answers)
        pot = await self._pot(deal, member)
        said = await self._read_back("postcall", person, pot)
        for question in ("agreed", "signals", "barrier", "learning", "promised"):
            assert set(said.answers.get(question, ())) == set(values[question])
        said.held = held
        self._fill(pot, values)
        self.ledger.reflections.append(said)
        if values["feedback"]:
            self.ledger.exchanges[said.session] = Exchange(
                said.session, member.id, member.team, now, asked=True, text=values["feedback"][0], deal=deal
            )
        if dice.random() < 0.04:
            await self._edit(one, person, member, said, values)

    def _reflection(
        self, member: Member, glasses: dict[str, bool], *, planned: bool
    ) -> dict[str, tuple[str, ...]]:
        dice, now = self.dice, self.clock.now()
        wins = (0.2 + 0.1 * (member.id % 7))
        agreed: tuple[str, ...] = (dice.choice(("nothing", "nothing", "no")),)
        if dice.random() < wins:
            agreed = tuple(dice.sample(cast.STEPS, dice.choice((1, 1, 2))))
        if dice.random() < 0.03:
            agreed = ("sign",)
        success = agreed[0] not in {"nothing", "no"}
        full = [name for name, filled in glasses.items() if filled or dice.random() < 0.35]
        added = f"Runs on {self.mark('condition', member.id, member.team)}"
        theme = self.library.order[
            (today(now, member.zone).isocalendar().week - 1) % len(self.library.order)
        ]
        barriers = cast.BARRIERS[member.id % 5 : member.id % 5 + 3]
        marked = lambda kind: self.mark(kind, member.id, member.team)
        return {
            "agreed": agreed,
            "by": ((now.date() + DAY * dice.randint(2, 12)).isoformat(),) if success and dice.random() < 0.7 else (),
            "signals": tuple(dice.sample(cast.SIGNALS, 2)) if dice.random() < 0.6 else ("none",),
            "glasses": tuple(full),
            "barrier": (dice.choice((*barriers, "none")),) if dice.random() < 0.9 else (),
            "plan": (dice.choice(("kept", "missed", "no-moment")),) if planned else (),
            "learning": (f"wait for {marked('learning')}",) if dice.random() < 0.8 else (),
            "lens": (dice.choice(self.library.themes[theme].lens.options[:3]).id,) if dice.random() < 0.9 else (),
            "condition": (added,) if len(glasses) < 4 and dice.random() < 0.6 else (),
            "promised": tuple(dice.sample(("share", "trial", "other"), dice.choice((0, 1, 1, 2)))),
            "feedback": (f"How about {marked('feedback')}?",) if dice.random() < 0.08 else (),
        }

    @staticmethod
    def _fill(pot: Pot, values: dict[str, tuple[str, ...]]) -> None:
        for name in pot.glasses:
            pot.glasses[name] = name in values["glasses"]
        for text in values["condition"]:
            pot.glasses.setdefault(text, False)

    async def _edit(
        self, one: House, person: Person, member: Member, said: Said, values: dict[str, tuple[str, ...]]
    ) -> None:
        """A reflection thought over: other steps, another barrier. It counts where it counted."""
        self.clock.instant += timedelta(seconds=40)
        screen = await one.coach.press(person, Act.REOPEN, str(said.session), f"again:{one.ids()}")
        form = screen.document.form
        assert form is not None
        changed = {**values, "agreed": ("trial",), "by": (), "barrier": ("technique",), "condition": ()}
        changed["glasses"] = tuple(name for name, full in said.deal.glasses.items() if full)
        reply = Answers(file="edit", values=changed).reply(form)
        assert reply is not None
        await one.coach.submit(person, form.ref, form.page, reply, f"again:{one.ids()}")
        kept = await one.store.session(said.session)
        assert kept is not None
        assert kept.answer("agreed") == "trial"
        said.answers = dict(kept.answers)

    # -------------------------------------------------------------------------------- feedback, trials and looks

    async def _do_ask(self, name: str) -> None:
        member = self._active(name)
        if member is None or member.role != "rep":
            return
        one, person = self.any, await self._person(member)
        text = f"What of {self.mark('feedback', member.id, member.team)}?"
        await one.coach.say(person, f"/coach ask {text}", f"ask:{one.ids()}")
        asked = await one.store.requests(self.ledger.crews[member.team].id, limit=500)
        mine = next(each for each in asked if each.text == text)
        self.ledger.exchanges[mine.id] = Exchange(
            mine.id, member.id, member.team, self.clock.now(), asked=True, text=text
        )

    async def _do_note(self, team: str) -> None:
        managers = [each for each in self.ledger.of_team(team) if each.role == "manager"]
        reps = [each for each in self.ledger.of_team(team) if each.role == "rep"]
        if not managers or not reps:
            return
        one, manager, rep = self.any, self.dice.choice(managers), self.dice.choice(reps)
        text = f"I saw {self.mark(f'note {rep.id}', manager.id, team)}"
        form = Sent(act=Act.NOTE, ref=str(rep.id), page="note", values={"text": (text,)})
        await one.coach.fill(await self._person(manager), form, f"note:{one.ids()}")
        known = await one.store.requests(self.ledger.crews[team].id, waiting=False, limit=10_000)
        mine = next(each for each in known if each.text == text)
        self.ledger.exchanges[mine.id] = Exchange(mine.id, rep.id, team, self.clock.now(), asked=False, text=text)

    async def _do_answer(self, team: str) -> None:
        managers = [each for each in self.ledger.of_team(team) if each.role == "manager"]
        waiting = [
            each
            for each in self.ledger.exchanges.values()
            if each.team == team and each.asked and each.answered is None
        ]
        for each in waiting[:4]:
            others = [manager for manager in managers if manager.id != each.rep]
            if not others:
                continue
            one, manager = self.any, self.dice.choice(others)
            text = f"Try {self.mark(f'answer {each.rep}', manager.id, team)}"
            form = Sent(act=Act.REPLY, ref=str(each.id), page="reply", values={"text": (text,)})
            screen = await one.coach.fill(await self._person(manager), form, f"reply:{one.ids()}")
            self._opened(manager, screen.document)
            each.answered = self.clock.now()

    async def _do_take(self, name: str) -> None:
        member = self._active(name)
        if member is None or member.role != "rep":
            return
        now = self.clock.now()
        mine = [each for each in self.ledger.trials if each.rep == member.id]
        experiment = self.dice.choice(list(self.library.experiments))
        if mine and (mine[-1].experiment == experiment or now - mine[-1].at < 12 * DAY):
            return  # the rules for swapping are looked at elsewhere
        one = self.any
        await one.coach.press(await self._person(member), Act.TAKE, experiment, f"take:{one.ids()}")
        self.ledger.trials.append(Taken(member.id, experiment, now))

    def _opened(self, member: Member, *documents: Document) -> None:
        self.ledger.screens += [(Member(**vars(member)), each.model_dump_json()) for each in documents]

    async def _do_look(self, name: str) -> None:
        """A rep looks at a colleague's deal, and at what the manager was told."""
        member = self._active(name)
        if member is None:
            return
        one, person = self.any, await self._person(member)
        pots = [pot for pot in self.ledger.pots.values() if pot.team == member.team]
        if pots and member.role == "rep":
            screen = await one.coach.say(person, f"/coach deal {self.dice.choice(pots).name}", "")
            self._opened(member, screen.document)
        screen = await one.coach.say(person, "/coach shared all", "")
        self._opened(member, screen.document, *screen.more)

    async def _do_manage(self, team: str) -> None:
        """A manager opens a deal and the team's week."""
        managers = [each for each in self.ledger.of_team(team) if each.role == "manager"]
        pots = [pot for pot in self.ledger.pots.values() if pot.team == team]
        if not managers or not pots:
            return
        one, manager, pot = self.any, self.dice.choice(managers), self.dice.choice(pots)
        person, now = await self._person(manager), self.clock.now()
        screen = await one.coach.press(person, Act.DEAL, str(pot.id), "")
        self._opened(manager, screen.document)
        reps = {each.rep for each in self.ledger.reflections if each.deal is pot}
        self.ledger.accesses |= {(rep, now, manager.id, "access.deal", pot.name) for rep in reps - {manager.id}}
        screen = await one.coach.say(person, "/coach team", "")
        self._opened(manager, screen.document)
        crew = self.ledger.crews[team]
        year, week, _ = today(now, crew.zone).isocalendar()
        period = f"{year}-W{week:02}"
        found = Reckoner(self.ledger, self.library, crew, period, now).manager_lines(manager)
        if found is not None:
            told, named = found
            self.figures.append((f"/coach team, {team}, {now}", said(screen.document), told))
            self.ledger.accesses |= {(rep, now, manager.id, "access.team", period) for rep in named}

    async def _do_press(self, team: str) -> None:
        """Somebody presses "Not for us", or "Trying it today", under the tip of the day."""
        crew = self.ledger.crews[team]
        reps = [each for each in self.ledger.of_team(team) if each.role == "rep" and not each.gone]
        if not crew.given or not reps:
            return
        one, rep, tip = self.any, self.dice.choice(reps), crew.given[-1][1]
        wanted = self.dice.random() < 0.5
        act = Act.TRYING if wanted else Act.NOT_FOR_US
        await one.coach.press(await self._person(rep), act, f"{crew.id}/{tip}", f"press:{one.ids()}")
        said = crew.not_for_us.setdefault(tip, set())
        (said.discard if wanted else said.add)(rep.id)

    # -------------------------------------------------------------------------------------------------- events

    async def _do_event(self, event: cast.Event) -> None:
        await getattr(self, f"_on_{event.what.replace('-', '_')}")(event.who, event.more)

    async def _prefer(self, member: Member, **changes: Any) -> None:
        store = self.any.store
        known = await store.preferences(member.id)
        await store.put_preferences(member.id, known.model_copy(update=changes))

    async def _on_quiet(self, who: str, more: str) -> None:
        member = self.member(who)
        await self.any.coach.say(await self._person(member), f"/coach quiet {more}", "")
        member.quiet = more == "on"

    async def _on_away(self, who: str, more: str) -> None:
        member = self.member(who)
        member.away_until = date.fromisoformat(more)
        await self._prefer(member, away_until=member.away_until)

    async def _on_zone(self, who: str, more: str) -> None:
        member = self.member(who)
        member.zone = more
        await self._prefer(member, zone=more)

    async def _on_join(self, who: str, more: str) -> None:
        n = sum(name.startswith(f"{who} ") and name.split(" ")[1].isdigit() for name in self._called)
        listed = self._listed(f"{who} {n}", "rep", who, more)
        await self.any.store.apply(Roster(members=(listed,)), self.clock.now())
        person = await self.any.store.with_email(listed.email)
        assert person is not None
        self._enter(person, who)

    async def _put(self, member: Member, team: str, role: str) -> None:
        ident = self.ledger.crews[team].id if team else None
        await self.any.store.put_member(member.id, ident, Role(role), self.clock.now())
        member.team, member.role, member.since = team, role, self.clock.now()

    async def _on_leave(self, who: str, _more: str) -> None:
        await self._put(self.member(who), "", "rep")

    async def _on_move(self, who: str, more: str) -> None:
        member = self.member(who)
        await self._put(member, more, "rep")

    async def _on_promote(self, who: str, _more: str) -> None:
        member = self.member(who)
        await self._put(member, member.team, "manager")

    async def _on_step_down(self, who: str, _more: str) -> None:
        member = self.member(who)
        await self._put(member, member.team, "rep")

    async def _on_lead(self, who: str, _more: str) -> None:
        listed = self._listed(f"{who} manager", "manager", who, cast.LONDON)
        await self.any.store.apply(Roster(members=(listed,)), self.clock.now())
        person = await self.any.store.with_email(listed.email)
        assert person is not None
        self._enter(person, who)

    async def _on_gone(self, who: str, _more: str) -> None:
        member = self.member(who)
        for each in await self.any.store.identities(member.id):
            await self.any.store.leave(each, self.clock.now())
        member.gone = True

    async def _on_pause(self, who: str, more: str) -> None:
        crew = self.ledger.crews[who]
        crew.paused_until = date.fromisoformat(more)
        await self.any.store.pause_tips(crew.id, crew.paused_until)

    async def _change(self, who: str, **changes: str) -> None:
        crew, store = self.ledger.crews[who], self.any.store
        team = await store.team(crew.id)
        assert team is not None
        await store.put_team(team.model_copy(update=changes), self.clock.now())
        for name, value in changes.items():
            setattr(crew, name, value)
        crew.since = self.clock.now()

    async def _on_times(self, who: str, more: str) -> None:
        await self._change(who, rep_digest=more)

    async def _on_channel(self, who: str, more: str) -> None:
        await self._change(who, channel=more)

    async def _wish(self, crew: Crew) -> None:
        wishes = Wishes(pinned=crew.pinned, skipped=frozenset(crew.skipped))
        await self.any.store.put_wishes(crew.id, wishes)

    async def _on_pin(self, who: str, more: str) -> None:
        crew = self.ledger.crews[who]
        crew.pinned = more
        await self._wish(crew)

    async def _on_skip(self, who: str, more: str) -> None:
        crew = self.ledger.crews[who]
        crew.skipped = {more}
        await self._wish(crew)

    async def _compare_measures(self, now: datetime) -> None:
        """Numbers that no digest shows in full, of one team after the other."""
        crew = list(self.ledger.crews.values())[len(self.rounds) % len(self.ledger.crews)]
        since = now - timedelta(weeks=10)
        for facts in await self.houses[0].store.team_facts((crew.id,), since, now):
            self.figures += compared(facts, self.ledger, self.library, crew, now)


def _weekday(said: str) -> int:
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(said[:3])


def said(document: Document) -> list[str]:
    """What it says, line by line: signs and buttons aside, a quote and its source as two lines."""
    found: list[str] = []
    for line in (line for block in document.blocks for line in lines(block) if line):
        for sign in filter(None, SIGNS.values()):
            line = line.removeprefix(sign)
        quote = re.fullmatch(r"“(.*)” \((.*)\)", line, re.DOTALL)
        found += quote.groups() if quote else [line]
    return found
