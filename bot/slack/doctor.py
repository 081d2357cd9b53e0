"""Looks whether Slack would let Kairos do all that it does."""

from collections.abc import Iterator

from bot.errors import SettingsError
from bot.settings import Settings, slack_mode
from bot.slack.api import Line, NoSlack, connected
from bot.slack.manifest import OPTIONAL, SCOPES

FEATURES = {
    "chat:write": "verdicts and nudges in people's chats",
    "commands": "/precall, /postcall, /coach and the shortcuts",
    "im:write": "the chat with each person",
    "users:read": "people's names and time zones",
    "im:history": "finding out whether a message arrived before it is sent again",
}
"""What each scope is for."""

Finding = tuple[str, str]
"""`ok`, `warning` or `wrong`, and what about it."""


async def check(settings: Settings) -> list[Finding]:
    """One call to Slack, and what it says; nothing where Slack is not set up."""
    try:
        mode = slack_mode(settings)
        if mode is None:
            return []
        async with connected(settings) as line:
            return [("ok", f"slack: {line.name} lets Kairos in, by {mode}"), *_scopes(line)]
    except (SettingsError, NoSlack) as error:
        return [("wrong", f"slack: {error}")]


def _scopes(line: Line) -> Iterator[Finding]:
    if not line.scopes:
        yield "warning", "slack: it does not say which scopes the app has"
        return
    for state, wanted in (("wrong", SCOPES), ("warning", OPTIONAL)):
        for scope in wanted:
            if scope not in line.scopes:
                yield state, f"slack: the scope {scope} is missing: {FEATURES[scope]}"
