"""What an acknowledgement does: close, replace, push, show errors, or answer in the channel."""

from typing import Any

from tests.slack.standin import modals
from tests.slack.standin.server import answer_interaction
from tests.slack.standin.state import Ack, Json, Refused, ResponseUrl, View
from tests.slack.standin.workspace import Workspace

_FIELDS = {
    "clear": {"response_action"},
    "update": {"response_action", "view"},
    "push": {"response_action", "view"},
    "errors": {"response_action", "errors"},
}


def after_command(ws: Workspace, ack: Ack, url: ResponseUrl) -> None:
    """The body of a command's acknowledgement is a message to the one who typed it."""
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
    if ack.ok and body:
        try:
            answer_interaction(ws, url, body)
        except Refused as refused:
            ws.violate("ack of a command", f"Slack would show nothing: {refused.error}")
        url.uses = 0


def after_action(ws: Workspace, ack: Ack, kind: str) -> None:
    """Where no answer is expected, a body goes nowhere."""
    if ack.ok and ack.body not in (None, "", {}):
        ws.violate(f"ack of {kind}", f"Slack ignores this body: {ack.body!r}")


def after_submission(ws: Workspace, ack: Ack, view: View) -> None:
    """A modal was submitted: do as the answer says, on the stack as it is now."""
    stack = ws.stacks.get(view.user, [])
    view.errors = {}
    if not ack.ok:
        view.errors = {"": "We had some trouble connecting. Try again?"}
    elif view not in stack:
        pass  # closed by somebody else meanwhile
    elif not ack.body:
        close(ws, view)
    else:
        try:
            _respond(ws, view, stack, ack.body)
        except Refused as refused:
            ws.violate("ack of view_submission", f"Slack would show an error: {refused.error}")
            view.errors = {"": "We had some trouble connecting. Try again?"}
    ws.changed()


def _respond(ws: Workspace, view: View, stack: list[View], body: Any) -> None:
    action = body.get("response_action") if isinstance(body, dict) else None
    if action not in _FIELDS or body.keys() != _FIELDS[action]:
        raise Refused(f"not a response to a submission: {body!r}")
    if action == "clear":
        stack.clear()
    elif action == "update":
        modals.check_view(ws, "response_action update", body["view"], "modal", replaces=view.id)
        modals.replace(ws, view, body["view"])
    elif action == "push":
        modals.push(ws, view.user, body["view"], "response_action push")
    else:
        view.errors = _errors(view, body["errors"])


def _errors(view: View, errors: Any) -> Json:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("errors needs at least one entry")
    for block_id, text in errors.items():
        if block_id not in inputs:
            raise Refused(f"errors names {block_id}, which is no input block of this view")
        if not isinstance(text, str) or not text.strip():
            raise Refused(f"the error of {block_id} must be a text")
    return errors


def close(ws: Workspace, view: View) -> None:
    """Take a view off its stack. The one below gets a new hash."""
    stack = ws.stacks[view.user]
    stack.remove(view)
    if stack:
        stack[-1].hash = ws.new_id("h")
    ws.changed()
