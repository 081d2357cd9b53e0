"""How the week's queries find their rows: by an index, never through all that was ever kept."""

from collections.abc import Callable
from datetime import timedelta
from sqlite3 import Connection

import pytest

from bot.ports import LATELY
from bot.store import deals, digests, due, feedback, gathering, outbox, own, replies, saving, team_facts
from bot.store.store import SqliteStore
from dialogs.deal import Deal
from dialogs.document import Act
from dialogs.people import Person
from tests.store.making import NOW, change, some_deal, somebody, submitted
from tests.store.weekly import SINCE, UNTIL, carrying, digest, reflect, request, weigh

Work = Callable[[Connection], object]

WORKS: dict[str, Work] = {
    "team_facts": lambda db: team_facts.team_facts(db, [1, *_ids(db, "teams")], SINCE, UNTIL),
    "rep_facts": lambda db: [team_facts.rep_facts(db, rep, SINCE, UNTIL) for rep in _ids(db, "people")],
    "begun": lambda db: due.begun(db, _ids(db, "people"), NOW),
    "parts": lambda db: digests.parts(db, 1, 8),
    "digest": lambda db: digests.digest(db, "rep-digest:1:2026-W02"),
    "accesses": lambda db: digests.accesses(db, 1, 20),
    "exchanges": lambda db: list(feedback.exchanges(db, "rep", [1], SINCE, UNTIL)),
    "notes_to": lambda db: feedback.notes_to(db, 1, 1, SINCE),
    "standing": lambda db: replies.standing(db, [1, 2], Act.NOTE, "1/"),
    "answer": lambda db: feedback.answer(db, 1, 1, "Yes.", NOW, ()),
    "claim": lambda db: outbox.claim(db, NOW, 20),
    "opening": lambda db: [
        gathering.opening(db, rep, 1, "Acme", flow, "precall")
        for rep in _ids(db, "people")
        for flow in ("precall", "postcall")
    ],
    "background": lambda db: [deals.background(db, 1, deal) for deal in _ids(db, "deals")],
    "deals": lambda db: [deals.deals(db, rep, 20) for rep in _ids(db, "people")],
    "counts": lambda db: own.week(db, 1, NOW),
}


@pytest.mark.parametrize("name", WORKS)
async def test_no_read_goes_through_all_history(real: SqliteStore, name: str):
    """However much was kept, the work is that of the weeks and people at hand."""
    await _some_of_everything(real)
    plan = await real.writer.run(lambda db: _plan(db, WORKS[name]))
    assert plan
    assert [line for line in plan if line.startswith("SCAN")] == []


async def test_only_people_and_teams_are_gone_through_for_a_schedule(real: SqliteStore):
    await _some_of_everything(real)
    plan = await real.writer.run(lambda db: _plan(db, lambda db: due.schedule(db, NOW - timedelta(days=35))))
    assert [line for line in plan if line.startswith("SCAN")] == ["SCAN t", "SCAN p"]


async def test_no_submission_goes_through_all_history(real: SqliteStore):
    inge, deal = await somebody(real), await some_deal(real)
    written = change(submitted(inge, deal, {"agreed": ("share",)}))
    plan = await real.writer.run(lambda db: _plan(db, lambda db: saving.save(db, written, lambda: 1)))
    assert [line for line in plan if line.startswith("SCAN")] == []


MANY = 12

OPENED: dict[str, Callable[[Connection, Person, Deal], object]] = {
    "a check": lambda db, rep, deal: gathering.opening(db, rep.id, deal.team, deal.name, "precall", ""),
    "a reflection": lambda db, rep, deal: gathering.opening(
        db, rep.id, deal.team, deal.name, "postcall", "precall"
    ),
    "the week's counts": lambda db, rep, _: own.week(db, rep.id, NOW),
}


@pytest.mark.parametrize("what", OPENED)
async def test_what_a_person_opens_costs_as_much_after_years_of_other_deals(real: SqliteStore, what: str):
    """Counted in SQLite's own steps, so that no machine and no hour of the day makes a difference."""
    inge, deal = await somebody(real), await some_deal(real)
    for day in range(LATELY + 1):
        await reflect(real, inge, deal, NOW - timedelta(days=day), learning="wait", barrier="impatience")
    before = await real.reader.run(lambda db: _steps(db, lambda db: OPENED[what](db, inge, deal)))
    for number in range(MANY):
        other = await some_deal(real, f"Other {number}")
        for day in range(MANY):
            at = NOW - timedelta(days=100 + day)
            await weigh(real, inge, other, at)
            await reflect(real, inge, other, at, learning="wait", barrier="plan-love")
    after = await real.reader.run(lambda db: _steps(db, lambda db: OPENED[what](db, inge, deal)))
    assert 0 < after < before * 1.1


def _steps(db: Connection, work: Work) -> int:
    """How many instructions of SQLite's machine that takes."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    db.set_progress_handler(step, 1)
    work(db)
    db.set_progress_handler(None, 1)
    return count


async def _some_of_everything(store: SqliteStore) -> None:
    inge, deal = await somebody(store), await some_deal(store)
    for at in (SINCE - timedelta(days=1), NOW):
        await weigh(store, inge, deal, at)
        await reflect(store, inge, deal, at, learning="wait")
    await store.put_request(request(inge), "k")
    await store.put_digests([digest(inge)], carrying(digest(inge)))


def _ids(db: Connection, table: str) -> list[int]:
    return [row[0] for row in db.execute(f"SELECT id FROM {table} WHERE id > 0")]  # noqa: S608


def _plan(db: Connection, work: Work) -> list[str]:
    """What SQLite says of each statement of that work; it has no statistics, as in a house that runs it."""
    said: list[str] = []
    db.set_trace_callback(said.append)
    work(db)
    db.set_trace_callback(None)
    helpers = ("SELECT id FROM", "SAVEPOINT")
    asked = [sql for sql in said if not sql.startswith(("--", *helpers))]
    return [str(row[3]) for sql in asked for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
