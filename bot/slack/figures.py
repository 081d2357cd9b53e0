"""Tables and charts: Slack's own blocks where they fit and may stand, plain lines everywhere else."""

import math

from bot.slack import rich
from bot.slack.text import NOTHING, SECTION, Json, cut
from dialogs.document import Chart, Series, Table

ROWS, COLUMNS, CELLS = 100, 20, 10_000
"""The largest table: rows, columns, characters of all its cells."""

SERIES, CATEGORIES, LABEL, TITLE = 6, 20, 20, 50
"""The largest chart: rows of values, categories, and the characters of a label and of its title."""

BAR = 12
"""So many signs long is the longest bar of a chart in plain lines."""


def table(said: Table) -> Json | None:
    """Slack's own table; None if this one does not fit into it."""
    rows = (said.columns, *said.rows)
    if len(rows) > ROWS or len(said.columns) > COLUMNS:
        return None
    cells = [[cut(cell, SECTION) or NOTHING for cell in row] for row in rows]
    if sum(len(cell) for row in cells for cell in row) > CELLS:
        return None
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in cells]}


def chart(said: Chart) -> Json | None:
    """Slack's own chart; None if this one does not fit into it."""
    categories = [cut(each, LABEL) for each in said.categories]
    names = [cut(series.name, LABEL) for series in said.series]
    fits = (
        0 < len(names) <= SERIES
        and 0 < len(categories) <= CATEGORIES
        and len(set(categories)) == len(categories)
        and len(set(names)) == len(names)
        and all((*categories, *names))
        and all(len(series.values) == len(categories) for series in said.series)
        and all(math.isfinite(value) for series in said.series for value in series.values)
    )
    if not fits:
        return None
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": value} for label, value in zip(categories, each.values, strict=True)
            ],
        }
        for name, each in zip(names, said.series, strict=True)
    ]
    drawn = {"type": said.style, "series": series, "axis_config": {"categories": categories}}
    return {"type": "data_visualization", "title": cut(said.title, TITLE) or NOTHING, "chart": drawn}


def bars(said: Chart) -> Json:
    """The chart in plain lines: what it shows in words, and a bar for each value."""
    head = [rich.leaf(f"{said.title}\n", bold=True), rich.leaf(said.summary)]
    finite = [abs(value) for series in said.series for value in series.values if math.isfinite(value)]
    most = max(finite, default=0) or 1
    drawn = "\n\n".join("\n".join(_series(series, said.categories, most)) for series in said.series)
    shown = [{"type": "rich_text_preformatted", "elements": [rich.leaf(drawn)]}] if drawn else []
    return rich.block(rich.line(*head), *shown)


def _series(series: Series, categories: tuple[str, ...], most: float) -> list[str]:
    drawn = (_bar(each, value, most) for each, value in zip(categories, series.values, strict=False))
    return [series.name, *drawn]


def _bar(category: str, value: float, most: float) -> str:
    signs = round(abs(value) / most * BAR) if math.isfinite(value) else 0
    return f"{category:<10} {'▇' * signs} {value:g}"
