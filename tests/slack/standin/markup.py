"""Slack's text as HTML: mrkdwn, plain text and rich text."""

import re

from markupsafe import Markup, escape

from tests.slack.standin.state import Json

EMOJI = {
    "white_check_mark": "✅",
    "warning": "⚠️",
    "bulb": "💡",
    "wave": "👋",
    "dart": "🎯",
    "calendar": "📅",
    "bar_chart": "📊",
    "phone": "☎️",
    "telephone_receiver": "📞",
    "tada": "🎉",
    "pencil2": "✏️",
    "seedling": "🌱",
    "eyes": "👀",
    "mag": "🔍",
    "memo": "📝",
    "x": "❌",
    "black_circle": "⚫",
    "white_circle": "⚪",
}
_TOKEN = re.compile(r"<([^<>]+)>")
_STYLES = (
    (re.compile(r"```(.+?)```", re.DOTALL), r"<pre>\1</pre>"),
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w_])_([^_\n]+)_(?![\w_])"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w~])~([^~\n]+)~(?![\w~])"), r"<s>\1</s>"),
)
_QUOTE = re.compile(r"(?m)^(?:&gt;) ?(.*)$")


def _named(text: str) -> str:
    return re.sub(r":([a-z0-9_+-]+):", lambda found: EMOJI.get(found[1], found[0]), text)


def plain(text: str) -> Markup:
    """Plain text."""
    return Markup("<br>").join(_named(_decoded(text)).split("\n"))


def _decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mrkdwn(text: str, names: dict[str, str]) -> Markup:
    """Slack's own markup, as its client reads it."""
    parts: list[str] = []
    at = 0
    for found in _TOKEN.finditer(text):
        parts += [_styled(text[at : found.start()]), str(_reference(found[1], names))]
        at = found.end()
    parts.append(_styled(text[at:]))
    quoted = _QUOTE.sub(r"<blockquote>\1</blockquote>", "".join(parts))
    return Markup(quoted.replace("</blockquote>\n", "</blockquote>").replace("\n", "<br>"))  # noqa: S704  every piece is escaped


def _styled(text: str) -> str:
    shown = str(escape(_named(_decoded(text))))
    for pattern, html in _STYLES:
        shown = pattern.sub(html, shown)
    return shown


def _reference(inside: str, names: dict[str, str]) -> Markup:
    target, _, label = inside.partition("|")
    label = _decoded(label)
    if target.startswith("!date^"):
        return escape(label)
    if target[:1] in {"@", "#", "!"}:
        shown = names.get(target[1:], label or target[1:].split("^")[0])
        sign = "#" if target[0] == "#" else "@"
        return Markup('<span class="mention">{}{}</span>').format(sign, shown)
    return Markup('<a href="{}">{}</a>').format(target, label or target)


def text(body: Json | None, names: dict[str, str]) -> Markup:
    """A text object."""
    if not body:
        return Markup("")
    return mrkdwn(body["text"], names) if body["type"] == "mrkdwn" else plain(body["text"])


_TAGS = {"bold": "b", "italic": "i", "strike": "s", "underline": "u", "code": "code", "highlight": "mark"}
_HOLDERS = {"rich_text_section": "div", "rich_text_preformatted": "pre", "rich_text_quote": "blockquote"}


def rich(elements: list[Json], names: dict[str, str]) -> Markup:
    """The containers of a rich_text block."""
    shown = Markup("")
    for one in elements:
        if one["type"] == "rich_text_list":
            tag = "ol" if one["style"] == "ordered" else "ul"
            items = Markup("").join(
                Markup("<li>{}</li>").format(rich([item], names)) for item in one["elements"]
            )
            shown += Markup("<{0} style='margin-left:{1}em'>{2}</{0}>").format(
                tag, one.get("indent", 0) * 1.5, items
            )
        else:
            leaves = Markup("").join(_leaf(leaf, names) for leaf in one["elements"])
            shown += Markup("<{0}>{1}</{0}>").format(_HOLDERS[one["type"]], leaves)
    return shown


def _leaf(leaf: Json, names: dict[str, str]) -> Markup:
    kind: str = leaf["type"]
    shown = Markup("<br>").join(_decoded(leaf.get("text", "")).split("\n"))
    if kind == "link":
        shown = Markup('<a href="{}">{}</a>').format(leaf["url"], leaf.get("text") or leaf["url"])
    elif kind == "emoji":
        shown = plain(f":{leaf['name']}:")
    elif kind == "date":
        shown = escape(leaf.get("fallback", leaf["format"]))
    elif kind != "text":
        target = leaf.get("user_id") or leaf.get("channel_id") or leaf.get("range") or kind
        shown = Markup('<span class="mention">@{}</span>').format(names.get(target, target))
    for style, tag in _TAGS.items():
        if leaf.get("style", {}).get(style):
            shown = Markup("<{0}>{1}</{0}>").format(tag, shown)
    return shown
