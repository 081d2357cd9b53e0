"""Who should have had what, and when: coaching.md 4, 6 and 7 walked through day by day.

It knows ``zoneinfo`` and the ``holidays`` library and nothing of dialogs.cadence. Where coaching.md is silent
it follows the decisions written there: a tip until 19:00 of its day; a digest until its own time on the
second working day after; on time is an hour; who is away gets it on the first morning, if it is not too late.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from tests.year.ledger import Crew, Ledger, Member

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_A_DAY = 3
BEGUN = ("feedback", "nudge", "welcome", "rep-digest", "manager-digest")


@cache
def closed(country: str, year: int) -> frozenset[date]:
    whole, _, part = country.partition("-")
    return (
        frozenset(country_holidays(whole, subdiv=part or None, years=year, expand=False))
        if whole
        else frozenset()
    )


@cache
def works(country: str, day: date) -> bool:
    return day.weekday() < 5 and day not in closed(country, day.year)


@cache
def instant(day: date, clock: str, zone: str) -> datetime:
    """The first minute at which the wall shows that time or, if the clocks skip it, a later one."""
    there = ZoneInfo(zone)
    wanted = datetime.combine(day, time.fromisoformat(clock))
    at = datetime.combine(day, time(), UTC) - 15 * HOUR
    while at.astimezone(there).replace(tzinfo=None) < wanted:
        at += 15 * MINUTE
    while (at - MINUTE).astimezone(there).replace(tzinfo=None) >= wanted:
        at -= MINUTE
    return at


def today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def next_working(country: str, day: date) -> date:
    day += DAY
    while not works(country, day):
        day += DAY
    return day


def opens(now: datetime, country: str, zone: str, away: date | None = None) -> datetime:
    """The first moment from now on that is neither quiet, nor a day off, nor a holiday of theirs."""
    day = today(now, zone)
    if away is not None and away >= day:
        return instant(next_working(country, away), "08:00", zone)
    if works(country, day):
        if now < instant(day, "08:00", zone):
            return instant(day, "08:00", zone)
        if now < instant(day, "19:00", zone):
            return now
    return instant(next_working(country, day), "08:00", zone)


@dataclass
class Post:
    """Something that should go out. ``state``: what has become of it."""

    key: str
    kind: str
    period: str
    person: int | None
    team: str
    due: datetime
    until: datetime
    goes: datetime
    state: str
    why: str = ""
    tried: int = 0
    sent: datetime | None = None
    round: int = 0


def let_go(post: Post, country: str, zone: str) -> datetime:
    """When it is too late for it; a nudge is waited for until a working day is over."""
    last = today(post.until - timedelta(seconds=1), zone)
    if post.kind != "nudge" or works(country, last):
        return post.until
    return instant(next_working(country, last) + DAY, "00:00", zone)


@cache
def tip_slots(
    country: str, zone: str, clock: str, monday: date
) -> tuple[tuple[str, datetime, datetime], ...]:
    found = []
    for day in (monday + DAY * each for each in range(7)):
        if works(country, day):
            due = instant(day, clock, zone)
            until = max(instant(day, "19:00", zone), due + HOUR)
            found.append((day.isoformat(), due, min(until, instant(day + DAY, "00:00", zone))))
    return tuple(found)


@cache
def digest_slot(
    kind: str, country: str, zone: str, said: str, monday: date
) -> tuple[str, datetime, datetime] | None:
    """The one digest whose usual day lies in that week: its period, its time, when it is too late."""
    name, clock = said.split(" ")
    usual = monday + DAY * WEEKDAYS.index(name)
    working = [day for day in (monday + DAY * each for each in range(7)) if works(country, day)]
    if not working:
        return None
    if kind == "rep-digest":
        earlier = [day for day in working if day <= usual]
        day = earlier[-1] if earlier else working[0]
    else:
        following = [each for each in (usual + DAY * ahead for ahead in range(7)) if works(country, each)]
        if not following:
            return None
        day = following[0]
    due = instant(day, clock, zone)
    last = next_working(country, next_working(country, day))
    year, week, _ = (usual - 3 * DAY).isocalendar()
    return f"{year}-W{week:02}", due, min(instant(last, clock, zone), due + 7 * DAY)


class Timetable:
    """Walks along with the year: told of each round before the house has it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.posts: dict[str, Post] = {}

    # ------------------------------------------------------------------------------------- what becomes due

    def look(self, now: datetime) -> list[Post]:
        """What a round finds due that was not recorded before: the new posts, some of them skipped."""
        found: list[Post] = []
        for crew in self.ledger.crews.values():
            if crew.channel:
                found += self._tips(crew, now)
        for member in self.ledger.members.values():
            theirs = self.ledger.crew(member)
            if theirs is not None:
                found += self._digests(member, theirs, now)
        self.posts |= {post.key: post for post in found}
        return found

    def _tips(self, crew: Crew, now: datetime) -> list[Post]:
        found = []
        for monday in _mondays(now, crew.zone):
            for period, due, until in tip_slots(crew.country, crew.zone, crew.tip_time, monday):
                key = f"tip:{crew.id}:{period}"
                if not (now - 14 * DAY < due <= now and due >= crew.since and key not in self.posts):
                    continue
                goes = now if now - due <= HOUR else opens(now, crew.country, crew.zone)
                post = Post(key, "tip", period, None, crew.name, due, until, goes, "waiting")
                if goes > until:
                    post.state, post.why = "skipped", "late"
                if crew.paused_until is not None and date.fromisoformat(period) <= crew.paused_until:
                    post.state, post.why = "skipped", "paused"
                found.append(post)
        return found

    def _digests(self, member: Member, crew: Crew, now: datetime) -> list[Post]:
        kind = "rep-digest" if member.role == "rep" else "manager-digest"
        said = crew.rep_digest if member.role == "rep" else crew.manager_digest
        zone = member.zone or crew.zone
        found = []
        for monday in _mondays(now, zone):
            slot = digest_slot(kind, crew.country, zone, said, monday)
            if slot is None:
                continue
            period, due, until = slot
            key = f"{kind}:{member.id}:{period}"
            theirs = due >= crew.since and due >= member.since
            if not (now - 14 * DAY < due <= now and theirs and key not in self.posts):
                continue
            goes = now if now - due <= HOUR else opens(now, crew.country, zone)
            post = Post(key, kind, period, member.id, crew.name, due, until, goes, "waiting")
            if member.quiet:
                post.state, post.why = "skipped", "quiet"
            elif goes > until:
                post.state, post.why = "skipped", "late"
            elif member.away_until is not None and member.away_until >= today(now, zone):
                post.goes = opens(now, crew.country, zone, member.away_until)
                if post.goes > until:
                    post.state, post.why = "skipped", "away"
            found.append(post)
        return found

    # ------------------------------------------------------------------------------------ what becomes of it

    def waiting(self, now: datetime) -> list[Post]:
        """What a round carries, in the order in which it does."""
        order = {"feedback": 0, "nudge": 1, "tip": 2, "manager-digest": 3, "rep-digest": 4}
        here = [post for post in self.posts.values() if post.state == "waiting" and post.goes <= now]
        return sorted(here, key=lambda post: (order[post.kind], post.goes))

    def carry(self, post: Post, now: datetime, begun: int) -> bool:
        """Whether it may be shown now; if not, its state says why. ``begun``: messages today so far."""
        post.tried += 1
        if post.person is None:
            crew = self.ledger.crews[post.team]
            if now > post.until:
                post.state, post.why = "skipped", "too late"
            elif not crew.channel:
                post.state, post.why = "failed", "no channel"
            elif crew.paused_until is not None and today(now, crew.zone) <= crew.paused_until:
                post.state, post.why = "skipped", "no longer wanted"
            return post.state == "waiting"
        member = self.ledger.members[post.person]
        crew_now = self.ledger.crew(member)
        country, zone = (
            (crew_now.country if crew_now else ""),
            member.zone or (crew_now.zone if crew_now else "UTC"),
        )
        day = today(now, zone)
        here = member.away_until is None or member.away_until < day
        timed = post.kind in {"rep-digest", "manager-digest"}
        on_time = timed and post.tried == 1 and now - post.goes <= HOUR
        when = now if here and on_time else opens(now, country, zone, member.away_until)
        if begun >= MOST_A_DAY:
            when = max(when, instant(next_working(country, day), "08:00", zone))
        until = let_go(post, country, zone)
        if member.quiet or when > until:
            late = now > until and not member.quiet
            post.state = "skipped"
            post.why = "too late" if late else self._why(member, country, day, begun)
        elif when > now:
            post.goes = when
        else:
            return self._reached(post, member)
        return False

    def _reached(self, post: Post, member: Member) -> bool:
        if member.gone:
            post.state, post.why = "failed", "no channel reaches"
        elif post.kind.endswith("digest") and (
            member.team != post.team or post.kind != f"{member.role}-digest"
        ):  # it is about a team that is not theirs any more
            post.state, post.why = "skipped", "no longer wanted"
        return post.state == "waiting"

    @staticmethod
    def _why(member: Member, country: str, day: date, begun: int) -> str:
        if member.quiet:
            return "quiet"
        if member.away_until is not None and member.away_until >= day:
            return "away"
        if begun >= MOST_A_DAY:
            return f"{MOST_A_DAY} messages today already"
        return "quiet hours" if works(country, day) else "a day off"

    def begun_today(self, member: Member, now: datetime) -> int:
        """How many messages the bot has begun with somebody today: what they saw for the first time."""
        crew = self.ledger.crew(member)
        zone = member.zone or (crew.zone if crew else "UTC")
        begins = instant(today(now, zone), "00:00", zone)
        return sum(
            seen.person == member.id and not seen.again and seen.kind in BEGUN and seen.at >= begins
            for seen in reversed(self.ledger.seen[-400:])
        )


def _mondays(now: datetime, zone: str) -> list[date]:
    this = today(now, zone)
    this -= DAY * this.weekday()
    return [this - 7 * DAY * weeks for weeks in range(4)]
