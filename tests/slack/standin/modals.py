"""The views.* methods and the stack of modals."""

from typing import Any

from tests.slack.standin.chat import refuse_blocks
from tests.slack.standin.state import Json, Refused, Token, View
from tests.slack.standin.validator import Surface, stateful, view_problems, view_too_large
from tests.slack.standin.wording import leaks
from tests.slack.standin.workspace import APP, BOT, TEAM, Workspace

DEEPEST = 3


def check_view(ws: Workspace, where: str, view: Any, surface: Surface, *, replaces: str = "") -> None:
    """Refuse what Slack refuses in a view."""
    if view_too_large(view):
        ws.violate(where, "view_too_large")
        raise Refused("view_too_large")
    problems = view_problems(view, surface)
    blocks = view.get("blocks") if isinstance(view, dict) else None
    refuse_blocks(ws, where, blocks, problems, "invalid_arguments")
    external = view.get("external_id")
    if external and any(one.body.get("external_id") == external and one.id != replaces for one in ws.views()):
        ws.violate(where, f"external_id {external} is in use")
        raise Refused("duplicate_external_id")
    ws.violate(where, *leaks("", view, ws.planted))


def make(ws: Workspace, user: str, view: Json, below: View | None = None) -> View:
    """A new view, on top of another or by itself."""
    view_id = ws.new_id("V")
    body = {**view, "blocks": ws.filled_in(view["blocks"])}
    root = below.root if below else view_id
    return View(view_id, user, body, ws.new_id("h"), root, below.id if below else None)


def replace(ws: Workspace, view: View, body: Json) -> None:
    """Give a view new content. What was typed stays where block_id and action_id both stay."""
    view.body = {**body, "blocks": ws.filled_in(body["blocks"])}
    view.hash = ws.new_id("h")
    view.errors = {}
    still = {(block["block_id"], element["action_id"]) for block, element in stateful(view.blocks)}
    view.typed = {
        block: kept
        for block, answers in view.typed.items()
        if (kept := {action: value for action, value in answers.items() if (block, action) in still})
    }
    ws.changed()


def shown(view: View, values: Json) -> Json:
    """The view object of API answers and payloads."""
    body = view.body
    return {
        "id": view.id,
        "team_id": TEAM,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": values},
        "hash": view.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": APP,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }


def open_view(ws: Workspace, args: Json, _token: Token) -> Json:
    """views.open."""
    trigger = ws.spend(args["trigger_id"])
    check_view(ws, "views.open", args["view"], "modal")
    if ws.stacks.get(trigger.user):
        ws.violate("views.open", "another modal is open: push onto it or update it")
    view = make(ws, trigger.user, args["view"])
    ws.stacks[trigger.user] = [view]
    ws.changed()
    return {"ok": True, "view": shown(view, {})}


def push_view(ws: Workspace, args: Json, _token: Token) -> Json:
    """views.push."""
    trigger = ws.spend(args["trigger_id"])
    stack = ws.stacks.get(trigger.user, [])
    if not stack or not trigger.inside:
        raise Refused("invalid_trigger_id")
    return {"ok": True, "view": shown(push(ws, trigger.user, args["view"], "views.push"), {})}


def push(ws: Workspace, user: str, view: Json, where: str) -> View:
    """Put a view on top of a person's stack."""
    stack = ws.stacks[user]
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    check_view(ws, where, view, "modal")
    stack.append(make(ws, user, view, below=stack[-1]))
    ws.changed()
    return stack[-1]


def _fresh(view: View, args: Json) -> None:
    if "hash" in args and args["hash"] != view.hash:
        raise Refused("hash_conflict")


def update_view(ws: Workspace, args: Json, _token: Token) -> Json:
    """views.update."""
    if not ("view_id" in args) ^ ("external_id" in args):
        raise Refused("invalid_arguments", response_metadata={"messages": ["view_id or external_id"]})
    wanted, key = (args["view_id"], "id") if "view_id" in args else (args["external_id"], "external_id")
    view = next((one for one in ws.views() if wanted == (one.id if key == "id" else one.body.get(key))), None)
    if view is None:
        raise Refused("not_found")
    _fresh(view, args)
    surface: Surface = "home" if view.body["type"] == "home" else "modal"
    check_view(ws, "views.update", args["view"], surface, replaces=view.id)
    replace(ws, view, args["view"])
    return {"ok": True, "view": shown(view, {})}


def publish(ws: Workspace, args: Json, _token: Token) -> Json:
    """views.publish."""
    person = ws.people.get(args["user_id"])
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("not_enabled")
    home = ws.homes.get(person.id)
    if home is not None:
        _fresh(home, args)
    check_view(ws, "views.publish", args["view"], "home", replaces=home.id if home else "")
    if home is None:
        home = ws.homes[person.id] = make(ws, person.id, args["view"])
        ws.changed()
    else:
        replace(ws, home, args["view"])
    return {"ok": True, "view": shown(home, {})}
