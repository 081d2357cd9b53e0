"""`kairos check`."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import click

from bot.clock import SystemClock
from bot.commands.content import inventory, near
from bot.content import load
from bot.ids import ids
from bot.settings import Settings, sound_settings
from bot.store.health import inspect
from bot.store.store import SqliteStore
from dialogs.errors import KairosError
from dialogs.library import Library

Line = tuple[str, str]
"""`ok`, `warning` or `wrong`, and what about it."""


@click.command()
def check() -> None:
    """Look at settings, content and database, and list everything that is wrong.

    Nothing is changed. Exit code 1 if anything is wrong; a warning is not.

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
    yield from (("wrong", f"settings: {name}: {why}") for name, why in wrong.items())
    if not wrong:
        yield "ok", f"settings: KAIROS_DB={given.db} KAIROS_CONTENT={near(given.content)}"
    library, found = load(given.content)
    yield from (("wrong", f"content: {near(given.content) / str(each)}") for each in found)
    if not found:
        yield "ok", f"content: {inventory(library)}"
    yield from database(given, library)
    yield from slack(given)
    yield from teams(given)


def slack(given: Settings) -> list[Line]:
    """One call to Slack where it is set up; its libraries are read only then."""
    if not any(token.get_secret_value() for token in given.slack_tokens):
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
    yield from asyncio.run(changed(db, library, near(given.content)))


async def changed(db: Path, library: Library, folder: Path) -> list[Line]:
    """Flows whose text is another one than sessions of the same version began with."""
    async with await SqliteStore.open(db, ids(SystemClock())) as store:
        known = await store.flow_digests()
    return [
        ("warning", f"content: {folder / 'flows' / flow.id}.yaml changed; raise its version ({flow.version})")
        for flow in library.flows.values()
        if known.get((flow.id, flow.version), {flow.digest}) - {flow.digest}
    ]
