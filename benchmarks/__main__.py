"""All benchmarks, one after the other, and one table of what they found beside their bare peers.

Run ``python -m benchmarks`` (``make bench``): it takes some ten minutes and prints the table as Markdown.
Each benchmark has a process of its own. ``--quick`` takes a minute and only shows that everything runs;
``--only NAME`` runs one of them. What each measures stands in benchmarks/README.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

from benchmarks.rows import Row, markdown

EXPECTED = {
    "slack": (
        "Slack: opening a check, against an app that keeps a session, then opens it",
        "Slack: opening a check, against an app that opens a view only",
        "Slack: a durable submission, against an app that sends the card too",
        "Slack: a durable submission, against an app that answers only",
    ),
    "teams": (
        "Teams: a whole turn, against stock botbuilder",
        "Teams: a whole turn, against botbuilder mended",
        "Teams: a whole turn, against a lean path",
        "Teams: the wire alone, against stock botbuilder",
        "Teams: the wire alone, against botbuilder mended",
        "Teams: the wire alone, against a lean path",
    ),
    "submissions": ("the store: a durable submission",),
    "engine": ("the heart: a turn", "the heart: a turn with its page"),
    "week": (
        "all digests of a week, 100 reps",
        "all digests of a week, 1,000 reps",
        "all digests of a week, 10,000 reps",
    ),
    "startup": tuple(
        f"{what}, {which}"
        for what in ("start-up", "idle memory")
        for which in ("no platform", "Slack", "Teams", "both")
    ),
}
"""The benchmarks, in the order they run, and the rows each has to bring."""

BUSY = 1.0
"""So many processes waiting for a core before anything began: what is measured then is not to be trusted."""


class Missing(Exception):
    """A benchmark did not bring the rows it has to."""


def found(name: str, *, quick: bool) -> list[Row]:
    """The rows of one benchmark, from a process of its own. Raises Missing."""
    command = [sys.executable, "-m", "benchmarks", "--rows", name, *(["--quick"] if quick else [])]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603  it is this file
    if ran.returncode:
        raise Missing(f"{name} ended with exit code {ran.returncode}")
    return whole(name, [Row(*each) for each in json.loads(ran.stdout)])


def whole(name: str, rows: list[Row]) -> list[Row]:
    """The rows, if they are all that this benchmark has to bring, with a figure each. Raises Missing."""
    figures = [row.what for row in rows if row.alone and row.peer and row.ratios]
    if missing := [what for what in EXPECTED[name] if what not in figures]:
        raise Missing(f"{name} brought no figure of {', '.join(missing)}")
    if unknown := [row.what for row in rows if row.what not in EXPECTED[name]]:
        raise Missing(f"{name} brought what nobody expects: {', '.join(unknown)}")
    return rows


def machine() -> Iterator[str]:
    """Where and on what this is measured, and whether that is worth anything."""
    load = os.getloadavg()[0]
    yield f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} when it began."
    if load > BUSY:
        yield "**The machine is busy: these figures are unsure.** Measure again when nothing else runs."


def main() -> None:
    """Run what was asked for, print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="tiny numbers, only to see that it runs")
    parser.add_argument("--only", choices=EXPECTED, help="this benchmark alone")
    parser.add_argument("--rows", choices=EXPECTED, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.rows:
        rows = import_module(f"benchmarks.{given.rows}").rows(quick=given.quick)
        sys.stdout.write(json.dumps(rows))
        return
    said = list(machine())
    table: list[Row] = []
    missing: list[str] = []
    for name in [given.only] if given.only else EXPECTED:
        sys.stderr.write(f"{name} ...\n")
        try:
            table += found(name, quick=given.quick)
        except Missing as error:
            missing.append(str(error))
    if given.quick:
        said.append("**Tiny numbers, only to see that it runs: these figures mean nothing.**")
    sys.stdout.write("\n".join((*markdown(table), "", *said, "")))
    if missing:
        sys.exit(f"Not all was measured: {'; '.join(missing)}. See above, or run it alone with --only.")


if __name__ == "__main__":
    main()
