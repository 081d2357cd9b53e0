"""`kairos demo`."""

import asyncio
import os
import socket
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from aiohttp import web

from bot import content
from bot.app import house
from bot.clock import FixedClock, ShiftedClock, SystemClock
from bot.commands.ending import ending
from bot.demo.history import NOTE, fill, lives
from bot.demo.made_up import WEEKS, made_up, opening
from bot.errors import AdminError
from bot.ids import ids
from bot.settings import Settings, settings
from bot.store.backup import backup
from bot.store.store import SqliteStore
from bot.web.app import playground
from bot.web.channel import channels
from bot.web.jumps import jump_to
from dialogs.library import Library

LOOPBACK = "127.0.0.1"
LAST_WORDS = 1.0
"""Seconds that open connections have when it ends."""

SEED = 2027


class PortTaken(AdminError):
    """Nothing can listen here, perhaps because something does already; take another port with --port."""


class NotAPlayground(AdminError):
    """This database was not made by `kairos demo`, and is left alone; name another file."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: any free one."
)
@click.option(
    "--db",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep the playground in FILE and take it up again the next time; else it is gone at the end.",
)
def demo(port: int, db: Path | None) -> None:
    """Open the playground on this machine: a made-up team with eight weeks of made-up history.

    Only this machine can reach it. Ctrl-C ends it.

    Example: kairos demo --port 9000
    """
    try:
        listener = socket.create_server((LOOPBACK, port))
    except OSError as problem:
        raise PortTaken(f"{LOOPBACK}:{port}: {os.strerror(problem.errno or 0)}") from None
    with listener, TemporaryDirectory(prefix="kairos-demo-") as folder:
        library = content.library(settings().content)
        fresh = Path(folder) / "demo.db"
        if db is not None and db.exists():
            asyncio.run(_see_that_it_is_ours(db))
        else:
            asyncio.run(make(fresh, library))
            if db is not None:
                backup(fresh, db)
        asyncio.run(_serve(listener, settings(KAIROS_DB=db or fresh), library))


async def make(path: Path, library: Library) -> None:
    """A database with the made-up history, which ends when the playground opens: now, or some days ahead."""
    today, world = SystemClock().now(), made_up()
    now = opening(today, world.team["zone"])
    team = lives(world, now)
    before = FixedClock(now - timedelta(weeks=WEEKS + 1))
    calls = sum(len(life.calls) for life in team)
    label = f"Making up {WEEKS} weeks of history"
    async with await SqliteStore.open(path, ids(before, SEED)) as store:
        with click.progressbar(length=calls, label=label, file=sys.stderr) as bar:
            await fill(store, library, now, team, bar.update)
        await jump_to(store, ShiftedClock(SystemClock()), now)


async def _see_that_it_is_ours(db: Path) -> None:
    async with await SqliteStore.open(db, ids(SystemClock())) as store:
        if await store.note(NOTE) is None:
            raise NotAPlayground(str(db))


async def _serve(listener: socket.socket, given: Settings, library: Library) -> None:
    clock, ended = ShiftedClock(SystemClock()), ending()
    async with house(given, clock=clock, library=library, channels=channels) as kairos:
        await kairos.courier.recover()
        runner = web.AppRunner(playground(kairos, clock), access_log=None, shutdown_timeout=LAST_WORDS)
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            port = listener.getsockname()[1]
            click.echo(f"The playground: http://{LOOPBACK}:{port}/ (all of it is made up; Ctrl-C ends it)")
            await ended.wait()
        finally:
            await runner.cleanup()
    click.echo("\nThe playground is closed.", err=True)
