"""A whole roster, applied: people are matched by e-mail, teams by name, identities move with their e-mail."""

from collections import Counter
from collections.abc import Mapping
from sqlite3 import Connection

from bot.ids import Ids
from bot.ports import Member, Roster
from bot.store import people, rows
from dialogs.deal import name_key
from dialogs.people import Person, Role, Team

COUNTED = ("teams_added", "teams_changed", "people_added", "people_changed", "identities_added", "identities_moved")
"""What is counted, in this order."""

NOWHERE = "UTC"
"""The zone of somebody about whom neither the roster nor the team says one."""

PUT_TEAM = f"INSERT INTO teams ({rows.TEAM}, name_key) VALUES ({rows.marks(11)})"

PUT_PERSON = f"INSERT INTO people ({rows.PERSON}, email_key) VALUES ({rows.marks(7)})"

PUT_IDENTITY = "INSERT INTO identities (platform, workspace, account, person) VALUES (?, ?, ?, ?)"

MOVE_IDENTITY = "UPDATE identities SET person = ? WHERE platform = ? AND workspace = ? AND account = ?"


def apply(db: Connection, new_id: Ids, roster: Roster) -> Mapping[str, int]:
    """Bring the database to what the roster says; who is not in it stays as they are."""
    counts = Counter(dict.fromkeys(COUNTED, 0))
    teams = {name_key(team.name): team for team in people.teams(db)}
    for team in (*roster.teams, *_unlisted(roster, teams)):
        teams[name_key(team.name)] = _put_team(db, team, teams.get(name_key(team.name)), counts, new_id)
    for email, member in _by_email(roster).items():
        person = _put_person(db, member, teams.get(name_key(member.team)), counts, new_id)
        for each in roster.members:
            if people.email_key(each.email) == email:
                _put_identity(db, each, person, counts)
    return counts
