"""Public holidays by country and part, and what is unknown."""

from datetime import date

import pytest

from bot.sending.calendar import countries, day_off


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        pytest.param("DE", "2027-03-26", True, id="Good Friday"),
        pytest.param("DE", "2027-03-29", True, id="Easter Monday"),
        pytest.param("DE", "2027-03-30", False, id="the Tuesday after"),
        pytest.param("DE-BY", "2027-01-06", True, id="Epiphany in Bavaria"),
        pytest.param("DE", "2027-01-06", False, id="and not in all of Germany"),
        pytest.param("US", "2027-11-25", True, id="Thanksgiving"),
        pytest.param("US", "2027-12-24", True, id="Christmas on a Saturday is taken on Friday"),
        pytest.param("US", "2027-12-31", True, id="New Year's Day on a Saturday, in the old year"),
        pytest.param("GB-SCT", "2027-01-04", True, id="Scotland's second of January, moved"),
        pytest.param("AU-NSW", "2027-10-04", True, id="Labour Day, for Lord Howe"),
        pytest.param("WS", "2027-06-01", True, id="Samoa's Independence Day"),
        pytest.param("IN", "2027-01-26", True, id="India's Republic Day"),
        pytest.param("XX", "2027-01-01", False, id="an unknown country has none"),
        pytest.param("", "2027-01-01", False, id="nor has no country"),
        pytest.param("DE-ZZ", "2027-03-26", True, id="an unknown part has the country's"),
    ],
)
def test_holidays_are_those_of_the_country_and_the_part(country, day, expected):
    """As the library knows them, asked twice: the second answer comes from memory."""
    assert [day_off(country, date.fromisoformat(day)) for _ in range(2)] == [expected, expected]


def test_it_says_which_countries_and_parts_it_knows():
    """For whoever sets a team up."""
    assert {"DE", "DE-BY", "US", "AU-NSW", "WS", "IN"} <= countries()
    assert not {"", "XX", "DE-ZZ", "DEU"} & countries()


def test_every_country_and_part_has_an_answer():
    """None of them makes the library raise or warn."""
    assert all(day_off(name, date(2027, 7, 7)) in {True, False} for name in countries())
