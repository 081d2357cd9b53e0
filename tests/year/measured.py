"""What the measures say beside what the naive reckoning says: each number that stands in no digest in full.

This side knows dialogs.measures, the store's facts and the views; the other side is tests/year/reckoned.py.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.sending.calendar import day_off
from dialogs.cadence import Calendar
from dialogs.digest.facts import TeamFacts
from dialogs.library import Library
from dialogs.measures import calibration, deals, feedback, rates, reflections
from dialogs.measures.facts import Week, seen, within
from tests.year.ledger import GROUNDS, Crew, Ledger, Said
from tests.year.reckoned import LEAST, Reckoner, brier, newcombe, ratio, wilson
from tests.year.timetable import today, works

Figure = tuple[str, Any, Any]
"""(what, as the code has it, as the naive reckoning has it)."""


def compared(
    facts: TeamFacts, ledger: Ledger, library: Library, crew: Crew, now: datetime
) -> Iterator[Figure]:
    """A team's numbers of the week at hand and of eight, and each rep's."""
    year, number, _ = today(now, crew.zone).isocalendar()
    week = Week(year, number)
    naive = Reckoner(ledger, library, crew, week.period, now)
    where = f"{crew.name} {now:%F %H:%M}"
    yield from _pooled(where, facts, week, naive)
    yield from _exchanges(where, facts, week, naive, now)
    reps = sorted({each.rep for each in naive.reflections if naive.in_weeks(each.at, 8)})
    private = within(facts.private.reflections, week, crew.zone, 8)
    yield f"{where} reps", sorted({fact.rep for fact in private}), reps
    for rep in reps:
        mine = [each for each in naive.reflections if each.rep == rep and naive.in_weeks(each.at, 8)]
        yield from _own(f"{where} {rep}", [fact for fact in private if fact.rep == rep], mine, naive)


def _pooled(where: str, facts: TeamFacts, week: Week, naive: Reckoner) -> Iterator[Figure]:
    zone = naive.crew.zone
    private = within(facts.private.reflections, week, zone, 4)
    mine = [each for each in naive.reflections if naive.in_weeks(each.at, 4)]
    calls = within(facts.calls, week, zone, 4)
    yield _rate(f"{where} advance", reflections.advance_rate(calls), ratio(each.success for each in mine))
    told = ratio(naive.covered(each, naive.checks) for each in mine)
    yield _rate(f"{where} coverage", reflections.coverage(private), told)
    theirs, ours = sum(len(each.theirs) for each in mine), sum(len(each.ours) for each in mine)
    yield _rate(f"{where} effort", deals.effort_balance(calls), (theirs, theirs + ours))
    yield _kept(where, private, mine)
    held = [(each.held.full == frozenset(GROUNDS), each.success) for each in mine if each.held]
    first = ratio(success for full, success in held if full)
    second = ratio(success for full, success in held if not full)
    found = reflections.earned_difference(seen(private, reflections.earned))
    yield f"{where} earned", (_of(found.first), _of(found.second)), (first, second)
    if found.shown is not None:
        low, high = newcombe(first, second)
        value = first[0] / first[1] - second[0] / second[1]
        yield f"{where} earned, interval", _near(found.shown), _near((value, low, high))
    met = Counter(each.one("barrier") for each in mine if each.one("barrier"))
    barriers = reflections.barrier_shares(private)
    yield f"{where} barriers", {name: _of(rate) for name, rate in barriers.items()}, _shares(met)
    for theme in {each.theme for each in mine}:
        given = Counter(each.one("lens") for each in mine if each.theme == theme and each.one("lens"))
        shares = reflections.lens_shares(private, theme)
        yield f"{where} {theme}", {name: _of(rate) for name, rate in shares.items()}, _shares(given)
    checks = [each for each in naive.checks if naive.in_weeks(each.at, 4)]
    grounds = reflections.ground_rates(
        seen(within(facts.private.checks, week, zone, 4), reflections.grounds_full)
    )
    for ground, full in grounds.items():
        yield _rate(f"{where} {ground}", full, ratio(ground.value in each.full for each in checks))
    calls = within(facts.calls, week, zone, 8)
    eight = [each for each in naive.reflections if naive.in_weeks(each.at, 8)]
    for pot in {each.deal.id: each.deal for each in eight}.values():
        its = [each for each in eight if each.deal is pot]
        theirs, ours = sum(len(each.theirs) for each in its), sum(len(each.ours) for each in its)
        balance = deals.effort_balance(each for each in calls if each.deal == pot.id)
        yield _rate(f"{where} {pot.name}", balance, (theirs, theirs + ours))


def _exchanges(where: str, facts: TeamFacts, week: Week, naive: Reckoner, now: datetime) -> Iterator[Figure]:
    crew = naive.crew
    four = [
        each
        for each in naive.ledger.exchanges.values()
        if each.team == crew.name and naive.in_weeks(each.at, 4) and each.counts(naive.ledger.members)
    ]
    begun = feedback.begun_by_reps(facts.feedback, week, crew.zone)
    yield _rate(f"{where} begun", begun, ratio(each.asked for each in four))
    calendar = Calendar(crew.country, crew.zone, day_off)
    found = feedback.answered(within(facts.feedback, week, crew.zone, 4), now, crew.zone, calendar.works)
    in_time = []
    for each in four:
        ahead = [naive.day(each.at) + timedelta(days=days) for days in range(1, 40)]
        third = [day for day in ahead if works(crew.country, day)][2]
        if each.asked and (each.answered is not None or naive.day(now) > third):
            in_time.append(each.answered is not None and naive.day(each.answered) <= third)
    yield _rate(f"{where} answered", found, ratio(in_time))


def _own(where: str, facts: Sequence[Any], mine: list[Said], naive: Reckoner) -> Iterator[Figure]:
    given = naive.forecasts(mine)
    found = calibration.calibration(seen(facts, calibration.said))
    score = brier(given)
    yield f"{where} forecasts", found.of, len(given)
    yield f"{where} brier", _near([found.brier or 0.0]), _near([score or 0.0])
    for band, (low, high, inside) in zip(found.bands, naive.bands(mine), strict=True):
        yield _rate(f"{where} {low}-{high}", band.happened, ratio(happened for _, happened in inside))
        yield f"{where} {low}-{high} leans", str(band.lean or ""), naive.lean(inside)
    yield _kept(where, facts, mine)


def _kept(where: str, facts: Iterable[Any], mine: list[Said]) -> Figure:
    came = [each.one("plan") for each in mine if each.one("plan") in {"kept", "missed"}]
    return _rate(f"{where} plan kept", reflections.plans_kept(facts), ratio(each == "kept" for each in came))


def _rate(what: str, found: rates.Rate, told: tuple[int, int]) -> Figure:
    """Counts, and from eight on the rate with its interval."""
    if told[1] < LEAST:
        return what, (_of(found), found.shown), (told, None)
    low, high = wilson(*told)
    shown = _near(found.shown) if found.shown else None
    return what, (_of(found), shown), (told, _near((told[0] / told[1], low, high)))


def _of(rate: rates.Rate) -> tuple[int, int]:
    return rate.count, rate.of


def _near(numbers: Iterable[float]) -> list[float]:
    return [round(number, 9) + 0.0 for number in numbers]


def _shares(counts: Counter[str]) -> dict[str, tuple[int, int]]:
    return {name: (count, counts.total()) for name, count in counts.items()}


def views(db: Path, ledger: Ledger) -> Iterator[Figure]:
    """The views and the facts' tables at the end of the year, row by row."""
    open_db = sqlite3.connect(db)
    open_db.row_factory = sqlite3.Row
    crews = {crew.name: crew.id for crew in ledger.crews.values()}
    asked = {
        view: {row[0]: dict(row) for row in open_db.execute(f"SELECT * FROM {view}")}  # noqa: S608  four names
        for view in ("checks", "reflections", "deal_glasses", "deal_effort", "forecasts")
    }
    calls = {row["session"]: row for row in open_db.execute("SELECT * FROM calls")}
    weighed = {row["session"]: row for row in open_db.execute("SELECT * FROM weighed")}
    yield "checks", set(asked["checks"]) | set(weighed), {each.session for each in ledger.checks}
    yield "reflections", set(asked["reflections"]) | set(calls), {each.session for each in ledger.reflections}
    for each in ledger.checks:
        row, fact = asked["checks"][each.session], weighed[each.session]
        told = (each.rep, crews[each.deal.team], each.deal.id, int(each.one("chance")))
        yield f"check {each.session}", tuple(row[name] for name in ("rep", "team", "deal", "chance")), told
        bits = sum(1 << n for n, ground in enumerate(GROUNDS) if ground in each.full)
        yield f"weighed {each.session}", (fact["rep"], fact["grounds"]), (each.rep, bits)
    for each in ledger.reflections:
        covered = Reckoner.covered(each, ledger.checks)
        row, call = asked["reflections"][each.session], calls[each.session]
        told_r = (
            each.rep,
            each.deal.id,
            int(each.success),
            each.one("barrier") or None,
            int(covered),
            each.theme,
        )
        names = ("rep", "deal", "success", "barrier", "covered", "theme")
        yield f"reflection {each.session}", tuple(row[name] for name in names), told_r
        counts = (len(each.theirs), len(each.ours), next(iter(each.theirs), None))
        yield f"call {each.session}", (call["theirs"], call["ours"], call["step"]), counts
        if each.held is not None:
            row = asked["forecasts"][each.session]
            told_f = (each.held.session, int(each.held.one("chance")) / 100, int(each.success))
            yield f"forecast {each.session}", (row["check_id"], row["said"], row["happened"]), told_f
    for pot in ledger.pots.values():
        its = [each for each in ledger.reflections if each.deal is pot]
        theirs, ours = sum(len(each.theirs) for each in its), sum(len(each.ours) for each in its)
        glasses, effort = asked["deal_glasses"][pot.id], asked["deal_effort"][pot.id]
        told_g = (sum(pot.glasses.values()), len(pot.glasses))
        yield f"glasses {pot.name}", (glasses["full"], glasses["known"]), told_g
        yield f"effort {pot.name}", (effort["theirs"], effort["steps"]), (theirs, theirs + ours)
    open_db.close()
