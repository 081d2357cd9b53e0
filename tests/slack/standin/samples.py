"""Short ways to write blocks down, and a sample of each: for tests of whatever reads blocks."""

from typing import Any

from tests.slack.standin.state import Json

IMAGE_URL = "https://kairos.example/a.png"


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain(f"o{number}"), "value": str(number), **more}


def options(many: int) -> list[Json]:
    return [option(number) for number in range(many)]


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def asked(kind: str, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element(kind, **more)}


def acts(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**more: Any) -> Json:
    return {"type": "section", **more}


def rich(*leaves: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(leaves)}]}


def cells(rows: int, columns: int, text: str = "x") -> list[list[Json]]:
    return [[{"type": "raw_text", "text": text} for _ in range(columns)] for _ in range(rows)]


def table(rows: int = 2, columns: int = 2, **more: Any) -> Json:
    return {"type": "table", "rows": cells(rows, columns), **more}


def data_table(rows: Any = None, **more: Any) -> Json:
    return {"type": "data_table", "caption": "x", "rows": rows or cells(2, 2), **more}


def series(*labels: str, name: str = "Reps", value: Any = 1) -> Json:
    return {"name": name, "data": [{"label": label, "value": value} for label in labels]}


def bars(*rows: Json, categories: Any = ("Mon",), title: str = "x", kind: str = "bar", **axis: Any) -> Json:
    axis_config = {"categories": list(categories), **axis}
    chart = {"type": kind, "series": list(rows or [series("Mon")]), "axis_config": axis_config}
    return {"type": "data_visualization", "title": title, "chart": chart}


def pie(*values: Any, label: str = "x") -> Json:
    segments = [{"label": label, "value": value} for value in values]
    return {"type": "data_visualization", "title": "x", "chart": {"type": "pie", "segments": segments}}


def card(**more: Any) -> Json:
    return {"type": "card", **more}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "child_blocks": list(children), **more}


PICTURE = {"type": "image", "alt_text": "x", "image_url": IMAGE_URL}
DIVIDER = {"type": "divider"}
ALERT = {"type": "alert", "text": mrkdwn(), "level": "info"}
THUMBS = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain(), "value": "1"},
    "negative_button": {"text": plain(), "value": "0"},
}
SAMPLES: dict[str, Json] = {
    "divider": DIVIDER,
    "header": {"type": "header", "text": plain()},
    "section": section(text=mrkdwn()),
    "context": {"type": "context", "elements": [mrkdwn(), PICTURE]},
    "actions": acts(button()),
    "input": asked("plain_text_input"),
    "image": PICTURE,
    "rich_text": rich({"type": "text", "text": "x"}),
    "video": {
        "type": "video",
        "alt_text": "x",
        "title": plain(),
        "thumbnail_url": IMAGE_URL,
        "video_url": IMAGE_URL,
    },
    "markdown": {"type": "markdown", "text": "x"},
    "alert": ALERT,
    "card": card(title=plain()),
    "carousel": {"type": "carousel", "elements": [card(title=plain())]},
    "container": container(DIVIDER, title=plain()),
    "table": table(),
    "data_table": data_table(),
    "data_visualization": bars(),
    "context_actions": {"type": "context_actions", "elements": [THUMBS]},
    "task_card": {"type": "task_card", "task_id": "1", "title": "x"},
    "plan": {"type": "plan", "title": "x", "tasks": [{"task_id": "1", "title": "x"}]},
}
