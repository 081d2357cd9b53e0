"""GET /: the workspace as one person sees it. ``?user=U1&show=dm|home|modal|channel&channel=C1``."""

from pathlib import Path

from markupsafe import Markup

from tests.slack.standin.drawing import Sheet, draw
from tests.slack.standin.markup import mrkdwn
from tests.slack.standin.state import Message, View
from tests.slack.standin.workspace import BOT_USER, Workspace

_STYLE = Path(__file__).with_name("page.css")
_PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slack stand-in: {title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
    '<body><nav aria-label="Places">{links}</nav><main><h1>{title}</h1>{body}</main>{modal}</body></html>'
)


def page(ws: Workspace, user: str = "", show: str = "", channel: str = "") -> str:
    """The page, for that person and place."""
    people = [one.id for one in ws.people.values() if not one.is_bot and one.id != "USLACKBOT"]
    user = user or next(iter(people), "")
    names = {one.id: one.real_name or one.name for one in ws.people.values()}
    names |= {one.id: one.name for one in ws.channels.values()}
    modal = Markup("")
    stack = ws.stacks.get(user, [])
    if stack and show in {"", "modal"}:
        modal = _modal(stack[-1], names)
    place = "home" if show == "home" else channel if show == "channel" else ""
    if place == "home":
        title, body = "Kairos: Home", _home(ws.homes.get(user), names)
    elif place:
        title, body = f"#{names.get(place, place)}", _messages(ws, place, user, names)
    else:
        dm = ws.dm(user, make=False) if user else None
        title, body = "Kairos: Messages", _messages(ws, dm.id if dm else "", user, names)
    links = Markup("").join(_links(ws, user, people, names))
    style = Markup(_STYLE.read_text("utf-8"))  # noqa: S704  our own file
    return str(_PAGE.format(title=title, style=style, links=links, body=body, modal=modal))


def _links(ws: Workspace, user: str, people: list[str], names: dict[str, str]) -> list[Markup]:
    link = Markup('<a href="/?user={}&show={}&channel={}">{}</a>')
    found = [Markup("<strong>{}</strong>").format(ws.people[user].name if user else "nobody yet")]
    found += [link.format(user, show, "", show.title()) for show in ("dm", "home", "modal")]
    found += [
        link.format(user, "channel", one.id, f"#{one.name}")
        for one in ws.channels.values()
        if not one.dm_with
    ]
    found += [link.format(one, "dm", "", f"as {names[one]}") for one in people if one != user]
    return found


def _messages(ws: Workspace, channel: str, user: str, names: dict[str, str]) -> Markup:
    seen = [
        one
        for one in ws.messages
        if one.channel == channel and not one.deleted and one.ephemeral_for in {"", user}
    ]
    return Markup("").join(_message(one, names) for one in seen) or Markup(
        "<p class='hint'>Nothing here yet</p>"
    )


def _message(message: Message, names: dict[str, str]) -> Markup:
    sheet = Sheet(names, message.typed, {})
    body = draw(message.blocks, sheet) if message.blocks else mrkdwn(message.text, names)
    notes = [
        *(["edited"] if message.edited else []),
        *(["Only visible to you"] if message.ephemeral_for else []),
    ]
    app = Markup(' <small class="tag">APP</small>') if message.author == BOT_USER else ""
    return Markup(
        '<article class="message"><div class="face" aria-hidden="true">K</div><div class="grow">'
        "<b>{}</b>{} <small>{}</small>{}</div></article>"
    ).format(names.get(message.author, message.author), app, " · ".join(notes), body)


def _home(home: View | None, names: dict[str, str]) -> Markup:
    if home is None:
        return Markup("<p class='hint'>Nothing has been published here yet</p>")
    return Markup('<div class="home">{}</div>').format(draw(home.blocks, Sheet(names, home.typed, {})))


def _modal(view: View, names: dict[str, str]) -> Markup:
    submit = view.body.get("submit")
    close = view.body.get("close", {"text": "Cancel"})["text"]
    foot = Markup("<button>{}</button>").format(close)
    if submit:
        foot += Markup('<button class="primary">{}</button>').format(submit["text"])
    wrong = (
        Markup('<p class="error" role="alert">{}</p>').format(view.errors[""]) if "" in view.errors else ""
    )
    return Markup(
        '<div class="shade"><section role="dialog" aria-modal="true" aria-labelledby="modal-title">'
        '<header><h2 id="modal-title">{}</h2></header><div class="inside" tabindex="0">{}{}</div>'
        "<footer>{}</footer></section></div>"
    ).format(view.title, wrong, draw(view.blocks, Sheet(names, view.typed, view.errors)), foot)
