"""The bare peer: a Bolt app that does the same outward work as Kairos, written the shortest way.

A command opens a view that it was given; a submission writes the same rows as Kairos, by raw SQL in a thread
that commits whatever waits, and answers with a view that it was given. It knows no people, no coach and no
rules. ``benchmarks/slack.py`` starts it.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
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

from benchmarks.slack_load import PATH, SECRET, TOKEN
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

numbers = count(1)


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


def bare(given: argparse.Namespace, client: AsyncWebClient, commits: Commits) -> AsyncApp:
    """The app."""
    view, verdict = json.loads(given.view.read_text()), json.loads(given.verdict.read_text())
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=given.before)

    async def precall(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        await commits.durable(said(body))
        await ack(response_action="update", view=verdict)

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
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
