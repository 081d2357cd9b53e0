"""The app manifest: what Kairos is in Slack, ready to paste. It asks for as little as it can do with."""

from bot.slack.app import HEARD
from bot.slack.desk import SHORTCUTS
from bot.slack.server import PATH
from bot.slack.text import Json
from dialogs.words import Words

SCOPES = ("chat:write", "commands", "im:write", "users:read")
"""What Kairos cannot do without: write to people, hear commands, begin a chat, know time zones."""

OPTIONAL = ("im:history",)
"""What makes it surer: to look whether a message arrived before it is sent once more."""

COMMANDS = ("precall", "postcall", "coach")

COLOUR = "#1f3a5f"


def manifest(words: Words, *, url: str = "", socket: bool = False) -> Json:
    """The manifest, for HTTP at that address or for Socket Mode."""
    whole = url.rstrip("/").removesuffix(PATH) + PATH
    address = {} if socket else {"request_url": whole}
    addressed = {} if socket else {"url": whole}
    say = words.say
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": say("slack.name"),
            "description": say("slack.description"),
            "long_description": say("slack.long-description"),
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": say("slack.name"), "always_online": True},
            "shortcuts": [
                {
                    "name": say(f"slack.shortcut-{flow}"),
                    "type": "global",
                    "callback_id": callback,
                    "description": say(f"slack.about-{flow}"),
                }
                for callback, flow in SHORTCUTS.items()
            ],
            "slash_commands": [
                {
                    "command": f"/{command}",
                    "description": say(f"slack.about-{command}"),
                    "usage_hint": say(f"slack.usage-{command}"),
                    "should_escape": False,
                    **addressed,
                }
                for command in COMMANDS
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(HEARD)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }
