"""Which theme a week has, and what a theme's parts count."""

from datetime import date, timedelta

import pytest

from dialogs.flow import Option
from dialogs.theme import Plan, Tip, theme_of_week
from tests.dialogs.house import LIBRARY

ORDER = tuple(f"theme-{number}" for number in range(1, 14))


@pytest.mark.parametrize(
    ("day", "theme"),
    [
        ("2027-01-04", "theme-1"),  # the Monday of the first ISO week
        ("2027-01-10", "theme-1"),  # its Sunday
        ("2027-01-11", "theme-2"),
        ("2027-04-04", "theme-13"),  # the Sunday of week 13
        ("2027-04-05", "theme-1"),  # week 14 begins the next quarter
        ("2027-12-31", "theme-13"),  # week 52
        ("2027-01-01", "theme-1"),  # the Friday of 2026's week 53
        ("2026-12-28", "theme-1"),  # its Monday
        ("2026-12-27", "theme-13"),  # week 52 of a year of 53
        ("2024-12-30", "theme-1"),  # a Monday of 2024 in the first week of 2025
    ],
)
def test_the_theme_follows_the_iso_week(day, theme):
    assert theme_of_week(date.fromisoformat(day), ORDER) == theme


def test_a_week_has_one_theme_from_monday_to_sunday():
    monday = date(2026, 12, 28)
    assert len({theme_of_week(monday + timedelta(days=days), ORDER) for days in range(7)}) == 1


def test_a_short_order_repeats_and_none_gives_no_theme():
    assert [theme_of_week(date(2027, 1, 4) + timedelta(weeks=n), ("a", "b")) for n in range(3)] == [
        "a",
        "b",
        "a",
    ]
    assert theme_of_week(date(2027, 1, 4), ()) == ""


def test_a_tip_counts_its_words_without_the_source():
    tip = Tip.model_validate(
        {
            "id": "t-1",
            "ask": "One two?",
            "idea": "Three four five.",
            "try": "Six.",
            "source": "Not these words",
        }
    )
    assert tip.words == 6


def test_a_plan_is_an_option_with_its_sentence_beside_it():
    plan = Plan(id="impatience", label="Impatience", plan="If they go quiet, then I count to five")
    assert plan.option == Option(
        id="impatience", label="Impatience", note="If they go quiet, then I count to five"
    )


def test_every_theme_of_the_order_is_there():
    assert set(LIBRARY.order) == set(LIBRARY.themes)
