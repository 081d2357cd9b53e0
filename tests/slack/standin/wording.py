"""What a payload says: its words, for the fallback text's sake, and what people typed that became markup."""

import re
from collections.abc import Iterator
from typing import Any

CONTROL = re.compile(r"<[!@#][^<>]*>|<(?:https?://|mailto:)[^<>]*>")
_TWICE_ESCAPED = re.compile(r"&amp;(?:amp|lt|gt);")
_WORD = re.compile(r"\w+")
_LEAF_TARGETS = ("user_id", "url", "channel_id", "usergroup_id", "range")
#: parts that a reader of the fallback text can do without
_NOT_READ = {"actions", "context", "context_actions", "input", "divider", "accessory", "icon"}


def texts(payload: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text in a payload as (pointer, kind, text); kind is mrkdwn, markdown, plain or raw."""
    if isinstance(payload, list):
        for index, one in enumerate(payload):
            yield from texts(one, f"{at}/{index}")
    elif isinstance(payload, dict):
        said, name = payload.get("text"), str(payload.get("type", ""))
        if isinstance(said, str):
            kind = name if name in {"mrkdwn", "markdown"} else "plain" if name == "plain_text" else "raw"
            yield f"{at}/text", kind, said
        for key in ("title", "name", "label", "caption", "alt_text"):
            if isinstance(payload.get(key), str) and name != "emoji":
                yield f"{at}/{key}", "raw", payload[key]
        for key, one in payload.items():
            if isinstance(one, dict | list):
                yield from texts(one, f"{at}/{key}")


def leaks(text: str, payload: Any, planted: set[str]) -> Iterator[str]:
    """Markup that people typed and that came through unescaped, or escaped once too often."""
    marked = [("/text", "mrkdwn", text), *texts(payload)]
    for at, kind, said in marked:
        if kind in {"mrkdwn", "markdown"}:
            for control in CONTROL.findall(said):
                if control in planted:
                    yield f"{control} was typed by a person and is live markup at {at}"
        if _TWICE_ESCAPED.search(said):
            yield f"escaped twice at {at}: {said[:80]!r}"
    for leaf in _leaves(payload):
        target = next((str(leaf[key]) for key in _LEAF_TARGETS if key in leaf), "")
        if target and any(target == re.split(r"[|>]", one.lstrip("<!@#"))[0] for one in planted):
            yield f"{target} was typed by a person and is a live {leaf['type']} in rich text"


def _leaves(payload: Any) -> Iterator[dict[str, Any]]:
    if isinstance(payload, list):
        for one in payload:
            yield from _leaves(one)
    elif isinstance(payload, dict):
        if payload.get("type") in {"user", "link", "channel", "usergroup", "broadcast"}:
            yield payload
        for one in payload.values():
            yield from _leaves(one)


def controls(typed: str) -> set[str]:
    """The markup in what a person typed."""
    return set(CONTROL.findall(typed))


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if len(word) > 3 or word.isdigit()}


def _read(payload: Any) -> Iterator[str]:
    for part in payload if isinstance(payload, list) else [payload]:
        if isinstance(part, list):
            yield from _read(part)
        elif isinstance(part, dict) and part.get("type") not in _NOT_READ:
            yield from (said for _, _, said in texts({k: v for k, v in part.items() if not _nested(k, v)}))
            for key, one in part.items():
                if _nested(key, one) and key not in _NOT_READ:
                    yield from _read(one)


def _nested(key: str, value: Any) -> bool:
    return isinstance(value, dict | list) and key != "text"


def share_said(text: str, blocks: Any) -> float:
    """How much of what the blocks say the fallback text says too: 0 nothing, 1 all of it."""
    shown: set[str] = set()
    for said in _read(blocks or []):
        shown |= _words(said)
    return len(shown & _words(text)) / len(shown) if shown else 1.0
