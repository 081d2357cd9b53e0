"""Each rule for blocks: one payload that passes and one that the rule stops."""

from typing import Any

import pytest

from tests.slack.standin.blocks import SHAPES
from tests.slack.standin.samples import (
    DIVIDER,
    IMAGE_URL,
    PICTURE,
    SAMPLES,
    acts,
    asked,
    bars,
    button,
    cells,
    container,
    data_table,
    element,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    section,
    table,
)
from tests.slack.standin.validator import NEW_BLOCKS, REFUSED, block_problems, new_blocks


def test_there_is_a_sample_of_every_block():
    assert SAMPLES.keys() == SHAPES.keys()


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_a_block_stands_where_slack_lets_it(kind, surface):
    found = block_problems([SAMPLES[kind]], surface)
    if kind in REFUSED[surface]:
        assert found == [f"{kind} is not supported on a {surface} [json-pointer:/blocks/0]"]
    else:
        assert found == []


# fmt: off
PAIRS: list[tuple[Any, Any, str]] = [
    # what a message holds
    ([DIVIDER] * 50, [DIVIDER] * 51, "1 to 50 items"),
    (DIVIDER, [], "1 to 50 items"),
    (DIVIDER, {"type": "divder"}, "unsupported type: divder"),
    (DIVIDER, {"type": "file", "external_id": "x", "source": "remote"}, "unsupported type: file"),
    (DIVIDER, {**DIVIDER, "colour": "red"}, "unknown field: colour"),
    (DIVIDER, [None], "must be an object"),
    ({**DIVIDER, "block_id": "x" * 255}, {**DIVIDER, "block_id": "x" * 256}, "no more than 255"),
    ([{**DIVIDER, "block_id": "a"}, {**DIVIDER, "block_id": "b"}], [{**DIVIDER, "block_id": "a"}] * 2,
     "block_id a already exists"),
    ([table(), DIVIDER], [table(), data_table()], "only_one_table_allowed"),
    ([bars(), bars()], [bars(), bars(), pie(1)], "no more than 2 data_visualization"),
    ([SAMPLES["plan"]], [SAMPLES["plan"]] * 2, "no more than 1 plan"),
    ([{"type": "markdown", "text": "x" * 6000}] * 2, [{"type": "markdown", "text": "x" * 6001}] * 2,
     "12000 characters together"),
    ([table(rows=1, columns=1)], [{"type": "table", "rows": cells(11, 1, "x" * 1000)}],
     "10000 characters together"),
    # texts
    (section(text=mrkdwn("x" * 3000)), section(text=mrkdwn("x" * 3001)), "no more than 3000"),
    (section(text=mrkdwn()), section(text=mrkdwn("")), "at least 1"),
    (section(text=mrkdwn()), section(text={"type": "mrkdwn"}), "missing required field: text"),
    (section(text={**plain(), "emoji": True}), section(text={**mrkdwn(), "emoji": True}),
     "unknown field: emoji"),
    (section(text=mrkdwn()), section(text="x"), "must be an object"),
    (section(fields=[mrkdwn("x" * 2000)] * 10), section(fields=[mrkdwn("x" * 2001)]), "no more than 2000"),
    (section(fields=[mrkdwn()] * 10), section(fields=[mrkdwn()] * 11), "1 to 10 items"),
    (section(fields=[mrkdwn()]), section(accessory=button()), "needs one of text, fields"),
    (section(text=plain(), accessory=button()), section(text=plain(), accessory=element("plain_text_input")),
     "unsupported type: plain_text_input"),
    ({"type": "header", "text": plain("x" * 150)}, {"type": "header", "text": plain("x" * 151)},
     "no more than 150"),
    ({"type": "header", "text": plain()}, {"type": "header", "text": mrkdwn()}, "must be one of plain_text"),
    ({"type": "header", "text": plain(), "level": 4}, {"type": "header", "text": plain(), "level": 5},
     "between 1 and 4"),
    ({"type": "context", "elements": [mrkdwn()] * 10}, {"type": "context", "elements": [mrkdwn()] * 11},
     "1 to 10"),
    ({"type": "context", "elements": [plain()]}, {"type": "context", "elements": [button()]},
     "unsupported type: button"),
    # buttons
    (acts(*[button(action_id=str(one)) for one in range(25)]), acts(*[button()] * 26), "1 to 25 items"),
    (acts(button(action_id="a"), button(action_id="b")), acts(*[button(action_id="a")] * 2),
     "action_id a already"),
    (acts(button(text=plain("x" * 75))), acts(button(text=plain("x" * 76))), "no more than 75"),
    (acts(button(text=plain())), acts(button(text=mrkdwn())), "must be one of plain_text"),
    (acts(button(value="x" * 2000)), acts(button(value="x" * 2001)), "no more than 2000"),
    (acts(button(url="https://a/" + "x" * 2990)), acts(button(url="https://a/" + "x" * 2991)),
     "no more than 3000"),
    (acts(button(url="https://a")), acts(button(url="javascript:1")), "must match"),
    (acts(button(style="danger")), acts(button(style="default")), "must be one of primary, danger"),
    (acts(button(action_id="x" * 255)), acts(button(action_id="x" * 256)), "no more than 255"),
    (acts(button(accessibility_label="x" * 75)), acts(button(accessibility_label="x" * 76)),
     "no more than 75"),
    (acts(element("overflow", options=options(5))), acts(element("overflow", options=options(6))),
     "1 to 5 items"),
    # options
    (asked("radio_buttons", options=options(10)), asked("radio_buttons", options=options(11)),
     "1 to 10 items"),
    (asked("checkboxes", options=options(10)), asked("checkboxes", options=options(11)), "1 to 10 items"),
    (asked("static_select", options=options(100)), asked("static_select", options=options(101)),
     "1 to 100 items"),
    (asked("static_select", option_groups=[{"label": plain(), "options": options(1)}]),
     asked("static_select", options=options(1), option_groups=[{"label": plain(), "options": options(1)}]),
     "exactly one of options, option_groups"),
    (asked("static_select", options=options(1)), asked("static_select"), "exactly one of options"),
    (asked("radio_buttons", options=[option(text=plain("x" * 75))]),
     asked("radio_buttons", options=[option(text=plain("x" * 76))]), "no more than 75"),
    (asked("checkboxes", options=[option(description=plain("x" * 75))]),
     asked("checkboxes", options=[option(description=plain("x" * 76))]), "no more than 75"),
    (asked("checkboxes", options=[option(value="x" * 150)]),
     asked("checkboxes", options=[option(value="x" * 151)]),
     "no more than 150"),
    (asked("radio_buttons", options=[option(text=mrkdwn())]),
     asked("static_select", options=[option(text=mrkdwn())]),
     "must be one of plain_text"),
    (asked("radio_buttons", options=options(2)), asked("radio_buttons", options=[option(), option()]),
     "two options have the value 0"),
    (asked("radio_buttons", options=options(2), initial_option=option(1)),
     asked("radio_buttons", options=options(2), initial_option=option(2)), "among the options"),
    (asked("radio_buttons", options=options(2), initial_option=option(1)),
     asked("radio_buttons", options=options(2), initial_option=option(1, description=plain())),
     "to the letter"),
    (asked("checkboxes", options=options(2), initial_options=options(2)),
     asked("checkboxes", options=options(2), initial_options=options(3)), "among the options"),
    (asked("checkboxes", options=options(2)), asked("checkboxes", options=options(2), initial_options=[]),
     "1 to 10"),
    (asked("multi_static_select", options=options(2), initial_options=options(1), max_selected_items=1),
     asked("multi_static_select", options=options(2), max_selected_items=0), "between 1 and 100"),
    # inputs
    (asked("plain_text_input", max_length=3000), asked("plain_text_input", max_length=3001),
     "between 1 and 3000"),
    (asked("plain_text_input", min_length=2, max_length=2),
     asked("plain_text_input", min_length=3, max_length=2),
     "min_length must not exceed"),
    (asked("plain_text_input", initial_value="xx", max_length=2),
     asked("plain_text_input", initial_value="xxx", max_length=2), "no more than 2 characters"),
    (asked("plain_text_input", placeholder=plain("x" * 150)),
     asked("plain_text_input", placeholder=plain("x" * 151)),
     "no more than 150"),
    ({**asked("plain_text_input"), "label": plain("x" * 2000)},
     {**asked("plain_text_input"), "label": plain("x" * 2001)},
     "no more than 2000"),
    ({**asked("plain_text_input"), "hint": plain("x" * 2000)},
     {**asked("plain_text_input"), "hint": plain("x" * 2001)},
     "no more than 2000"),
    ({**asked("plain_text_input"), "optional": True}, {**asked("plain_text_input"), "optional": "yes"},
     "a boolean"),
    ({**asked("plain_text_input"), "dispatch_action": True}, asked("button", text=plain()),
     "unsupported type: button"),
    ([{**asked("plain_text_input", focus_on_load=True)}, asked("datepicker")],
     [asked("plain_text_input", focus_on_load=True)] * 2, "only one element may have focus_on_load"),
    (asked("number_input", is_decimal_allowed=False, min_value="1"), asked("number_input", min_value="1"),
     "missing required field: is_decimal_allowed"),
    (asked("number_input", is_decimal_allowed=True, min_value="1", max_value="2"),
     asked("number_input", is_decimal_allowed=True, min_value="3", max_value="2"),
     "must not exceed max_value"),
    (asked("number_input", is_decimal_allowed=True, min_value="1.5"),
     asked("number_input", is_decimal_allowed=False, min_value="1.5"), "decimals are not allowed"),
    (asked("datepicker", initial_date="2026-03-01"), asked("datepicker", initial_date="1 March"),
     "no more than 10|match"),
    (asked("timepicker", initial_time="23:59"), asked("timepicker", initial_time="24:00"), "must match"),
    (asked("datetimepicker"), section(text=plain(), accessory=element("datetimepicker")), "unsupported type"),
    (asked("conversations_select", filter={"include": ["im"]}), asked("conversations_select", filter={}),
     "needs one of"),
    (asked("conversations_select"), asked("conversations_select", response_url_enabled=True),
     "input blocks in modals"),
    (asked("users_select", initial_user="U1"), asked("users_select", initial_user="ana"), "must match"),
    (asked("plain_text_input"), asked("file_input"), "for modals only"),
    (asked("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
     asked("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * 2}),
     "not repeat"),
    (acts(button(confirm={"title": plain(), "text": plain(), "confirm": plain("x" * 30), "deny": plain()})),
     acts(button(confirm={"title": plain(), "text": plain(), "confirm": plain("x" * 31), "deny": plain()})),
     "than 30"),
    # pictures
    (PICTURE, {"type": "image", "image_url": IMAGE_URL}, "missing required field: alt_text"),
    (PICTURE, {"type": "image", "alt_text": "x"}, "exactly one of image_url, slack_file"),
    ({**PICTURE, "alt_text": "x" * 2000}, {**PICTURE, "alt_text": "x" * 2001}, "no more than 2000"),
    ({"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}},
     {"type": "image", "alt_text": "x", "slack_file": {"id": "F1", "url": IMAGE_URL}},
     "exactly one of id, url"),
]
# fmt: on


@pytest.mark.parametrize(
    ("right", "wrong", "said"), PAIRS, ids=[f"{number} {said}" for number, (_, _, said) in enumerate(PAIRS)]
)
def test_a_rule_lets_the_right_pass_and_stops_the_wrong(right, wrong, said):
    assert block_problems(right if isinstance(right, list) else [right], "message") == []
    found = block_problems(wrong if isinstance(wrong, list) else [wrong], "message")
    assert any(part in problem for problem in found for part in said.split("|")), found


def test_a_modal_and_a_home_hold_a_hundred_blocks():
    for surface in ("modal", "home"):
        assert block_problems([DIVIDER] * 100, surface) == []
        assert "1 to 100 items" in block_problems([DIVIDER] * 101, surface)[0]


def test_files_and_response_urls_are_for_inputs_in_modals():
    assert block_problems([asked("file_input")], "modal") == []
    assert block_problems([asked("conversations_select", response_url_enabled=True)], "modal") == []
    dispatching = {**asked("file_input"), "dispatch_action": True}
    assert "cannot dispatch" in block_problems([dispatching], "modal")[0]


def test_every_problem_is_told_with_its_place():
    found = block_problems([DIVIDER, section(text=mrkdwn("")), {"type": "header"}], "message")
    assert found == [
        "must be at least 1 characters [json-pointer:/blocks/1/text/text]",
        "missing required field: text [json-pointer:/blocks/2]",
    ]


@pytest.mark.parametrize(
    "nonsense", [None, "x", 1, {}, [None], [[]], [{"type": []}], [{"type": "table", "rows": 1}]]
)
def test_nonsense_is_refused_without_a_crash(nonsense):
    assert block_problems(nonsense, "message")
    assert new_blocks(nonsense) in ([], ["table"])


def test_the_new_blocks_are_found_inside_containers_too():
    assert new_blocks([DIVIDER, container(table(), title=plain())]) == ["container", "table"]
    assert {kind for kind in SAMPLES if new_blocks([SAMPLES[kind]])} == NEW_BLOCKS
