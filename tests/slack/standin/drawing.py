"""Blocks as HTML, reasonably close to Slack's light theme, with every name a screen reader would say."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from tests.slack.standin.answers import KEYS, state
from tests.slack.standin.charts import chart
from tests.slack.standin.markup import mrkdwn, plain, rich, text
from tests.slack.standin.objects import options_of
from tests.slack.standin.state import Json

Names = dict[str, str]
Drawn = Callable[[Json, "Sheet"], Markup]


class Sheet:
    """What blocks are drawn with: names for mentions, what was typed, which answers were refused."""

    def __init__(self, names: Names, typed: dict[str, Json], errors: dict[str, str]) -> None:
        self.names = names
        self.typed = typed
        self.errors = errors

    def answer(self, block: Json, element: Json) -> Any:
        """What an element shows as its answer."""
        key, first, empty = KEYS[element["type"]]
        kept = self.typed.get(block["block_id"], {}).get(element["action_id"])
        return (kept or state(element, element.get(first) or empty))[key]


def draw(blocks: list[Json], sheet: Sheet) -> Markup:
    """All blocks, one under the other."""
    return Markup("").join(
        Markup('<div class="block {}">{}</div>').format(block["type"], _DRAW[block["type"]](block, sheet))
        for block in blocks
    )


def _image(image: Json) -> Markup:
    return Markup('<img src="{}" alt="{}">').format(image.get("image_url", ""), image["alt_text"])


def _section(block: Json, sheet: Sheet) -> Markup:
    fields = Markup("").join(
        Markup("<div>{}</div>").format(text(field, sheet.names)) for field in block.get("fields", [])
    )
    accessory = element(block, block["accessory"], sheet) if "accessory" in block else ""
    return Markup('<div class="row"><div class="grow">{}<div class="fields">{}</div></div>{}</div>').format(
        text(block.get("text"), sheet.names), fields, accessory
    )


def _context(block: Json, sheet: Sheet) -> Markup:
    return Markup(" ").join(
        _image(one) if one["type"] == "image" else text(one, sheet.names) for one in block["elements"]
    )


def _actions(block: Json, sheet: Sheet) -> Markup:
    return Markup("").join(element(block, one, sheet) for one in block["elements"])


def _input(block: Json, sheet: Sheet) -> Markup:
    optional = Markup(" <small>(optional)</small>") if block.get("optional") else ""
    wrong = sheet.errors.get(block["block_id"], "")
    error = Markup('<p class="error" role="alert">⚠ {}</p>').format(wrong) if wrong else ""
    hint = (
        Markup('<p class="hint">{}</p>').format(text(block["hint"], sheet.names)) if "hint" in block else ""
    )
    inside = Markup("<label>{}{}{}</label>{}{}")
    if block["element"]["type"] in {"radio_buttons", "checkboxes"}:
        inside = Markup("<fieldset><legend>{}{}</legend>{}{}{}</fieldset>")
    label = Markup("<b>{}</b>").format(text(block["label"], sheet.names))
    return inside.format(label, optional, element(block, block["element"], sheet), error, hint)


def element(block: Json, one: Json, sheet: Sheet) -> Markup:
    """One interactive element, or a picture in its place."""
    kind = one["type"]
    if kind in _PRESSED:
        return _PRESSED[kind](one, sheet)
    now = sheet.answer(block, one)
    if kind in {"radio_buttons", "checkboxes"}:
        return _choices(block, one, now, sheet)
    return _select(one, now, sheet) if "select" in kind else _field(one, now)


def _button(one: Json, sheet: Sheet) -> Markup:
    name = one.get("accessibility_label", one["text"]["text"])
    return Markup('<button class="{}" aria-label="{}">{}</button>').format(
        one.get("style", ""), name, text(one["text"], sheet.names)
    )


def _thumbs(one: Json, _sheet: Sheet) -> Markup:
    return Markup('<button aria-label="{}">👍</button><button aria-label="{}">👎</button>').format(
        one["positive_button"]["text"]["text"], one["negative_button"]["text"]["text"]
    )


_PRESSED: dict[str, Drawn] = {
    "image": lambda one, _sheet: _image(one),
    "button": _button,
    "icon_button": _button,
    "overflow": lambda _one, _sheet: Markup('<button aria-label="More options">⋯</button>'),
    "feedback_buttons": _thumbs,
}


def _choices(block: Json, one: Json, now: Any, sheet: Sheet) -> Markup:
    chosen = now if isinstance(now, list) else [now]
    kind = "radio" if one["type"] == "radio_buttons" else "checkbox"
    shown = Markup("")
    for choice in one["options"]:
        shown += Markup(
            '<label class="choice"><input type="{}" name="{}"{}> {}<small>{}</small></label>'
        ).format(
            kind,
            f"{block['block_id']}-{one['action_id']}",
            Markup(" checked") if choice in chosen else "",
            text(choice["text"], sheet.names),
            text(choice.get("description"), sheet.names),
        )
    return shown


def _select(one: Json, now: Any, sheet: Sheet) -> Markup:
    chosen = now if isinstance(now, list) else [now] if now else []
    said: list[str] = [
        str(one["text"]["text"] if isinstance(one, dict) else sheet.names.get(one, one)) for one in chosen
    ]
    first = one.get("placeholder", {}).get("text", "Select an item")
    rest = [option["text"]["text"] for option in options_of(one)]
    items = Markup("").join(Markup("<option>{}</option>").format(name) for name in rest if name not in said)
    top = Markup("<option selected>{}</option>").format(", ".join(said) or first)
    return Markup('<select aria-label="{}">{}{}</select>').format(first, top, items)


def _field(one: Json, now: Any) -> Markup:
    hint = one.get("placeholder", {}).get("text", "")
    if one.get("multiline"):
        return Markup('<textarea rows="3" placeholder="{}">{}</textarea>').format(hint, now or "")
    kinds = {"datepicker": "date", "timepicker": "time", "number_input": "number", "file_input": "file"}
    kind, shown = kinds.get(one["type"], "text"), now if isinstance(now, str | int) else ""
    return Markup('<input type="{}" placeholder="{}" value="{}">').format(kind, hint, shown)


def _cell(cell: Json, sheet: Sheet) -> Markup:
    if cell["type"] == "rich_text":
        return rich(cell["elements"], sheet.names)
    return escape(cell.get("text", cell.get("value", "")))


def _table(block: Json, sheet: Sheet) -> Markup:
    header, *rows = block["rows"]
    settings = [one or {} for one in block.get("column_settings", [])]
    align = [one.get("align", "left") for one in settings] + ["left"] * len(header)

    def row(cells: list[Json], tag: str) -> Markup:
        drawn = Markup("").join(
            Markup('<{0} style="text-align:{1}">{2}</{0}>').format(tag, align[index], _cell(cell, sheet))
            for index, cell in enumerate(cells)
        )
        return Markup("<tr>{}</tr>").format(drawn)

    body = Markup("").join(row(cells, "td") for cells in rows)
    caption = Markup("<caption>{}</caption>").format(block["caption"]) if "caption" in block else ""
    return Markup('<div class="scroll" tabindex="0"><table>{}{}{}</table></div>').format(
        caption, row(header, "th"), body
    )


def _card(block: Json, sheet: Sheet) -> Markup:
    hero = _image(block["hero_image"]) if "hero_image" in block else ""
    icon = _image(block["icon"]) if "icon" in block else ""
    actions = Markup("").join(element(block, one, sheet) for one in block.get("actions", []))
    return Markup(
        '<article>{}<div class="row">{}<div><b>{}</b><br><small>{}</small></div></div><p>{}</p>{}</article>'
    ).format(
        hero, icon, *(text(block.get(part), sheet.names) for part in ("title", "subtitle", "body")), actions
    )


def _container(block: Json, sheet: Sheet) -> Markup:
    title = rich(block["rich_text_title"]["elements"], sheet.names) if "rich_text_title" in block else ""
    closed = "" if block.get("default_collapsed") else Markup(" open")
    return Markup("<details{}><summary><b>{}</b> <small>{}</small></summary>{}</details>").format(
        closed,
        title or text(block.get("title"), sheet.names),
        text(block.get("subtitle"), sheet.names),
        draw(block["child_blocks"], sheet),
    )


_SIGNS = {"default": "●", "info": "ℹ", "warning": "⚠", "error": "⛔", "success": "✔"}  # noqa: RUF001  a sign


def _alert(block: Json, sheet: Sheet) -> Markup:
    level = block.get("level", "default")
    return Markup(
        '<div class="alert {}" role="note"><span aria-label="{}">{}</span><div>{}</div></div>'
    ).format(level, level, _SIGNS[level], text(block["text"], sheet.names))


def _picture(block: Json, sheet: Sheet) -> Markup:
    return text(block.get("title"), sheet.names) + Markup("<br>") + _image(block)


def _bare(block: Json, _sheet: Sheet) -> Markup:
    return plain(str(block.get("title", block["type"])))


_DRAW: dict[str, Drawn] = {
    "divider": lambda _block, _sheet: Markup("<hr>"),
    "header": lambda block, sheet: Markup("<h3>{}</h3>").format(text(block["text"], sheet.names)),
    "section": _section,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": _picture,
    "rich_text": lambda block, sheet: rich(block["elements"], sheet.names),
    "markdown": lambda block, sheet: mrkdwn(block["text"].replace("**", "*"), sheet.names),
    "alert": _alert,
    "card": _card,
    "carousel": lambda block, sheet: Markup("").join(_card(one, sheet) for one in block["elements"]),
    "container": _container,
    "table": _table,
    "data_table": _table,
    "data_visualization": lambda block, _sheet: chart(block),
    "plan": _bare,
    "task_card": _bare,
    "video": lambda block, _sheet: plain(block["title"]["text"]),
}
