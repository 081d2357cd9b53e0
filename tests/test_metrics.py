"""GET /metrics: what is exposed is what docs/metrics.md lists, and nobody and no text stands there."""

import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families as families

from bot.app import house
from bot.clock import FixedClock
from bot.coach.use_cases import Sent
from bot.errors import StoreError
from bot.metrics import Metrics, counting, is_this_machine
from bot.sending.courier import Done
from bot.sending.outbox import Kind, State
from bot.serving.server import serving
from bot.settings import settings
from dialogs.document import Act
from dialogs.errors import NotThere
from tests.store.making import NOW, delivery, somebody

DOCS = Path(__file__).parent.parent / "docs/metrics.md"


class Served:
    """A house that counts, and what it says of itself."""

    def __init__(self, kairos, metrics, port: int) -> None:
        self.kairos = kairos
        self.metrics = metrics
        self.url = f"http://127.0.0.1:{port}/metrics"

    async def text(self) -> str:
        async with ClientSession() as session, session.get(self.url) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/plain"
            return await answer.text()

    async def value(self, name: str, **labels: str) -> float:
        return next(
            sample.value
            for family in families(await self.text())
            for sample in family.samples
            if sample.name == name and sample.labels == labels
        )


@asynccontextmanager
async def served(folder: Path, **variables: str) -> AsyncIterator[Served]:
    given = settings(KAIROS_DB=folder / "kairos.db", PORT=0, **variables)
    metrics = counting(given.metrics)
    async with (
        house(given, clock=FixedClock(NOW), metrics=metrics) as kairos,
        serving(kairos, given, "127.0.0.1", (), metrics) as port,
    ):
        yield Served(kairos, metrics, port)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as opened:
        yield opened


async def test_the_page_lists_exactly_what_is_exposed(world: Served):
    listed = set(re.findall(r"^\| `(\w+)`", DOCS.read_text(), re.MULTILINE))
    exposed = set(re.findall(r"^# TYPE (\w+) ", await world.text(), re.MULTILINE))
    assert {name for name in exposed if not name.endswith("_created")} == listed


async def test_what_people_do_is_counted_and_what_they_type_is_no_label(world: Served):
    inge = await somebody(world.kairos.store)
    for text in ("/precall Acme", "coach deals", "tell nobody"):
        await world.kairos.coach.say(inge, text, text)
    await world.kairos.coach.press(inge, Act.HELP, "", "k")
    with pytest.raises(NotThere):
        await world.kairos.coach.fill(inge, Sent(act=Act.ANSWER, ref="7", page="check", values={}), "k2")
    assert await world.value("kairos_commands_total", command="precall") == 1
    assert await world.value("kairos_commands_total", command="deals") == 1
    assert await world.value("kairos_commands_total", command="other") == 1
    assert await world.value("kairos_presses_total", act="help") == 1
    assert await world.value("kairos_submissions_total", form="answer") == 1
    assert await world.value("kairos_database_write_seconds_count") > 0
    said = await world.text()
    assert not any(word in said for word in ("Acme", "nobody", "Inge", str(inge.id)))


async def test_what_waits_and_what_became_of_the_rest_is_counted(world: Served):
    gone = delivery("gone", Kind.FEEDBACK, person=99)
    later = delivery("later", due=NOW.replace(year=2030), until=NOW.replace(year=2031))
    await world.kairos.store.enqueue([gone, later])
    await world.kairos.rounds.round()  # waits for the round of the process that may be under way
    assert await world.value("kairos_outbox", status="failed") == 1
    assert await world.value("kairos_outbox", status="waiting") == 1


async def test_a_round_and_what_became_of_its_deliveries_are_counted():
    metrics = Metrics()
    done = Done(delivery=delivery("gone", Kind.FEEDBACK), state=State.FAILED)
    assert await metrics.rounds(Rounds(done)).round() == (done,)
    labels = {"kind": "feedback", "status": "failed"}
    assert metrics.registry.get_sample_value("kairos_deliveries_total", labels) == 1
    assert metrics.registry.get_sample_value("kairos_round_seconds_count") == 1


class Rounds:
    def __init__(self, *done: Done) -> None:
        self.done = done

    async def round(self) -> Sequence[object]:
        if not self.done:
            raise StoreError("disk is full")
        return self.done

    def stop(self) -> None:
        self.stopped = True


async def test_a_round_that_fails_is_timed_and_can_be_stopped():
    metrics, broken = Metrics(), Rounds()
    counted = metrics.rounds(broken)
    with pytest.raises(StoreError):
        await counted.round()
    counted.stop()
    assert broken.stopped
    assert metrics.registry.get_sample_value("kairos_round_seconds_count") == 1


async def test_errors_are_counted_by_their_class_and_never_by_their_words(world: Served):
    log = logging.getLogger("bot.test")
    log.warning("the store could not do it: %s", StoreError("what Inge wrote"))
    log.warning("plain")
    try:
        int("what Inge wrote")
    except ValueError:
        log.exception("a mistake of ours")
    log.info("not counted")
    for kind in ("StoreError", "warning", "ValueError"):
        assert await world.value("kairos_errors_total", kind=kind) == 1
    assert "Inge" not in await world.text()


async def test_a_database_in_ruins_leaves_the_rest_to_be_read(world: Served):
    await world.kairos.store.close()
    assert "process_resident_memory_bytes" in await world.text()


@pytest.mark.parametrize(("answers", "status"), [("on", 200), ("local", 200), ("off", 404)])
async def test_who_is_answered_is_a_setting(tmp_path: Path, answers, status):
    async with (
        served(tmp_path, KAIROS_METRICS=answers) as world,
        ClientSession() as session,
        session.get(world.url) as answer,
    ):
        assert answer.status == status


@pytest.mark.parametrize(
    ("remote", "here"), [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False), ("", False), (None, False)]
)
def test_this_machine_is_told_from_others(remote, here):
    assert is_this_machine(remote) is here
