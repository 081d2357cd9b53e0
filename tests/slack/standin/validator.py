"""What is wrong with blocks or with a view, all of it at once. The empty list: Slack would take it."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Literal

from tests.slack.standin import blocks as block_shapes
from tests.slack.standin import elements, figures
from tests.slack.standin.objects import plain
from tests.slack.standin.shapes import Check, Shapes, anything, array, boolean, kind, string, wrong

Surface = Literal["message", "modal", "home"]
Block = dict[str, Any]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
VIEW_BYTES = 250_000
MESSAGES_ONLY = (
    "container",
    "table",
    "data_table",
    "data_visualization",
    "markdown",
    "context_actions",
    "plan",
    "task_card",
)
#: blocks that a surface refuses, those included that are listed for it and have been seen to fail there
REFUSED = {
    "message": frozenset({"alert"}),
    "modal": frozenset({"card", "carousel", *MESSAGES_ONLY}),
    "home": frozenset({"alert", *MESSAGES_ONLY}),
}
#: what a workspace without the roll-out does not know yet
NEW_BLOCKS = frozenset(
    {
        "alert",
        "card",
        "carousel",
        "container",
        "data_table",
        "data_visualization",
        "plan",
        "table",
        "task_card",
    }
)
_TABLES = {"table", "data_table"}


def block_problems(blocks: Any, surface: Surface, at: str = "/blocks") -> list[str]:
    """What is wrong with these blocks on that surface."""
    found = list(array(block_shapes.BLOCK, 1, MOST_BLOCKS[surface])(blocks, at))
    if isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks):
        found += _surface(blocks, surface, at)
    if not found:
        found += chain(
            _ids(blocks, at), _once(blocks, at), _totals(blocks, at), _answers(blocks, surface, at)
        )
    return found


def new_blocks(blocks: Any) -> list[str]:
    """The blocks among these that a workspace without the roll-out refuses."""
    kinds = [str(block.get("type")) for block in every_block(blocks)]
    return sorted({one for one in kinds if one in NEW_BLOCKS})


def every_block(blocks: Any) -> Iterator[Block]:
    """The blocks and those inside containers."""
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict):
            yield block
            yield from every_block(block.get("child_blocks"))


def elements_of(block: Block) -> Iterator[dict[str, Any]]:
    """The elements in a block that a person can work."""
    held = [block.get("accessory"), block.get("element"), *block.get("actions", [])]
    if block.get("type") in {"actions", "context_actions"}:
        held += block["elements"]
    if block.get("type") == "carousel":
        held += chain.from_iterable(elements_of(card) for card in block["elements"])
    for element in held:
        if element and (element["type"] in elements.SHAPES or "feedback" in element["type"]):
            yield element


def _surface(blocks: list[Block], surface: Surface, at: str) -> Iterator[str]:
    for index, block in enumerate(blocks):
        here = f"{at}/{index}"
        if str(block.get("type")) in REFUSED[surface]:
            yield wrong(f"{block['type']} is not supported on a {surface}", here)
        for inner in every_block([block]):
            element = inner.get("element")
            file_wanted = isinstance(element, dict) and element.get("type") == "file_input"
            if file_wanted and surface != "modal":
                yield wrong("file_input is for modals only", f"{here}/element")


def _ids(blocks: list[Block], at: str) -> Iterator[str]:
    ids = [block["block_id"] for block in every_block(blocks) if "block_id" in block]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield wrong(f"block_id {twice} already exists", at)


def _once(blocks: list[Block], at: str) -> Iterator[str]:
    kinds = [block["type"] for block in every_block(blocks)]
    if sum(one in _TABLES for one in kinds) > 1:
        yield wrong("only_one_table_allowed", at)
    if kinds.count("data_visualization") > 2:
        yield wrong("no more than 2 data_visualization blocks", at)
    if kinds.count("plan") > 1:
        yield wrong("no more than 1 plan block", at)
    focused = [one for block in every_block(blocks) for one in elements_of(block) if one.get("focus_on_load")]
    if len(focused) > 1:
        yield wrong("only one element may have focus_on_load", at)


def _totals(blocks: list[Block], at: str) -> Iterator[str]:
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if written > 12_000:
        yield wrong(f"markdown blocks must have no more than 12000 characters together, have {written}", at)
    cells = sum(_length(block["rows"]) for block in every_block(blocks) if block["type"] in _TABLES)
    if cells > figures.TABLE_TEXT:
        yield wrong(f"a table's cells must have no more than {figures.TABLE_TEXT} characters together", at)


def _length(value: Any) -> int:
    if isinstance(value, dict):
        own = len(str(value.get("text", value.get("value", ""))))
        return own + _length(value.get("elements", []))
    return sum(_length(one) for one in value)


def _answers(blocks: list[Block], surface: Surface, at: str) -> Iterator[str]:
    for block in every_block(blocks):
        for element in elements_of(block):
            if element.get("response_url_enabled") and (surface, block["type"]) != ("modal", "input"):
                yield wrong("response_url_enabled is for input blocks in modals", at)


_COMMON: Shapes = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}


def _questions_can_be_sent(view: dict[str, Any], at: str) -> Iterator[str]:
    asks = isinstance(view["blocks"], list) and any(
        block.get("type") == "input" for block in view["blocks"] if isinstance(block, dict)
    )
    if asks and "submit" not in view:
        yield wrong("submit is required when there is an input block", at)


_VIEWS: dict[str, Check] = {
    "modal": kind(
        "modal",
        {"title": plain(24), "blocks": anything},
        {
            **_COMMON,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        _questions_can_be_sent,
    ),
    "home": kind("home", {"blocks": anything}, _COMMON),
}


def view_problems(view: Any, surface: Surface, at: str = "/view") -> list[str]:
    """What is wrong with this view as a modal or as a Home."""
    found = list(_VIEWS[surface](view, at))
    if isinstance(view, dict) and "blocks" in view:
        found += block_problems(view["blocks"], surface, f"{at}/blocks")
    return found


def view_too_large(view: Any) -> bool:
    """Whether the view's JSON passes the limit."""
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()) > VIEW_BYTES


def stateful(blocks: list[Block]) -> Iterator[tuple[Block, dict[str, Any]]]:
    """The elements that keep an answer, each with its block."""
    for block in every_block(blocks):
        for element in elements_of(block):
            if element["type"] not in {"button", "overflow", "feedback_buttons", "icon_button"}:
                yield block, element
