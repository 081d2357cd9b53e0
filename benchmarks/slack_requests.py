"""What Slack sends in the benchmarks, built and signed ahead, as bytes."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

from benchmarks.driving import Request
from bot.clock import SystemClock

SECRET, TOKEN, TEAM, PATH = "signed with this", "xoxb-made-up", "T0BENCH", "/slack/events"

PERSON, DEAL_NAME = "U00PERSON", "Acme"

COMMAND = urlencode(
    {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "D1",
        "channel_name": "directmessage",
        "user_id": PERSON,
        "user_name": "somebody",
        "command": "/precall",
        "text": DEAL_NAME,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:1/nowhere",
        "trigger_id": "TRIGGER-0",
    }
)


def opening(person: str) -> Request:
    """``/precall Acme``, typed by that person."""
    trigger = f"T{person}"
    body = COMMAND.replace(PERSON, person).replace("TRIGGER-0", trigger)
    return Request(_signed(body), trigger=trigger)


def submissions(view: dict[str, Any], session: int, values: dict[str, tuple[str, ...]]) -> "Submissions":
    """What makes a filled form out of the view of one session, for any other."""
    shown = {
        **view,
        "id": "V-VIEW-0",
        "team_id": TEAM,
        "hash": "1772445600.aBcDeFgH",
        "state": {"values": dict(_states(view, values))},
        "previous_view_id": None,
        "root_view_id": "V-VIEW-0",
        "app_id": "A0BENCH",
        "external_id": "",
        "app_installed_team_id": TEAM,
        "bot_id": "B0BOT",
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": PERSON, "username": "somebody", "name": "somebody", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "verification",
        "trigger_id": "TRIGGER-0",
        "view": shown,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return Submissions(f"payload={quote_plus(json.dumps(payload, separators=(',', ':')))}", str(session))


@dataclass(frozen=True)
class Submissions:
    """A filled form as Slack encodes it; ids of other sessions and people are put in their places."""

    body: str
    session: str

    def of(self, person: str, session: int) -> Request:
        """That person's session, submitted."""
        body = self.body.replace(self.session, str(session)).replace(PERSON, person)
        body = body.replace("V-VIEW-0", f"V{session}").replace("TRIGGER-0", f"S{session}")
        return Request(_signed(body), holds=b'"response_action"')


def _signed(body: str) -> bytes:
    stamp = str(int(SystemClock().now().timestamp()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept: application/json,*/*",
        "Accept-Encoding: gzip,deflate",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Slack-Request-Timestamp: {stamp}",
        f"X-Slack-Signature: v0={signature}",
    )
    return "\r\n".join((*head, "", body)).encode()


def _states(view: dict[str, Any], values: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What stands in each input, as Slack says it."""
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kind, said = element["type"], values.get(element["action_id"], ())
        chosen = [option for option in element.get("options", ()) if option["value"] in said]
        match kind:
            case "checkboxes" | "multi_static_select":
                state: dict[str, Any] = {"selected_options": chosen}
            case "radio_buttons" | "static_select":
                state = {"selected_option": chosen[0] if chosen else None}
            case "timepicker":
                state = {"selected_time": said[0] if said else None}
            case _:
                state = {"value": said[0] if said else None}
        yield block["block_id"], {element["action_id"]: {"type": kind, **state}}
