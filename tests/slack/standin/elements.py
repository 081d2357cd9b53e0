"""The interactive elements, and where each may stand."""

from collections.abc import Iterator
from typing import Any

from tests.slack.standin import objects, richtext
from tests.slack.standin.objects import CONFIRM, ID, PLACEHOLDER, URL, plain
from tests.slack.standin.shapes import (
    Check,
    Shapes,
    array,
    boolean,
    exactly_one,
    integer,
    kind,
    literal,
    string,
    wrong,
)

DATE = string(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
DECIMAL = string(30, pattern=r"-?\d+(\.\d+)?")
ASKING: Shapes = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
TYPING: Shapes = {
    "action_id": ID,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": objects.DISPATCH,
}
FIRST_AND_VALUES = (objects.initial_among_options, objects.values_differ)


def _length_fits(element: dict[str, Any], at: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield wrong("min_length must not exceed max_length", at)
    if len(element.get("initial_value", "")) > most:
        yield wrong(f"initial_value must be no more than {most} characters", f"{at}/initial_value")


def _bounds_fit(element: dict[str, Any], at: str) -> Iterator[str]:
    if float(element.get("min_value", "-inf")) > float(element.get("max_value", "inf")):
        yield wrong("min_value must not exceed max_value", at)
    decimals = any("." in element.get(key, "") for key in ("initial_value", "min_value", "max_value"))
    if decimals and not element["is_decimal_allowed"]:
        yield wrong("decimals are not allowed here", at)


def _select(name: str, initial: Shapes, *, many: bool = False, required: Shapes | None = None) -> Check:
    most: Shapes = {"max_selected_items": integer(1, 100)} if many else {}
    rules = (exactly_one("options", "option_groups"), *FIRST_AND_VALUES) if "static" in name else ()
    return kind(name, required, {**ASKING, "placeholder": PLACEHOLDER, **initial, **most}, *rules)


_STATIC: Shapes = {"options": objects.OPTIONS, "option_groups": objects.GROUPS}
_TALKING: Shapes = {"filter": objects.FILTER, "default_to_current_conversation": boolean}
_ANSWERING: Shapes = {"response_url_enabled": boolean}

BUTTON = kind(
    "button",
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": URL,
        "value": string(2000),
        "style": literal("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

SHAPES: Shapes = {
    "button": BUTTON,
    "checkboxes": kind(
        "checkboxes",
        {"options": array(objects.CHOICE, 1, 10)},
        {**ASKING, "initial_options": array(objects.CHOICE, 1, 10)},
        *FIRST_AND_VALUES,
    ),
    "radio_buttons": kind(
        "radio_buttons",
        {"options": array(objects.CHOICE, 1, 10)},
        {**ASKING, "initial_option": objects.CHOICE},
        *FIRST_AND_VALUES,
    ),
    "overflow": kind(
        "overflow",
        {"options": array(objects.OVERFLOW_OPTION, 1, 5)},
        {"action_id": ID, "confirm": CONFIRM},
        objects.values_differ,
    ),
    "datepicker": kind("datepicker", {}, {**ASKING, "placeholder": PLACEHOLDER, "initial_date": DATE}),
    "timepicker": kind(
        "timepicker", {}, {**ASKING, "placeholder": PLACEHOLDER, "initial_time": TIME, "timezone": string(64)}
    ),
    "datetimepicker": kind("datetimepicker", {}, {**ASKING, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "static_select": _select("static_select", {**_STATIC, "initial_option": objects.OPTION}),
    "external_select": _select(
        "external_select", {"initial_option": objects.OPTION, "min_query_length": integer(0, 100)}
    ),
    "users_select": _select("users_select", {"initial_user": objects.USER}),
    "conversations_select": _select(
        "conversations_select", {"initial_conversation": objects.CONVERSATION, **_TALKING, **_ANSWERING}
    ),
    "channels_select": _select("channels_select", {"initial_channel": objects.CHANNEL, **_ANSWERING}),
    "multi_static_select": _select(
        "multi_static_select", {**_STATIC, "initial_options": array(objects.OPTION, 1, 100)}, many=True
    ),
    "multi_external_select": _select(
        "multi_external_select",
        {"initial_options": array(objects.OPTION, 1, 100), "min_query_length": integer(0, 100)},
        many=True,
    ),
    "multi_users_select": _select(
        "multi_users_select", {"initial_users": array(objects.USER, 1, 100)}, many=True
    ),
    "multi_conversations_select": _select(
        "multi_conversations_select",
        {"initial_conversations": array(objects.CONVERSATION, 1, 100), **_TALKING},
        many=True,
    ),
    "multi_channels_select": _select(
        "multi_channels_select", {"initial_channels": array(objects.CHANNEL, 1, 100)}, many=True
    ),
    "plain_text_input": kind(
        "plain_text_input",
        {},
        {
            **TYPING,
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _length_fits,
    ),
    "email_text_input": kind("email_text_input", {}, {**TYPING, "initial_value": string(3000, least=0)}),
    "url_text_input": kind("url_text_input", {}, {**TYPING, "initial_value": string(3000, least=0)}),
    "number_input": kind(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**TYPING, "initial_value": DECIMAL, "min_value": DECIMAL, "max_value": DECIMAL},
        _bounds_fit,
    ),
    "rich_text_input": kind(
        "rich_text_input", {"action_id": ID}, {**TYPING, "initial_value": richtext.RICH_TEXT}
    ),
    "file_input": kind(
        "file_input",
        {},
        {"action_id": ID, "filetypes": array(string(20), 1, 50), "max_files": integer(1, 10)},
    ),
}

SELECTS = tuple(name for name in SHAPES if name.endswith("_select"))
IN_ACTIONS = (
    "button",
    "checkboxes",
    "radio_buttons",
    "overflow",
    "datepicker",
    "timepicker",
    "datetimepicker",
    *SELECTS,
)
BESIDE_SECTION = tuple(name for name in IN_ACTIONS if name != "datetimepicker")
IN_INPUT = tuple(name for name in SHAPES if name not in {"button", "overflow"})
