"""data_visualization as SVG: bars, lines, areas and slices, each also said in words."""

from collections.abc import Callable
from math import cos, pi, sin

from markupsafe import Markup

from tests.slack.standin.state import Json

COLOURS = ("#1264a3", "#2b8a6e", "#c2571a", "#7a4fb5", "#b3315f", "#5c6b73")
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 560, 240, 40, 34, 12


def chart(block: Json) -> Markup:
    """The picture with its title and legend."""
    body = block["chart"]
    drawn, words = _pie(body["segments"]) if body["type"] == "pie" else _cartesian(body)
    svg = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, f"{block['title']}. {words}", drawn
    )
    names = [one["label"] for one in body["segments"]] if body["type"] == "pie" else _names(body)
    legend = Markup("").join(
        Markup('<li><i style="background:{}"></i>{}</li>').format(_colour(index), name)
        for index, name in enumerate(names)
    )
    return Markup('<figure class="chart"><figcaption>{}</figcaption>{}<ul>{}</ul></figure>').format(
        block["title"], svg, legend
    )


def _names(body: Json) -> list[str]:
    return [series["name"] for series in body["series"]]


def _colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def _cartesian(body: Json) -> tuple[Markup, str]:
    axis = body["axis_config"]
    categories = axis["categories"]
    table = [{point["label"]: point["value"] for point in series["data"]} for series in body["series"]]
    numbers = [value for row in table for value in row.values()]
    low, high = min(0, *numbers), max(0, *numbers)
    span = (high - low) or 1
    step = (WIDTH - LEFT - 8) / len(categories)

    def down(value: float) -> float:
        return float(TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / span)

    drawn = _grid(low, high, down, axis)
    for index, category in enumerate(categories):
        x = LEFT + step * (index + 0.5)
        drawn += Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
            x, HEIGHT - BOTTOM + 14, category
        )
    for number, row in enumerate(table):
        points = [(LEFT + step * (i + 0.5), down(row[name])) for i, name in enumerate(categories)]
        drawn += _bars(points, number, len(table), step, down(0)) if body["type"] == "bar" else Markup("")
        drawn += (
            _line(points, number, down(0), filled=body["type"] == "area") if body["type"] != "bar" else ""
        )
    words = "; ".join(
        f"{series['name']}: " + ", ".join(f"{name} {row[name]:g}" for name in categories)
        for series, row in zip(body["series"], table, strict=True)
    )
    return drawn, words


def _grid(low: float, high: float, down: Callable[[float], float], axis: Json) -> Markup:
    drawn = Markup("")
    for part in range(5):
        value = low + (high - low) * part / 4
        y = down(value)
        drawn += Markup(
            '<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="#e3e3e3"/>'
            '<text x="{}" y="{:.1f}" text-anchor="end">{:.3g}</text>'
        ).format(LEFT, WIDTH - 8, y, y, LEFT - 6, y + 4, round(value, 2))
    labels = " · ".join(one for one in (axis.get("y_label"), axis.get("x_label")) if one)
    return drawn + Markup('<text x="{}" y="{}" class="axis">{}</text>').format(LEFT, HEIGHT - 4, labels)


def _bars(points: list[tuple[float, float]], number: int, many: int, step: float, zero: float) -> Markup:
    width = step * 0.7 / many
    return Markup("").join(
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
            x - step * 0.35 + width * number, min(y, zero), width - 1, abs(zero - y), _colour(number)
        )
        for x, y in points
    )


def _line(points: list[tuple[float, float]], number: int, zero: float, *, filled: bool) -> Markup:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5"/>').format(
        path, _colour(number)
    )
    if filled:
        closed = f"{points[0][0]:.1f},{zero:.1f} {path} {points[-1][0]:.1f},{zero:.1f}"
        drawn += Markup('<polygon points="{}" fill="{}" opacity=".2"/>').format(closed, _colour(number))
    return drawn


def _pie(segments: list[Json]) -> tuple[Markup, str]:
    total = sum(one["value"] for one in segments)
    drawn, at, radius, middle = Markup(""), -pi / 2, 105.0, (WIDTH / 2, HEIGHT / 2)
    for number, one in enumerate(segments):
        share = one["value"] / total
        end = at + 2 * pi * min(share, 0.9999)
        corners = [(middle[0] + radius * cos(turn), middle[1] + radius * sin(turn)) for turn in (at, end)]
        (x1, y1), (x2, y2) = corners
        path = (
            f"M{middle[0]},{middle[1]} L{x1:.1f},{y1:.1f} "
            f"A{radius},{radius} 0 {int(share > 0.5)} 1 {x2:.1f},{y2:.1f} Z"
        )
        drawn += Markup('<path d="{}" fill="{}" stroke="#fff"/>').format(path, _colour(number))
        at = end
    return drawn, ", ".join(f"{one['label']} {one['value'] / total:.0%}" for one in segments)
