"""Facts, glasses, tables and charts. Whatever a picture shows stands beside it in words, too."""

import math
import re
from collections.abc import Iterable
from itertools import islice, zip_longest

from bot.teams.text import NOTHING, Json, clean, heading, is_plain, length, paragraph, run, said, unslashed
from dialogs.document import Chart, Facts, Glass, Glasses, Table
from dialogs.plain import EMPTY, FULL, leading
from dialogs.words import Words

ROWS = 50
"""So many rows of a table are shown."""

COLUMN = 20
"""The longest label that stands in a column of its own."""

SERIES, CATEGORIES, LABEL = 6, 20, 40
"""The largest chart: rows of values, categories, and the characters of a label."""

WHOLE = 100
"""All of it, in percent."""

LINE, GAP = 36, 4
"""So many letters stand beside each other in a table on a phone; the margins of a cell take so many."""

NARROW, BROAD = frozenset("fijlrtI.,:;!|'()-"), frozenset("mwMW%@")
"""Letters half as broad as others, and half as broad again."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
"""A line is drawn over days; over anything else Teams draws none."""

MONTH = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]*")
"""A day and its month: there is little room below a bar, and Teams cuts what has none."""


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
    lines = [paragraph(run(f"{leading(label)} ", weight="Bolder"), run(value)) for label, value in pairs]
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
        "columns": [{"width": each} for each in _widths(even)],
        "rows": made,
    }


def _widths(rows: list[tuple[str, ...]]) -> list[int]:
    """How wide the columns are to each other: no word is broken, and what is left goes where most is said."""
    columns = list(zip(*rows, strict=True))
    words = [
        GAP + max(_broad(word) for cell in column for word in cell.split() or [""]) for column in columns
    ]
    texts = [max(map(length, column)) for column in columns]
    left, said = max(LINE - sum(words), 0), max(sum(texts), 1)
    return [round(10 * (word + left * text / said)) for word, text in zip(words, texts, strict=True)]


def _broad(word: str) -> float:
    """About as many letters wide is a word, as it is drawn."""
    return length(word) + (sum(each in BROAD for each in word) - sum(each in NARROW for each in word)) / 2


def _row(cells: Iterable[Json]) -> Json:
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [cell]} for cell in cells]}


def _numbers(block: Chart) -> Json:
    """The chart's numbers: a row for each category, a column for each series."""
    columns = [[f"{value:g}{block.unit}" for value in series.values] for series in block.series]
    rows = zip_longest(block.categories, *columns, fillvalue=NOTHING)
    return _grid((("", *(series.name for series in block.series)), *islice(rows, ROWS)))


def _drawn(block: Chart) -> Json | None:
    """Teams' own chart; None if it cannot draw this one."""
    categories = _below(block.categories)
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


def _below(categories: Iterable[str]) -> list[str]:
    """What stands below the bars. Only the first day of a month names it, unless the bare day is taken."""
    labels: list[str] = []
    before = ""
    for each in categories:
        day = MONTH.fullmatch(each)
        label = each
        if day:
            again = day[2] == before and day[1] not in labels
            label = day[1] if again else f"{day[1]} {day[2]}"
        before = day[2] if day else ""
        labels.append(clean(label, LABEL))
    return labels


def _axis(unit: str, values: list[float]) -> Json:
    """What the numbers are; shares are drawn up to the whole."""
    named = {"yAxisTitle": clean(unit, LABEL)} if unit else {}
    shares = unit == "%" and all(0 <= value <= WHOLE for value in values)
    return named | ({"yMin": 0, "yMax": WHOLE} if shares else {})
