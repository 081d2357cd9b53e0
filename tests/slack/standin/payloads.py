"""The payloads that Slack sends, shaped like its own."""

from tests.slack.standin.answers import values
from tests.slack.standin.modals import shown
from tests.slack.standin.state import Json, Message, Person, View
from tests.slack.standin.workspace import APP, BOT_USER, DOMAIN, TEAM, Workspace

_TEAM = {"id": TEAM, "domain": DOMAIN}


def _from(person: Person) -> Json:
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM}


def _interaction(kind: str, person: Person) -> Json:
    return {
        "type": kind,
        "team": _TEAM,
        "user": _from(person),
        "api_app_id": APP,
        "token": "verification",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(person: Person, name: str, text: str, channel: Json, reply: Json) -> Json:
    """A slash command; everything is text, as in a form."""
    return {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel["id"],
        "channel_name": channel["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        **reply,
    }


def shortcut(ws: Workspace, person: Person, callback_id: str) -> Json:
    """A global shortcut."""
    return {
        **_interaction("shortcut", person),
        "action_ts": ws.clock.ts(),
        "callback_id": callback_id,
        "trigger_id": ws.trigger(person.id),
    }


def message_shortcut(ws: Workspace, person: Person, callback_id: str, message: Message, url: str) -> Json:
    """A shortcut from a message's menu."""
    channel = ws.channels[message.channel]
    return {
        **_interaction("message_action", person),
        "action_ts": ws.clock.ts(),
        "callback_id": callback_id,
        "trigger_id": ws.trigger(person.id),
        "response_url": url,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.name},
        "message": message.shown(),
    }


def view_state(view: View) -> Json:
    """A view with what was entered in it."""
    return shown(view, values(view.blocks, view.typed))


def view_submission(ws: Workspace, person: Person, view: View) -> Json:
    """The button at a modal's foot."""
    return {
        **_interaction("view_submission", person),
        "trigger_id": ws.trigger(person.id, inside=view.id),
        "view": view_state(view),
        "response_urls": [],
    }


def view_closed(person: Person, view: View, *, cleared: bool) -> Json:
    """A modal was closed without sending it."""
    return {**_interaction("view_closed", person), "view": view_state(view), "is_cleared": cleared}


def block_actions(ws: Workspace, person: Person, where: Message | View, action: Json, url: str) -> Json:
    """Something was pressed or chosen in a message, a modal or a Home."""
    body = {**_interaction("block_actions", person), "actions": [{**action, "action_ts": ws.clock.ts()}]}
    if isinstance(where, View):
        state = view_state(where)
        inside = where.id if where.body["type"] == "modal" else ""
        container = {"type": "view", "view_id": where.id}
        return {
            **body,
            "container": container,
            "view": state,
            "state": state["state"],
            "trigger_id": ws.trigger(person.id, inside),
        }
    channel = ws.channels[where.channel]
    return {
        **body,
        "container": {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(where.ephemeral_for),
        },
        "channel": {"id": channel.id, "name": channel.name},
        "message": where.shown(),
        "state": {"values": values(where.blocks, where.typed)},
        "trigger_id": ws.trigger(person.id),
        "response_url": url,
    }


def event(ws: Workspace, event_id: str, inner: Json) -> Json:
    """An event in its envelope."""
    return {
        "token": "verification",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {"event_ts": ws.clock.ts(), **inner},
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(ws.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
