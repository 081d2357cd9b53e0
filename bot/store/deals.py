"""Reading and opening deals, and what is known about them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from sqlite3 import Connection

from bot.ids import Ids
from bot.ports import LATELY, Background
from bot.store import former_names, rows
from bot.store.sessions import answers_of
from bot.store.sql import marks, padded, select
from dialogs.deal import WATCH_MY_BACK, Closing, Condition, Deal, Reflected, Step, WalkStep, name_key, outcome

TEAM_MEMORY = 0
"""Whose memory it is when it is the whole team's: no person has this id."""

WRITTEN = """(
    EXISTS (SELECT 1 FROM sessions w WHERE w.deal = {deal} AND (
        w.submitted IS NOT NULL OR w.draft <> '{{}}'
        OR EXISTS (SELECT 1 FROM answers a WHERE a.session = w.id)))
    OR EXISTS (SELECT 1 FROM conditions k
        WHERE k.deal = {deal} AND (k.is_full = 1 OR k.text <> 'watch-my-back')))
"""
"""Whether anybody wrote anything about a deal. A form that was opened and closed again is nothing."""

TOUCHED = """
    SELECT deal FROM sessions WHERE rep = ? GROUP BY deal ORDER BY MAX(shown) DESC, MAX(id) DESC
"""

SHOWN = f"SELECT id FROM deals d WHERE closed_at IS NULL AND {WRITTEN.format(deal='d.id')}"  # noqa: S608
"""What stands in lists."""

OF_DEAL = "SELECT id FROM sessions WHERE deal = ?"

DEALS_AT_ONCE = 50
"""So many deals are looked at before it is clear whether more are wanted."""

DEAL = "id, team, name, walk, closed_as"

NAMED = "SELECT id FROM deals WHERE team = ? AND name_key = ?"

REFLECTIONS = "AND flow = 'postcall' AND status = 'submitted' ORDER BY submitted, id"

LEARNING = """
    SELECT a.value FROM sessions s JOIN answers a ON a.session = s.id
    WHERE s.deal = ? AND s.flow = 'postcall' AND s.rep = ? AND s.status = 'submitted'
        AND a.question = 'learning' AND a.value <> ''
    ORDER BY s.submitted DESC, s.id DESC LIMIT 1
"""

BARRIERS = "SELECT barrier FROM reflected WHERE rep = ? ORDER BY submitted_us DESC LIMIT ?"

NOT_MET = ("", "none")
"""What an answer says, or does not say, where no barrier was met."""

OUTCOME = ("agreed", "signals")
"""What a reflection says of its deal; more of it is not read."""

MEMORY = """
    SELECT person, question, value FROM deal_memory WHERE deal = ? AND person IN (?, ?) ORDER BY question, n
"""


def deal(db: Connection, ident: int) -> Deal | None:
    """The deal of that id."""
    found = _deals(db, [ident])
    return found[0] if found else None


def deal_named(db: Connection, team: int, name: str) -> Deal | None:
    """The team's deal of that name, whatever its spelling."""
    ident = deal_id(db, team, name)
    return deal(db, ident) if ident else None


def deal_id(db: Connection, team: int, name: str) -> int | None:
    """The id of the team's deal of that name; where none has it now, of the one that had it."""
    row = db.execute(NAMED, (team, name_key(name))).fetchone()
    return row[0] if row else former_names.leads_to(db, team, name)


def deals(db: Connection, rep: int, limit: int) -> tuple[Deal, ...]:
    """The open deals the rep had sessions about and anybody wrote about, the one touched last first."""
    touched = [row[0] for row in db.execute(TOUCHED, (rep,))]
    found: list[int] = []
    for start in range(0, len(touched), DEALS_AT_ONCE):
        some = touched[start : start + DEALS_AT_ONCE]
        asked = padded(some)
        shown = {row[0] for row in db.execute(f"{SHOWN} AND id IN ({marks(len(asked))})", asked)}
        found += [deal for deal in some if deal in shown]
        if len(found) >= limit:
            break
    return _deals(db, found[:limit])


def open_deal(db: Connection, new_id: Ids, team: int, name: str, at: datetime) -> Deal:
    """The team's deal of that name; made if there is none."""
    known = deal_named(db, team, name)
    if known:
        return known
    made = new_id()
    db.execute(
        "INSERT INTO deals (id, team, name, name_key, created_at) VALUES (?, ?, ?, ?, ?)",
        (made, team, name.strip(), name_key(name), rows.text_of(at)),
    )
    condition = Condition(id=new_id(), text=WATCH_MY_BACK)
    db.execute(
        "INSERT INTO conditions (id, deal, text, text_key, is_full) VALUES (?, ?, ?, ?, 0)",
        (condition.id, made, condition.text, name_key(condition.text)),
    )
    return Deal(id=made, team=team, name=name.strip(), conditions=(condition,))


def drop_deal(db: Connection, deal: int) -> None:
    """Take away a deal with what was begun there and never submitted."""
    db.execute(f"DELETE FROM answers WHERE session IN ({OF_DEAL})", (deal,))  # noqa: S608  our own words
    for table in ("sessions", "conditions", "deal_memory", "former_names", "merged_deals"):
        db.execute(f"DELETE FROM {table} WHERE deal = ?", (deal,))  # noqa: S608  our own words
    db.execute("DELETE FROM deals WHERE id = ?", (deal,))


def background(db: Connection, rep: int, ident: int) -> Background | None:
    """What the rep and the team know about the deal; the rep's own memory goes before the team's."""
    found = deal(db, ident)
    if found is None:
        return None
    kept = rows.grouped(db.execute(MEMORY, (ident, TEAM_MEMORY, rep)))
    memory = {**kept.get(TEAM_MEMORY, {}), **kept.get(rep, {})}
    learning = db.execute(LEARNING, (ident, rep)).fetchone()
    met = Counter(row[0] for row in db.execute(BARRIERS, (rep, LATELY)))
    barriers = {barrier: met[barrier] for barrier in sorted(met) if barrier not in NOT_MET}
    return Background(deal=found, memory=memory, learning=learning[0] if learning else "", barriers=barriers)


def _deals(db: Connection, idents: list[int]) -> tuple[Deal, ...]:
    """Those deals in that order, in five statements however many they are."""
    asked = padded(idents)
    chosen = f"IN ({marks(len(asked))})"
    found = {row[0]: row for row in db.execute(select(DEAL, f"deals WHERE id {chosen}"), asked)}
    conditions = _conditions(db, chosen, asked)
    reflections = _reflections(db, chosen, asked)
    return tuple(
        Deal(
            id=ident,
            team=team,
            name=name,
            conditions=tuple(conditions[ident]),
            reflections=tuple(reflections[ident]),
            walk=WalkStep(walk) if walk else None,
            closed=Closing(closed) if closed else None,
        )
        for ident, team, name, walk, closed in (found[each] for each in idents if each in found)
    )


def _conditions(db: Connection, chosen: str, idents: list[int]) -> Mapping[int, list[Condition]]:
    found: dict[int, list[Condition]] = defaultdict(list)
    query = select("deal, id, text, is_full", f"conditions WHERE deal {chosen} ORDER BY id")
    for owner, ident, text, full in db.execute(query, idents):
        found[owner].append(Condition(id=ident, text=text, full=bool(full)))
    return found


def _steps(db: Connection, chosen: str, idents: list[int]) -> Mapping[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    query = select("session, what, theirs, due", f"steps WHERE deal {chosen} ORDER BY session, n")
    for session, what, theirs, due in db.execute(query, idents):
        day = date.fromisoformat(due) if due else None
        found[session].append(Step(what=what, theirs=bool(theirs), due=day))
    return found


def _reflections(db: Connection, chosen: str, idents: list[int]) -> Mapping[int, list[Reflected]]:
    query = select("deal, id, rep, submitted", f"sessions WHERE deal {chosen} {REFLECTIONS}")
    sessions = db.execute(query, idents).fetchall()
    if not sessions:
        return defaultdict(list)
    answers = answers_of(db, [row[1] for row in sessions], OUTCOME)
    steps = _steps(db, chosen, idents)
    found: dict[int, list[Reflected]] = defaultdict(list)
    for owner, session, rep, submitted in sessions:
        said = answers.get(session, {})
        found[owner].append(
            Reflected(
                session=session,
                rep=rep,
                at=rows.instant(submitted),
                outcome=outcome(said.get("agreed", ())),
                signals=said.get("signals", ()),
                steps=tuple(steps[session]),
            )
        )
    return found
