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
from bot.errors import AdminError, NoDatabase
from bot.house import House
from bot.sending.outbox import Delivery, Kind, State, remedy
from bot.settings import settings

T = TypeVar("T")

STATES = (State.FAILED, State.PARKED, State.WAITING)

OF_THEIR_DAY = {Kind.TIP, Kind.NUDGE}
"""Nobody wants those of another day, and least of all many of them at once."""

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
            if await kairos.store.send_again(ident, now, now + TIME_ENOUGH):
                click.echo(f"{ident} goes out with the next tick")
            elif not every:  # of all of them, somebody else may have settled some meanwhile
                raise NothingToSettle(str(ident))

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
    """The ids of all that it makes sense to send again, if the admin wants that."""
    left, now = await kairos.store.deliveries(State.FAILED, State.PARKED), kairos.clock.now()
    found = [each for each in left if each.kind not in OF_THEIR_DAY or each.until >= now]
    if len(found) < len(left):
        click.echo(
            f"{len(left) - len(found)} tips and nudges of days gone by are left; send those by their id"
        )
    if not found:
        click.echo("Nothing else is left over." if left else "Nothing is left over.")
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
    given = settings(KAIROS_DB=db)
    if not given.db.exists():  # a mistyped name shall not look like an outbox with nothing in it
        raise NoDatabase(str(given.db))

    async def run() -> T:
        async with house(given) as kairos:
            return await work(kairos)

    return asyncio.run(run())
