"""Who is due what, when: walked by hand through zones, jumps, holidays and the ends of years."""

from datetime import date, datetime, timedelta

import pytest

from dialogs.cadence import Kind, PersonEntry, TeamEntry, Why, due
from dialogs.people import Role
from tests.dialogs.rota import (
    APIA,
    BERLIN,
    CAIRO,
    JERUSALEM,
    KOLKATA,
    LORD_HOWE,
    NEW_YORK,
    a_person,
    a_team,
    all_due,
    kinds_due,
    off,
    utc,
)

TIP, REP, MANAGER = Kind.TIP, Kind.REP_DIGEST, Kind.MANAGER_DIGEST
MIA, BEN = a_person(Role.REP, ident=7), a_person(Role.MANAGER, ident=8)


def last(found: list[tuple[str, datetime]]) -> tuple[str, str]:
    """The newest one, its time as text."""
    period, at = found[-1]
    return period, f"{at:%Y-%m-%d %H:%M}"


# ----------------------------------------------------------------------------------------------------- zones


@pytest.mark.parametrize(
    ("zone", "now", "tip", "rep", "manager"),
    [
        # an ordinary week: Friday 16:00 and the Monday after, 08:30, as UTC
        (BERLIN, "2027-03-08 12:00", "2027-03-08 08:00", "2027-03-05 15:00", "2027-03-08 07:30"),
        (NEW_YORK, "2027-03-08 14:00", "2027-03-08 14:00", "2027-03-05 21:00", "2027-03-08 13:30"),
        (LORD_HOWE, "2027-03-08 12:00", "2027-03-07 22:00", "2027-03-05 05:00", "2027-03-07 21:30"),
        (APIA, "2027-03-08 10:00", "2027-03-07 20:00", "2027-03-05 03:00", "2027-03-07 19:30"),
        (KOLKATA, "2027-03-08 12:00", "2027-03-08 03:30", "2027-03-05 10:30", "2027-03-08 03:00"),
    ],
)
def test_each_gets_it_at_the_time_on_their_own_wall(zone, now, tip, rep, manager):
    """The times are the team's, the place is the reader's."""
    found = all_due(now, a_team(zone), MIA, BEN)
    assert last(kinds_due(found, TIP)) == (str(date(2027, 3, 8)), tip)
    assert last(kinds_due(found, REP)) == ("2027-W09", rep)
    assert last(kinds_due(found, MANAGER)) == ("2027-W09", manager)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        # the last Friday before the clocks change, and the first one after it
        pytest.param(BERLIN, "2027-03-26 15:00", "2027-04-02 14:00", id="Berlin, spring"),
        pytest.param(BERLIN, "2027-10-29 14:00", "2027-11-05 15:00", id="Berlin, autumn"),
        pytest.param(NEW_YORK, "2027-03-12 21:00", "2027-03-19 20:00", id="New York, spring"),
        pytest.param(NEW_YORK, "2027-11-05 20:00", "2027-11-12 21:00", id="New York, autumn"),
        pytest.param(LORD_HOWE, "2027-10-01 05:30", "2027-10-08 05:00", id="Lord Howe, spring: half an hour"),
        pytest.param(LORD_HOWE, "2027-04-02 05:00", "2027-04-09 05:30", id="Lord Howe, autumn: half an hour"),
        pytest.param(KOLKATA, "2027-03-26 10:30", "2027-04-02 10:30", id="Kolkata, never"),
        pytest.param(APIA, "2027-04-02 03:00", "2027-04-09 03:00", id="Apia, never again"),
    ],
)
def test_four_in_the_afternoon_stays_four_when_clocks_change(zone, before, after):
    """Summer or winter, it is four o'clock there."""
    found = all_due(after, a_team(zone), MIA)
    assert [at for _, at in kinds_due(found, REP)][-2:] == [utc(before), utc(after)]


@pytest.mark.parametrize(
    ("zone", "clock", "now", "expected"),
    [
        # clocks that change on a working day
        pytest.param(CAIRO, "Fri 00:30", "2027-04-30 12:00", "2027-04-29 22:00", id="Cairo skips it: at one"),
        pytest.param(CAIRO, "Thu 23:30", "2027-10-29 12:00", "2027-10-28 20:30", id="Cairo has it twice"),
        pytest.param(JERUSALEM, "Fri 02:15", "2027-03-26 12:00", "2027-03-26 00:00", id="Jerusalem skips it"),
    ],
)
def test_a_digest_whose_time_is_skipped_or_comes_twice_is_due_once(zone, clock, now, expected):
    """At the first instant behind the gap, or the first time that the wall shows it."""
    team = a_team(zone, rep_digest=clock)
    assert kinds_due(all_due(now, team, MIA), REP)[-1][1] == utc(expected)
    (first,) = [each for each in all_due(expected, team, MIA) if each.due == utc(expected)]
    assert (first.goes, first.why) == (utc(expected), None)
    again = due(utc(now), [team], [MIA], {first.key}, off())
    assert first.key not in {each.key for each in again}


def test_where_the_date_line_swallowed_a_friday_the_digest_comes_on_thursday():
    """Apia had no 30 December 2011; nor was there a tip."""
    found = all_due("2012-01-01 00:00", a_team(APIA), MIA)
    assert last(kinds_due(found, REP)) == ("2011-W52", "2011-12-30 02:00")
    assert last(kinds_due(found, TIP)) == ("2011-12-29", "2011-12-29 19:00")


def test_a_reader_without_a_zone_lives_where_the_team_does_and_one_with_it_does_not():
    """The tip is the team's, so it follows the team's zone alone."""
    here, there = MIA, a_person(Role.REP, NEW_YORK, ident=9)
    found = all_due("2027-03-06 00:00", a_team(BERLIN), here, there)
    fridays = [(each.person, each.due) for each in found if each.kind == REP and each.period == "2027-W09"]
    assert fridays == [(7, utc("2027-03-05 15:00")), (9, utc("2027-03-05 21:00"))]


# ----------------------------------------------------------------------------------------- holidays and weeks


@pytest.mark.parametrize(
    ("now", "closed", "rep", "manager"),
    [
        pytest.param(
            "2027-03-31 12:00",
            ("2027-03-26", "2027-03-29"),
            ("2027-W12", "2027-03-25 15:00"),
            ("2027-W12", "2027-03-30 06:30"),  # summer time since Sunday
            id="Easter: Thursday before Good Friday, Tuesday after Monday",
        ),
        pytest.param(
            "2026-12-28 12:00",
            ("2026-12-25",),
            ("2026-W52", "2026-12-24 15:00"),
            ("2026-W52", "2026-12-28 07:30"),
            id="Christmas on a Friday",
        ),
        pytest.param(
            "2026-12-31 23:00",
            ("2026-12-24", "2026-12-25", "2026-12-28", "2026-12-29"),
            ("2026-W52", "2026-12-23 15:00"),
            ("2026-W52", "2026-12-30 07:30"),
            id="Christmas, and days between the years",
        ),
        pytest.param(
            "2027-01-05 12:00",
            ("2027-01-01",),
            ("2026-W53", "2026-12-31 15:00"),
            ("2026-W53", "2027-01-04 07:30"),
            id="a year of 53 weeks whose last Friday is New Year's Day",
        ),
        pytest.param(
            "2027-01-05 12:00",
            (),
            ("2026-W53", "2027-01-01 15:00"),
            ("2026-W53", "2027-01-04 07:30"),
            id="a year of 53 weeks that ends in the next year",
        ),
        pytest.param(
            "2025-01-07 12:00",
            (),
            ("2025-W01", "2025-01-03 15:00"),
            ("2025-W01", "2025-01-06 07:30"),
            id="a first week that begins in the old year",
        ),
    ],
)
def test_a_holiday_moves_the_reps_digest_back_and_the_managers_on(now, closed, rep, manager):
    """The rep's is still of that week; the manager's comes when work goes on."""
    found = all_due(now, a_team(), MIA, BEN, days_off=off(*closed))
    assert last(kinds_due(found, REP)) == rep
    assert last(kinds_due(found, MANAGER)) == manager


def test_a_week_without_a_working_day_has_nothing():
    """No tip, no rep's digest, and no manager's in that week; the week after brings the next ones."""
    closed = off("2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01")
    found = all_due("2027-01-04 12:00", a_team(), MIA, BEN, days_off=closed)
    assert [period for period, _ in kinds_due(found, REP)] == ["2026-W52"]
    assert [period for period, _ in kinds_due(found, MANAGER)] == ["2026-W53"]
    assert [period for period, _ in kinds_due(found, TIP)] == [
        *("2026-12-22", "2026-12-23", "2026-12-24", "2026-12-25"),
        "2027-01-04",
    ]


def test_where_a_week_begins_with_holidays_a_reps_monday_digest_comes_after_them():
    """There is no working day before it in that week, so it is the first one."""
    team = a_team(rep_digest="Mon 10:00")
    found = all_due("2027-03-31 12:00", team, MIA, days_off=off("2027-03-29"))
    assert last(kinds_due(found, REP)) == ("2027-W12", "2027-03-30 08:00")


def test_a_digest_that_is_set_on_a_weekend_keeps_off_it():
    """Weekends never: the rep's comes on Friday, the manager's on Monday."""
    team = a_team(rep_digest="Sun 10:00", manager_digest="Sat 10:00")
    found = all_due("2027-03-08 12:00", team, MIA, BEN)
    assert last(kinds_due(found, REP)) == ("2027-W09", "2027-03-05 09:00")
    assert last(kinds_due(found, MANAGER)) == ("2027-W09", "2027-03-08 09:00")


def test_a_managers_thursday_over_a_long_weekend_goes_into_the_next_week():
    """The next working day, wherever it is, as long as the next digest is not due."""
    team, closed = a_team(manager_digest="Thu 08:30"), off("2027-03-25", "2027-03-26", "2027-03-29")
    found = all_due("2027-03-31 12:00", team, BEN, days_off=closed)
    assert last(kinds_due(found, MANAGER)) == ("2027-W12", "2027-03-30 06:30")


@pytest.mark.parametrize(
    ("closed", "periods"),
    [
        # a team whose manager's day is Thursday; 11 March and 18 March are two of them
        pytest.param((11, 12, 15, 16), {"2027-W10": 17, "2027-W11": 18}, id="the day before the next digest"),
        pytest.param((11, 12, 15, 16, 17), {"2027-W11": 18}, id="not on the day of the next digest"),
        pytest.param((8, 9, 10, 11, 12), {"2027-W11": 18}, id="nothing about a week that nobody worked in"),
    ],
)
def test_a_managers_digest_never_runs_into_the_next_one(closed, periods):
    """Rather none than two on a day."""
    team, days_off = a_team(manager_digest="Thu 08:30"), off(*(f"2027-03-{day:02}" for day in closed))
    found = kinds_due(all_due("2027-03-19 12:00", team, BEN, days_off=days_off), MANAGER)
    assert {period: at.day for period, at in found} == periods


@pytest.mark.parametrize(
    ("clock", "now", "about"),
    [
        ("Mon 08:30", "2027-03-08 23:00", "2027-W09"),
        ("Wed 08:30", "2027-03-10 23:00", "2027-W09"),
        ("Thu 08:30", "2027-03-11 23:00", "2027-W10"),
        ("Fri 18:00", "2027-03-12 23:00", "2027-W10"),
    ],
)
def test_a_digest_is_about_the_week_that_three_days_before_belong_to(clock, now, about):
    """Until Wednesday the last week, from Thursday on the running one: for both kinds alike."""
    found = all_due(now, a_team(rep_digest=clock, manager_digest=clock), MIA, BEN)
    assert {kinds_due(found, kind)[-1][0] for kind in (REP, MANAGER)} == {about}


def test_a_team_that_moves_its_digest_gets_each_week_once():
    """From Friday to Monday at noon on Friday: that week is told on Monday, no other again."""
    fridays, mondays = a_team(), a_team(rep_digest="Mon 10:00")
    sent = {each.key for each in due(utc("2027-03-05 11:00"), [fridays], [MIA], set(), off())}
    assert [each for each in due(utc("2027-03-05 11:00"), [mondays], [MIA], sent, off()) if each.person] == []
    (monday,) = [each for each in due(utc("2027-03-08 09:00"), [mondays], [MIA], sent, off()) if each.person]
    assert (monday.period, monday.why) == ("2027-W09", None)


# -------------------------------------------------------------------------------------------- who gets what


def test_a_key_names_kind_recipient_and_period():
    """Unique, and the same whatever the tick."""
    found = all_due(
        "2027-03-08 12:00",
        a_team(ident=3),
        a_person(Role.REP, team=3),
        a_person(Role.MANAGER, ident=8, team=3),
    )
    newest = {each.kind: each for each in found}
    assert newest[TIP].key == "tip:3:2027-03-08"
    assert (newest[TIP].team, newest[TIP].person, newest[TIP].recipient) == (3, None, 3)
    assert newest[REP].key == "rep-digest:7:2027-W09"
    assert newest[MANAGER].key == "manager-digest:8:2027-W09"
    assert (newest[MANAGER].team, newest[MANAGER].person, newest[MANAGER].recipient) == (3, 8, 8)


@pytest.mark.parametrize(
    "who", [a_person(Role.ADMIN), a_person(Role.REP, team=None), a_person(Role.REP, team=99)]
)
def test_an_admin_and_who_has_no_team_get_no_digest(who):
    """Nor does somebody whose team is unknown."""
    assert [each for each in all_due("2027-03-08 12:00", a_team(), who) if each.person] == []


def test_a_team_without_a_channel_gets_no_tip():
    """There is nowhere to put it; its people have their digests all the same."""
    found = all_due("2027-03-08 12:00", a_team(channel=""), MIA)
    assert {each.kind for each in found} == {REP}


def test_nothing_is_due_from_before_somebody_came():
    """Neither from before the person nor from before the team was there."""
    came = utc("2027-03-03 12:00")
    team, new = a_team(), MIA.model_copy(update={"since": came})
    found = all_due("2027-03-08 12:00", team, new)
    assert [period for period, _ in kinds_due(found, REP)] == ["2027-W09"]
    found = all_due("2027-03-08 12:00", team.model_copy(update={"since": came}), MIA)
    assert [period for period, _ in kinds_due(found, REP)] == ["2027-W09"]
    assert [period for period, _ in kinds_due(found, TIP)] == ["2027-03-04", "2027-03-05", "2027-03-08"]
    punctual = MIA.model_copy(update={"since": utc("2027-03-05 15:00")})
    assert len(kinds_due(all_due("2027-03-08 12:00", a_team(), punctual), REP)) == 1


def test_all_comes_in_the_order_of_its_time():
    """Whoever is asked about first."""
    found = all_due("2027-03-08 12:00", a_team(), BEN, MIA)
    assert [each.due for each in found] == sorted(each.due for each in found)


def test_two_weeks_are_looked_back_and_no_more():
    """What is older is forgotten: nobody wants last month's digest, nor a record of it."""
    found = all_due("2027-03-19 15:00", a_team(), MIA)
    assert [period for period, _ in kinds_due(found, REP)] == ["2027-W10", "2027-W11"]
    found = all_due("2027-03-19 14:59", a_team(), MIA)
    assert [period for period, _ in kinds_due(found, REP)] == ["2027-W09", "2027-W10"]


def test_a_digest_that_was_moved_into_the_look_back_is_seen():
    """Its own day lies three calendar weeks back, the day it went to does not."""
    team, closed = a_team(manager_digest="Fri 08:30"), off("2027-03-12", "2027-03-15")
    found = kinds_due(all_due("2027-03-29 12:00", team, BEN, days_off=closed), MANAGER)
    assert found[0] == ("2027-W10", utc("2027-03-16 07:30"))


# ------------------------------------------------------------------------------------------------ being late


@pytest.mark.parametrize(
    ("now", "goes", "why"),
    [
        pytest.param("2027-03-05 15:00", "2027-03-05 15:00", None, id="sharp"),
        pytest.param("2027-03-05 17:30", "2027-03-05 17:30", None, id="half past six, still open"),
        pytest.param("2027-03-05 18:30", "2027-03-08 07:00", None, id="Friday night: Monday at eight"),
        pytest.param("2027-03-07 12:00", "2027-03-08 07:00", None, id="Sunday: Monday at eight"),
        pytest.param("2027-03-08 15:00", "2027-03-08 15:00", None, id="three days late"),
        pytest.param("2027-03-09 15:00", "2027-03-09 15:00", None, id="the last moment: Tuesday at four"),
        pytest.param("2027-03-09 15:01", "2027-03-09 15:01", Why.LATE, id="too late"),
        pytest.param("2027-03-18 23:00", "2027-03-19 07:00", Why.LATE, id="much too late"),
    ],
)
def test_a_digest_may_be_two_working_days_late_outside_the_quiet_hours(now, goes, why):
    """Past its window it is still told, so that it is recorded as skipped."""
    (friday,) = [
        each for each in all_due(now, a_team(), MIA) if each.kind == REP and each.period == "2027-W09"
    ]
    assert (friday.due, friday.until) == (utc("2027-03-05 15:00"), utc("2027-03-09 15:00"))
    assert (friday.goes, friday.why, friday.late) == (utc(goes), why, why is Why.LATE)


def test_the_window_is_longer_over_holidays_but_never_longer_than_a_week():
    """By then the next digest is there."""
    easter = off("2027-03-26", "2027-03-29")
    (digest,) = [
        each
        for each in all_due("2027-03-25 15:00", a_team(), MIA, days_off=easter)
        if each.period == "2027-W12"
    ]
    assert digest.until == utc("2027-03-31 14:00")
    golden = off(*(str(date(2027, 3, 8) + timedelta(days=days)) for days in range(5)))
    (digest,) = [
        each
        for each in all_due("2027-03-05 15:00", a_team(), MIA, days_off=golden)
        if each.period == "2027-W09"
    ]
    assert digest.until == utc("2027-03-12 15:00")


@pytest.mark.parametrize(
    ("clock", "now", "goes", "why"),
    [
        pytest.param("09:00", "2027-03-01 08:00", "2027-03-01 08:00", None, id="sharp"),
        pytest.param("09:00", "2027-03-01 17:59", "2027-03-01 17:59", None, id="late, by day"),
        pytest.param("09:00", "2027-03-01 18:01", "2027-03-02 07:00", Why.LATE, id="in the evening: no more"),
        pytest.param("06:00", "2027-03-01 05:30", "2027-03-01 05:30", None, id="the team wants it early"),
        pytest.param("06:00", "2027-03-01 06:00", "2027-03-01 06:00", None, id="just on time, before eight"),
        pytest.param("06:00", "2027-03-01 06:30", "2027-03-01 07:00", None, id="early, and late: at eight"),
        pytest.param("18:45", "2027-03-01 18:15", "2027-03-01 18:15", None, id="just on time, after seven"),
        pytest.param("23:30", "2027-03-01 22:50", "2027-03-01 22:50", None, id="the team wants it at night"),
        pytest.param("23:30", "2027-03-01 23:10", "2027-03-01 23:10", Why.LATE, id="no tip for yesterday"),
    ],
)
def test_a_tip_goes_on_its_day_and_only_on_time_in_the_quiet_hours(clock, now, goes, why):
    """What the team set is its own word; what comes late by more than an hour keeps to the quiet hours."""
    (tip,) = [each for each in all_due(now, a_team(tip_time=clock)) if each.period == "2027-03-01"]
    assert (tip.goes, tip.why) == (utc(goes), why)


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("09:00", "2027-03-01 18:00"),
        ("18:45", "2027-03-01 18:45"),
        ("19:30", "2027-03-01 19:30"),
        ("23:30", "2027-03-01 23:00"),
    ],
)
def test_a_tip_may_go_until_the_quiet_hours_or_an_hour_on_but_never_tomorrow(clock, until):
    """So a courier that comes late disturbs nobody's evening."""
    (tip,) = [
        each for each in all_due("2027-03-02 05:00", a_team(tip_time=clock)) if each.period == "2027-03-01"
    ]
    assert tip.until == utc(until)


def test_a_tick_three_days_late_sees_all_that_it_missed():
    """The digest still goes; the tips of days that are over are told as late."""
    sent = {each.key for each in all_due("2027-03-03 12:00", a_team(), MIA, BEN)}
    found = due(utc("2027-03-06 12:00"), [a_team()], [MIA, BEN], sent, off())
    assert [(each.key, each.late) for each in found] == [
        ("tip:1:2027-03-04", True),
        ("tip:1:2027-03-05", True),
        ("rep-digest:7:2027-W09", False),
    ]


# ------------------------------------------------------------------------------------- away, quiet, paused


def of_week(entry: PersonEntry, now: str, period: str = "2027-W09") -> tuple[object, object]:
    """When their digest goes, and why not."""
    (digest,) = [each for each in all_due(now, a_team(), entry) if each.person and each.period == period]
    return f"{digest.goes:%m-%d %H:%M}", digest.why


def test_who_is_away_gets_nothing_until_they_are_back():
    """Back on Monday is soon enough for Friday's digest, back on Wednesday is not."""
    away = a_person(Role.REP, away_until=date(2027, 3, 5))
    assert of_week(away, "2027-03-05 15:00") == ("03-08 07:00", None)
    away = a_person(Role.REP, away_until=date(2027, 3, 8))
    assert of_week(away, "2027-03-05 15:00") == ("03-09 07:00", None)
    away = a_person(Role.REP, away_until=date(2027, 3, 9))
    assert of_week(away, "2027-03-05 15:00") == ("03-10 07:00", Why.AWAY)


def test_who_is_back_gets_what_is_not_too_late():
    """A vacation that is over takes nothing."""
    back = a_person(Role.REP, away_until=date(2027, 3, 4))
    assert of_week(back, "2027-03-05 15:00") == ("03-05 15:00", None)
    assert of_week(back, "2027-03-10 15:00") == ("03-10 15:00", Why.LATE)


def test_a_day_away_is_a_day_of_their_own_zone():
    """In Apia Friday is over while Berlin still has it."""
    away = a_person(Role.MANAGER, APIA, away_until=date(2027, 3, 7))
    assert of_week(away, "2027-03-07 19:30") == ("03-07 19:30", None)
    away = a_person(Role.MANAGER, APIA, away_until=date(2027, 3, 8))
    assert of_week(away, "2027-03-07 19:30") == ("03-08 19:00", None)


def test_who_wants_quiet_gets_nothing_at_all():
    """It is recorded as such, so that nothing comes in a heap when they change their mind."""
    quiet = a_person(Role.REP, quiet=True)
    assert of_week(quiet, "2027-03-05 15:00")[1] is Why.QUIET
    found = all_due("2027-03-05 15:00", a_team(), quiet)
    loud = due(utc("2027-03-05 16:00"), [a_team()], [MIA], {each.key for each in found}, off())
    assert loud == ()


def test_a_team_may_pause_its_tips_and_only_these():
    """Up to and with a day; the digests go on."""
    paused: TeamEntry = a_team().model_copy(update={"paused_until": date(2027, 3, 4)})
    found = all_due("2027-03-05 15:00", paused, MIA)
    tips = {each.period: each.why for each in found if each.kind == TIP}
    assert (tips["2027-03-04"], tips["2027-03-05"]) == (Why.PAUSED, None)
    assert found[-1].kind == REP
    assert found[-1].why is None
