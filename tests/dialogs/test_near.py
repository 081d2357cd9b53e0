"""Which names a typed name may stand for, and which it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.near import near
from tests.dialogs.house import QUICK

NAMES = ("Nordwind Energie", "Acme", "Acme Nord", "Hanse Ost", "Ostsee Yards", "BMW", "Straße 7", "Lager 12")


def found(typed: str, names: tuple[str, ...] = NAMES, most: int = 5) -> list[str]:
    """Those names, the likeliest first."""
    return [names[place] for place in near(typed, names, most)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("acm", ["Acme", "Acme Nord"]),
        ("  ACME   n", ["Acme Nord"]),
        ("a", ["Acme", "Acme Nord"]),
        ("nord", ["Nordwind Energie", "Acme Nord"]),
        ("ost", ["Ostsee Yards", "Hanse Ost"]),
        ("yar", ["Ostsee Yards"]),
        ("strasse", ["Straße 7"]),
        ("Amce", ["Acme", "Acme Nord"]),  # two letters swapped
        ("Acmee", ["Acme", "Acme Nord"]),  # one too many
        ("Ame", ["Acme", "Acme Nord"]),  # one too few
        ("Akme", ["Acme", "Acme Nord"]),  # another one
        ("Nordwint", ["Nordwind Energie"]),  # the first word alone
        ("ostsea", ["Ostsee Yards"]),
        ("strase", ["Straße 7"]),
        ("Ost see Yards", ["Ostsee Yards"]),
        ("Ostsee Yrads", ["Ostsee Yards"]),
    ],
)
def test_what_a_thumb_means_is_found(typed: str, meant: list[str]):
    assert found(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "Bolt",
        "m",
        "cm",
        "BMV",
        "Lager 13",
        "Acme Works",
        "Hanse West",
        "Acne Sued",
        "Energia",
        "\N{WORD JOINER}",
    ],
)
def test_what_is_another_name_is_not(typed: str):
    assert found(typed) == []


def test_names_that_differ_in_a_number_are_two_unless_the_number_is_still_to_be_typed():
    assert found("Lager 1") == ["Lager 12"]
    assert found("Phase 2 rollout", ("Phase 1 rollout",)) == []


def test_only_so_many_are_found_each_once():
    names = tuple(f"Acme {place}" for place in "abcdefgh")
    assert found("acme", names, 3) == ["Acme a", "Acme b", "Acme c"]
    assert found("acme", names, 0) == []
    assert found("Akme", ("Acme", "ACME"), 5) == ["Acme", "ACME"]


@QUICK
@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=8), st.integers(0, 5))
def test_whatever_is_typed_places_are_those_of_names(typed: str, names: list[str], most: int):
    places = near(typed, names, most)
    assert len(places) <= most
    assert len(set(places)) == len(places)
    assert set(places) <= set(range(len(names)))
