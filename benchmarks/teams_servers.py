"""The servers that benchmarks/teams.py measures, each a process of its own.

- ``stock``, ``mended``, ``lean``: the bare peers (benchmarks/teams_bare.py).
- ``wire``: Kairos's route, adapter and connector, with a handler that sends the same card.
- ``whole``: the same with Kairos's real desk, store and courier, and Slack beside it on the same port.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import teams_bare
from benchmarks.slack_requests import SECRET as SLACK_SECRET
from benchmarks.slack_requests import TOKEN
from benchmarks.teams_bare import ANSWER, HERE
from benchmarks.teams_load import APP, SECRET, TENANT
from bot.app import house
from bot.clock import SystemClock
from bot.content import library
from bot.serving.server import serving
from bot.settings import Settings, settings
from bot.teams.channel import channels as teams_channels
from bot.teams.endpoints import Endpoints
from bot.teams.heard import Handle, Heard, Json
from bot.teams.office import office
from bot.teams.server import Line, connected, part


def configured(db: Path, slack: str) -> Settings:
    """Kairos's settings: signed Teams, and Slack where its address is given."""
    given: dict[str, object] = {
        "PORT": 0,
        "KAIROS_DB": db,
        "MICROSOFT_APP_ID": APP,
        "MICROSOFT_APP_PASSWORD": SECRET,
        "MICROSOFT_APP_TENANT_ID": TENANT,
    }
    if slack:
        given |= {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SLACK_SECRET, "SLACK_API_URL": slack}
    return settings(**given)


class AtOnce:
    """No pace: what a turn costs is measured, not what Teams takes."""

    async def turn(self, place: str = "", *, unasked: bool = False) -> None:
        """It is one's turn at once."""


def one_card(line: Line) -> Handle:
    """Answers whatever comes with one card."""

    async def hear(heard: Heard) -> Json | None:
        await line.connector.send(heard.reference, ANSWER)
        return None

    return hear


@asynccontextmanager
async def wire(given: Settings, microsoft: str) -> AsyncIterator[int]:
    """The wire alone."""
    clock, at = SystemClock(), Endpoints(metadata=f"{microsoft}/openid", login=f"{microsoft}/login")
    async with (
        house(given, clock=clock) as kairos,
        connected(given, HERE, clock, at, AtOnce()) as line,
        serving(kairos, given, HERE, [part(kairos, line, lambda _: one_card(line))]) as port,
    ):
        yield port


@asynccontextmanager
async def whole(given: Settings, microsoft: str) -> AsyncIterator[int]:
    """Kairos as it is served, in both platforms."""
    from bot.slack.api import connected as slack_connected  # noqa: PLC0415  only where it is measured
    from bot.slack.server import part as slack_part  # noqa: PLC0415

    clock, at = SystemClock(), Endpoints(metadata=f"{microsoft}/openid", login=f"{microsoft}/login")
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(connected(given, HERE, clock, at, AtOnce()))
        slack = await stack.enter_async_context(slack_connected(given))

        books = library(given.content)
        ways = teams_channels(teams.connector, books.words)
        kairos = await stack.enter_async_context(house(given, clock=clock, library=books, channels=ways))
        parts = [slack_part(kairos, given, slack), part(kairos, teams, office(kairos, teams))]
        yield await stack.enter_async_context(serving(kairos, given, HERE, parts))


async def serve(name: str, microsoft: str, slack: str, db: Path) -> None:
    """Serve until the process is ended."""
    servers = {
        "stock": lambda: teams_bare.stock(microsoft),
        "mended": lambda: teams_bare.stock(microsoft, mended=True),
        "lean": lambda: teams_bare.lean(microsoft),
        "wire": lambda: wire(configured(db, ""), microsoft),
        "whole": lambda: whole(configured(db, slack), microsoft),
    }
    async with servers[name]() as port:
        sys.stderr.write(f"port {port}\n")
        sys.stderr.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read what to serve, and serve it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=("stock", "mended", "lean", "wire", "whole"))
    parser.add_argument("--microsoft")
    parser.add_argument("--slack", default="")
    parser.add_argument("--db", type=Path)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        asyncio.run(serve(given.name, given.microsoft, given.slack, given.db or Path(folder) / "kairos.db"))


if __name__ == "__main__":
    main()
