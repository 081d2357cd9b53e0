"""`kairos export`."""

import asyncio
import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen
from os import open as open_file
from pathlib import Path
from typing import Any, TextIO

import click

from bot.clock import SystemClock
from bot.errors import AdminError, NoDatabase
from bot.ids import ids
from bot.settings import settings
from bot.store.exporting import Sheet, sheets
from bot.store.store import SqliteStore

STDOUT = "-"

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  a sheet reads them too
"""What a spreadsheet takes for the beginning of a formula."""

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
"""A text that is a number stays one."""


class NobodyThere(AdminError):
    """Nobody has this e-mail here; see that it is spelt as in the roster."""


class FolderInUse(AdminError):
    """This folder holds something already; name another one, or empty it."""


@click.command()
@click.option("--person", metavar="EMAIL", help="Only what is kept of this person; else the whole workspace.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json"]),
    default="json",
    show_default=True,
    help="csv for spreadsheets, json for programs.",
)
@click.option("--out", metavar="FOLDER|-", default=STDOUT, show_default=True, help="Where it goes; -: here.")
def export(person: str | None, form: str, out: str) -> None:
    """All that is kept, of one person or of everybody: sessions, answers, feedback, access log ...

    Into a folder each kind goes into a file of its own; to standard output csv comes as one table, a line for
    each value (sheet, row, column, value). In csv a cell that a spreadsheet would take for a formula begins
    with an apostrophe. The files hold what people wrote for themselves: give them to nobody else.

    Moments are in UTC and say so: 2027-03-01T09:00:00.000000+00:00. Days (due, away_until, day) and weeks
    (2027-W09) have no zone: they are as they were said, or as the team's own week counts.

    Example: kairos export --person ana@example.com --format csv --out ana
    """
    db = settings().db
    if not db.exists():
        raise NoDatabase(str(db))
    whose = asyncio.run(_whose(db, person))
    found = sheets(db, whose)
    if out == STDOUT:
        _print(found, form)
        return
    folder = Path(out)
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    count = _write(found, form, folder)
    click.echo(f"ok: {count} files in {folder}; they hold what people wrote for themselves", err=True)


async def _whose(db: Path, email: str | None) -> int | None:
    """The id of the person with that e-mail; the database is in this version's shape then."""
    async with await SqliteStore.open(db, ids(SystemClock())) as store:
        person = await store.with_email(email) if email is not None else None
    if email is not None and person is None:
        raise NobodyThere(email)
    return person.id if person else None


def defused(cell: object) -> object:
    """The cell as a spreadsheet may have it: no text in it is a formula, numbers stay numbers."""
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _print(found: Iterable[Sheet], form: str) -> None:
    if form == "json":
        _json(sys.stdout, found)
        return
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("sheet", "row", "column", "value"))
    for sheet in found:
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in zip(sheet.columns, row, strict=True):
                if cell is not None:
                    table.writerow((sheet.name, number, column, defused(cell)))


def _write(found: Iterable[Sheet], form: str, folder: Path) -> int:
    """One file a sheet; how many."""
    count = 0
    for sheet in found:
        count += 1
        with _private(folder / f"{sheet.name}.{form}") as file:
            if form == "json":
                _rows(file, sheet)
                file.write("\n")
            else:
                table = csv.writer(file)
                table.writerow(sheet.columns)
                table.writerows(map(defused, row) for row in sheet.rows)
    return count


def _private(path: Path) -> TextIO:
    """A new file that only its owner reads."""
    return fdopen(open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0o600), "w", encoding="utf-8", newline="")


def _json(file: TextIO, found: Iterable[Sheet]) -> None:
    """All sheets as one object: a list of rows each. Row by row, as there may be many."""
    file.write("{")
    for number, sheet in enumerate(found):
        file.write(f"{',' if number else ''}\n  {json.dumps(sheet.name)}: ")
        _rows(file, sheet)
    file.write("\n}\n")


def _rows(file: TextIO, sheet: Sheet) -> None:
    file.write("[")
    rows = enumerate(_objects(sheet))
    file.writelines(
        f"{',' if number else ''}\n    {json.dumps(row, ensure_ascii=False)}" for number, row in rows
    )
    file.write("]")


def _objects(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for row in sheet.rows:
        yield dict(zip(sheet.columns, row, strict=True))
