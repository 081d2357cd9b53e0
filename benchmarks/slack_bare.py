"""The bare peer: a Bolt app that does the same outward work as Kairos, written the shortest way.

A command opens a view that it was given; a submission writes the same rows as Kairos, by raw SQL in a thread
that commits whatever waits, and answers with a view that it was given. It knows no people, no coach and no
rules: it reads no grounds and makes no page, so its submissions are the floor, not a peer of the same work.
``benchmarks/slack.py`` starts it.

With ``--keeps`` a command does the same work as Kairos, as a good engineer would write it in an afternoon:
it looks up the person and the deal, inserts a session and the key that makes the request count once, and
then opens its view with that session's id in it. That is one connection in a thread of its own, with a
commit for each request, as durable as Kairos's (WAL, synchronous=FULL). What it shows is ready-made all the
same: no page is made of content, and no session of its user's that is open already is looked for.

With ``--sends`` a submission also posts its card, once it is answered; nothing is written down of that.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from sqlite3 import Connection
from threading import Thread
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.slack_requests import PATH, SECRET, TOKEN
from bot.clock import SystemClock
from bot.store import rows
from bot.store.schema import opened
from bot.store.sql import insert

SEE = insert("seen", "key, at")
GO_ON = """
    UPDATE sessions SET page = 'verdict', shown = ?, turn = turn + 1, status = 'submitted', submitted = ?,
        submitted_us = ?, seconds = 1.5, unanswered = '["purpose","need","opportunity"]', draft = '{}',
        ends = ?
    WHERE id = ? RETURNING rep, deal
"""
FORGET = "DELETE FROM answers WHERE session = ?"
ANSWER = insert("answers", "session, question, n, value")
FORGET_MEMORY = "DELETE FROM deal_memory WHERE deal = ? AND person = ? AND question = ?"
REMEMBER = insert("deal_memory", "deal, person, question, n, value")
FORGET_STEPS = "DELETE FROM steps WHERE session = ?"
WEIGH = """
    INSERT INTO weighed (session, rep, team, deal, submitted_us, grounds, chance)
    SELECT ?, ?, team, id, ?, 31, 70 FROM deals WHERE id = ?
"""
DELIVER = insert("deliveries", rows.DELIVERY)
REMEMBERED = ("difference", "proof")

PERSON = """
    SELECT p.id, p.team, p.zone FROM identities i JOIN people p ON p.id = i.person
    WHERE i.platform = 'slack' AND i.workspace = ? AND i.account = ?
"""
DEAL = "SELECT id FROM deals WHERE team = ? AND name_key = ? AND closed_at IS NULL"
BEGIN = insert(
    "sessions",
    "id, flow, version, digest, rep, deal, zone, began, page, shown, turn, status, seconds, unanswered, "
    "draft, theme",
)

numbers = count(1)

FIRST_OF_ITS_OWN = 2**62
"""Ids from here on are no session's that the database came with."""


@dataclass(frozen=True)
class Submitted:
    """What a submission says: the view, the session, its answers as question, place and value."""

    view: str
    session: int
    answers: list[tuple[str, int, str]]


def said(body: dict[str, Any]) -> Submitted:
    """What stands in a submitted view."""
    view = body["view"]
    answers: list[tuple[str, int, str]] = []
    for block in view["state"]["values"].values():
        for question, state in block.items():
            one = state.get("selected_option")
            chosen = [option["value"] for option in state.get("selected_options") or ([one] if one else [])]
            typed = state.get("value") or state.get("selected_time")
            values = chosen or ([typed] if typed else [])
            answers += [(question, n, value) for n, value in enumerate(values)]
    return Submitted(view["id"], int(json.loads(view["private_metadata"])["ref"]), answers)


def write(db: Connection, batch: Iterable[Submitted]) -> None:
    """Some submissions' rows in one transaction."""
    now = SystemClock().now()
    at, ends, later = (rows.text_of(now + timedelta(hours=hours)) for hours in (0, 1, 48))
    stamp = (now - rows.EPOCH) // rows.MICROSECOND
    db.execute("BEGIN IMMEDIATE")
    for sent in batch:
        ident = sent.session
        db.execute(SEE, (sent.view, at))
        rep, deal = db.execute(GO_ON, (at, at, stamp, ends, ident)).fetchone()
        db.execute(WEIGH, (ident, rep, stamp, deal))
        db.execute(FORGET, (ident,))
        db.executemany(ANSWER, [(ident, *answer) for answer in sent.answers])
        for question in REMEMBERED:
            db.execute(FORGET_MEMORY, (deal, rep, question))
            db.executemany(
                REMEMBER, [(deal, rep, *answer) for answer in sent.answers if answer[0] == question]
            )
        db.execute(FORGET_STEPS, (ident,))
        for kind in ("card", "nudge"):
            payload = f'{{"session":"{ident}"}}'
            key = f"{kind}:{ident}"
            row = (next(numbers), kind, key, rep, None, at, later, payload, "waiting", 0, "", 0)
            db.execute(DELIVER, row)
    db.execute("COMMIT")


class Commits:
    """A thread that commits whatever waits."""

    def __init__(self, path: Path) -> None:
        """``path`` is a prepared database."""
        self._queue: SimpleQueue[tuple[Submitted, asyncio.Future[None]]] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        Thread(target=self._serve, args=(path,), daemon=True).start()

    async def durable(self, sent: Submitted) -> None:
        """Return when it is committed."""
        future: asyncio.Future[None] = self._loop.create_future()
        self._queue.put((sent, future))
        await future

    def _serve(self, path: Path) -> None:
        with closing(opened(path)) as db:
            while True:
                batch = [self._queue.get()]
                while not self._queue.empty():
                    batch.append(self._queue.get())
                write(db, [sent for sent, _ in batch])
                self._loop.call_soon_threadsafe(_tell, [future for _, future in batch])


def _tell(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


class Keeping:
    """Begins sessions, each in a transaction of its own."""

    def __init__(self, path: Path) -> None:
        """``path`` is a prepared database."""
        self._thread = ThreadPoolExecutor(max_workers=1)  # SQLite has one writer anyway
        self._db = self._thread.submit(opened, path).result()

    async def begun(self, body: dict[str, Any]) -> int:
        """A new session of whoever typed the command, about the deal they named; its id."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._begin, body)

    def _begin(self, body: dict[str, Any]) -> int:
        at = rows.text_of(SystemClock().now())
        self._db.execute("BEGIN IMMEDIATE")
        rep, team, zone = self._db.execute(PERSON, (body["team_id"], body["user_id"])).fetchone()
        (deal,) = self._db.execute(DEAL, (team, body["text"].casefold())).fetchone()
        self._db.execute(SEE, (body["trigger_id"], at))
        ident = FIRST_OF_ITS_OWN + next(numbers)
        begun = (ident, "precall", 1, "", rep, deal, zone, at, "check", at, 0, "open", 0.0, "[]", "{}", "")
        self._db.execute(BEGIN, begun)
        self._db.execute("COMMIT")
        return ident


def bare(given: argparse.Namespace, client: AsyncWebClient, commits: Commits) -> AsyncApp:
    """The app."""
    view, verdict = json.loads(given.view.read_text()), json.loads(given.verdict.read_text())
    ref = json.loads(view["private_metadata"])["ref"]
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=given.before)

    keeping = Keeping(given.db) if given.keeps else None
    under_way: set[asyncio.Future[Any]] = set()

    async def precall(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        shown = view
        if keeping:
            ident = await keeping.begun(body)
            shown = {**view, "private_metadata": view["private_metadata"].replace(ref, str(ident))}
        await client.views_open(trigger_id=body["trigger_id"], view=shown)

    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        await commits.durable(said(body))
        await ack(response_action="update", view=verdict)
        if given.sends:
            posted = client.chat_postMessage(
                channel=body["user"]["id"], text="A card", blocks=verdict["blocks"]
            )
            task = asyncio.ensure_future(posted)
            under_way.add(task)
            task.add_done_callback(under_way.discard)

    app.command("/precall")(precall)
    app.view(view["callback_id"])(submitted)
    return app


async def serve(given: argparse.Namespace) -> None:
    """Serve until the process is ended."""
    session = aiohttp.ClientSession() if given.shared else None
    client = AsyncWebClient(token=TOKEN, base_url=given.api, session=session)
    app = bare(given, client, Commits(given.db))
    runner = web.AppRunner(app.web_app(path=PATH), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stderr.write(f"port {runner.addresses[0][1]}\n")
    sys.stderr.flush()
    await asyncio.Event().wait()


def main() -> None:
    """Read what to serve, and serve it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--api")
    parser.add_argument("--db", type=Path)
    parser.add_argument("--view", type=Path)
    parser.add_argument("--verdict", type=Path)
    parser.add_argument("--shared", action="store_true")
    parser.add_argument("--before", action="store_true")
    parser.add_argument("--keeps", action="store_true")
    parser.add_argument("--sends", action="store_true")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
