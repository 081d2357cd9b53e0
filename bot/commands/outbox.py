"""`kairos outbox`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import click

from bot.app import house
from bot.commands.options import DB
from bot.commands.rows import Row, recipient, table
from bot.errors import AdminError
from bot.house import House
from bot.sending.outbox import Delivery, State, remedy
from bot.settings import settings

T = TypeVar("T")

STATES = (State.FAILED, State.PARKED, State.WAITING)

TIME_ENOUGH = timedelta(days=1)
"""So long what is sent again may take."""

DROPPED = "dropped by the admin"


class NothingToSettle(AdminError):
    """There is no failed or parked delivery of that number; `kairos outbox` lists them."""


@click.group(invoke_without_command=True)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in STATES]),
    help="Only these; else failed and parked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
@DB
@click.pass_context
def outbox(ctx: click.Context, *, states: tuple[str, ...], as_json: bool, db: Path | None) -> None:
    """List what could not be delivered: to whom, when, why, and what can be done about it.

    A failed delivery was refused for good. Of a parked one nobody can tell whether it arrived. Nothing of
    what they say is printed.

    Example: kairos outbox --state parked
    """
    ctx.obj = db
    if ctx.invoked_subcommand:
        return
    wanted = [State(state) for state in states] or [State.FAILED, State.PARKED]

    async def listed(kairos: House) -> list[Row]:
        return [await _row(kairos, each) for each in await kairos.store.deliveries(*wanted)]

    rows = _in_the_house(db, listed)
    if as_json:
        click.echo(json.dumps({"deliveries": rows}, indent=2, ensure_ascii=False))
        return
    heads = [(str(row["id"]), row["state"], row["kind"], row["to"], row["team"], row["due"]) for row in rows]
    for line, row in zip(table(heads), rows, strict=True):
        click.echo(line)
        for said in (row["why"], row["remedy"]):
            click.echo(f"    {said}")
    if not rows:
        click.echo("Nothing is left over.")


@outbox.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="All that failed or are parked.")
@click.option("--yes", is_flag=True, help="With --all: do not ask first.")
@click.pass_obj
def send(db: Path | None, ids: tuple[int, ...], *, every: bool, yes: bool) -> None:
    """Send failed or parked deliveries again, with the next tick.

    A parked one may have arrived: sent again it stands there twice.

    Example: kairos outbox send 7319445012349
    """
    if every == bool(ids):
        raise click.UsageError("Give the ids of deliveries, or --all.")

    async def again(kairos: House) -> None:
        now = kairos.clock.now()
        for ident in await _all(kairos, yes=yes) if every else ids:
            if not await kairos.store.send_again(ident, now, now + TIME_ENOUGH):
                raise NothingToSettle(str(ident))
            click.echo(f"{ident} goes out with the next tick")

    _in_the_house(db, again)


@outbox.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
@click.pass_obj
def drop(db: Path | None, ids: tuple[int, ...]) -> None:
    """Drop failed or parked deliveries for good.

    Example: kairos outbox drop 7319445012349
    """

    async def dropped(kairos: House) -> None:
        for ident in ids:
            if not await kairos.store.drop(ident, kairos.clock.now(), DROPPED):
                raise NothingToSettle(str(ident))
            click.echo(f"{ident} is dropped")

    _in_the_house(db, dropped)


async def _all(kairos: House, *, yes: bool) -> tuple[int, ...]:
    """The ids of all that can be sent again, if the admin wants that."""
    found = await kairos.store.deliveries(State.FAILED, State.PARKED)
    if not found:
        click.echo("Nothing is left over.")
        return ()
    parked = sum(each.state is State.PARKED for each in found)
    question = (
        f"Send {len(found)} again? {parked} of them may have arrived already, and stand there twice then"
    )
    if not yes and not click.confirm(question, default=False, err=True):
        click.echo("Nothing was sent again.", err=True)
        raise click.exceptions.Exit(1)
    return tuple(each.id for each in found)


async def _row(kairos: House, delivery: Delivery) -> Row:
    return {
        "id": delivery.id,
        "kind": delivery.kind.value,
        **await recipient(kairos, delivery),
        "period": delivery.period,
        "due": delivery.due.isoformat(timespec="minutes"),
        "until": delivery.until.isoformat(timespec="minutes"),
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "why": delivery.why,
        "remedy": remedy(delivery),
    }


def _in_the_house(db: Path | None, work: Callable[[House], Awaitable[T]]) -> T:
    async def run() -> T:
        async with house(settings(KAIROS_DB=db)) as kairos:
            return await work(kairos)

    return asyncio.run(run())
