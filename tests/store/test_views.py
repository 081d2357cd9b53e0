"""Every number can be recomputed with SQL alone: hand-computed examples of each view."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest

from bot.store.sql import select
from bot.store.store import SqliteStore
from dialogs.deal import outcome
from dialogs.effects import AddCondition, FillGlasses, NameStep
from dialogs.flow import Ground
from dialogs.frozen import Values
from dialogs.session import PushBack
from tests.store.making import HOUR, NOW, change, session, some_deal, somebody, submitted

AGREED = ("introduce", "sign", "other", "nothing", "no")
HOURS_48 = timedelta(hours=48)
MICROSECOND = timedelta(microseconds=1)
CHECK: Mapping[str, Values] = {
    "know": ("person",),
    "difference": ("Month-end in two days instead of nine",),
    "proof": ("trial", "testimonial", "logic"),
    "doubt": ("lot",),
    "question": ("What would two free days be worth to you?",),
    "advance": ("introduce",),
    "chance": ("70",),
}


def view(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a view, as anybody with sqlite3 sees them."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(select("*", f"{name} ORDER BY 1"))]


async def test_a_check_is_one_row(real: SqliteStore):
    """As it stands after the last edit; open ones and other flows are none."""
    rep, deal = await somebody(real), await some_deal(real)
    pushed = PushBack(ground=Ground.QUESTION, defects=("closed",), kept=True)
    check = submitted(rep, deal, CHECK, flow="precall", push_back=pushed, seconds=41.5, theme="kairos")
    for each in (check, submitted(rep, deal, CHECK), session(rep, deal, answers=CHECK)):
        await real.save(change(each))
    assert view(real.path, "checks") == [
        {
            "session": check.id,
            "rep": rep.id,
            "team": rep.team,
            "deal": deal.id,
            "submitted": "2026-01-05T09:00:00.000000+00:00",
            "submitted_us": 1_767_603_600_000_000,
            "theme": "kairos",
            "know": "person",
            "difference": "Month-end in two days instead of nine",
            "doubt": "lot",
            "question": "What would two free days be worth to you?",
            "advance": "introduce",
            "chance": 70,
            "proofs": 3,
            "seconds": 41.5,
            "pushed": "question",
            "kept": 1,
        }
    ]


@pytest.mark.parametrize(("kept", "seen"), [(True, 1), (False, 0), (None, None)])
async def test_a_check_says_whether_the_rep_kept_theirs(real: SqliteStore, kept, seen):
    """1 kept, 0 changed, NULL not said; without a push-back both are NULL."""
    rep, deal = await somebody(real), await some_deal(real)
    pushed = PushBack(ground=Ground.KNOW, defects=("unknown",), kept=kept)
    await real.save(change(submitted(rep, deal, {}, flow="precall", push_back=pushed)))
    await real.save(change(submitted(rep, deal, {}, flow="precall")))
    rows = view(real.path, "checks")
    assert [(row["pushed"], row["kept"], row["proofs"]) for row in rows] == [
        ("know", seen, 0),
        (None, None, 0),
    ]


async def test_a_reflection_is_one_row(real: SqliteStore):
    """With what it came to, and whether a check came before."""
    rep, deal = await somebody(real), await some_deal(real)
    answers = {
        "agreed": ("introduce", "date"),
        "signals": ("questions",),
        "barrier": ("impatience",),
        "plan": ("kept",),
        "learning": ("I wait",),
        "lens": ("hope",),
    }
    check = submitted(rep, deal, CHECK, NOW - HOUR, flow="precall")
    after = submitted(rep, deal, answers, check=check.id, seconds=62.0, theme="kairos")
    for each in (check, after, session(rep, deal, flow="postcall")):
        await real.save(change(each))
    assert view(real.path, "reflections") == [
        {
            "session": after.id,
            "rep": rep.id,
            "team": rep.team,
            "deal": deal.id,
            "submitted": "2026-01-05T09:00:00.000000+00:00",
            "submitted_us": 1_767_603_600_000_000,
            "theme": "kairos",
            "outcome": "advance",
            "success": 1,
            "has_signal": 1,
            "barrier": "impatience",
            "plan": "kept",
            "learning": "I wait",
            "lens": "hope",
            "covered": 1,
            "check_id": check.id,
            "seconds": 62.0,
        }
    ]


async def test_the_outcome_in_sql_is_the_outcome_in_python(real: SqliteStore):
    """For whatever may be agreed: all 32 choices of five answers."""
    rep, deal = await somebody(real), await some_deal(real)
    choices = list(chain.from_iterable(combinations(AGREED, size) for size in range(len(AGREED) + 1)))
    for choice in choices:
        await real.save(change(submitted(rep, deal, {"agreed": choice})))
    rows = view(real.path, "reflections")
    assert [row["outcome"] for row in rows] == [outcome(choice).value for choice in choices]
    assert [row["success"] for row in rows] == [int(outcome(choice).success) for choice in choices]


@pytest.mark.parametrize(
    ("signals", "seen"), [((), 0), (("none",), 0), (("leans-in",), 1), (("none", "commits"), 1)]
)
async def test_none_is_no_signal(real: SqliteStore, signals: Values, seen: int):
    """Nor is a question left out."""
    rep, deal = await somebody(real), await some_deal(real)
    await real.save(change(submitted(rep, deal, {"signals": signals})))
    assert [row["has_signal"] for row in view(real.path, "reflections")] == [seen]


@pytest.mark.parametrize(
    ("before", "covered"),
    [(HOUR, 1), (HOURS_48, 1), (HOURS_48 + MICROSECOND, 0), (timedelta(), 1), (-MICROSECOND, 0)],
)
async def test_a_check_covers_the_48_hours_after_it(real: SqliteStore, before: timedelta, covered: int):
    """To the microsecond; a check after the reflection does not count."""
    rep, deal = await somebody(real), await some_deal(real)
    await real.save(change(submitted(rep, deal, CHECK, NOW - before, flow="precall")))
    await real.save(change(submitted(rep, deal, {})))
    assert [row["covered"] for row in view(real.path, "reflections")] == [covered]


async def test_only_the_reps_own_check_of_that_deal_covers(real: SqliteStore):
    """A colleague's does not, nor one of another deal, nor one that was never submitted."""
    inge, ole = await somebody(real), await somebody(real, "Ole")
    deal, other = await some_deal(real), await some_deal(real, "Elbe Foods")
    for each in (
        submitted(ole, deal, CHECK, NOW - HOUR, flow="precall"),
        submitted(inge, other, CHECK, NOW - HOUR, flow="precall"),
        session(inge, deal, answers=CHECK),
        submitted(inge, deal, {}),
    ):
        await real.save(change(each))
    assert [row["covered"] for row in view(real.path, "reflections")] == [0]


async def test_coverage_and_advance_rate_by_hand(real: SqliteStore):
    """Four reflections, one of them covered, three of them a success: 1/4 and 3/4."""
    rep, deal = await somebody(real), await some_deal(real)
    await real.save(change(submitted(rep, deal, CHECK, NOW - HOUR, flow="precall")))
    for days, agreed in enumerate(("introduce", "sign", "nothing", "date")):
        await real.save(change(submitted(rep, deal, {"agreed": (agreed,)}, NOW + timedelta(days=3 * days))))
    rows = view(real.path, "reflections")
    assert (sum(row["covered"] for row in rows), sum(row["success"] for row in rows), len(rows)) == (1, 3, 4)


async def test_the_glasses_of_a_deal_are_counted(real: SqliteStore):
    """Watch-my-back from the start; the same as the model says."""
    rep, deal, other = await somebody(real), await some_deal(real), await some_deal(real, "Elbe Foods")
    run = session(rep, deal)
    await real.save(change(run, AddCondition(text="Price holds"), AddCondition(text="Boss agrees")))
    await real.save(change(run, FillGlasses(fill=frozenset({"watch-my-back"}))))
    rows = view(real.path, "deal_glasses")
    assert [(row["deal"], row["name"], row["full"], row["known"]) for row in rows] == [
        (deal.id, "Ostsee Yards", 1, 3),
        (other.id, "Elbe Foods", 0, 1),
    ]
    known = await real.deal(deal.id)
    assert known
    assert known.glasses == (1, 3)


async def test_the_effort_balance_of_a_deal_is_counted(real: SqliteStore):
    """Steps of its reflections: two of three are theirs. A step named elsewhere does not count."""
    rep, deal, other = await somebody(real), await some_deal(real), await some_deal(real, "Elbe Foods")
    theirs = NameStep(what="introduce", theirs=True, due=date(2026, 1, 9))
    ours = NameStep(what="plan", theirs=False)
    agreed = {"agreed": ("introduce",)}
    await real.save(change(submitted(rep, deal, agreed), theirs, ours))
    await real.save(change(submitted(rep, deal, agreed, NOW + HOUR), theirs))
    await real.save(change(submitted(rep, deal, agreed, flow="stuck"), theirs))
    await real.save(change(session(rep, deal, flow="postcall", answers=agreed), theirs))
    rows = view(real.path, "deal_effort")
    assert [(row["deal"], row["theirs"], row["steps"]) for row in rows] == [(deal.id, 2, 3), (other.id, 0, 0)]
    known = await real.deal(deal.id)
    assert known
    assert known.effort == (2, 3)


async def test_a_forecast_is_a_reflection_held_against_its_check(real: SqliteStore):
    """Said 70 % and happened, said 30 % and did not: Brier = (0.3² + 0.3²) / 2 = 0.09."""
    rep, deal = await somebody(real), await some_deal(real)
    likely = submitted(rep, deal, CHECK, flow="precall")
    unlikely = submitted(rep, deal, {**CHECK, "chance": ("30",), "advance": ("sign",)}, flow="precall")
    silent = submitted(rep, deal, {**CHECK, "chance": ()}, flow="precall")
    happened = submitted(rep, deal, {"agreed": ("introduce",)}, check=likely.id)
    did_not = submitted(rep, deal, {"agreed": ("nothing",)}, check=unlikely.id)
    for each in (likely, unlikely, silent, happened, did_not):
        await real.save(change(each))
    await real.save(change(submitted(rep, deal, {"agreed": ("sign",)}, check=silent.id)))
    await real.save(change(submitted(rep, deal, {"agreed": ("sign",)})))
    rows = view(real.path, "forecasts")
    assert [
        (row["reflection"], row["check_id"], row["step"], row["said"], row["happened"]) for row in rows
    ] == [
        (happened.id, likely.id, "introduce", 0.7, 1),
        (did_not.id, unlikely.id, "sign", 0.3, 0),
    ]
    brier = sum((row["said"] - row["happened"]) ** 2 for row in rows) / len(rows)
    assert brier == pytest.approx(0.09)


async def test_a_glass_stays_full_since_it_was_filled(real: SqliteStore):
    """By the session that filled it first; emptied, it forgets both."""
    rep, deal = await somebody(real), await some_deal(real)
    first, later = session(rep, deal), session(rep, deal)
    watched = frozenset({"watch-my-back"})
    full, empty = FillGlasses(fill=watched), FillGlasses(empty=watched)
    for run, effect, at in ((first, full, NOW), (later, full, NOW + HOUR)):
        await real.save(change(run, effect, at=at))
        row = view(real.path, "conditions")[0]
        assert (row["since"], row["session"]) == ("2026-01-05T09:00:00.000000+00:00", first.id)
    await real.save(change(later, empty, at=NOW + 2 * HOUR))
    row = view(real.path, "conditions")[0]
    assert (row["is_full"], row["since"], row["session"]) == (0, None, None)


def test_each_view_says_what_it_holds(real: SqliteStore):
    """`.schema` in the sqlite3 shell shows it: a comment stands in each definition."""
    with closing(sqlite3.connect(real.path)) as db:
        views = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
        tables = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    assert set(views) == {"checks", "reflections", "deal_glasses", "deal_effort", "forecasts"}
    assert all("AS\n-- One row for each" in sql for sql in views.values())
    assert all(" ( -- " in sql for name, sql in tables.items() if not name.startswith("_"))
