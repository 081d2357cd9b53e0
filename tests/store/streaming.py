"""A child process that saves submissions without end, for test_crash.py to kill."""

import asyncio
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from bot.clock import SystemClock
from bot.ids import ids
from bot.ports import Saved
from bot.store.store import SqliteStore
from dialogs.deal import Deal
from dialogs.effects import NameStep
from dialogs.people import Person
from dialogs.session import Session
from tests.store.making import NOW, change, delivery, some_deal, somebody, submitted

AT_ONCE = 10
TURNS = 3
QUESTIONS = 8


def at_turn(rep: Person, deal: Deal, ident: int, turn: int) -> Session:
    """A session whose answers say which turn they belong to."""
    answers = {f"question-{n}": (f"turn {turn}", f"answer {n}") for n in range(QUESTIONS)}
    return submitted(rep, deal, {**answers, "agreed": ("date",)}, id=ident, turn=turn)


async def stream(path: Path, told: Connection, first: int) -> None:
    """Save sessions under ids from ``first`` on, three turns each; tell each turn once it is acknowledged."""
    async with await SqliteStore.open(path, ids(SystemClock())) as store:
        rep, deal = await somebody(store), await some_deal(store)
        idents = count(first)

        async def caller() -> None:
            for ident in idents:
                for turn in range(TURNS):
                    step = NameStep(what=f"turn {turn}", theirs=True)
                    follows = delivery(f"card:{ident}", id=ident, payload={"turn": str(turn)})
                    saved = await store.save(
                        change(
                            at_turn(rep, deal, ident, turn),
                            step,
                            base=turn - 1 if turn else None,
                            key=f"{ident}:{turn}",
                            deliveries=(follows,),
                            at=NOW,
                        )
                    )
                    if saved is not Saved.SAVED:
                        raise AssertionError(saved)
                    told.send_bytes(f"{ident}:{turn}".encode())

        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))


def run(path: Path, told: Connection, first: int) -> None:
    """What the child runs until it is killed."""
    asyncio.run(stream(path, told, first))
