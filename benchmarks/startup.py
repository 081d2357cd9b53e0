"""From the start of a process to its first answer, and its memory once it is idle, with each platform on.

Run ``python -m benchmarks.startup`` (two minutes; ``--quick``: a few seconds, only to see that it runs).
Kairos is `kairos serve` with a database that is there already; the bare peers (benchmarks/startup_bare.py)
are an aiohttp app alone, with Bolt, with botbuilder and with both. One process after the other is started,
in turn, waited for until /readyz answers 200 and until it uses no more of a core, and ended. Memory is read
from Linux's /proc: what is resident (RSS), and, of pages shared with other processes, only its part (PSS).
"""

import argparse
import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import aiohttp

from benchmarks.driving import Lost
from benchmarks.rows import Row, ratios
from benchmarks.slack_api import WebApi
from benchmarks.slack_requests import SECRET, TOKEN
from benchmarks.slack_servers import ROOT, said_port
from benchmarks.teams_load import APP, TENANT
from bot.clock import SystemClock
from bot.ids import ids
from bot.store.store import SqliteStore

ROUNDS = 5
PATIENCE, LOOK = 20.0, 0.25
"""Seconds until a start counts as failed; seconds without work after which a process is taken to be idle."""

PEERS = {
    "no platform": ("an aiohttp app", ()),
    "Slack": ("a Bolt app", ("slack",)),
    "Teams": ("a botbuilder bot", ("teams",)),
    "both": ("both in one app", ("slack", "teams")),
}
"""The bare peer beside each of Kairos's rows, and what it is made of."""


class Started(NamedTuple):
    """What a process took: seconds to its first answer, seconds of a core until then, MiB."""

    seconds: float
    cpu: float
    rss: float
    pss: float


Found = dict[str, tuple[list[Started], list[Started]]]
"""Kairos's starts and its peer's, for each row."""


def environment(which: str, api: str, db: Path) -> dict[str, str]:
    """Kairos's settings."""
    env = {"KAIROS_DB": str(db)}
    if which in {"Slack", "both"}:
        env |= {"SLACK_API_URL": api, "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}
    if which in {"Teams", "both"}:
        env |= {"MICROSOFT_APP_ID": APP, "MICROSOFT_APP_PASSWORD": SECRET, "MICROSOFT_APP_TENANT_ID": TENANT}
    return env


async def started(http: aiohttp.ClientSession, *arguments: str, **env: str) -> Started:
    """Start a Python module, wait until it answers and is idle, and end it. Raises Lost."""
    began = perf_counter()
    process = await create_subprocess_exec(sys.executable, "-m", *arguments, cwd=ROOT, env=env, stderr=PIPE)
    assert process.stderr  # noqa: S101  for mypy
    try:
        async with asyncio.timeout(PATIENCE):
            port = await said_port(process.stderr)
            async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                await answer.read()
                if not answer.ok:
                    raise Lost(f"/readyz says {answer.status}")  # noqa: TRY301  it is killed as for any other
            seconds, cpu = perf_counter() - began, worked(process.pid)
            before = -1.0
            while (now := worked(process.pid)) > before:
                before = now
                await asyncio.sleep(LOOK)
            return Started(seconds, cpu, *memory(process.pid))
    except BaseException as error:
        process.kill()
        error.add_note((await process.stderr.read()).decode())
        raise
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def worked(pid: int) -> float:
    """Seconds of a core that a process has had."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """A process's RSS and PSS in MiB."""
    sizes = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    rss, pss = (int(sizes[name].split()[0]) / 1024 for name in ("Rss", "Pss"))
    return rss, pss


async def bench(rounds: int, folder: Path) -> Found:
    """All rounds; within one, each process in turn."""
    db = folder / "kairos.db"
    async with await SqliteStore.open(db, ids(SystemClock())):
        pass  # it is there when Kairos starts, as it is every time but the first
    found: Found = defaultdict(lambda: ([], []))
    async with WebApi.serve() as api, aiohttp.ClientSession() as http:
        for number in range(rounds + (rounds > 1)):
            for which, (_, names) in PEERS.items():
                serve = ("bot", "serve", "--host", "127.0.0.1", "--port", "0")
                command = serve if names else ("benchmarks.startup_bare", "kairos", str(db))
                ours = await started(http, *command, **environment(which, api.url, db))
                theirs = await started(http, "benchmarks.startup_bare", *names)
                if number or rounds == 1:  # the first round fills the machine's caches
                    found[which][0].append(ours)
                    found[which][1].append(theirs)
    return found


def rows(*, quick: bool) -> list[Row]:
    """What ``python -m benchmarks`` shows of this."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(bench(1 if quick else ROUNDS, Path(folder)))
    starts, sizes = [], []
    for which, (ours, theirs) in found.items():
        peer, ours_s, theirs_s = (
            PEERS[which][0],
            [each.seconds for each in ours],
            [each.seconds for each in theirs],
        )
        ours_mib, theirs_mib = [each.rss for each in ours], [each.rss for each in theirs]
        cpu, pss, pss_peer = (
            median(each) for each in ((s.cpu for s in ours), (s.pss for s in ours), (s.pss for s in theirs))
        )
        starts.append(
            Row(
                what=f"start-up, {which}",
                alone=f"{median(ours_s):.2f} s, {cpu:.2f} s of a core",
                many="",
                peer=f"{peer}: {median(theirs_s):.2f} s",
                ratios=ratios(theirs_s, ours_s),
            )
        )
        sizes.append(
            Row(
                what=f"idle memory, {which}",
                alone=f"{median(ours_mib):.0f} MiB, PSS {pss:.0f}",
                many="",
                peer=f"{peer}: {median(theirs_mib):.0f} MiB, PSS {pss_peer:.0f}",
                ratios=ratios(theirs_mib, ours_mib),
            )
        )
    return [*starts, *sizes]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round, only to see that it runs")
    for row in rows(quick=parser.parse_args().quick):
        found = f"{row.ratio:.2f} of {row.peer}"
        sys.stdout.write(f"{row.what:28}{row.alone:28}{found}\n")


if __name__ == "__main__":
    main()
