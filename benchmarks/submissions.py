"""Durable submissions a second through SqliteStore.save, beside what the same machine can do bare.

Run ``python -m benchmarks.submissions``; it takes about twenty seconds (``--quick``: two, only to see that it
runs). A submission is one session with eight answers, and it counts when it is committed with
synchronous=FULL. Trust the ratios: the bare rates (benchmarks/submissions_bare.py) are measured in the same
run, in turns, and the best of three short rounds counts for each.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.rows import Row, ratios
from benchmarks.submissions_bare import NOW, group_rate, one_row_rate, rate, submission, transaction_rate
from bot.clock import SystemClock
from bot.ids import ids
from bot.ports import Change, Member, Roster
from bot.store.store import SqliteStore
from dialogs.people import Identity

ROUNDS = 3
SECONDS, QUICK = 0.8, 0.05


async def store_rate(path: Path, in_flight: int, seconds: float) -> float:
    """Whole submissions through SqliteStore.save: models in, durable rows out."""
    async with await SqliteStore.open(path, ids(SystemClock())) as store:
        identity = Identity(platform="slack", workspace="W", user="U")
        member = Member(name="Inge", email="inge@x.example", role="rep", team="Hanse", identity=identity)
        await store.apply(Roster(members=(member,)), NOW)
        rep = await store.with_email(member.email)
        assert rep  # noqa: S101  for mypy
        assert rep.team  # noqa: S101  the same
        deal = await store.open_deal(rep.team, "Acme", NOW)

        async def save() -> None:
            session = submission(rep.id, deal.id)
            await store.save(Change(key=f"view-{session.id}", session=session, base=None, at=NOW))

        return await rate(save, in_flight, seconds)


def rounds(seconds: float) -> Iterator[Mapping[str, float]]:
    """How many a second each did, round by round."""
    with tempfile.TemporaryDirectory() as folder:
        paths = (Path(folder) / f"{n}.db" for n in count())
        for _ in range(ROUNDS):
            yield {
                "one row a transaction": one_row_rate(next(paths), seconds),
                "its rows, a transaction each": transaction_rate(next(paths), 1, seconds),
                "its rows, 50 a transaction": transaction_rate(next(paths), 50, seconds),
                "group commit at 1": asyncio.run(group_rate(next(paths), 1, seconds)),
                "group commit at 50": asyncio.run(group_rate(next(paths), 50, seconds)),
                "store at 1": asyncio.run(store_rate(next(paths), 1, seconds)),
                "store at 50": asyncio.run(store_rate(next(paths), 50, seconds)),
            }


def rows(*, quick: bool) -> list[Row]:
    """What ``python -m benchmarks`` shows of this."""
    found = list(rounds(QUICK if quick else SECONDS))
    middle = {name: median(each[name] for each in found) for name in found[0]}
    ours, theirs = ([each[f"{who} at 50"] for each in found] for who in ("store", "group commit"))
    return [
        Row(
            what="the store: a durable submission",
            alone=f"{middle['store at 1']:,.0f}/s",
            many=f"{middle['store at 50']:,.0f}/s",
            peer=f"its rows by a bare group commit: {middle['group commit at 1']:,.0f}/s, "
            f"{middle['group commit at 50']:,.0f}/s",
            ratios=ratios(ours, theirs),
        )
    ]


def main() -> None:
    """Measure in turns, print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    best: dict[str, float] = {}
    for measured in rounds(QUICK if parser.parse_args().quick else SECONDS):
        best = {name: max(found, best.get(name, 0)) for name, found in measured.items()}
    table = [
        ("bare: one row a transaction", best["one row a transaction"], ""),
        ("bare: a submission's rows, a transaction each", best["its rows, a transaction each"], ""),
        ("bare: the same, 50 a transaction", best["its rows, 50 a transaction"], ""),
        ("bare group commit from asyncio, 1 in flight", best["group commit at 1"], ""),
        ("bare group commit from asyncio, 50 in flight", best["group commit at 50"], ""),
        ("SqliteStore.save, 1 in flight", best["store at 1"], best["store at 1"] / best["group commit at 1"]),
        (
            "SqliteStore.save, 50 in flight",
            best["store at 50"],
            best["store at 50"] / best["group commit at 50"],
        ),
    ]
    sys.stdout.write(f"{'':48}{'per second':>12}{'of bare':>10}\n")
    for name, found, ratio in table:
        sys.stdout.write(f"{name:48}{found:12,.0f}{ratio if ratio == '' else f'{ratio:.2f}':>10}\n")


if __name__ == "__main__":
    main()
