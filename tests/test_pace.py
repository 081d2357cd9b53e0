"""Not too much at once: a burst, then so many a minute, and fewer in one place."""

from bot.serving.pace import MOST_PLACES, Pace


def test_a_burst_goes_at_once_and_the_rest_so_many_a_minute():
    pace = Pace(a_minute=60, burst=3)
    assert [pace.wait(100) for _ in range(5)] == [0, 0, 0, 1, 2]


def test_after_a_quiet_while_a_burst_goes_again():
    pace = Pace(a_minute=60, burst=2)
    assert [pace.wait(0) for _ in range(3)] == [0, 0, 1]
    assert [pace.wait(60) for _ in range(3)] == [0, 0, 1]


def test_in_one_place_they_go_apart_and_elsewhere_they_do_not_wait_for_that():
    pace = Pace(a_minute=6000, burst=100, apart=1)
    assert [pace.wait(10, place) for place in ("C1", "C1", "C2", "C1", "")] == [0, 1, 0, 2, 0]
    assert pace.wait(20, "C1") == 0


def test_places_whose_pause_is_over_are_forgotten():
    pace = Pace(a_minute=600_000, burst=10_000, apart=1)
    for n in range(MOST_PLACES):
        pace.wait(0, f"C{n}")
    assert pace.wait(0.5, "C0") == 0.5
    pace.wait(100, "new")
    assert pace.wait(100, "C0") == 0
    assert len(pace._next) == 2  # noqa: SLF001  what is kept is the point
