"""A Chart's geometry: pure numbers for the template to draw. Units are those of an SVG 300 wide."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, isfinite, log10

from dialogs.document import Chart

WIDTH = 300
"""As wide as a chart is on a phone, so that its letters keep their size there."""

BAR, GAP, LABEL = 14, 4, 18
"""A bar's height, what lies between two, and the line above them that names their category."""

VALUE_ROOM = 110
"""What is left to the right of the longest bar for its value and its name."""

TOP, BOTTOM, LEFT, RIGHT, HEIGHT = 20, 28, 46, 18, 170
"""The room around a line chart's plot, and its whole height."""

COLUMNS_FROM = 4
"""So many bars of one series stand upright side by side, as the weeks of a course do."""

COLUMN_TOP, COLUMN_ROOM, COLUMN_BOTTOM, COLUMN_GAP = 18, 72, 32, 8
"""Above an upright bar its value, below it two lines of its name; and what lies between two."""

CROWDED = 8
"""With more points than this only the first and the last of a line carry their value."""


@dataclass(frozen=True)
class Bar:
    """One bar, with what is written at its end."""

    y: float
    length: float
    series: int
    text: str


@dataclass(frozen=True)
class Group:
    """The bars of one category."""

    name: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Column:
    """One upright bar: its value above, its name below, in two lines of which the second may be empty."""

    x: float
    y: float
    width: float
    height: float
    text: str
    name: str
    more: str

    @property
    def middle(self) -> float:
        """Where its value and its name stand."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Point:
    """One value on a line; ``text`` is empty where it would crowd the others."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Line:
    """One series as a line."""

    name: str
    series: int
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """As SVG's ``points``."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


@dataclass(frozen=True)
class Tick:
    """A value on an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Lines:
    """A line chart."""

    lines: tuple[Line, ...]
    ups: tuple[Tick, ...]
    acrosses: tuple[Tick, ...]


def number(value: float) -> str:
    """A value as people write it: no more than one digit behind the point."""
    return f"{round(value, 1):g}" if isfinite(value) else "–"


def valued(value: float, unit: str) -> str:
    """A value with its unit, as it stands at a bar."""
    return f"{number(value)} {unit}".strip()


def upright(chart: Chart) -> bool:
    """Whether a bar chart is drawn with upright bars."""
    return chart.style == "bar" and len(chart.series) == 1 and len(chart.categories) >= COLUMNS_FROM


def columns(chart: Chart) -> tuple[Column, ...]:
    """The bars of one series side by side. Of names such as "5 October" the month stands where it begins."""
    values = chart.series[0].values
    top = max((value for value in values if isfinite(value) and value > 0), default=1.0)
    each = (WIDTH + COLUMN_GAP) / len(chart.categories)
    found: list[Column] = []
    month = ""
    for at, category in enumerate(chart.categories):
        value = _value(values, at)
        height = max(2.0, max(0.0, value) / top * COLUMN_ROOM) if isfinite(value) else 0.0
        name, _, more = category.partition(" ")
        found.append(
            Column(
                x=each * at,
                y=COLUMN_TOP + COLUMN_ROOM - height,
                width=each - COLUMN_GAP,
                height=height,
                text=valued(value, chart.unit),
                name=name,
                more="" if more == month else more,
            )
        )
        month = more
    return tuple(found)


def bars(chart: Chart) -> tuple[tuple[Group, ...], float]:
    """The groups of a bar chart from top to bottom, and its height."""
    top = ceiling(_values(chart))
    groups, y = [], 0.0
    for at, category in enumerate(chart.categories):
        begin = y
        y += LABEL
        here = []
        for which, series in enumerate(chart.series):
            value = _value(series.values, at)
            length = max(0.0, value) / top * (WIDTH - VALUE_ROOM)
            shown = valued(value, chart.unit)
            text = f"{shown}  {series.name}" if len(chart.series) > 1 else shown
            here.append(Bar(y=y, length=max(length, 2), series=which, text=text))
            y += BAR + GAP
        groups.append(Group(name=category, y=begin + LABEL - 7, bars=tuple(here)))
        y += GAP * 2
    return tuple(groups), y


def lines(chart: Chart) -> Lines:
    """A line chart from left to right; the axis begins at nought."""
    top = ceiling(_values(chart))
    count = max(len(chart.categories), 1)

    def across(at: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at / (count - 1) if count > 1 else 0.5)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (max(value, 0) / top)

    def line(which: int) -> Line:
        series = chart.series[which]
        values = [(at, value) for at, value in enumerate(series.values[:count]) if isfinite(value)]
        ends = {values[0][0], values[-1][0]} if values else set()
        shown = ends if count > CROWDED or len(chart.series) > 1 else {at for at, _ in values}
        points = (
            Point(across(at), up(value), valued(value, chart.unit) if at in shown else "")
            for at, value in values
        )
        return Line(name=series.name, series=which, points=tuple(points))

    return Lines(
        lines=tuple(line(which) for which in range(len(chart.series))),
        ups=tuple(Tick(up(value), valued(value, chart.unit)) for value in (0, top / 2, top)),
        acrosses=tuple(Tick(across(at), name) for at, name in enumerate(chart.categories)),
    )


def ceiling(values: Iterator[float]) -> float:
    """The top of the axis: the next round number at or above every value."""
    highest = max((value for value in values if isfinite(value)), default=0)
    if highest <= 0:
        return 1.0
    step = 10.0 ** floor(log10(highest))
    return next((step * times for times in (1, 2, 2.5, 5) if step * times >= highest), step * 10)


def _values(chart: Chart) -> Iterator[float]:
    return (value for series in chart.series for value in series.values)


def _value(values: tuple[float, ...], at: int) -> float:
    return values[at] if at < len(values) else float("nan")
