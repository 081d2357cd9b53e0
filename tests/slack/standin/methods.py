"""The Web API methods that exist here: what each needs, what it takes, who answers it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.slack.standin import chat, directory, modals
from tests.slack.standin.state import Json, Refused, Token
from tests.slack.standin.workspace import Workspace

Handler = Callable[[Workspace, Json, Token], Json]
Kinds = Mapping[str, str]


@dataclass(frozen=True)
class Method:
    """One method. ``tier`` is calls a minute; a field's kind is text, flag, count, object or list."""

    handler: Handler
    required: Kinds = field(default_factory=dict)
    optional: Kinds = field(default_factory=dict)
    scope: str = ""
    token: str = "bot"
    tier: int = 100


_PAGED: Kinds = {"cursor": "text", "limit": "count"}
_MESSAGE: Kinds = {
    "text": "text",
    "blocks": "list",
    "attachments": "list",
    "metadata": "object",
    "parse": "text",
    "link_names": "flag",
    "thread_ts": "text",
    "username": "text",
    "icon_emoji": "text",
    "icon_url": "text",
    "client_msg_id": "text",
    "as_user": "flag",
    "reply_broadcast": "flag",
}
_POSTED: Kinds = {"unfurl_links": "flag", "unfurl_media": "flag", "mrkdwn": "flag", "markdown_text": "text"}
_VIEW: Kinds = {"view": "object"}


def _sockets(_ws: Workspace, _args: Json, _token: Token) -> Json:
    raise Refused("fatal_error")  # replaced by the server, which knows its own address


METHODS: dict[str, Method] = {
    "api.test": Method(lambda _ws, args, _token: {"ok": True, "args": args}, optional={"error": "text"}),
    "auth.test": Method(directory.auth_test, tier=600),
    "auth.revoke": Method(directory.auth_revoke, optional={"test": "flag"}),
    "team.info": Method(directory.team_info, scope="team:read", tier=50),
    "bots.info": Method(directory.bots_info, optional={"bot": "text"}, scope="users:read", tier=50),
    "users.info": Method(
        directory.users_info, {"user": "text"}, {"include_locale": "flag"}, scope="users:read"
    ),
    "users.list": Method(
        directory.users_list, {}, {**_PAGED, "include_locale": "flag"}, scope="users:read", tier=20
    ),
    "users.lookupByEmail": Method(
        directory.lookup_by_email, {"email": "text"}, scope="users:read.email", tier=50
    ),
    "views.open": Method(modals.open_view, {"trigger_id": "text", **_VIEW}),
    "views.push": Method(modals.push_view, {"trigger_id": "text", **_VIEW}),
    "views.update": Method(
        modals.update_view, _VIEW, {"view_id": "text", "external_id": "text", "hash": "text"}
    ),
    "views.publish": Method(modals.publish, {"user_id": "text", **_VIEW}, {"hash": "text"}),
    "chat.postMessage": Method(
        chat.post_message, {"channel": "text"}, {**_MESSAGE, **_POSTED}, scope="chat:write", tier=300
    ),
    "chat.postEphemeral": Method(
        chat.post_ephemeral, {"channel": "text", "user": "text"}, _MESSAGE, scope="chat:write"
    ),
    "chat.update": Method(
        chat.update, {"channel": "text", "ts": "text"}, _MESSAGE, scope="chat:write", tier=50
    ),
    "chat.delete": Method(chat.delete, {"channel": "text", "ts": "text"}, scope="chat:write", tier=50),
    "conversations.open": Method(
        directory.open_conversation,
        {},
        {"users": "text", "channel": "text", "return_im": "flag", "prevent_creation": "flag"},
        scope="im:write",
        tier=50,
    ),
    "conversations.history": Method(
        directory.history,
        {"channel": "text"},
        {
            **_PAGED,
            "oldest": "text",
            "latest": "text",
            "inclusive": "flag",
            "include_all_metadata": "flag",
        },
        tier=50,
    ),
    "conversations.info": Method(
        directory.conversation_info,
        {"channel": "text"},
        {"include_locale": "flag", "include_num_members": "flag"},
        scope="channels:read",
        tier=50,
    ),
    "conversations.list": Method(
        directory.conversations_list,
        {},
        {**_PAGED, "types": "text", "exclude_archived": "flag"},
        scope="channels:read",
        tier=20,
    ),
    "conversations.members": Method(directory.members, {"channel": "text"}, _PAGED, scope="channels:read"),
    "conversations.join": Method(directory.join, {"channel": "text"}, scope="channels:join", tier=50),
    "apps.connections.open": Method(_sockets, scope="connections:write", token="app", tier=60),
}


def arguments(ws: Workspace, name: str, given: Json) -> Json:
    """The arguments in their own types; missing or wrong ones are refused, unknown ones recorded."""
    method = METHODS[name]
    known = {**method.required, **method.optional}
    problems = [f"missing required field: {key}" for key in method.required if given.get(key) in (None, "")]
    taken: Json = {}
    for key, value in given.items():
        if value is None or key == "team_id":  # the SDK adds the team to every call
            continue
        if key not in known:
            if name != "api.test":
                ws.violate(name, f"unknown argument {key}: Slack would drop it")
            continue
        try:
            taken[key] = _READ[known[key]](value)
        except (TypeError, ValueError):
            problems.append(f"must be a valid {known[key]} [json-pointer:/{key}]")
    if problems:
        ws.violate(name, *problems)
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    return taken


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    read = {"1": True, "true": True, "0": False, "false": False}.get(str(value).lower())
    if read is None:
        raise ValueError
    return read


def _count(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError
    return int(value)


def _read_json(value: Any, wanted: type) -> Any:
    read = json.loads(value) if isinstance(value, str) else value
    if not isinstance(read, wanted):
        raise TypeError
    return read


_READ: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "flag": _flag,
    "count": _count,
    "object": lambda value: _read_json(value, dict),
    "list": lambda value: _read_json(value, list),
}
