"""Activities, shaped as Teams shapes them."""

from itertools import count
from typing import Any

from bot.clock import Clock
from tests.teams.standin.state import Json, Message, Person, Place

numbers = count(1_772_445_600_000)


def activity(
    clock: Clock, service_url: str, tenant: str, bot: str, person: Person, place: Place, thread: str = ""
) -> Json:
    """What all of them have in common."""
    now = clock.now()
    conversation: Json = {"conversationType": place.kind, "tenantId": tenant, "id": place.id}
    teams: Json = {"tenant": {"id": tenant}}
    if place.kind != "personal":
        conversation["isGroup"] = True
    if place.kind == "channel":
        conversation["name"] = place.name
        conversation["id"] = f"{place.id};messageid={thread or next(numbers)}"
        teams |= {
            "teamsChannelId": place.id,
            "teamsTeamId": place.team,
            "channel": {"id": place.id},
            "team": {"id": place.team, "name": f"Team of {place.name}"},
        }
    return {
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "id": str(next(numbers)),
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": person.mri, "name": person.name, "aadObjectId": person.object_id},
        "conversation": conversation,
        "recipient": {"id": bot, "name": "Kairos"},
        "channelData": teams,
    }


def client(person: Person, clock: Clock) -> Json:
    """What a client tells of itself along with a message or a press."""
    info = {"locale": "en-US", "country": "US", "platform": "Windows", "timezone": person.zone}
    return {
        "localTimestamp": clock.now().isoformat(timespec="milliseconds"),
        "localTimezone": person.zone,
        "locale": "en-US",
        "entities": [{**info, "type": "clientInfo"}],
    }


def message(base: Json, common: Json, text: str, *, mention: bool, bot: str) -> Json:
    """Something said; where the bot is mentioned, as Teams writes that."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    made: Json = {**base, **common, "type": "message", "textFormat": "plain", "text": escaped}
    if mention:
        at = "<at>Kairos</at>"
        mentioned = {"type": "mention", "mentioned": {"id": bot, "name": "Kairos"}, "text": at}
        made["text"] = f"\r\n{at}&nbsp;{escaped}\n"
        made["entities"] = [*common["entities"], mentioned]
    return made


def submit(base: Json, common: Json, on: Message, data: Any) -> Json:
    """An Action.Submit pressed on a message."""
    teams = {**base["channelData"], "source": {"name": "message"}, "legacy": {"replyToId": on.id}}
    return {**base, **common, "type": "message", "channelData": teams, "replyToId": on.id, "value": data}


def execute(base: Json, common: Json, on: Message, action: Json, data: Json) -> Json:
    """An Action.Execute pressed on a message."""
    told: Json = {key: action[key] for key in ("type", "verb", "id", "title") if key in action}
    value: Json = {"action": {**told, "data": data}, "trigger": "manual"}
    invoke: Json = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": on.id, "value": value}
    return {**base, **common, **invoke, "id": f"f:{base['id']}"}


def task(base: Json, common: Json, name: str, data: Json, on: Message | None) -> Json:
    """A dialog asked for, or sent."""
    value = {"data": data, "context": {"theme": "default"}, "tabContext": {}}
    reply = {"replyToId": on.id} if on else {}
    return {
        **base,
        **common,
        **reply,
        "type": "invoke",
        "name": name,
        "value": value,
        "id": f"f:{base['id']}",
    }


def installation(base: Json, action: str, place: Place) -> Json:
    """The app added or removed."""
    made = {**base, "type": "installationUpdate", "action": action}
    if place.kind == "channel":
        teams = {**base["channelData"], "settings": {"selectedChannel": {"id": place.id}}}
        made |= {"channelData": teams, "conversation": {**base["conversation"], "id": place.id}}
    return made


def renamed(base: Json, place: Place) -> Json:
    """A channel has another name; it happens in the team."""
    told = {"id": place.id, "name": place.name}
    teams = {**base["channelData"], "eventType": "channelRenamed", "channel": told}
    where = {**base["conversation"], "id": place.team}
    return {**base, "type": "conversationUpdate", "channelData": teams, "conversation": where}


def members_added(base: Json, bot: str) -> Json:
    """What comes beside an installation."""
    return {**base, "type": "conversationUpdate", "membersAdded": [{"id": bot}, {"id": base["from"]["id"]}]}
