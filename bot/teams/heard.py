"""What Teams sent, as a typed value: who, where, what was said or pressed.

Teams leaves out what it has nothing to say about, or says null; nothing here minds. A body that has no sense
at all is refused with ``Senseless``, never with another error.
"""

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

from dialogs.errors import KairosError
from dialogs.frozen import Frozen

PLATFORM = "teams"
"""What identities and teams in Microsoft Teams are known by."""

CHANNEL = "msteams"
"""What Teams is called in an activity, and among the endorsements of a key."""

Json = dict[str, Any]
"""An object as JSON has it."""

AT = re.compile(r"<at\b[^>]*>(.*?)</at>", re.DOTALL | re.IGNORECASE)
"""Somebody mentioned. What a person types themselves as ``<at>`` comes escaped, and is none."""

KINDS = {"personal", "channel", "groupChat"}
"""The kinds of conversation there are in Teams."""


class Senseless(KairosError):
    """This is no activity."""


class Reference(Frozen):
    """Where to write to: a conversation, and what it takes to open another one with the same person.

    ``kind`` is "personal", "channel" or "groupChat". ``user`` is the person's Entra object id; empty where
    Teams did not say. ``channel`` is the team channel's id, without the thread that ``conversation`` may
    name; ``name`` is what it is called, empty where Teams did not say.
    """

    service_url: str
    conversation: str
    kind: str
    bot: str
    user: str
    tenant: str
    channel: str = ""
    name: str = ""


class HeardKind(StrEnum):
    """What somebody did."""

    MESSAGE = "message"  #: wrote something
    SUBMIT = "submit"  #: pressed an Action.Submit
    EXECUTE = "execute"  #: pressed an Action.Execute, and waits for a card
    FETCH = "fetch"  #: asked for a dialog, and waits for it
    TASK_SUBMIT = "task-submit"  #: sent a dialog's form, and waits for what comes next
    INSTALLED = "installed"  #: added the app to their chat or to a team; an upgrade is no such thing
    REMOVED = "removed"  #: took it out: nothing can be sent there any more
    OTHER = "other"  #: something else; its reference may still be news


WAITING = {HeardKind.EXECUTE, HeardKind.FETCH, HeardKind.TASK_SUBMIT}
"""What Teams waits for with a body: the card or the dialog to show."""

INVOKES = {
    "adaptiveCard/action": HeardKind.EXECUTE,
    "task/fetch": HeardKind.FETCH,
    "task/submit": HeardKind.TASK_SUBMIT,
}

INSTALLATIONS = {"add": HeardKind.INSTALLED, "remove": HeardKind.REMOVED}


class Heard(Frozen):
    """One thing that somebody did.

    ``text`` is without the mention of Kairos, and as typed. ``zone`` is the person's time zone, empty where
    Teams did not say. ``data`` is what the pressed button carried, together with what stands in the inputs
    beside it: nothing in it can be trusted. ``verb`` is the name of an Action.Execute. ``reply_to`` is the
    message whose card was used. ``mentioned`` says that Kairos was addressed by name. ``team`` is the id of
    the Microsoft team that the channel is in.
    """

    kind: HeardKind
    id: str
    text: str
    name: str
    zone: str
    reference: Reference
    data: Mapping[str, object]
    reply_to: str
    mentioned: bool
    team: str
    verb: str = ""


Handle = Callable[[Heard], Awaitable[Json | None]]
"""Does what is asked for; the answer to what Teams waits for, None for a plain yes."""


def heard(body: object) -> Heard:
    """An activity as Teams sends it. Raises Senseless."""
    if not isinstance(body, dict) or not _text(body.get("type")):
        raise Senseless
    teams, sender = _map(body.get("channelData")), _map(body.get("from"))
    reference = _reference(body)
    if not (reference.conversation and reference.service_url):
        raise Senseless
    bot = _text(_map(body.get("recipient")).get("id"))
    text, mentioned = _said(_text(body.get("text")), _mentions(body), bot)
    return Heard(
        kind=_kind(body),
        id=_text(body.get("id")),
        text=text,
        name=_text(sender.get("name")),
        zone=_zone(body),
        reference=reference,
        data=_data(body),
        reply_to=_text(body.get("replyToId")),
        mentioned=mentioned,
        team=_text(_map(teams.get("team")).get("id")),
        verb=_text(_map(_map(body.get("value")).get("action")).get("verb")),
    )


def tenants(body: Mapping[str, object]) -> set[str]:
    """Every organisation that an activity names: one, unless somebody is up to something."""
    said = (
        _map(_map(body.get("channelData")).get("tenant")).get("id"),
        _map(body.get("conversation")).get("tenantId"),
    )
    return {_text(each).lower() for each in said if each}


def _kind(body: Json) -> HeardKind:
    match body["type"]:
        case "message":
            return HeardKind.SUBMIT if isinstance(body.get("value"), dict) else HeardKind.MESSAGE
        case "invoke":
            return INVOKES.get(_text(body.get("name")), HeardKind.OTHER)
        case "installationUpdate":
            return INSTALLATIONS.get(_text(body.get("action")), HeardKind.OTHER)
        case _:
            return HeardKind.OTHER


def _reference(body: Json) -> Reference:
    teams, place = _map(body.get("channelData")), _map(body.get("conversation"))
    conversation, kind = _text(place.get("id")), _place_kind(place)
    chosen = _map(_map(teams.get("settings")).get("selectedChannel")).get("id")
    told = _map(teams.get("channel"))
    channel = chosen or told.get("id") or conversation.partition(";")[0]
    tenant = _map(teams.get("tenant")).get("id") or place.get("tenantId")
    return Reference(
        service_url=_text(body.get("serviceUrl")),
        conversation=conversation,
        kind=kind,
        bot=_text(_map(body.get("recipient")).get("id")),
        user=_text(_map(body.get("from")).get("aadObjectId")),
        tenant=_text(tenant),
        channel=_text(channel) if kind == "channel" else "",
        name=_text(told.get("name")) if kind == "channel" and channel == told.get("id") else "",
    )


def _place_kind(place: Json) -> str:
    kind = _text(place.get("conversationType"))
    if kind in KINDS:
        return kind
    if "@thread.tacv2" in _text(place.get("id")):
        return "channel"
    return "groupChat" if place.get("isGroup") is True else "personal"


def _data(body: Json) -> Json:
    value = _map(body.get("value"))
    match _kind(body):
        case HeardKind.SUBMIT:
            return value
        case HeardKind.EXECUTE:
            return _map(_map(value.get("action")).get("data"))
        case HeardKind.FETCH | HeardKind.TASK_SUBMIT:
            return _map(value.get("data"))
        case _:
            return {}


def _said(text: str, mentions: list[tuple[str, str]], bot: str) -> tuple[str, bool]:
    """What was typed, without the mentions of the bot; and whether there were any.

    ``mentions`` are text and id of each mention. Two of the same name are told apart by their order.
    """
    left, addressed = list(mentions), False

    def named(found: re.Match[str]) -> str:
        nonlocal addressed
        mention = next((each for each in left if each[0] == found[0]), None)
        if mention is not None:
            left.remove(mention)
            if bot and mention[1] == bot:
                addressed = True
                return " "
        return found[1]

    return " ".join(html.unescape(AT.sub(named, text)).split()), addressed


def _mentions(body: Json) -> list[tuple[str, str]]:
    return [
        (_text(entity.get("text")), _text(_map(entity.get("mentioned")).get("id")))
        for entity in _entities(body)
        if entity.get("type") == "mention"
    ]


def _zone(body: Json) -> str:
    told = (_text(entity.get("timezone")) for entity in _entities(body) if entity.get("type") == "clientInfo")
    return _text(body.get("localTimezone")) or next(filter(None, told), "")


def _entities(body: Json) -> list[Json]:
    entities = body.get("entities")
    return [_map(entity) for entity in entities] if isinstance(entities, list) else []


def _map(thing: object) -> Json:
    return thing if isinstance(thing, dict) else {}


def _text(thing: object) -> str:
    return thing if isinstance(thing, str) else ""
