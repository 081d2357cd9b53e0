"""The methods about people, conversations, tokens and sockets."""

from typing import Any

from tests.slack.standin.state import Channel, Json, Refused, Token
from tests.slack.standin.workspace import BOT, BOT_USER, DOMAIN, TEAM, Workspace

_HISTORY = {"C": "channels:history", "G": "groups:history", "D": "im:history"}


def auth_test(_ws: Workspace, _args: Json, token: Token) -> Json:
    """auth.test."""
    return {
        "ok": True,
        "url": f"https://{DOMAIN}.slack.com/",
        "team": DOMAIN,
        "user": "kairos",
        "team_id": TEAM,
        "user_id": token.user,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def auth_revoke(_ws: Workspace, _args: Json, token: Token) -> Json:
    """auth.revoke."""
    token.status = "token_revoked"
    return {"ok": True, "revoked": True}


def team_info(_ws: Workspace, _args: Json, _token: Token) -> Json:
    """team.info."""
    return {"ok": True, "team": {"id": TEAM, "name": DOMAIN, "domain": DOMAIN}}


def bots_info(_ws: Workspace, _args: Json, _token: Token) -> Json:
    """bots.info."""
    return {"ok": True, "bot": {"id": BOT, "name": "kairos", "user_id": BOT_USER, "deleted": False}}


def users_info(ws: Workspace, args: Json, token: Token) -> Json:
    """users.info."""
    person = ws.people.get(args["user"])
    if person is None:
        raise Refused("user_not_found")
    with_email = "users:read.email" in token.scopes
    with_locale = bool(args.get("include_locale"))
    return {"ok": True, "user": person.profile(TEAM, with_email=with_email, with_locale=with_locale)}


def users_list(ws: Workspace, args: Json, token: Token) -> Json:
    """users.list, in pages."""
    with_email = "users:read.email" in token.scopes
    members = [one.profile(TEAM, with_email=with_email) for one in ws.people.values()]
    page, rest = _page(members, args)
    return {"ok": True, "members": page, "response_metadata": {"next_cursor": rest}}


def lookup_by_email(ws: Workspace, args: Json, _token: Token) -> Json:
    """users.lookupByEmail."""
    for person in ws.people.values():
        if person.email and person.email.casefold() == args["email"].casefold() and not person.deleted:
            return {"ok": True, "user": person.profile(TEAM, with_email=True)}
    raise Refused("users_not_found")


def _page(items: list[Any], args: Json) -> tuple[list[Any], str]:
    start = args.get("cursor") or "0"
    if not start.isdigit():
        raise Refused("invalid_cursor")
    end = int(start) + (args.get("limit") or 100)
    return items[int(start) : end], str(end) if end < len(items) else ""


def open_conversation(ws: Workspace, args: Json, _token: Token) -> Json:
    """conversations.open, for one person."""
    if "channel" in args:
        if args["channel"] not in ws.channels:
            raise Refused("channel_not_found")
        return {"ok": True, "channel": {"id": args["channel"]}}
    users = [one for one in str(args.get("users", "")).split(",") if one]
    if len(users) != 1:
        raise Refused("users_list_not_supplied" if not users else "too_many_users")
    person = ws.people.get(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    known = ws.dm(person.id, make=False)
    channel = ws.dm(person.id)
    assert channel is not None
    already = {"no_op": True, "already_open": True} if known else {}
    return {"ok": True, **already, "channel": {"id": channel.id}}


def _seen(ws: Workspace, channel_id: str) -> Channel:
    channel = ws.channels.get(channel_id)
    if channel is None or (channel.private and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    return channel


def history(ws: Workspace, args: Json, token: Token) -> Json:
    """conversations.history, the newest first; metadata only when asked for."""
    channel = _seen(ws, args["channel"])
    needed = _HISTORY["D" if channel.dm_with else "G" if channel.private else "C"]
    if needed not in token.scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(token.scopes)))
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or 10**12)
    inclusive = bool(args.get("inclusive"))
    found = [
        one.shown(with_metadata=bool(args.get("include_all_metadata")))
        for one in reversed(ws.messages)
        if one.channel == channel.id
        and not one.deleted
        and not one.ephemeral_for
        and (oldest < float(one.ts) < latest or (inclusive and float(one.ts) in (oldest, latest)))
    ]
    page, rest = _page(found, args)
    return {
        "ok": True,
        "messages": page,
        "has_more": bool(rest),
        "response_metadata": {"next_cursor": rest},
    }


def _channel(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.dm_with,
        "is_im": bool(channel.dm_with),
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_member": BOT_USER in channel.members,
    }


def conversation_info(ws: Workspace, args: Json, _token: Token) -> Json:
    """conversations.info."""
    return {"ok": True, "channel": _channel(_seen(ws, args["channel"]))}


def conversations_list(ws: Workspace, args: Json, _token: Token) -> Json:
    """conversations.list, in pages."""
    seen = [one for one in ws.channels.values() if not one.private or BOT_USER in one.members]
    page, rest = _page([_channel(one) for one in seen if not one.dm_with], args)
    return {"ok": True, "channels": page, "response_metadata": {"next_cursor": rest}}


def members(ws: Workspace, args: Json, _token: Token) -> Json:
    """conversations.members, in pages."""
    page, rest = _page(sorted(_seen(ws, args["channel"]).members), args)
    return {"ok": True, "members": page, "response_metadata": {"next_cursor": rest}}


def join(ws: Workspace, args: Json, _token: Token) -> Json:
    """conversations.join."""
    channel = _seen(ws, args["channel"])
    if channel.archived:
        raise Refused("is_archived")
    channel.members.add(BOT_USER)
    return {"ok": True, "channel": _channel(channel)}
