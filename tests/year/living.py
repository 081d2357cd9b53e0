"""The year, lived: made-up people at the real coach, two houses on one database, restarted, late and busy."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bot.sending.courier import Done
from bot.sending.outbox import State
from dialogs.library import Library
from tests.year.affairs import Affairs
from tests.year.ledger import Ledger, Taken
from tests.year.measured import compared, views
from tests.year.plan import MINUTE, WEEKS, Plan
from tests.year.reckoned import Reckoner
from tests.year.timetable import Post, Timetable, let_go

HARVEST = timedelta(weeks=4)


class Told(NamedTuple):
    """What a digest should have said, reckoned when it was written."""

    lines: list[str]
    named: set[int]
    judges: Taken | None = None


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
    library: Library
    tips: dict[str, str]
    """Which tip each delivery of one should have brought."""


class Year(Affairs):
    """One of them."""

    def __init__(self, db: Path, seed: int = 1, weeks: int = WEEKS) -> None:
        super().__init__(db, seed)
        self.plan = Plan(self.dice, weeks)
        self.told: dict[str, Told | None] = {}
        self.done: dict[str, Done] = {}
        self.digests: dict[str, tuple[str, dict[int, str]]] = {}
        self.rounds: list[datetime] = []
        self.tips: dict[str, str] = {}
        self.numbers = 0
        self._tidied = datetime.min.replace(tzinfo=UTC)

    async def live(self) -> Lived:
        await self.open(0)
        await self.open(1)
        try:
            await self.found()
            outages = self.plan.outages()
            harvest = self.clock.now() + HARVEST
            deeds = sorted(deed for deed in self.plan.deeds() if deed.at > self.clock.now())
            for deed in deeds:
                if deed.what == "round" and any(begin <= deed.at < end for begin, end in outages):
                    continue
                if deed.what == "round" and self.rounds and deed.at - self.rounds[-1] < 3 * MINUTE:
                    continue
                self.clock.instant = max(deed.at, self.clock.instant + timedelta(milliseconds=1))
                await getattr(self, f"_do_{deed.what}")(*deed.args, **deed.more)
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
            self.tips,
        )

    def _harvest(self) -> None:
        """Read the digests before they are tidied away."""
        db = sqlite3.connect(self.db)
        for key, document in db.execute("SELECT key, document FROM digests WHERE kind <> 'team-seen'"):
            parts = dict(db.execute("SELECT rep, document FROM digest_parts WHERE key = ?", (key,)))
            self.digests[key] = (document, parts)
        db.close()

    # ------------------------------------------------------------------------------------------------- rounds

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
            self.told[post.key] = Told(told, set(), reckoner.judges) if told is not None else None
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
            self._arrived(post, now)

    def _arrived(self, post: Post, now: datetime) -> None:
        told = self.told.get(post.key)
        if told and told.judges and not told.judges.judged:
            told.judges.judged = post.period
        if told and post.kind == "manager-digest":
            for rep in told.named:
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
        """Whether the bot asks after this call: not who said so already, less often who ignored it twice."""
        check = self.check_of[post.key]
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
        check = self.check_of[post.key]
        if post.why == "spared":
            return "spared"
        member = self.ledger.members[check.rep]
        crew = self.ledger.crew(member)
        zone = member.zone or (crew.zone if crew else "UTC")
        until = let_go(post, crew.country if crew else "", zone)
        if any(
            each.rep == check.rep and each.deal is check.deal and check.at <= each.at < until
            for each in self.ledger.reflections
            if each.at <= now
        ):
            return "answered"
        return "open" if now < until else "ignored"

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
            tips = [self.library.themes[theme].tips[(weekday + n) % 5].id for theme in line for n in range(5)]
            had = [tip for tip in tips if tip not in recently and tip not in retired][:1]
            if not had:
                post.state, post.why = "skipped", "no longer wanted"
                return False
            crew.given.append((day, had[0]))
        self.tips[post.key] = had[0]
        return True

    async def _compare_measures(self, now: datetime) -> None:
        """Numbers that no digest shows in full, of one team after the other."""
        crew = list(self.ledger.crews.values())[len(self.rounds) % len(self.ledger.crews)]
        since = now - timedelta(weeks=10)
        for facts in await self.houses[0].store.team_facts((crew.id,), since, now):
            self.figures += compared(facts, self.ledger, self.library, crew, now)
