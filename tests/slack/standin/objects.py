"""The objects that blocks are made of: texts, options, confirmations, pictures."""

from collections.abc import Iterator
from typing import Any

from tests.slack.standin.shapes import (
    Check,
    array,
    at_least_one,
    boolean,
    both,
    distinct,
    exactly_one,
    kind,
    literal,
    obj,
    string,
    tagged,
    wrong,
)

ID = string(255)
URL = string(3000, pattern=r"https?://\S+|mailto:\S+|slack://\S+")
USER = string(20, pattern="[UW][A-Z0-9]+")
CHANNEL = string(20, pattern="[CG][A-Z0-9]+")
CONVERSATION = string(20, pattern="[CDGUW][A-Z0-9]+")


def plain(most: int) -> Check:
    """A plain_text object."""
    return kind("plain_text", {"text": string(most)}, {"emoji": boolean})


def either(most: int) -> Check:
    """A text object of either kind."""
    return tagged(
        {"plain_text": plain(most), "mrkdwn": kind("mrkdwn", {"text": string(most)}, {"verbatim": boolean})}
    )


MRKDWN = kind("mrkdwn", {"text": string(3000)}, {"verbatim": boolean})
CONFIRM = obj(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    {"style": literal("primary", "danger")},
)
PLACEHOLDER = plain(150)

VALUE = string(150)
OPTION = obj({"text": plain(75), "value": VALUE}, {"description": plain(75)})
CHOICE = obj({"text": either(75), "value": VALUE}, {"description": either(75)})
OVERFLOW_OPTION = obj({"text": plain(75), "value": VALUE}, {"description": plain(75), "url": URL})
OPTIONS = array(OPTION, 1, 100)
GROUPS = array(obj({"label": plain(75), "options": OPTIONS}), 1, 100)

FILTER = obj(
    {},
    {
        "include": both(array(literal("im", "mpim", "private", "public"), 1, 4), distinct),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH = obj(
    {"trigger_actions_on": both(array(literal("on_enter_pressed", "on_character_entered"), 1, 2), distinct)}
)
SLACK_FILE = obj({}, {"id": ID, "url": URL}, exactly_one("id", "url"))
IMAGE = kind(
    "image",
    {"alt_text": string(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of an element, those in groups too."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def initial_among_options(element: dict[str, Any], at: str) -> Iterator[str]:
    """A rule: what is chosen at first is one of the options, to the letter."""
    options = options_of(element)
    first = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    if any(one not in options for one in first):
        yield wrong("initial options must be among the options, to the letter", at)


def values_differ(element: dict[str, Any], at: str) -> Iterator[str]:
    """A rule: two options with one value could not be told apart in the answer."""
    values = [option["value"] for option in options_of(element)]
    for value in {value for value in values if values.count(value) > 1}:
        yield wrong(f"two options have the value {value}", at)
