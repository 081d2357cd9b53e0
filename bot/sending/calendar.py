"""Public holidays, from the `holidays` library: slow to import, so only when somebody asks."""

from datetime import date
from functools import cache, lru_cache


def day_off(country: str, day: date) -> bool:
    """Whether it is a public holiday in a country (``DE``) or a part of it (``DE-BY``).

    Without the part, only what the whole country has. An unknown country has none; of an unknown part the
    country's count.
    """
    return day in _days_off(country, day.year)


def countries() -> frozenset[str]:
    """The countries and parts whose holidays are known."""
    return frozenset(
        name
        for country, parts in _known().items()
        for name in (country, *(f"{country}-{part}" for part in parts))
    )


def country(text: str) -> str:
    """A country or a part of it as it is written here, whatever the case. Raises ValueError for any other."""
    found = next((name for name in countries() if name.casefold() == text.strip().casefold()), None)
    if found is None:
        raise ValueError(text)
    return found


@lru_cache(maxsize=4096)
def _days_off(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415  see above

    whole, _, part = country.partition("-")
    if whole not in _known():
        return frozenset()
    subdivision = part if part in _known()[whole] else None
    return frozenset(country_holidays(whole, subdiv=subdivision, years=year, expand=False))


@cache
def _known() -> dict[str, list[str]]:
    from holidays import list_supported_countries  # noqa: PLC0415  see above

    return list_supported_countries(include_aliases=False)
