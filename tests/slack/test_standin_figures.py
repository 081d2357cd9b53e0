"""The same for rich text, tables, charts, cards and containers."""

from typing import Any

import pytest

from tests.slack.standin.samples import (
    DIVIDER,
    IMAGE_URL,
    bars,
    button,
    card,
    cells,
    container,
    data_table,
    pie,
    plain,
    rich,
    series,
    table,
)
from tests.slack.standin.validator import block_problems

# fmt: off
PAIRS: list[tuple[Any, Any, str]] = [
    # rich text
    (rich({"type": "user", "user_id": "U1"}), rich({"type": "user", "user_id": "ana"}), "must match"),
    (rich({"type": "text", "text": "x", "style": {"bold": True}}),
     rich({"type": "text", "text": "x", "style": {}}),
     "needs one of bold"),
    (rich({"type": "link", "url": IMAGE_URL}), rich({"type": "anchor", "url": IMAGE_URL}),
     "unsupported type: anchor"),
    (rich({"type": "text", "text": "x"}), rich({"type": "text", "text": ""}), "at least 1"),
    # tables and charts
    (table(rows=100), table(rows=101), "1 to 100 items"),
    (table(columns=20), table(columns=21), "1 to 20 items"),
    (table(column_settings=[None, {"align": "right"}]), table(column_settings=[{"align": "end"}]),
     "must be one of left"),
    (data_table(cells(101, 1)), data_table(cells(102, 1)), "2 to 101 items"),
    (data_table(cells(3, 2)), data_table([*cells(1, 2), *cells(1, 3)]), "2 cells like the header"),
    (data_table(), data_table([[{"type": "rich_text", "elements": []}] * 2, *cells(1, 2)]),
     "must not be rich_text"),
    (data_table(row_header_column_index=1), data_table(row_header_column_index=2),
     "must name an existing column"),
    (data_table(page_size=100), data_table(page_size=101), "between 1 and 100"),
    (data_table(), {"type": "data_table", "rows": cells(2, 2)}, "missing required field: caption"),
    (bars(title="x" * 50), bars(title="x" * 51), "no more than 50"),
    (bars(x_label="x" * 50), bars(y_label="x" * 51), "no more than 50"),
    (bars(kind="area"), bars(kind="radar"), "unsupported type: radar"),
    (bars(series("x" * 20), categories=["x" * 20]), bars(series("x" * 21), categories=["x" * 21]),
     "no more than 20"),
    (bars(series("Mon", "Tue"), categories=["Tue", "Mon"]), bars(series("Mon"), categories=["Mon", "Tue"]),
     "exactly one value for each category"),
    (bars(series("Mon")), bars(series("Mon", "Mon")), "exactly one value for each category"),
    (bars(series("Mon"), series("Mon", name="Team")), bars(series("Mon"), series("Mon")),
     "series names must differ"),
    (bars(*[series("Mon", name=str(one)) for one in range(6)]),
     bars(*[series("Mon", name=str(one)) for one in range(7)]),
     "1 to 6 items"),
    (bars(*[series(*map(str, range(20)))], categories=map(str, range(20))),
     bars(*[series(*map(str, range(21)))], categories=map(str, range(21))), "1 to 20 items"),
    (bars(series("Mon", value=-1.5)), bars(series("Mon", value="1")), "must be a number"),
    (bars(series("Mon", value=0)), bars(series("Mon", value=float("nan"))), "finite number"),
    (pie(1, 2), pie(0), "above 0"),
    (pie(*[1] * 6), pie(*[1] * 7), "1 to 6 items"),
    # cards and containers
    (card(body=plain("x" * 200)), card(body=plain("x" * 201)), "no more than 200"),
    (card(title=plain("x" * 150)), card(title=plain("x" * 151)), "no more than 150"),
    (card(title=plain()), card(subtitle=plain()), "needs one of hero_image, title, actions, body"),
    (card(actions=[button()] * 2), card(actions=[button()] * 3), "1 to 2 items"),
    ({"type": "carousel", "elements": [card(title=plain())] * 10},
     {"type": "carousel", "elements": [card(title=plain())] * 11},
     "1 to 10 items"),
    (container(*[DIVIDER] * 10, title=plain()), container(*[DIVIDER] * 11, title=plain()), "1 to 10 items"),
    (container(DIVIDER, title=plain()), container(DIVIDER), "needs one of title, rich_text_title"),
    (container(table(), title=plain()), container(card(title=plain()), title=plain()),
     "unsupported type: card"),
    (container(DIVIDER, title=plain(), is_collapsible=True, default_collapsed=True),
     container(DIVIDER, title=plain(), default_collapsed=True), "needs is_collapsible"),
]
# fmt: on


@pytest.mark.parametrize(
    ("right", "wrong", "said"), PAIRS, ids=[f"{number} {said}" for number, (_, _, said) in enumerate(PAIRS)]
)
def test_a_rule_lets_the_right_pass_and_stops_the_wrong(right, wrong, said):
    assert block_problems([right], "message") == []
    found = block_problems([wrong], "message")
    assert any(said in problem for problem in found), found
