"""Whether all promises were kept: what the reps were told, what the database holds, what the platform saw."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing
from datetime import datetime
from pathlib import Path

from benchmarks.load_book import Book, Kept
from benchmarks.load_house import Town

ENDED = {"sent", "skipped"}
ENOUGH = "messages today already"
"""Why the bot holds back what it would begin with somebody, until the next working day."""

SHOWN = 12
"""So many of a kind of broken promise are told, and the rest counted."""

HELD = {"precall": ("weighed",), "postcall": ("calls", "reflected")}
"""The rows of its own that each submitted session has besides, exactly one in each table."""

FACTS = {
    "weighed": "SELECT session, COUNT(*) FROM weighed GROUP BY session",
    "calls": "SELECT session, COUNT(*) FROM calls GROUP BY session",
    "reflected": "SELECT session, COUNT(*) FROM reflected GROUP BY session",
}


def unsettled(path: Path, now: datetime) -> int:
    """How many deliveries should have gone by now and have not."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT state, due FROM deliveries WHERE state IN ('waiting', 'claimed')")
        return sum(state == "claimed" or datetime.fromisoformat(due) <= now for state, due in rows)


def broken(path: Path, book: Book, town: Town, came: Mapping[str, int]) -> Iterator[str]:
    """Every promise that was broken, once the process has ended. ``came``: how often each delivery came."""
    with closing(sqlite3.connect(path)) as db:
        yield from unsound(db)
        yield from few("records", records(db, book, town.seeded))
        yield from few("deliveries", deliveries(db, town.due, came, in_form=town.platform == "teams"))


def unsound(db: sqlite3.Connection) -> Iterator[str]:
    """What SQLite itself says is wrong with the file."""
    said = db.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        yield f"the database is not sound: {said}"


def few(what: str, found: Iterator[str]) -> Iterator[str]:
    """The first of them, and how many there are."""
    told = list(found)
    yield from told[:SHOWN]
    if len(told) > SHOWN:
        yield f"... {len(told)} such {what} in all"


def records(db: sqlite3.Connection, book: Book, seeded: AbstractSet[int]) -> Iterator[str]:
    """Each acknowledged session is there once with the answers that were sent, and there is no other one."""
    answers: dict[int, dict[str, list[str]]] = {}
    for session, question, value in db.execute(
        "SELECT session, question, value FROM answers ORDER BY session, question, n"
    ):
        answers.setdefault(session, {}).setdefault(question, []).append(value)
    sessions = {
        row[0]: row[1:]
        for row in db.execute(
            """SELECT s.id, s.flow, p.name, d.name, s.status, s.draft, s.push_kept
            FROM sessions s JOIN people p ON p.id = s.rep JOIN deals d ON d.id = s.deal"""
        )
    }
    facts = {table: dict(db.execute(statement).fetchall()) for table, statement in FACTS.items()}
    for session, kept in book.sessions.items():
        found = sessions.pop(session, None)
        if found is None:
            yield f"lost: session {session} of {kept.person} about {kept.deal}"
            continue
        yield from _differs(session, kept, found, answers.get(session, {}))
        if kept.status == "submitted":
            for table in HELD[kept.flow]:
                if (times := facts[table].get(session, 0)) != 1:
                    yield f"session {session} stands {times} times in {table}"
    yield from (f"nobody was told of session {each}" for each in sessions.keys() - seeded)
    yield from (f"lost: seeded session {each}" for each in seeded - sessions.keys())


def _differs(
    session: int,
    kept: Kept,
    found: tuple[str, str, str, str, str, int | None],
    answers: Mapping[str, list[str]],
) -> Iterator[str]:
    flow, person, deal, status, draft, own = found
    if (flow, person, deal, status) != (kept.flow, kept.person, kept.deal, kept.status):
        yield f"session {session} is {flow} of {person} about {deal}, {status}; not {kept}"
    for question, said in kept.answers.items():
        if kept.status == "open":
            if said[0] not in draft:
                yield f"session {session} has lost what was typed: {said[0]!r} is not in {draft}"
        elif sorted(answers.get(question, ())) != sorted(said):
            yield f"session {session} has {answers.get(question)} for {question}, not {said}"
    if kept.kept_own is not None and own != kept.kept_own:
        yield f"session {session}: kept {own}, not {kept.kept_own}"


def deliveries(
    db: sqlite3.Connection, due: AbstractSet[str], came: Mapping[str, int], *, in_form: bool = False
) -> Iterator[str]:
    """What says sent came once; what says skipped did not come; what was due went; nothing is in doubt.

    ``in_form``: a verdict may stand where its form did, so that its card never comes.
    """
    kept = {key: (state, why) for key, state, why in db.execute("SELECT key, state, why FROM deliveries")}
    in_place = {key for (key,) in db.execute("SELECT key FROM shown")}
    for key, (state, why) in kept.items():
        if state not in ENDED | {"waiting"}:
            yield f"{key} is {state}: {why}"
        times = came.get(key, 0)
        in_place_of_form = in_form and key.startswith("card:") and times == 0
        if times != int(state == "sent") and not in_place_of_form:
            yield f"{key} is {state} ({why}) and came {times} times"
        if state == "sent" and key not in in_place:
            yield f"{key} is sent and stands nowhere"
    yield from (f"{key} came, and nobody knows it" for key in came.keys() - kept.keys())
    for key in sorted(due):
        state, why = kept.get(key, ("missing", ""))
        if state != "sent" and not (state == "waiting" and ENOUGH in why):
            yield f"{key} was due, and is {state} ({why})"


def told(path: Path) -> str:
    """How many deliveries of each kind are in which state."""
    with closing(sqlite3.connect(path)) as db:
        found = Counter(
            {
                (kind, state): times
                for kind, state, times in db.execute(
                    "SELECT kind, state, COUNT(*) FROM deliveries GROUP BY kind, state ORDER BY kind, state"
                )
            }
        )
    return ", ".join(f"{times:,} {kind} {state}" for (kind, state), times in found.items())
