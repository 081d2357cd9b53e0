"""What belongs to one person: joining, leaving, settings, export, forgetting. And workspaces that leave."""

from datetime import date, datetime
from sqlite3 import Connection

from bot.coach.greeting import JOINED, welcome
from bot.ids import Ids
from bot.ports import Shown
from bot.store import digests, experiments, facts, feedback, outbox, people, rows
from bot.store.enrolments import enrol
from bot.store.roster import NO_EMAIL, PUT_IDENTITY, PUT_PERSON, PUT_TEAM
from bot.store.sessions import answers_of
from bot.store.sql import marks, select
from dialogs.deal import name_key
from dialogs.pages.export import Kept
from dialogs.pages.own import Week
from dialogs.people import Identity, Person, Preferences, Role, Team

NOBODY = Person(id=0, name="–", email="nobody@kairos.invalid", role=Role.REP, team=None, zone="UTC")
"""Whose a forgotten person's sessions are: counts stay, without a person."""

DEAL_FACTS = ("agreed", "signals")
"""Answers that are the deal's and not the rep's: they stay when a person is forgotten."""

SESSIONS = select(rows.SESSION, "sessions WHERE rep = ? ORDER BY began DESC, id DESC")

PUT_PREFERENCES = """
    INSERT INTO preferences (person, zone, quiet, away_until) VALUES (?, ?, ?, ?)
    ON CONFLICT (person) DO UPDATE SET
        zone = excluded.zone, quiet = excluded.quiet, away_until = excluded.away_until
"""

PUT_WORKSPACE = """
    INSERT INTO workspaces (platform, workspace, left_at) VALUES (?, ?, ?)
    ON CONFLICT (platform, workspace) DO UPDATE SET left_at = excluded.left_at
"""

SKIP_UNREACHABLE = """
    UPDATE deliveries SET state = 'skipped', why = 'the app was removed', settled = ?
    WHERE state = 'waiting' AND person IN (
        SELECT gone.person FROM identities gone WHERE gone.platform = ? AND gone.workspace = ?
        AND NOT EXISTS (
            SELECT 1 FROM identities other LEFT JOIN workspaces w
                ON w.platform = other.platform AND w.workspace = other.workspace
            WHERE other.person = gone.person AND other.left_at IS NULL AND w.left_at IS NULL))
"""

WEEK = """
    SELECT flow, COUNT(*) FROM sessions
    WHERE rep = ? AND status = 'submitted' AND submitted >= ? GROUP BY flow
"""

NEXT_NUDGE = """
    SELECT MIN(due) FROM deliveries WHERE person = ? AND kind = 'nudge' AND state = 'waiting' AND until > ?
"""


def join(  # noqa: PLR0913, PLR0917  what a platform says of an account
    db: Connection, new_id: Ids, identity: Identity, name: str, zone: str, workspace: str, at: datetime
) -> Person:
    """The person behind an identity, made in the workspace's own team if unknown."""
    place = (identity.platform, identity.workspace, identity.user)
    known = people.known_as(db, identity)
    if known is None:
        team = _team(db, new_id, identity, workspace, zone, rows.text_of(at))
        made_up = f"{identity.user}@{identity.workspace}.{identity.platform}{NO_EMAIL}"
        known = Person(id=new_id(), name=name, email=made_up, role=Role.REP, team=team, zone=zone)
        db.execute(PUT_PERSON, (*rows.person_row(known), people.email_key(made_up), rows.text_of(at)))
        db.execute(PUT_IDENTITY, (*place, known.id))
        outbox.enqueue(db, [welcome(known.id, {JOINED: identity.platform}, at, new_id)])
        return known
    db.execute(
        "UPDATE identities SET left_at = NULL WHERE platform = ? AND workspace = ? AND account = ?", place
    )
    follows = {} if preferences(db, known.id).zone else {"zone": zone}
    if known.email.endswith(NO_EMAIL):  # a roster's name is better than a platform's
        follows["name"] = name
    now = known.model_copy(update=follows)
    if now != known:
        db.execute("UPDATE people SET name = ?, zone = ? WHERE id = ?", (now.name, now.zone, now.id))
    return now


def _team(  # noqa: PLR0913, PLR0917  what a platform says of a workspace
    db: Connection, new_id: Ids, identity: Identity, workspace: str, zone: str, since: str
) -> int:
    """The workspace's own team; where another workspace has one of its name, it is told by more than that."""
    teams = people.teams(db)
    found = [
        team for team in teams if (team.platform, team.workspace) == (identity.platform, identity.workspace)
    ]
    names = (workspace, f"{workspace} ({identity.platform})", f"{workspace} ({identity.workspace})")
    keys = [name_key(name) for name in names]
    own = next((team for team in found if name_key(team.name) in keys), None)
    if own or len(found) == 1:
        return (own or found[0]).id
    taken = {name_key(team.name) for team in teams}
    team = Team(
        id=new_id(),
        name=next((name for name, key in zip(names, keys, strict=True) if key not in taken), workspace),
        platform=identity.platform,
        workspace=identity.workspace,
        channel="",
        country="",
        zone=zone,
    )
    db.execute(PUT_TEAM, (*rows.team_row(team), name_key(team.name), since))
    return team.id


def leave(db: Connection, identity: Identity, at: datetime) -> None:
    """That account is gone from its workspace."""
    place = (rows.text_of(at), identity.platform, identity.workspace, identity.user)
    db.execute(
        "UPDATE identities SET left_at = ? WHERE platform = ? AND workspace = ? AND account = ?", place
    )


def put_workspace(db: Connection, platform: str, workspace: str, left_at: datetime | None) -> None:
    """The app left a workspace (what waits for people only there is skipped), or is there again."""
    db.execute(PUT_WORKSPACE, (platform, workspace, rows.text_of(left_at) if left_at else None))
    if left_at:
        db.execute(SKIP_UNREACHABLE, (rows.text_of(left_at), platform, workspace))


def preferences(db: Connection, person: int) -> Preferences:
    """A person's settings; the defaults where nothing was set."""
    chosen = "SELECT zone, quiet, away_until FROM preferences WHERE person = ?"
    row = db.execute(chosen, (person,)).fetchone()
    if row is None:
        return Preferences()
    zone, quiet, away = row
    return Preferences(zone=zone, quiet=bool(quiet), away_until=date.fromisoformat(away) if away else None)


def put_preferences(db: Connection, person: int, chosen: Preferences) -> None:
    """Keep them; a zone of their own is the person's zone from now on."""
    away = chosen.away_until.isoformat() if chosen.away_until else None
    db.execute(PUT_PREFERENCES, (person, chosen.zone, int(chosen.quiet), away))
    if chosen.zone:
        db.execute("UPDATE people SET zone = ? WHERE id = ?", (chosen.zone, person))


def shown(db: Connection, key: str) -> Shown | None:
    """Where a delivery stands."""
    row = db.execute("SELECT place, message FROM shown WHERE key = ?", (key,)).fetchone()
    return Shown(place=row[0], message=row[1]) if row else None


def put_shown(db: Connection, key: str, where: Shown) -> None:
    """Keep where a delivery stands."""
    put = """
        INSERT INTO shown (key, place, message) VALUES (?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET place = excluded.place, message = excluded.message
    """
    db.execute(put, (key, where.place, where.message))


def export(db: Connection, person: int) -> tuple[Kept, ...]:
    """Every session of a person's with its deal's name, the newest first."""
    found = db.execute(SESSIONS, (person,)).fetchall()
    kept = []
    for row in found:  # one by one: a person's history may hold more sessions than a statement takes marks
        session = rows.session(row, answers_of(db, [row[0]]).get(row[0], {}))
        name = db.execute("SELECT name FROM deals WHERE id = ?", (session.deal,)).fetchone()[0]
        kept.append(Kept(session=session, deal=name))
    return tuple(kept)


def forget(db: Connection, person: int, at: datetime) -> None:
    """Delete what the person wrote; what their calls came to stays with the deals, nobody's."""
    nobody = (*rows.person_row(NOBODY), NOBODY.email, rows.text_of(at))
    db.execute(f"{PUT_PERSON} ON CONFLICT (id) DO NOTHING", nobody)
    mine = "SELECT id FROM sessions WHERE rep = ?"
    db.execute(
        f"DELETE FROM answers WHERE question NOT IN ({marks(len(DEAL_FACTS))}) AND session IN ({mine})",  # noqa: S608
        (*DEAL_FACTS, person),
    )
    db.execute(
        "UPDATE sessions SET rep = ?, draft = '{}', unanswered = '[]', "
        "status = CASE WHEN status = 'open' THEN 'let-go' ELSE status END WHERE rep = ?",
        (NOBODY.id, person),
    )
    db.execute("DELETE FROM deal_memory WHERE person = ?", (person,))
    db.execute("UPDATE conditions SET filled_by = NULL WHERE filled_by = ?", (person,))
    db.execute("DELETE FROM posts WHERE place = ?", (f"chat:{person}",))
    digests.forget(db, person, at)
    feedback.forget(db, person, at)
    experiments.forget(db, person)
    facts.forget(db, person, NOBODY.id)
    db.execute("UPDATE tip_presses SET person = NULL WHERE person = ?", (person,))
    db.execute("DELETE FROM shown WHERE key IN (SELECT key FROM deliveries WHERE person = ?)", (person,))
    db.execute("DELETE FROM deliveries WHERE person = ?", (person,))
    if people.person(db, person):
        enrol(db, person, at)  # with their keys gone, what was due before would be due again


def week(db: Connection, rep: int, since: datetime) -> Week:
    """What a rep submitted since then."""
    counts = dict(db.execute(WEEK, (rep, rows.text_of(since))).fetchall())
    return Week(checks=counts.get("precall", 0), reflections=counts.get("postcall", 0))


def next_nudge(db: Connection, person: int, now: datetime) -> datetime | None:
    """When the bot asks next how a call went."""
    (due,) = db.execute(NEXT_NUDGE, (person, rows.text_of(now))).fetchone()
    return datetime.fromisoformat(due) if due else None
