"""The blocks, the surfaces each may stand on, and what holds for a payload as a whole."""

from collections.abc import Iterator
from typing import Any

from tests.slack.standin import elements, figures, objects, richtext
from tests.slack.standin.objects import IMAGE, URL, either, plain
from tests.slack.standin.shapes import (
    Check,
    Shapes,
    array,
    at_least_one,
    boolean,
    exactly_one,
    integer,
    kind,
    literal,
    obj,
    pick,
    string,
    tagged,
    wrong,
)

OWN_ID: Shapes = {"block_id": objects.ID}


def _files_do_not_dispatch(block: dict[str, Any], at: str) -> Iterator[str]:
    if block["element"]["type"] == "file_input" and block.get("dispatch_action"):
        yield wrong("a file_input cannot dispatch actions", at)


def _folds_only_if_it_can(block: dict[str, Any], at: str) -> Iterator[str]:
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield wrong("default_collapsed needs is_collapsible", at)


def _actions_differ(block: dict[str, Any], at: str) -> Iterator[str]:
    ids = [element["action_id"] for element in block["elements"] if element.get("action_id")]
    for twice in {one for one in ids if ids.count(one) > 1}:
        yield wrong(f"action_id {twice} already exists in this block", at)


_THUMB = obj({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_TASK: Shapes = {
    "details": richtext.RICH_TEXT,
    "output": richtext.RICH_TEXT,
    "sources": array(kind("url", {"url": URL, "text": string(3000)}), 1, 50),
    "status": literal("pending", "in_progress", "complete", "error"),
}
CARD = kind(
    "card",
    {},
    {
        **OWN_ID,
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": either(150),
        "subtitle": either(150),
        "body": either(200),
        "actions": array(elements.BUTTON, 1, 2),
    },
    at_least_one("hero_image", "title", "actions", "body"),
)
BASIC: Shapes = {
    "divider": kind("divider", {}, OWN_ID),
    "header": kind("header", {"text": plain(150)}, {**OWN_ID, "level": integer(1, 4)}),
    "section": kind(
        "section",
        {},
        {
            **OWN_ID,
            "text": either(3000),
            "fields": array(either(2000), 1, 10),
            "accessory": tagged({**pick(elements.SHAPES, elements.BESIDE_SECTION), "image": IMAGE}),
            "expand": boolean,
        },
        at_least_one("text", "fields"),
    ),
    "context": kind(
        "context",
        {
            "elements": array(
                tagged({"plain_text": plain(3000), "mrkdwn": objects.MRKDWN, "image": IMAGE}), 1, 10
            )
        },
        OWN_ID,
    ),
    "actions": kind(
        "actions",
        {"elements": array(tagged(pick(elements.SHAPES, elements.IN_ACTIONS)), 1, 25)},
        OWN_ID,
        _actions_differ,
    ),
    "input": kind(
        "input",
        {"label": plain(2000), "element": tagged(pick(elements.SHAPES, elements.IN_INPUT))},
        {**OWN_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        _files_do_not_dispatch,
    ),
    "image": kind(
        "image",
        {"alt_text": string(2000)},
        {**OWN_ID, "image_url": URL, "slack_file": objects.SLACK_FILE, "title": plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "rich_text": richtext.RICH_TEXT,
    "video": kind(
        "video",
        {"alt_text": string(2000), "title": plain(199), "thumbnail_url": URL, "video_url": URL},
        {
            **OWN_ID,
            "title_url": URL,
            "author_name": string(49),
            "description": plain(199),
            "provider_icon_url": URL,
            "provider_name": string(200),
        },
    ),
}
SHAPES: Shapes = {
    **BASIC,
    "markdown": kind("markdown", {"text": string(12_000)}, OWN_ID),
    "alert": kind(
        "alert",
        {"text": either(3000)},
        {**OWN_ID, "level": literal("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": kind("carousel", {"elements": array(CARD, 1, 10)}, OWN_ID),
    "container": kind(
        "container",
        {"child_blocks": array(tagged({**BASIC, "table": figures.TABLE}), 1, 10)},
        {
            **OWN_ID,
            "title": plain(150),
            "rich_text_title": richtext.RICH_TEXT,
            "subtitle": either(150),
            "icon": IMAGE,
            "width": literal("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        at_least_one("title", "rich_text_title"),
        _folds_only_if_it_can,
    ),
    "table": figures.TABLE,
    "data_table": figures.DATA_TABLE,
    "data_visualization": figures.CHART,
    "context_actions": kind(
        "context_actions",
        {
            "elements": array(
                tagged(
                    {
                        "feedback_buttons": kind(
                            "feedback_buttons",
                            {"positive_button": _THUMB, "negative_button": _THUMB},
                            {"action_id": objects.ID},
                        ),
                        "icon_button": kind(
                            "icon_button",
                            {"icon": literal("trash"), "text": plain(75)},
                            {
                                "action_id": objects.ID,
                                "value": string(2000),
                                "confirm": objects.CONFIRM,
                                "accessibility_label": string(75),
                                "visible_to_user_ids": array(objects.USER, 0, 100),
                            },
                        ),
                    }
                ),
                1,
                5,
            )
        },
        OWN_ID,
    ),
    "task_card": kind("task_card", {"task_id": string(255), "title": string(3000)}, {**OWN_ID, **_TASK}),
    "plan": kind(
        "plan",
        {"title": string(3000)},
        {
            **OWN_ID,
            "tasks": array(
                obj(
                    {"task_id": string(255), "title": string(3000)},
                    {"type": literal("task_card"), **OWN_ID, **_TASK},
                ),
                1,
                50,
            ),
        },
    ),
}
BLOCK: Check = tagged(SHAPES)
