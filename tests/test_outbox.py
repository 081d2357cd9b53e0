"""When to try again, what an admin can do, and what a delivery is about."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sending.outbox import LONGEST_PAUSE, Delivery, Kind, State, remedy, try_again_at

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)


def delivery(**said: object) -> Delivery:
    fields: dict[str, object] = {
        "id": 7,
        "kind": Kind.NUDGE,
        "key": "nudge:12",
        "person": 1,
        "team": None,
        "due": NOW,
        "until": NOW + timedelta(days=2),
        "attempts": 1,
    }
    return Delivery.model_validate(fields | said)


def seconds(**said: float) -> float:
    """The pause after so many attempts."""
    attempts = said.pop("attempts", 1)
    at = try_again_at(delivery(attempts=attempts), NOW, **said)
    assert at
    return (at - NOW).total_seconds()


def test_pauses_double_up_to_half_an_hour():
    assert [seconds(attempts=n) for n in (1, 2, 3, 4)] == [15, 30, 60, 120]
    assert seconds(attempts=9) == seconds(attempts=10_000) == LONGEST_PAUSE.total_seconds()


def test_a_pause_that_the_platform_asks_for_is_kept():
    for asked in (3, 90, 7200):
        assert seconds(asked=asked) == seconds(asked=asked, attempts=20) == asked


def test_the_dice_spread_what_was_refused_together():
    assert seconds(dice=0.5) == 15 + 15 / 4
    assert seconds(asked=90, dice=1) == 90 + 15 / 2


def test_it_is_never_tried_again_at_the_same_instant():
    assert seconds(attempts=0, asked=0, dice=0) > 0


def test_what_would_be_too_late_is_not_tried_again():
    last = delivery(until=NOW + timedelta(seconds=15))
    assert try_again_at(last, NOW) == last.until
    assert try_again_at(last, NOW, asked=16) is None
    assert try_again_at(last, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize("state", State)
def test_the_remedy_names_the_commands(state: State):
    said = remedy(delivery(state=state))
    assert ("kairos outbox send 7" in said) == (state in {State.FAILED, State.PARKED})
    assert bool(said) == (state in {State.FAILED, State.PARKED, State.WAITING})


@pytest.mark.parametrize(
    ("key", "payload", "period"),
    [
        ("nudge:12", {"session": "12"}, "12"),
        ("rep-digest:3:2026-W11", {}, "2026-W11"),
        ("tip:3:2026-03-10", {"period": "2026-03-10"}, "2026-03-10"),
        ("feedback:44:3", {"request": "44"}, "44"),
    ],
)
def test_a_delivery_says_what_it_is_about(key, payload, period):
    assert delivery(key=key, payload=payload).period == period
