"""Each rule of the manifest's checker: one that passes, and what it stops."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.slack.standin.manifest import problems
from tests.slack.standin.state import Json

URL = "https://kairos.example/slack/events"
HTTP: Json = {
    "_metadata": {"major_version": 2},
    "display_information": {"name": "Kairos", "description": "A call coach", "background_color": "#1d1c1d"},
    "features": {
        "bot_user": {"display_name": "Kairos", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "shortcuts": [
            {"name": "Prepare", "type": "global", "callback_id": "begin", "description": "Before a call"}
        ],
        "slash_commands": [{"command": "/precall", "description": "Before a call", "url": URL}],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["commands", "chat:write", "im:write", "users:read"],
            "bot_optional": ["users:read.email"],
        }
    },
    "settings": {
        "event_subscriptions": {"request_url": URL, "bot_events": ["app_home_opened", "user_change"]},
        "interactivity": {"is_enabled": True, "request_url": URL},
        "socket_mode_enabled": False,
    },
}


def socket() -> Json:
    changed = deepcopy(HTTP)
    changed["settings"]["socket_mode_enabled"] = True
    del changed["settings"]["event_subscriptions"]["request_url"]
    del changed["settings"]["interactivity"]["request_url"]
    del changed["features"]["slash_commands"][0]["url"]
    return changed


@pytest.mark.parametrize("manifest", [HTTP, socket(), {"display_information": {"name": "Kairos"}}])
def test_a_right_manifest_has_no_problems(manifest):
    assert problems(manifest) == []


def put(value: Any, *path: str | int) -> Callable[[Json], None]:
    def change(manifest: Any) -> None:
        for step in path[:-1]:
            manifest = manifest[step]
        if value is ...:
            del manifest[path[-1]]
        else:
            manifest[path[-1]] = value

    return change


def more(value: Any, *path: str | int) -> Callable[[Json], None]:
    def change(manifest: Any) -> None:
        for step in path:
            manifest = manifest[step]
        manifest.append(value)

    return change


NO, YES = False, True
COMMANDS, SHORTCUTS = ("features", "slash_commands"), ("features", "shortcuts")
BOT = ("oauth_config", "scopes", "bot")
WRONG = [
    (put(..., "display_information"), "missing required field: display_information"),
    (put("x" * 36, "display_information", "name"), "no more than 35"),
    (put("x" * 141, "display_information", "description"), "no more than 140"),
    (put("x" * 174, "display_information", "long_description"), "at least 175"),
    (put("x" * 4001, "display_information", "long_description"), "no more than 4000"),
    (put("red", "display_information", "background_color"), "must match"),
    (put("x", "display_information", "descripton"), "unknown field"),
    (put({}, "futures"), "unknown field"),
    (put("precall", *COMMANDS, 0, "command"), "must match"),
    (put("/" + "x" * 32, *COMMANDS, 0, "command"), "no more than 32"),
    (put(..., *COMMANDS, 0, "description"), "missing required field"),
    (put("kairos.example", *COMMANDS, 0, "url"), "must match"),
    (put([deepcopy(HTTP["features"]["slash_commands"][0]) for _ in range(51)], *COMMANDS), "1 to 50 items"),
    (more(HTTP["features"]["slash_commands"][0], *COMMANDS), "must differ in command"),
    (put("x" * 25, *SHORTCUTS, 0, "name"), "no more than 24"),
    (put("x" * 151, *SHORTCUTS, 0, "description"), "no more than 150"),
    (put("home", *SHORTCUTS, 0, "type"), "must be one of global, message"),
    (put([deepcopy(HTTP["features"]["shortcuts"][0]) for _ in range(11)], *SHORTCUTS), "1 to 10 items"),
    (more(HTTP["features"]["shortcuts"][0], *SHORTCUTS), "must differ in callback_id"),
    (put(["chat:write", "im:write", "users:read"], *BOT), "need the scope commands"),
    (put(["commands", "chat:write"], *BOT), "user_change needs the scope users:read"),
    (more("commands", *BOT), "must not repeat"),
    (put(["commands"], "oauth_config", "scopes", "bot_optional"), "either required or optional"),
    (put(..., "features", "bot_user"), "need a bot_user"),
    (put(NO, "features", "app_home", "messages_tab_enabled"), "direct messages are refused"),
    (put("yes", "features", "app_home", "home_tab_enabled"), "must be a boolean"),
    (put([], "settings", "event_subscriptions", "bot_events"), "filled on app_home_opened"),
    (put(..., "settings", "event_subscriptions", "request_url"), "HTTP needs a URL"),
    (put(..., *COMMANDS, 0, "url"), "HTTP needs a URL"),
    (put(YES, "settings", "socket_mode_enabled"), "no use for a URL"),
    (put({"is_enabled": False}, "settings", "interactivity"), "shortcuts need interactivity"),
    (put({"pricing": "free"}, "app_directory"), "missing required field: support_email"),
]


@pytest.mark.parametrize(
    ("change", "said"), WRONG, ids=[f"{number} {said}" for number, (_, said) in enumerate(WRONG)]
)
def test_a_wrong_manifest_is_told_what_is_wrong(change, said):
    manifest = deepcopy(HTTP)
    change(manifest)
    assert any(said in problem for problem in problems(manifest)), problems(manifest)


def test_what_is_no_manifest_is_no_crash():
    assert problems([]) == ["must be an object [json-pointer:/]"]
