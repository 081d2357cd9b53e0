"""The chat.* methods, and what holds for every message wherever it comes from."""

from typing import Any

from tests.slack.standin.shapes import anything, obj, string
from tests.slack.standin.state import Channel, Json, Message, Refused, Token
from tests.slack.standin.validator import block_problems, new_blocks
from tests.slack.standin.workspace import BOT_USER, Workspace

LONGEST = 40_000
_METADATA = obj({"event_type": string(255), "event_payload": anything})


def check_message(ws: Workspace, where: str, body: Json) -> None:
    """Refuse what Slack refuses in a message; record what only people would mind."""
    text, blocks = body.get("text") or body.get("markdown_text") or "", body.get("blocks")
    if not text and not blocks and not body.get("attachments"):
        ws.violate(where, "no_text")
        raise Refused("no_text")
    if blocks:
        refuse_blocks(ws, where, blocks, block_problems(blocks, "message"), "invalid_blocks")
        if not text.strip():
            ws.violate(where, "blocks without a top-level text: nothing for notifications and screen readers")
    if len(text) > LONGEST:
        ws.violate(where, f"text has {len(text)} characters and would be cut")
        raise Refused("msg_too_long")
    metadata = body.get("metadata")
    if metadata is not None:
        problems = list(_METADATA(metadata, "/metadata"))
        if problems or not isinstance(metadata["event_payload"], dict):
            ws.violate(where, *problems or ["event_payload must be an object"])
            raise Refused("invalid_metadata_format")
    ws.check_words(where, text, blocks)


def refuse_blocks(ws: Workspace, where: str, blocks: Any, problems: list[str], error: str) -> None:
    """Refuse blocks that are wrong, and blocks that this workspace does not know yet."""
    if problems:
        ws.violate(where, *problems)
    elif not ws.rich_blocks:
        problems = [f"unsupported type: {name} [json-pointer:/blocks]" for name in new_blocks(blocks)]
    if problems:
        raise Refused(
            error,
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )


def place(ws: Workspace, named: str, token: Token) -> Channel:
    """The channel of that id, name or person, if the app may post there."""
    if named[:1] in {"U", "W"}:
        return _direct(ws, named)
    channel = ws.channels.get(named)
    if channel is None:
        name = named.lstrip("#")
        channel = next((one for one in ws.channels.values() if one.name == name and not one.dm_with), None)
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    if channel.archived:
        raise Refused("is_archived")
    if channel.dm_with:
        return _direct(ws, channel.dm_with)
    if BOT_USER not in channel.members and "chat:write.public" not in token.scopes:
        raise Refused("not_in_channel")
    return channel


def _direct(ws: Workspace, user: str) -> Channel:
    person = ws.people.get(user)
    if person is None or person.deleted:
        raise Refused("channel_not_found")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if user == "USLACKBOT":
        ws.violate("chat.postMessage", "an app must not post into the Slackbot conversation")
    if not ws.messages_tab:
        raise Refused("messages_tab_disabled")
    channel = ws.dm(user)
    assert channel is not None
    return channel


def post_message(ws: Workspace, args: Json, token: Token) -> Json:
    """chat.postMessage."""
    channel = place(ws, args["channel"], token)
    check_message(ws, "chat.postMessage", args)
    if channel.name == "general":
        ws.violate("chat.postMessage", "an app must not post to #general by itself")
    message = add(ws, channel.id, args)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.shown(with_metadata=True)}


def add(ws: Workspace, channel: str, body: Json, *, ephemeral_for: str = "") -> Message:
    """Put a message of the app's into a channel; a repeated client_msg_id is noted."""
    message = Message(
        channel,
        ws.clock.ts(),
        BOT_USER,
        body.get("text") or "",
        ws.filled_in(body.get("blocks") or []),
        body.get("metadata"),
        body.get("client_msg_id") or "",
        body.get("thread_ts") or "",
        ephemeral_for,
    )
    first = next((one for one in ws.messages if message.client_msg_id and _same(one, message)), None)
    if first is not None:
        ws.duplicates.append(message)
    ws.messages.append(message)
    ws.changed()
    return message


def _same(one: Message, other: Message) -> bool:
    return (one.channel, one.client_msg_id) == (other.channel, other.client_msg_id)


def post_ephemeral(ws: Workspace, args: Json, token: Token) -> Json:
    """chat.postEphemeral."""
    channel = place(ws, args["channel"], token)
    if args["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    check_message(ws, "chat.postEphemeral", args)
    message = add(ws, channel.id, args, ephemeral_for=args["user"])
    return {"ok": True, "message_ts": message.ts}


def _own(ws: Workspace, args: Json, error: str) -> Message:
    channel = args["channel"]
    if channel not in ws.channels:
        raise Refused("channel_not_found")
    for message in ws.messages:
        if (message.channel, message.ts) == (channel, args["ts"]) and not message.deleted:
            if message.author != BOT_USER:
                raise Refused(error)
            if not message.ephemeral_for:
                return message
    raise Refused("message_not_found")


def update(ws: Workspace, args: Json, _token: Token) -> Json:
    """chat.update: what is left out stays."""
    message = _own(ws, args, "cant_update_message")
    kept = {"text": message.text, "blocks": message.blocks}
    given: Json = {key: args[key] for key in ("text", "blocks", "metadata") if key in args}
    if not given.keys() & {"text", "blocks"} and not args.get("attachments"):
        raise Refused("no_text")
    check_message(ws, "chat.update", {**kept, **given})
    change(ws, message, given)
    return {
        "ok": True,
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.shown(with_metadata=True),
    }


def change(ws: Workspace, message: Message, given: Json) -> None:
    """Replace parts of a message."""
    message.text = given.get("text", message.text)
    if "blocks" in given:
        message.blocks = ws.filled_in(given["blocks"] or [])
    message.metadata = given.get("metadata", message.metadata)
    message.edited = True
    ws.changed()


def delete(ws: Workspace, args: Json, _token: Token) -> Json:
    """chat.delete."""
    message = _own(ws, args, "cant_delete_message")
    message.deleted = True
    ws.changed()
    return {"ok": True, "channel": message.channel, "ts": message.ts}
