"""Reads people and teams from CSV files. Every bad row is reported; with one of them, nothing is applied."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from bot.errors import RosterError, plainly
from bot.ports import Member, Roster
from bot.roster import cells
from bot.roster.cells import Bad, Cell
from dialogs.deal import name_key
from dialogs.frozen import Frozen
from dialogs.people import Identity, Role, Team

PLATFORM = cells.one_of("slack", "teams")

PEOPLE: Mapping[str, Cell] = {
    "name": cells.named,
    "email": cells.email,
    "role": cells.one_of(*Role),
    "team": cells.named,
    "platform": PLATFORM,
    "workspace": cells.named,
    "user": cells.named,
    "timezone": cells.optional(cells.zone),
}
"""The columns of PEOPLE.csv, and how each is read."""

TEAMS: Mapping[str, Cell] = {
    "team": cells.named,
    "platform": PLATFORM,
    "workspace": cells.named,
    "channel": cells.named,
    "country": cells.optional(cells.country),
    "timezone": cells.zone,
    "rep_digest": cells.optional(cells.weekly),
    "manager_digest": cells.optional(cells.weekly),
    "tip_time": cells.optional(cells.daily),
}
"""The columns of TEAMS.csv, and how each is read; an empty time is the usual one."""

DELIMITERS = ",;\t"
"""What may stand between cells: spreadsheets write all three."""


class Row(Frozen):
    """One row whose every cell can be used."""

    place: str
    cells: Mapping[str, str]


class Table:
    """The rows of one file, and what is wrong with it."""

    def __init__(self, path: Path, columns: Mapping[str, Cell]) -> None:
        self.rows: list[Row] = []
        self.wrong: list[str] = []
        for place, raw in self._records(path, tuple(columns)):
            read: dict[str, str] = {}
            for column, cell in columns.items():
                try:
                    read[column] = cell(raw[column].strip())
                except Bad as bad:
                    self.wrong.append(f"{place}: {column}: {bad}")
            if len(read) == len(columns):
                self.rows.append(Row(place=place, cells=read))

    def _records(self, path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Each row that is not blank, by column, with the place where it begins."""
        text = _text(path)
        first = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            names = [name.strip().lower() for name in next(reader, [])]
            if sorted(names) != sorted(columns):
                self.wrong.append(f"{path}:1: the first line must be {','.join(columns)}")
                return
            begins = reader.line_num + 1
            for row in reader:
                place, begins = f"{path}:{begins}", reader.line_num + 1
                if len(row) == len(names):
                    yield place, dict(zip(names, row, strict=True))
                elif row:
                    self.wrong.append(f"{place}: {len(row)} cells stand here, {len(names)} are wanted")
        except csv.Error as problem:
            self.wrong.append(f"{path}:{reader.line_num}: this is not CSV: {problem}")


def read(people: Path, teams: Path | None, known: Sequence[Team]) -> Roster:
    """The roster in these files. ``known`` are the teams that are there already.

    With a file of teams, somebody in a team that neither it nor the database has is a mistake. Without one,
    such a team is made, as the first row that names it says: platform, workspace, zone.
    Raises RosterError with everything that is wrong, each with its file and line.
    """
    described = Table(teams, TEAMS) if teams else None
    members = Table(people, PEOPLE)
    wrong = [*(described.wrong if described else ()), *members.wrong]
    wrong += _misnamed([*(described.rows if described else ()), *members.rows])
    if described:
        wrong += _twice(described.rows, lambda row: name_key(row["team"]), "this team")
        named = {name_key(row.cells["team"]) for row in described.rows} | {
            name_key(team.name) for team in known
        }
        wrong += [
            f"{row.place}: team: {row.cells['team']} stands neither in {teams} nor in the database; add it"
            for row in members.rows
            if name_key(row.cells["team"]) not in named and not described.wrong
        ]
    wrong += _twice(members.rows, lambda row: (row["platform"], row["workspace"], row["user"]), "this user")
    wrong += _torn(members.rows)
    if wrong:
        raise RosterError("\n".join([*wrong, str(people)]))
    return Roster(
        members=tuple(_member(row.cells) for row in members.rows),
        teams=tuple(_team(row.cells) for row in described.rows) if described else (),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RosterError(f"{path}: this is not UTF-8; save it as `CSV UTF-8`") from None
    except OSError as problem:
        raise RosterError(plainly(problem)) from None


def _twice(rows: Sequence[Row], key: Callable[[Mapping[str, str]], object], called: str) -> Iterator[str]:
    """Rows that say again what an earlier one said."""
    seen: dict[object, str] = {}
    for row in rows:
        first = seen.setdefault(key(row.cells), row.place)
        if first != row.place:
            yield f"{row.place}: {called} stands at {first} already; drop one of the two"


def _misnamed(rows: Sequence[Row]) -> Iterator[str]:
    """What Slack does not call so: a name of a channel or of a person, say, in the place of an id."""
    for row in rows:
        for column, (shape, example) in cells.SLACKS.items():
            text = row.cells.get(column, "")
            if row.cells["platform"] == "slack" and text and not shape.fullmatch(text):
                yield f"{row.place}: {column}: {text} is no id of Slack's; it looks like {example}"


def _torn(rows: Sequence[Row]) -> Iterator[str]:
    """People with two rows (one for each platform) that disagree on who they are."""
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row.cells["email"].casefold(), row)
        for column in ("name", "role", "team"):
            if row.cells[column] != first.cells[column]:
                says = f"{first.cells[column]} at {first.place}"
                yield f"{row.place}: {column}: for this e-mail it is {says}; both must say the same"


def _member(row: Mapping[str, str]) -> Member:
    return Member(
        name=row["name"],
        email=row["email"],
        role=row["role"],
        team=row["team"],
        identity=Identity(platform=row["platform"], workspace=row["workspace"], user=row["user"]),
        zone=row["timezone"],
    )


def _team(row: Mapping[str, str]) -> Team:
    times = {name: row[name] for name in ("rep_digest", "manager_digest", "tip_time") if row[name]}
    return Team(
        id=0,
        name=row["team"],
        platform=row["platform"],
        workspace=row["workspace"],
        channel=row["channel"],
        country=row["country"],
        zone=row["timezone"],
        **times,
    )
