"""What Slack sends, as the coach takes it: who, what they filled in, the key that makes it count once.

Slack leaves out what it has nothing to say about, or says null; nothing here minds.
"""

import hashlib
import json
from binascii import a2b_qp
from collections.abc import Iterator, Mapping
from typing import Any

from bot.coach.use_cases import Sent
from bot.slack.blocks import PREFIX
from bot.slack.text import Json
from dialogs.document import Act
from dialogs.frozen import Values
from dialogs.people import Identity

PLATFORM = "slack"
"""What identities and teams in Slack are known by."""

PAYLOAD = b"payload="
"""How the body of an interaction begins: it is a form with this one field."""


def readable(body: bytes) -> str:
    """What was sent, as Bolt takes it: of a form with a payload the payload's JSON, all else as it came.

    A payload is ten kilobytes of escapes, which Python would undo one by one: three quarters of the work of
    a submission. Quoted-printable differs from them only in its sign, and is undone by C.
    """
    if not body.startswith(PAYLOAD) or b"&" in body:
        return body.decode()
    escaped = body.removeprefix(PAYLOAD).replace(b"=", b"%3D").replace(b"+", b" ")
    return a2b_qp(escaped.replace(b"%", b"=")).decode()


def who(body: Mapping[str, Any]) -> Identity:
    """Whose doing it is. User ids mean something only in their own workspace, or their whole organisation."""
    event, user = body.get("event") or {}, body.get("user") or {}
    team = body.get("team_id") or _id(body.get("team")) or user.get("team_id")
    enterprise = body.get("enterprise_id") or _id(body.get("enterprise"))
    person = body.get("user_id") or _id(user) or _id(event.get("user"))
    return Identity(platform=PLATFORM, workspace=str(team or enterprise or ""), user=str(person or ""))


def act_key(body: Mapping[str, Any]) -> str:
    """The key of a command or a pressed button: each has a trigger of its own."""
    return f"{PLATFORM}:{who(body).workspace}:{body.get('trigger_id', '')}"


def form_key(body: Mapping[str, Any], sent: Sent) -> str:
    """The key of a form: the same words in the same view are one answer, however often they come."""
    words = json.dumps({"page": sent.page, "values": dict(sent.values)}, sort_keys=True)
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    return f"{PLATFORM}:{who(body).workspace}:{_id(body.get('view'))}:{digest}"


def sent(view: Mapping[str, Any]) -> Sent | None:
    """The form in a view; None if the view has none of ours."""
    try:
        note = json.loads(view.get("private_metadata") or "{}")
        return Sent(act=Act(note["act"]), ref=str(note["ref"]), page=str(note["page"]), values=values(view))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def values(view: Mapping[str, Any]) -> dict[str, Values]:
    """What stands in a view's inputs, by question."""
    states = ((view.get("state") or {}).get("values") or {}).values()
    return {question: tuple(_entered(state or {})) for block in states for question, state in block.items()}


def inputs(view: Mapping[str, Any]) -> list[str]:
    """The ids of a view's input blocks, from the top."""
    return [block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input"]


def pressed(action: Mapping[str, Any]) -> tuple[Act | None, str]:
    """What a button asks for, and with what; no act if it is none of ours."""
    prefix, _, rest = str(action.get("action_id", "")).partition(":")
    act, _, _ = rest.partition(":")
    known = prefix == PREFIX and act in set(Act)
    return (Act(act) if known else None), str(action.get("value") or "")


def typed(body: Mapping[str, Any]) -> str:
    """A command as one line."""
    return " ".join(f"{body.get('command', '')} {body.get('text') or ''}".split())


def _entered(state: Json) -> Iterator[str]:
    chosen = state.get("selected_options") or filter(None, [state.get("selected_option")])
    yield from (str(option["value"]) for option in chosen)
    for key in ("value", "selected_date", "selected_time", "selected_conversation", "selected_user"):
        if state.get(key):
            yield str(state[key])


def _id(thing: object) -> str:
    return str((thing.get("id") if isinstance(thing, Mapping) else thing) or "")
