"""The blocks that show figures: tables and charts."""

from collections.abc import Iterator
from typing import Any

from tests.slack.standin.objects import ID
from tests.slack.standin.richtext import ELEMENTS
from tests.slack.standin.shapes import (
    Check,
    array,
    boolean,
    both,
    distinct,
    integer,
    kind,
    literal,
    number,
    obj,
    string,
    tagged,
    wrong,
)

TABLE_TEXT = 10_000  #: characters of all cells of a message together
_RICH = kind("rich_text", {"elements": ELEMENTS})


def _null_or(check: Check) -> Check:
    def checked(value: Any, at: str) -> Iterator[str]:
        if value is not None:
            yield from check(value, at)

    return checked


TABLE = kind(
    "table",
    {
        "rows": array(
            array(tagged({"raw_text": kind("raw_text", {"text": string(3000)}), "rich_text": _RICH}), 1, 20),
            1,
            100,
        )
    },
    {
        "block_id": ID,
        "column_settings": array(
            _null_or(obj({}, {"align": literal("left", "center", "right"), "is_wrapped": boolean})), 0, 20
        ),
    },
)


def _rows_fit(table: dict[str, Any], at: str) -> Iterator[str]:
    header, *rows = table["rows"]
    if any(cell["type"] == "rich_text" for cell in header):
        yield wrong("header cells must not be rich_text", f"{at}/rows/0")
    for index, row in enumerate(rows, 1):
        if len(row) != len(header):
            yield wrong(
                f"must have {len(header)} cells like the header, has {len(row)}", f"{at}/rows/{index}"
            )
    if table.get("row_header_column_index", 0) >= len(header):
        yield wrong("must name an existing column", f"{at}/row_header_column_index")


DATA_TABLE = kind(
    "data_table",
    {
        "caption": string(3000),
        "rows": array(
            array(
                tagged(
                    {
                        "raw_text": kind("raw_text", {"text": string(3000)}),
                        "raw_number": kind("raw_number", {"value": number()}, {"text": string(100)}),
                        "rich_text": _RICH,
                    }
                ),
                1,
                20,
            ),
            2,
            101,
        ),
    },
    {"block_id": ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    _rows_fit,
)

LABEL = string(20)
_POINTS = array(obj({"label": LABEL, "value": number()}), 1, 20)


def _series_fit(chart: dict[str, Any], at: str) -> Iterator[str]:
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield wrong("series names must differ", f"{at}/series")
    categories = sorted(chart["axis_config"]["categories"])
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            yield wrong("must have exactly one value for each category", f"{at}/series/{index}/data")


def _cartesian(name: str) -> Check:
    # sources disagree on the most series, six or twelve: what fits the smaller is right either way
    return kind(
        name,
        {
            "series": array(obj({"name": LABEL, "data": _POINTS}), 1, 6),
            "axis_config": obj(
                {"categories": both(array(LABEL, 1, 20), distinct)},
                {"x_label": string(50, least=0), "y_label": string(50, least=0)},
            ),
        },
        {},
        _series_fit,
    )


CHART = kind(
    "data_visualization",
    {
        "title": string(50),
        "chart": tagged(
            {
                "bar": _cartesian("bar"),
                "line": _cartesian("line"),
                "area": _cartesian("area"),
                "pie": kind(
                    "pie", {"segments": array(obj({"label": LABEL, "value": number(above=0)}), 1, 6)}
                ),
            }
        ),
    },
    {"block_id": ID},
)
