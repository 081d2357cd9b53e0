"""A whole roster, applied: people are matched by e-mail, teams by name, identities move with their e-mail."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection

from bot.coach.greeting import welcome
from bot.errors import RosterError
from bot.ids import Ids
from bot.ports import Member, Roster
from bot.store import outbox, people, rows
from bot.store.enrolments import enrol
from bot.store.sql import insert, update, without_id
from dialogs.deal import name_key
from dialogs.people import Person, Role, Team

NO_EMAIL = ".invalid"
"""How the made-up e-mail ends of somebody whose own is not known (RFC 2606: it can never be anybody's)."""

COUNTED = (
    "teams_added",
    "teams_changed",
    "people_added",
    "people_changed",
    "identities_added",
    "identities_moved",
)
"""What is counted, in this order."""

NOWHERE = "UTC"
"""The zone of somebody about whom neither the roster nor the team says one."""

PUT_TEAM = insert("teams", f"{rows.TEAM}, name_key, since")

TIMES = ("channel", "zone", "rep_digest", "manager_digest", "tip_time")
"""What says when and where a team gets things: after a change nothing that was due before is theirs."""

CHANGE_TEAM = update("teams", without_id(rows.TEAM))

PUT_PERSON = insert("people", f"{rows.PERSON}, email_key, added_at")

CHANGE_PERSON = update("people", without_id(rows.PERSON))

PUT_IDENTITY = insert("identities", "platform, workspace, account, person")

MOVE_IDENTITY = "UPDATE identities SET person = ? WHERE platform = ? AND workspace = ? AND account = ?"


def apply(db: Connection, new_id: Ids, roster: Roster, at: datetime) -> Mapping[str, int]:
    """Bring the database to what the roster says; who is not in it stays as they are."""
    counts = Counter(dict.fromkeys(COUNTED, 0))
    teams = {name_key(team.name): team for team in people.teams(db)}
    for team in (*roster.teams, *unlisted(roster, teams)):
        key = name_key(team.name)
        teams[key] = _put_team(db, team, teams.get(key), counts, new_id, at)
    for members in by_email(roster):
        of_team = teams.get(name_key(members[-1].team))
        known = people.with_email(db, members[-1].email) or _joined(db, members)
        person = meant(members, of_team, known, new_id)
        _put_person(db, person, known, counts, at)
        if known is None and roster.welcome is not None:
            outbox.enqueue(db, [welcome(person.id, roster.welcome, at, new_id)])
        for member in members:
            _put_identity(db, member, person.id, counts)
    return dict(counts)


def change_team(db: Connection, team: Team, known: Team, at: datetime) -> None:
    """Bring a team that is there to this; a change of its times counts from now on."""
    db.execute(CHANGE_TEAM, (*rows.team_row(team)[1:], known.id))
    if team.name != known.name:
        db.execute("UPDATE teams SET name_key = ? WHERE id = ?", (name_key(team.name), known.id))
    if any(getattr(team, field) != getattr(known, field) for field in TIMES):
        db.execute("UPDATE teams SET since = ? WHERE id = ?", (rows.text_of(at), known.id))


def unlisted(roster: Roster, known: Mapping[str, Team]) -> Iterator[Team]:
    """Teams that members are in and nobody described: they start with what the first member's row says."""
    described = set(known) | {name_key(team.name) for team in roster.teams}
    for member in roster.members:
        key = name_key(member.team)
        if key and key not in described:
            described.add(key)
            yield Team(
                id=0,
                name=member.team.strip(),
                platform=member.identity.platform,
                workspace=member.identity.workspace,
                channel="",
                country="",
                zone=member.zone or NOWHERE,
            )


def by_email(roster: Roster) -> Iterator[Sequence[Member]]:
    """The rows of each person: one for each platform that knows them."""
    found: dict[str, list[Member]] = {}
    for member in roster.members:
        found.setdefault(people.email_key(member.email), []).append(member)
    yield from found.values()


def meant(members: Sequence[Member], team: Team | None, known: Person | None, new_id: Ids) -> Person:
    """The person that these rows describe; the last counts. No zone said: the known one, the team's."""
    last = members[-1]
    zones = [member.zone for member in members if member.zone]
    return Person(
        id=known.id if known else new_id(),
        name=last.name,
        email=last.email,
        role=_role(last.role),
        team=team.id if team else None,
        zone=zones[-1] if zones else (known.zone if known else team.zone if team else NOWHERE),
    )


def _joined(db: Connection, members: Sequence[Member]) -> Person | None:
    """Somebody who came by themselves and whose e-mail nobody knew: the roster says it now."""
    found = (people.known_as(db, member.identity) for member in members)
    return next((person for person in found if person and person.email.endswith(NO_EMAIL)), None)


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError as problem:
        raise RosterError(role) from problem


def _put_team(  # noqa: PLR0913, PLR0917  it is one step of ``apply``
    db: Connection, team: Team, known: Team | None, counts: Counter[str], new_id: Ids, at: datetime
) -> Team:
    """The team under its stored id; a new one keeps the id it came with, unless that is 0."""
    put = team.model_copy(update={"id": known.id if known else team.id or new_id()})
    if known is None:
        db.execute(PUT_TEAM, (*rows.team_row(put), name_key(put.name), rows.text_of(at)))
        counts["teams_added"] += 1
    elif put != known:
        change_team(db, put, known, at)
        counts["teams_changed"] += 1
    return put


def _put_person(
    db: Connection, person: Person, known: Person | None, counts: Counter[str], at: datetime
) -> None:
    if known is None:
        db.execute(PUT_PERSON, (*rows.person_row(person), people.email_key(person.email), rows.text_of(at)))
        counts["people_added"] += 1
    elif person != known:
        db.execute(CHANGE_PERSON, (*rows.person_row(person)[1:], person.id))
        db.execute(
            "UPDATE people SET email_key = ? WHERE id = ?", (people.email_key(person.email), person.id)
        )
        if (person.team, person.role) != (known.team, known.role):
            enrol(db, person.id, at)
        counts["people_changed"] += 1


def _put_identity(db: Connection, member: Member, person: int, counts: Counter[str]) -> None:
    identity = member.identity
    place = (identity.platform, identity.workspace, identity.user)
    known = people.known_as(db, identity)
    if known is None:
        db.execute(PUT_IDENTITY, (*place, person))
        counts["identities_added"] += 1
    elif known.id != person:
        db.execute(MOVE_IDENTITY, (person, *place))
        counts["identities_moved"] += 1
