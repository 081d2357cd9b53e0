"""Reading people and teams."""

from sqlite3 import Connection

from bot.store import rows
from bot.store.sql import select
from dialogs.people import Identity, Person, Team

OF_ID = select(rows.PERSON, "people WHERE id = ? AND id <> 0")
"""Nobody, whose the sessions of a forgotten person are, has the id 0 and is no person."""

WITH_EMAIL = select(rows.PERSON, "people WHERE email_key = ? AND id <> 0")

KNOWN_AS = select(
    rows.PERSON,
    "people WHERE id = (SELECT person FROM identities WHERE platform = ? AND workspace = ? AND account = ?)",
)

OF_TEAM = select(rows.PERSON, "people WHERE team = ? ORDER BY name, id")

IDENTITIES = """
    SELECT i.platform, i.workspace, i.account FROM identities i
    LEFT JOIN workspaces w ON w.platform = i.platform AND w.workspace = i.workspace
    WHERE i.person = ? AND i.left_at IS NULL AND w.left_at IS NULL
    ORDER BY i.platform, i.workspace, i.account
"""

TEAMS = select(rows.TEAM, "teams ORDER BY name, id")


def email_key(email: str) -> str:
    """What two spellings of one e-mail have in common."""
    return email.strip().casefold()


def person(db: Connection, ident: int) -> Person | None:
    """The person of that id."""
    return _person(db, OF_ID, ident)


def known_as(db: Connection, identity: Identity) -> Person | None:
    """The person behind a platform's identity."""
    return _person(db, KNOWN_AS, identity.platform, identity.workspace, identity.user)


def with_email(db: Connection, email: str) -> Person | None:
    """The person of that e-mail, case aside."""
    return _person(db, WITH_EMAIL, email_key(email))


def identities(db: Connection, ident: int) -> tuple[Identity, ...]:
    """How platforms that can still reach that person know them."""
    found = db.execute(IDENTITIES, (ident,))
    return tuple(
        Identity(platform=platform, workspace=workspace, user=user) for platform, workspace, user in found
    )


def people(db: Connection, team: int) -> tuple[Person, ...]:
    """A team's people by name."""
    found = db.execute(OF_TEAM, (team,))
    return tuple(rows.person(row) for row in found)


def teams(db: Connection) -> tuple[Team, ...]:
    """All teams by name."""
    return tuple(rows.team(row) for row in db.execute(TEAMS))


def _person(db: Connection, sql: str, *arguments: int | str) -> Person | None:
    row = db.execute(sql, arguments).fetchone()
    return rows.person(row) if row else None
