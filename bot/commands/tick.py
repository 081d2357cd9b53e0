"""`kairos tick`."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from bot import logs
from bot.app import house
from bot.clock import FixedClock, SystemClock
from bot.commands.options import DB, NOW
from bot.commands.reaching import reaching
from bot.commands.rows import NAMED, Row, recipient, table
from bot.content import library
from bot.house import House
from bot.ids import ids
from bot.sending.courier import Done
from bot.settings import Settings, settings
from bot.warm import warm


@click.command()
@NOW
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
@DB
def tick(*, now: datetime | None, as_json: bool, db: Path | None) -> None:
    """Do all that is due at this instant, deliver it, and say what was done.

    Tips, digests, nudges and answers go to Slack and Teams, where these are set up in the environment, and
    to the playground. However often it is given for one instant, or a later one, each is delivered once;
    `serve` may run beside it, or another tick.

    Example: kairos tick --now 2027-03-05T16:00+01:00
    """
    given = settings(KAIROS_DB=db)
    logs.set_up(given.log)
    rows = asyncio.run(_tick(given, now))
    if as_json:
        click.echo(json.dumps({"deliveries": rows}, indent=2, ensure_ascii=False))
        return
    for line in table(
        [(row["status"], row["kind"], row["to"], row["team"], row["period"], row["why"]) for row in rows]
    ):
        click.echo(line)
    if not rows:
        click.echo("Nothing is due.")


async def _tick(given: Settings, now: datetime | None) -> list[Row]:
    books, clock = library(given.content), FixedClock(now) if now else None
    async with (
        reaching(given, books) as channels,
        # ids follow the machine's clock all the same: two ticks at one instant must not make the same ones
        house(given, clock=clock, make_ids=ids(SystemClock()), library=books, channels=channels) as kairos,
    ):
        warm(books)
        return await _rows(kairos, await kairos.rounds.tick())


async def _rows(kairos: House, done: Sequence[Done]) -> list[Row]:
    return [
        {
            "kind": each.delivery.kind.value,
            **await recipient(kairos, each.delivery),
            "period": each.delivery.period,
            "status": each.state.value,
            "why": each.why,
        }
        for each in done
        if each.delivery.kind in NAMED
    ]
