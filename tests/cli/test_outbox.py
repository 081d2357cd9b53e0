"""`kairos outbox`: what could not be delivered, and the admin's word on it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.ids import ids
from bot.ports import Member, Roster
from bot.sending.outbox import Delivery, Kind, State
from bot.store.store import SqliteStore
from dialogs.people import Identity
from tests.cli.conftest import Kairos

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SECRET = "what somebody wrote"


@pytest.fixture
def left_over(env: dict[str, str], tmp_path: Path) -> None:
    """One failed, one parked, one waiting, one sent: ids 1 to 4, all to Mia."""
    asyncio.run(_fill(tmp_path / env["KAIROS_DB"]))


async def _fill(path: Path, kind: Kind = Kind.CARD) -> None:
    clock = FixedClock(NOW)
    async with await SqliteStore.open(path, ids(clock)) as store:
        identity = Identity(platform="slack", workspace="T1", user="U1")
        mia = Member(name="Mia", email="mia@example.com", role="rep", team="North", identity=identity)
        await store.apply(Roster(members=(mia,)), NOW)
        person = await store.with_email("mia@example.com")
        assert person
        for ident, state in enumerate((State.FAILED, State.PARKED, State.WAITING, State.SENT), 1):
            made = Delivery(
                id=ident,
                kind=kind,
                key=f"card:{ident}",
                person=person.id,
                team=None,
                due=NOW,
                until=NOW + timedelta(days=1),
                payload={"session": SECRET},
                state=state,
                why=f"because {state}",
            )
            await store.enqueue([made])


def listed(kairos: Kairos, *states: str) -> dict[int, str]:
    """State by id."""
    named = [part for state in states for part in ("--state", state)]
    rows = json.loads(kairos("outbox", "--json", *named).stdout)["deliveries"]
    return {row["id"]: row["state"] for row in rows}


def test_an_empty_outbox_says_so(kairos: Kairos):
    assert kairos("migrate").exit_code == 0
    result = kairos("outbox")
    assert (result.exit_code, result.stdout) == (0, "Nothing is left over.\n")


def test_what_is_left_over_is_listed_with_the_remedy_and_without_a_text(kairos: Kairos, left_over):
    said = kairos("outbox").stdout
    for expected in (
        *("mia@example.com", "card", "North", "2026-03-10T09:00", "because failed", "because parked"),
        *("kairos outbox send 1", "kairos outbox drop 2"),
    ):
        assert expected in said
    assert "because sent" not in said
    assert SECRET not in said + kairos("outbox", "--json", "--state", "waiting").stdout


def test_it_lists_by_state(kairos: Kairos, left_over):
    assert listed(kairos) == {1: "failed", 2: "parked"}
    assert listed(kairos, "parked") == {2: "parked"}
    assert listed(kairos, "waiting", "failed") == {1: "failed", 3: "waiting"}


@pytest.mark.parametrize(("more", "typed"), [((), "y\n"), (("--yes",), "")])
def test_all_of_it_is_sent_again_after_one_question(kairos: Kairos, left_over, more, typed):
    result = kairos("outbox", "send", "--all", *more, typed=typed)
    assert (result.exit_code, result.stdout.count("goes out with the next tick")) == (0, 2)
    assert ("Send 2 again? 1 of them may have arrived" in result.stderr) is bool(typed)
    assert listed(kairos) == {}
    assert listed(kairos, "waiting") == {1: "waiting", 2: "waiting", 3: "waiting"}
    assert kairos("outbox", "send", "--all").stdout == "Nothing is left over.\n"


def test_no_means_that_nothing_of_it_is_sent_again(kairos: Kairos, left_over):
    result = kairos("outbox", "send", "--all", typed="\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert listed(kairos) == {1: "failed", 2: "parked"}


@pytest.mark.parametrize("what", [(), ("--all", "1")])
def test_either_ids_or_all_of_it_are_sent_again(kairos: Kairos, left_over, what):
    result = kairos("outbox", "send", *what)
    assert result.exit_code == 2
    assert "or --all" in result.stderr
    assert listed(kairos) == {1: "failed", 2: "parked"}


def test_a_program_gets_every_field(kairos: Kairos, left_over):
    (row,) = json.loads(kairos("outbox", "--json", "--state", "parked").stdout)["deliveries"]
    assert row.pop("remedy")
    assert row == {
        "id": 2, "kind": "card", "to": "mia@example.com", "team": "North", "period": "2",
        "due": "2026-03-10T09:00+00:00", "until": "2026-03-11T09:00+00:00",
        "state": "parked", "attempts": 0, "why": "because parked",
    }  # fmt: skip


def test_what_is_sent_again_waits_for_the_next_tick(kairos: Kairos, left_over):
    result = kairos("outbox", "send", "1", "2")
    assert result.exit_code == 0
    assert listed(kairos, "waiting", "failed", "parked") == {1: "waiting", 2: "waiting", 3: "waiting"}


def test_what_is_dropped_is_gone(kairos: Kairos, left_over):
    assert kairos("outbox", "drop", "1").exit_code == 0
    assert listed(kairos) == {2: "parked"}


@pytest.mark.parametrize("word", ["send", "drop"])
@pytest.mark.parametrize("ident", ["3", "4", "404"])
def test_what_is_not_left_over_is_refused(kairos: Kairos, left_over, word: str, ident: str):
    result = kairos("outbox", word, ident)
    assert result.exit_code == 1
    assert f"{ident}: There is no failed or parked delivery" in result.stderr
    assert listed(kairos, "waiting", "failed", "parked") == {1: "failed", 2: "parked", 3: "waiting"}


@pytest.mark.parametrize("command", [(), ("send", "--all", "--yes"), ("drop", "1")])
def test_a_mistyped_database_is_no_empty_outbox(kairos: Kairos, tmp_path: Path, command: tuple[str, ...]):
    result = kairos("outbox", *command, KAIROS_DB="none.db")
    assert result.exit_code == 1
    assert "none.db: There is no database here" in result.stderr
    assert not list(tmp_path.rglob("none.db"))


def test_tips_and_nudges_of_days_gone_by_are_not_among_all_of_it(kairos: Kairos, env, tmp_path: Path):
    """Sixty tips at once in the team's channel help nobody; by its id each of them still goes."""
    asyncio.run(_fill(tmp_path / env["KAIROS_DB"], Kind.TIP))
    result = kairos("outbox", "send", "--all", "--yes")
    assert "2 tips and nudges of days gone by are left" in result.stdout
    assert listed(kairos) == {1: "failed", 2: "parked"}
    assert kairos("outbox", "send", "1").exit_code == 0
