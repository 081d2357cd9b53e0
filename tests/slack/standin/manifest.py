"""What is wrong with an app manifest: its form, and what its parts demand of each other."""

from collections.abc import Iterator
from typing import Any

from tests.slack.standin.shapes import (
    Check,
    Shapes,
    array,
    boolean,
    both,
    distinct,
    integer,
    literal,
    obj,
    string,
    wrong,
)
from tests.slack.standin.state import Json

URL = string(3000, pattern=r"https?://\S+")
_SCOPES = both(array(string(50, pattern=r"[a-z_.]+(:[a-z_.]+)*"), 0, 255), distinct)
_EVENTS = both(array(string(50, pattern=r"[a-z_.]+"), 0, 100), distinct)
_PROMPTS = array(obj({"title": string(3000), "message": string(3000)}), 0, 4)

COMMAND = obj(
    {"command": string(32, least=2, pattern=r"/[^\s/]+"), "description": string(2000)},
    {"url": URL, "usage_hint": string(1000), "should_escape": boolean},
)
SHORTCUT = obj(
    {
        "name": string(24),
        "type": literal("global", "message"),
        "callback_id": string(255),
        "description": string(150),
    }
)
DISPLAY = obj(
    {"name": string(35)},
    {
        "description": string(140),
        "long_description": string(4000, least=175),
        "background_color": string(7, pattern=r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?"),
    },
)
FEATURES = obj(
    {},
    {
        "bot_user": obj({"display_name": string(80)}, {"always_online": boolean}),
        "app_home": obj(
            {},
            {
                "home_tab_enabled": boolean,
                "messages_tab_enabled": boolean,
                "messages_tab_read_only_enabled": boolean,
            },
        ),
        "shortcuts": array(SHORTCUT, 1, 10),
        "slash_commands": array(COMMAND, 1, 50),
        "agent_view": obj({}, {"agent_description": string(300), "suggested_prompts": _PROMPTS}),
        "unfurl_domains": both(array(string(255, pattern=r"[a-z0-9][-a-z0-9.]*[a-z0-9]"), 1, 5), distinct),
    },
)
OAUTH = obj(
    {},
    {
        "redirect_urls": both(array(URL, 0, 1000), distinct),
        "scopes": obj({}, dict.fromkeys(("bot", "user", "bot_optional", "user_optional"), _SCOPES)),
        "token_management_enabled": boolean,
        "pkce_enabled": boolean,
    },
)
_SWITCHES = (
    "org_deploy_enabled",
    "socket_mode_enabled",
    "token_rotation_enabled",
    "is_hosted",
    "is_mcp_enabled",
)
SETTINGS = obj(
    {},
    {
        "event_subscriptions": obj({}, {"request_url": URL, "bot_events": _EVENTS, "user_events": _EVENTS}),
        "interactivity": obj({"is_enabled": boolean}, {"request_url": URL, "message_menu_options_url": URL}),
        **dict.fromkeys(_SWITCHES, boolean),
    },
)
DIRECTORY = obj(
    {
        "installation_landing_page": URL,
        "privacy_policy_url": URL,
        "support_url": URL,
        "support_email": string(100, pattern=r"[^@\s]+@[^@\s]+"),
        "supported_languages": array(string(50), 1, 50),
        "pricing": string(30),
    },
    {
        "app_directory_categories": array(string(255), 0, 3),
        "use_direct_install": boolean,
        "direct_install_url": URL,
    },
)
_WHOLE: Shapes = {
    "_metadata": obj({}, {"major_version": literal(1, 2), "minor_version": integer(0, 100)}),
    "features": FEATURES,
    "oauth_config": OAUTH,
    "settings": SETTINGS,
    "app_directory": DIRECTORY,
}
MANIFEST: Check = obj({"display_information": DISPLAY}, _WHOLE)

#: what an event or a feature cannot do without
_NEEDS = {"user_change": "users:read", "member_joined_channel": "channels:read", "message.im": "im:history"}


def problems(manifest: Any) -> list[str]:
    """What is wrong with this manifest; the empty list where Slack would take it and the app could work."""
    return list(MANIFEST(manifest, "")) or [
        *_scopes(manifest),
        *_addresses(manifest),
        *_home(manifest),
        *_names(manifest),
    ]


def _settings(manifest: Json) -> tuple[Json, Json, list[str]]:
    settings = manifest.get("settings", {})
    events = settings.get("event_subscriptions", {})
    return settings, events, events.get("bot_events", [])


def _scopes(manifest: Json) -> Iterator[str]:
    features = manifest.get("features", {})
    granted = manifest.get("oauth_config", {}).get("scopes", {})
    bot = granted.get("bot", [])
    if (features.get("slash_commands") or features.get("shortcuts")) and "commands" not in bot:
        yield wrong("commands and shortcuts need the scope commands", "/oauth_config/scopes/bot")
    for event in _settings(manifest)[2]:
        if event in _NEEDS and _NEEDS[event] not in bot:
            yield wrong(f"the event {event} needs the scope {_NEEDS[event]}", "/oauth_config/scopes/bot")
    if bot and "bot_user" not in features:
        yield wrong("bot scopes need a bot_user", "/features")
    if set(bot) & set(granted.get("bot_optional", [])):
        yield wrong("a scope is either required or optional", "/oauth_config/scopes/bot_optional")


def _addresses(manifest: Json) -> Iterator[str]:
    settings, events, bot_events = _settings(manifest)
    features = manifest.get("features", {})
    interactivity = settings.get("interactivity", {})
    commands = features.get("slash_commands", [])
    given = {
        "/settings/event_subscriptions/request_url": (events.get("request_url"), bool(bot_events)),
        "/settings/interactivity/request_url": (
            interactivity.get("request_url"),
            bool(interactivity.get("is_enabled")),
        ),
        **{
            f"/features/slash_commands/{index}/url": (command.get("url"), True)
            for index, command in enumerate(commands)
        },
    }
    for at, (url, needed) in given.items():
        if settings.get("socket_mode_enabled") and url:
            yield wrong("Socket Mode has no use for a URL", at)
        elif not settings.get("socket_mode_enabled") and needed and not url:
            yield wrong("HTTP needs a URL here", at)
    if features.get("shortcuts") and not interactivity.get("is_enabled"):
        yield wrong("shortcuts need interactivity", "/settings/interactivity")


def _home(manifest: Json) -> Iterator[str]:
    home = manifest.get("features", {}).get("app_home", {})
    messages = home.get("messages_tab_enabled", False)
    if "chat:write" in manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []) and not messages:
        yield wrong("without the messages tab, direct messages are refused", "/features/app_home")
    opened = "app_home_opened" in _settings(manifest)[2]
    if home.get("home_tab_enabled") and not opened:
        yield wrong("a Home is filled on app_home_opened", "/settings/event_subscriptions/bot_events")


def _names(manifest: Json) -> Iterator[str]:
    features = manifest.get("features", {})
    for feature, key in (("slash_commands", "command"), ("shortcuts", "callback_id")):
        names = [one[key] for one in features.get(feature, [])]
        if len(set(names)) < len(names):
            yield wrong(f"must differ in {key}", f"/features/{feature}")
