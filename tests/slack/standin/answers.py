"""What a person enters, as the state that Slack sends: each kind of element has a shape of its own."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.slack.standin.objects import options_of
from tests.slack.standin.state import CannotDo, Json
from tests.slack.standin.validator import stateful

#: element kind -> the key that holds its answer, the key of its first value, and the answer when empty
KEYS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "file_input": ("files", "", []),
}
_DATE, _TIME = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d\d:\d\d")
_USER, _CONVERSATION = re.compile(r"[UW][A-Z0-9]+"), re.compile(r"[CDG][A-Z0-9]+")


def state(element: Json, entered: Any) -> Json:
    """The state of an element with that answer in it."""
    found: Json = {"type": element["type"], KEYS[element["type"]][0]: entered}
    if element["type"] == "timepicker" and "timezone" in element:
        found["timezone"] = element["timezone"]
    return found


def values(blocks: list[Json], typed: dict[str, Json]) -> Json:
    """``state.values``: every element that keeps an answer, as entered, as first shown, or empty."""
    found: Json = {}
    for block, element in stateful(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        _, first, empty = KEYS[element["type"]]
        now = typed.get(block_id, {}).get(action_id) or state(element, element.get(first) or empty)
        found.setdefault(block_id, {})[action_id] = now
    return found


def enter(element: Json, wish: Any) -> Json:
    """The state after a person enters this. Options go by label or value; None or nothing empties it."""
    name = element["type"]
    if wish is None or wish in ("", [], ()):
        return state(element, KEYS[name][2])
    return state(element, _ENTER.get(name, _as_it_is)(element, wish))


def said(text: Json) -> str:
    """A text object's text."""
    return str(text["text"])


def option(element: Json, wish: str) -> Json:
    """The option of that label or value."""
    options = options_of(element)
    found = [one for one in options if wish in (said(one["text"]), one["value"])]
    if not found:
        raise CannotDo(f"no option {wish!r} among {[said(one['text']) for one in options]}")
    return found[0]


def _options(element: Json, wish: Sequence[str]) -> list[Json]:
    if isinstance(wish, str):
        raise CannotDo(f"{element['type']} takes a list of options, not {wish!r}")
    chosen = [option(element, one) for one in wish]
    most = element.get("max_selected_items", len(chosen))
    if len(chosen) > most:
        raise CannotDo(f"no more than {most} can be chosen")
    return [one for one in options_of(element) if one in chosen]


def _typed(element: Json, wish: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not least <= len(wish) <= most:
        raise CannotDo(f"Slack lets {least} to {most} characters in, not {len(wish)}")
    if "\n" in wish and not element.get("multiline"):
        raise CannotDo("a single line takes no line break")
    return wish


def _number(element: Json, wish: Any) -> str:
    shown = str(wish)
    if not re.fullmatch(r"-?\d+(\.\d+)?", shown) or ("." in shown and not element["is_decimal_allowed"]):
        raise CannotDo(f"not a number for this field: {shown}")
    if not float(element.get("min_value", "-inf")) <= float(shown) <= float(element.get("max_value", "inf")):
        raise CannotDo(f"out of bounds: {shown}")
    return shown


def _like(pattern: re.Pattern[str]) -> Callable[[Json, str], str]:
    def read(element: Json, wish: str) -> str:
        if not pattern.fullmatch(wish):
            raise CannotDo(f"{wish!r} cannot be picked in a {element['type']}")
        return wish

    return read


def _as_it_is(_element: Json, wish: Any) -> Any:
    return wish


_ENTER: dict[str, Callable[[Json, Any], Any]] = {
    "plain_text_input": _typed,
    "number_input": _number,
    "static_select": option,
    "radio_buttons": option,
    "overflow": option,
    "checkboxes": _options,
    "multi_static_select": _options,
    "datepicker": _like(_DATE),
    "timepicker": _like(_TIME),
    "users_select": _like(_USER),
    "conversations_select": _like(_CONVERSATION),
}
