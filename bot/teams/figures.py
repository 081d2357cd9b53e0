"""Facts, glasses, tables and charts. Whatever a picture shows stands beside it in words, too."""

import math
import re
from collections.abc import Iterable
from itertools import islice, zip_longest

from bot.teams.text import NOTHING, Json, clean, heading, is_plain, length, paragraph, run, said, unslashed
from dialogs.document import Chart, Facts, Glass, Glasses, Table
from dialogs.plain import EMPTY, FULL
from dialogs.words import Words

ROWS = 50
"""So many rows of a table are shown."""

COLUMN = 24
"""The longest label that stands in a column of its own."""

SERIES, CATEGORIES, LABEL = 6, 20, 40
"""The largest chart: rows of values, categories, and the characters of a label."""

WHOLE = 100
"""All of it, in percent."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
"""A line is drawn over days; over anything else Teams draws none."""

MONTH = re.compile(r"(\d{1,2} [A-Z][a-z]{2})[a-z]+")
"""A day and its month, which is shortened: there is little room below a bar, and Teams cuts what has none."""


def section(title: str) -> Json:
    """The heading of a part; a line sets it apart from the part before."""
    return heading(title) | {"separator": True, "spacing": "Large"}


def facts(block: Facts) -> list[Json]:
    """Label and value in two columns, or in lines where a label is long or Markdown would change one."""
    pairs = [(clean(unslashed(fact.label)), clean(fact.value)) for fact in block.items]
    if not pairs:
        return []
    short = all(length(label) <= COLUMN for label, _ in pairs)
    if short and all(is_plain(text) for pair in pairs for text in pair):
        return [{"type": "FactSet", "facts": [{"title": label, "value": value} for label, value in pairs]}]
    lines = [paragraph(run(f"{label}: ", weight="Bolder"), run(value)) for label, value in pairs]
    return [{"type": "Container", "items": lines}]


def glasses(block: Glasses, words: Words) -> list[Json]:
    """The summary, and a glass a line: a sign, its name, and in words whether it is full."""
    lines = [_glass(glass, words) | {"spacing": "Small"} for glass in block.items]
    return [{"type": "Container", "items": [said(block.summary, weight="Bolder"), *lines]}]


def table(block: Table, words: Words) -> list[Json]:
    """The title, and the first rows under the names of their columns."""
    shown = [section(block.title), _grid((block.columns, *block.rows[:ROWS]))]
    if len(block.rows) > ROWS:
        shown.append(said(words.say("teams.cut"), isSubtle=True))
    return shown


def chart(block: Chart) -> list[Json]:
    """The title, the picture, and what it shows in words; old clients show the numbers as a table."""
    numbers = _numbers(block)
    own = _drawn(block)
    shown = own | {"fallback": numbers} if own else numbers
    return [section(block.title), shown, said(block.summary, isSubtle=True)]


def _glass(glass: Glass, words: Words) -> Json:
    state = words.say("teams.full") if glass.full else words.say("teams.empty")
    runs = [
        run(f"{FULL if glass.full else EMPTY} "),
        run(clean(glass.label), weight="Bolder"),
        run(f": {state}"),
    ]
    return paragraph(*runs, *([run(f" ({clean(glass.note)})", isSubtle=True)] if glass.note else []))


def _grid(rows: tuple[tuple[str, ...], ...]) -> Json:
    """A table of texts; the first row names the columns, and short rows are filled up."""
    widest = max(*map(len, rows), 1)
    even = [row + ("",) * (widest - len(row)) for row in rows]
    first, *others = [[clean(cell) for cell in row] for row in even]
    made = [_row([said(cell, weight="Bolder") for cell in first]), *(_row(map(said, row)) for row in others)]
    return {
        "type": "Table",
        "firstRowAsHeaders": True,
        "columns": [{"width": 1} for _ in range(widest)],
        "rows": made,
    }


def _row(cells: Iterable[Json]) -> Json:
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [cell]} for cell in cells]}


def _numbers(block: Chart) -> Json:
    """The chart's numbers: a row for each category, a column for each series."""
    columns = [[f"{value:g}{block.unit}" for value in series.values] for series in block.series]
    rows = zip_longest(block.categories, *columns, fillvalue=NOTHING)
    return _grid((("", *(series.name for series in block.series)), *islice(rows, ROWS)))


def _drawn(block: Chart) -> Json | None:
    """Teams' own chart; None if it cannot draw this one."""
    categories = [clean(MONTH.sub(r"\1", each), LABEL) for each in block.categories]
    values = [value for series in block.series for value in series.values]
    names = [clean(series.name, LABEL) for series in block.series]
    fits = (
        0 < len(names) <= SERIES
        and 0 < len(categories) <= CATEGORIES
        and len(set(categories)) == len(categories)
        and len(set(names)) == len(names)
        and all(len(series.values) == len(categories) for series in block.series)
        and all(map(math.isfinite, values))
    )
    if not fits:
        return None
    line = block.style == "line" and all(DAY.fullmatch(each) for each in block.categories)
    return {
        "type": "Chart.Line" if line else "Chart.VerticalBar.Grouped",
        "title": clean(block.title),
        **_axis(block.unit.strip(), values),
        "data": [
            {
                "legend": name,
                "values": [{"x": x, "y": y} for x, y in zip(categories, series.values, strict=True)],
            }
            for name, series in zip(names, block.series, strict=True)
        ],
    }


def _axis(unit: str, values: list[float]) -> Json:
    """What the numbers are; shares are drawn up to the whole."""
    named = {"yAxisTitle": clean(unit, LABEL)} if unit else {}
    shares = unit == "%" and all(0 <= value <= WHOLE for value in values)
    return named | ({"yMin": 0, "yMax": WHOLE} if shares else {})
