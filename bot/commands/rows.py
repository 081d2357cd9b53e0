"""A delivery as commands print it: to whom, in which team. Nothing of what it says."""

from collections.abc import Sequence
from typing import Any

from bot.house import House
from bot.sending.outbox import Delivery, Kind

NAMED = (Kind.TIP, Kind.NUDGE, Kind.REP_DIGEST, Kind.MANAGER_DIGEST, Kind.FEEDBACK, Kind.WELCOME)
"""The kinds that are printed; a card is no message of its own."""

Row = dict[str, Any]


async def recipient(kairos: House, delivery: Delivery) -> Row:
    """``to``: the person's e-mail or the channel; ``team``: the team's name."""
    person = await kairos.store.person(delivery.person) if delivery.person is not None else None
    number = delivery.team if person is None or delivery.team is not None else person.team
    team = await kairos.store.team(number) if number is not None else None
    to = person.email if person else team.channel if team and delivery.person is None else ""
    return {"to": to, "team": team.name if team else ""}


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines with columns under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
