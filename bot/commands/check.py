"""`kairos check`."""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import available_timezones

import click

from bot.clock import SystemClock
from bot.commands.content import inventory, near, told
from bot.content import SHIPPED, differences, holder, load
from bot.ids import ids
from bot.ports.care import Frail
from bot.sending.outbox import State
from bot.settings import Settings, sound_settings
from bot.store.health import inspect
from bot.store.store import SqliteStore
from dialogs.errors import KairosError
from dialogs.library import Library

Line = tuple[str, str]
"""`ok`, `warning`, `wrong` or `not yet`, and what about it; last of all `next`, and what to do."""

Known = Mapping[tuple[str, int], frozenset[str]]
"""The digests that sessions began with, by flow and version."""

NAMED = 5
"""So many teams or people are named; the others are counted."""


@click.command()
def check() -> None:
    """Look at settings, content and database, list everything that is wrong, and say what to do next.

    Nothing is changed. Exit code 1 if anything is wrong; a warning is not, nor what is not set up yet.

    Example: kairos check
    """
    lines = list(report())
    for state, text in lines:
        click.echo(f"{state:<8}{text}")
    if any(state == "wrong" for state, _ in lines):
        raise click.exceptions.Exit(1)


def report() -> Iterator[Line]:
    """All there is to say; a wrong setting is told, and then taken as not set."""
    given, wrong = sound_settings()
    lines = [*looked(given, wrong)]
    yield from lines
    yield following(given, lines)


def looked(given: Settings, wrong: Mapping[str, str]) -> Iterator[Line]:
    """What each part is like; ``wrong`` says it of settings."""
    yield from (("wrong", f"settings: {name}: {why}") for name, why in wrong.items())
    if not wrong:
        yield "ok", f"settings: KAIROS_DB={given.db}, {_content(given.content)}"
    library, found = load(given.content)
    yield from (("wrong", f"content: {told(each)}") for each in found)
    if not found:
        yield "ok", f"content: {inventory(library)}{over(given.content)}"
        yield from behind(given.content, library)
    yield from database(given, library)
    yield from slack(given)
    yield from teams(given)
    if not (slack_meant(given) or given.teams_meant):
        yield "not yet", "slack: not set up; begin with `kairos manifest slack --socket`"
        yield "not yet", "teams: not set up; begin with an Azure Bot, as the README says"


def following(given: Settings, lines: Sequence[Line]) -> Line:
    """What to do after all that was said."""
    served = {"Slack": slack_meant(given), "Teams": given.teams_meant}
    if any(state == "wrong" for state, _ in lines):
        return "next", "mend what is wrong, then `kairos check` again"
    if not any(served.values()):
        return "next", "set up Slack or Teams; to look around before that, `kairos demo`"
    here = " --host 127.0.0.1" if given.insecure_teams and not given.microsoft_app_id else ""
    what = " and ".join(name for name, meant in served.items() if meant)
    return "next", f"`kairos serve{here}` serves {what}"


def slack_meant(given: Settings) -> bool:
    """Whether anything of Slack's is set, all or in part."""
    return any(token.get_secret_value() for token in given.slack_tokens)


def slack(given: Settings) -> list[Line]:
    """One call to Slack where it is set up; its libraries are read only then."""
    if not slack_meant(given):
        return []
    from bot.slack.doctor import check as ask

    return asyncio.run(ask(given))


def teams(given: Settings) -> list[Line]:
    """One call to Microsoft's login where Teams is set up."""
    if not given.teams_meant:
        return []
    from bot.teams.doctor import check as ask

    return asyncio.run(ask(given))


def database(given: Settings, library: Library) -> Iterator[Line]:
    """The database: there, writable, in this version's shape, sound; and whether flows changed under it."""
    db = given.db
    try:
        health = inspect(db)
    except KairosError as problem:
        yield "wrong", f"database: {problem}"
        return
    if not health.there:
        if os.access(db.absolute().parent, os.W_OK):
            yield "ok", f"database: {db} is not there yet; the first start makes it"
        else:
            yield "wrong", f"database: {db} cannot be made; its folder is missing or may not be written to"
        return
    yield from (
        ("wrong", f"database: {db}: {fault}; go back to a copy made by `kairos backup`")
        for fault in health.wrong
    )
    if health.pending:
        yield "wrong", f"database: {db} lacks {', '.join(health.pending)}; run `kairos migrate`"
    if health.wrong or health.pending:
        return
    yield "ok", f"database: {db} opens, may be written to and is sound"
    yield from asyncio.run(inside(db, library, near(given.content)))


def _content(folder: Path) -> str:
    """Which content is read, as the README calls it."""
    if folder.resolve() == SHIPPED:
        return "KAIROS_CONTENT not set: the content shipped with Kairos"
    return f"KAIROS_CONTENT={near(folder)}"


def over(folder: Path) -> str:
    """What a folder of one's own says otherwise than the content that comes with this version."""
    if folder.resolve() == SHIPPED:
        return ""
    return f"; {near(folder)} lies over the shipped one and changes {_some(differences(folder)) or 'nothing'}"


def behind(folder: Path, library: Library) -> Iterator[Line]:
    """What a folder of one's own has older than this version, and the themes that its order leaves out."""
    if folder.resolve() == SHIPPED:
        return
    shipped, _ = load()
    for flow in shipped.flows.values():
        mine = library.flows[flow.id]
        if mine.version < flow.version:
            file = f"flows/{flow.id}.yaml"
            what = f"is of version {mine.version}, here it is {flow.version}"
            yield "warning", f"content: {near(folder) / file} {what}; compare it with {near(SHIPPED) / file}"
    if resting := [theme for theme in shipped.order if theme not in library.order]:
        yield "ok", f"content: {near(folder) / 'order.yaml'} gives no week to {', '.join(resting)}"


async def inside(db: Path, library: Library, folder: Path) -> list[Line]:
    """What stands in the database, each with its remedy."""
    async with await SqliteStore.open(db, ids(SystemClock())) as store:
        return [
            *changed(await store.flow_digests(), library, folder),
            *left_over(await store.unsettled()),
            *missing_for(await store.frail()),
        ]


def left_over(unsettled: Mapping[State, int]) -> Iterator[Line]:
    """What could not be delivered."""
    counts = [f"{unsettled[state]} {state}" for state in (State.FAILED, State.PARKED) if unsettled[state]]
    if counts:
        yield "warning", f"deliveries: {' and '.join(counts)}; `kairos outbox` says why and what to do"


def missing_for(frail: Frail) -> Iterator[Line]:
    """Teams and people that something is missing for."""
    for names, what, remedy in (
        (
            frail.no_channel,
            "without a channel, so no tips",
            "`/coach setup`, or the roster of teams, names one",
        ),
        (frail.no_manager, "without a manager", "`/coach setup`, or the roster, makes somebody one"),
        (frail.no_people, "without anybody", "the roster brings people in"),
    ):
        if names:
            yield "warning", f"roster: {_some(names)}: {what}; {remedy}"
    if frail.no_identity:
        what = "no account that is alive, so nothing reaches them; import the roster with their accounts"
        yield "warning", f"roster: {_some(frail.no_identity)}: {what}"
    for zone, whose in sorted(frail.zones.items()):
        if zone not in available_timezones():
            remedy = "write one like Europe/Berlin into the roster and import it"
            yield "wrong", f"time zones: {zone!r} of {_some(whose)} is none; {remedy}"


def _some(names: Sequence[str]) -> str:
    """A few names, and how many there are besides."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def changed(known: Known, library: Library, folder: Path) -> list[Line]:
    """Flows whose text is another one than sessions of the same version began with."""
    return [
        (
            "warning",
            f"content: {near(holder(folder, file)) / file} changed; raise its version ({flow.version})",
        )
        for file, flow in ((f"flows/{flow.id}.yaml", flow) for flow in library.flows.values())
        if known.get((flow.id, flow.version), {flow.digest}) - {flow.digest}
    ]
