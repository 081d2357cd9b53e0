"""What the process counts and times, for GET /metrics. No person and no text stands in it, nor in a label.

docs/metrics.md lists every metric; tests/test_metrics.py holds the two to each other. The labels are words of
the code: a command's word, a form's act, a delivery's kind and state, an error's class.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from ipaddress import ip_address
from time import perf_counter
from typing import Any, Literal

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.coach.use_cases import Sent
from bot.ports import Store
from bot.sending.courier import Done
from bot.serving.rounds import Rounds
from dialogs.document import Act
from dialogs.people import Person

Answers = Literal["on", "local"]
"""Who is answered: anybody, or this machine alone."""

PATH = "/metrics"

OTHER = "other"
"""Stands for a command that is none: what was typed is no label."""

LOOK = 1.0
"""Seconds between two looks at how late the event loop is."""

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
LONG = (0.01, 0.1, 0.5, 1.0, 5.0, 20.0, 60.0, 300.0)
"""Upper bounds, in seconds, of what should be quick and of what may take a while."""


class Metrics:
    """Everything that is counted, in a registry of its own."""

    def __init__(self, answers: Answers = "on") -> None:
        """``answers``: who may read them."""
        self._answers = answers
        self.registry = registry = CollectorRegistry()
        self.commands = Counter("kairos_commands", "Typed commands.", ["command"], registry=registry)
        self.presses = Counter("kairos_presses", "Pressed buttons.", ["act"], registry=registry)
        self.submissions = Counter("kairos_submissions", "Forms that were sent.", ["form"], registry=registry)
        self.deliveries = Counter(
            "kairos_deliveries", "What became of deliveries.", ["kind", "status"], registry=registry
        )
        self.outbox = Gauge("kairos_outbox", "Deliveries by state, now.", ["status"], registry=registry)
        self.round = Histogram(
            "kairos_round_seconds", "Rounds of the courier.", buckets=LONG, registry=registry
        )
        self.lag = Histogram(
            "kairos_loop_lag_seconds", "How late the event loop was.", buckets=QUICK, registry=registry
        )
        self.write = Histogram(
            "kairos_database_write_seconds", "Transactions that wrote.", buckets=QUICK, registry=registry
        )
        self.errors = Counter(
            "kairos_errors", "What is logged as a warning or an error.", ["kind"], registry=registry
        )
        ProcessCollector(registry=registry)

    def wrote(self, seconds: float) -> None:
        """A transaction was written in so many seconds. Any thread may say so."""
        self.write.observe(seconds)

    def coach(self, *parts: Any) -> Coach:  # noqa: ANN401  Coach's own arguments
        """A coach that counts."""
        coach = CountedCoach(*parts)
        coach.metrics = self
        return coach

    def rounds(self, rounds: Rounds) -> Rounds:
        """The same rounds, counted."""
        return CountedRounds(rounds, self)

    @asynccontextmanager
    async def watching(self, store: Store) -> AsyncIterator[Iterable[web.RouteDef]]:
        """The route; meanwhile errors are counted and the event loop is timed."""

        async def metrics(request: web.Request) -> web.Response:
            if self._answers == "local" and not is_this_machine(request.remote):
                return web.Response(status=HTTPStatus.NOT_FOUND)
            with suppress(
                Exception
            ):  # a database in trouble shows in the errors; the rest is wanted then most
                for state, count in (await store.unsettled()).items():
                    self.outbox.labels(state.value).set(count)
            body = generate_latest(self.registry)
            return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

        counted = CountedErrors(self)
        root = logging.getLogger()
        root.addHandler(counted)
        late = asyncio.create_task(self._lag())
        try:
            yield [web.get(PATH, metrics)]
        finally:
            late.cancel()
            root.removeHandler(counted)

    async def _lag(self) -> None:
        """Look again and again how much later than asked the loop comes back."""
        loop = asyncio.get_running_loop()
        while True:
            asked = loop.time()
            await asyncio.sleep(LOOK)
            self.lag.observe(max(0.0, loop.time() - asked - LOOK))


class CountedCoach(Coach):
    """A coach that counts what people do, before it does it."""

    metrics: Metrics

    async def say(self, person: Person, text: str, key: str) -> Screen:
        """A typed command."""
        self.metrics.commands.labels(self.word(text) or OTHER).inc()
        return await super().say(person, text, key)

    async def press(self, person: Person, act: Act, ref: str, key: str) -> Screen:
        """A pressed button."""
        self.metrics.presses.labels(act.value).inc()
        return await super().press(person, act, ref, key)

    async def fill(self, person: Person, form: Sent, key: str) -> Screen:
        """A form, sent."""
        self.metrics.submissions.labels(form.act.value).inc()
        return await super().fill(person, form, key)


class CountedRounds:
    """Rounds whose seconds and deliveries are counted."""

    def __init__(self, rounds: Rounds, metrics: Metrics) -> None:
        self._rounds = rounds
        self._metrics = metrics

    async def round(self) -> Sequence[object]:
        """Deliver all that is due now."""
        began = perf_counter()
        try:
            done = await self._rounds.round()
        finally:
            self._metrics.round.observe(perf_counter() - began)
        for each in done:
            if isinstance(each, Done):
                self._metrics.deliveries.labels(each.delivery.kind.value, each.state.value).inc()
        return done

    def stop(self) -> None:
        """Begin nothing more."""
        self._rounds.stop()


class CountedErrors(logging.Handler):
    """Counts what is logged from WARNING up, by the class of the error in it."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """One more of its kind."""
        self._metrics.errors.labels(_kind(record)).inc()


def counting(answers: Answers | Literal["off"]) -> Metrics | None:
    """The metrics of a process that shall have some."""
    return None if answers == "off" else Metrics(answers)


def _kind(record: logging.LogRecord) -> str:
    """The class of the error that a record is about; its level where it is about none."""
    if record.exc_info and record.exc_info[0]:
        return record.exc_info[0].__name__
    arguments = record.args if isinstance(record.args, tuple) else ()
    about = next((each for each in arguments if isinstance(each, BaseException)), None)
    return type(about).__name__ if about else record.levelname.lower()


def is_this_machine(remote: str | None) -> bool:
    """Whether a request came from here."""
    try:
        return ip_address(remote or "").is_loopback
    except ValueError:
        return False
