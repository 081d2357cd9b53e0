"""Rich text: words can be bold in it, and still nothing that a person typed comes alive."""

import re
from collections.abc import Iterable

from bot.slack.text import NOTHING, SECTION, Json, cut
from dialogs.document import Fact, Facts, Glass, Glasses, Quote, Table
from dialogs.plain import EMPTY, FULL, leading
from dialogs.words import Words

CHANNEL = re.compile(r"[CG][A-Z0-9]{1,30}")
"""What a channel's id looks like."""


def leaf(text: str, *, bold: bool = False, italic: bool = False) -> Json:
    """Some words."""
    made: Json = {"type": "text", "text": cut(text, SECTION) or NOTHING}
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    return made | ({"style": style} if style else {})


def line(*leaves: Json) -> Json:
    """A line of words."""
    return {"type": "rich_text_section", "elements": list(leaves)}


def block(*parts: Json) -> Json:
    """A rich text block of lines, lists and quotes."""
    return {"type": "rich_text", "elements": list(parts)}


def bold(text: str) -> Json:
    """A block of one bold line."""
    return block(line(leaf(text, bold=True)))


def quote(said: Quote) -> Json:
    """A person's words, with whose they are below."""
    words: Json = {"type": "rich_text_quote", "elements": [leaf(said.text)]}
    return block(words, line(leaf(said.source, italic=True))) if said.source else block(words)


def facts(said: Facts) -> Json:
    """Label and value, a line each."""
    return block(_lines((leaf(f"{leading(fact.label)} ", bold=True), *_value(fact)) for fact in said.items))


def _value(fact: Fact) -> tuple[Json, ...]:
    """A channel by its name, which Slack knows; anything else as it stands."""
    if CHANNEL.fullmatch(fact.channel):
        return {"type": "channel", "channel_id": fact.channel}, leaf(" ")
    return (leaf(fact.value),)


def glasses(said: Glasses, words: Words) -> Json:
    """A glass a line: a sign, its name, and in words whether it is full."""
    return block(_lines([(leaf(said.summary, bold=True),), *(_glass(glass, words) for glass in said.items)]))


def table(said: Table) -> Json:
    """A table where tables cannot stand: a list under its column names."""
    rows = [line(leaf(" · ".join(row))) for row in said.rows]
    head = _lines([(leaf(said.title, bold=True),), (leaf(" · ".join(said.columns), italic=True),)])
    return block(head, *([{"type": "rich_text_list", "style": "bullet", "elements": rows}] if rows else []))


def _glass(glass: Glass, words: Words) -> tuple[Json, ...]:
    state = words.say("slack.full") if glass.full else words.say("slack.empty")
    note = f" ({glass.note})" if glass.note else ""
    return leaf(f"{FULL if glass.full else EMPTY} "), leaf(glass.label, bold=True), leaf(f": {state}{note}")


def _lines(lines: Iterable[tuple[Json, ...]]) -> Json:
    """Lines below each other, in one part: whether two parts share a line is left to Slack."""
    every = list(lines)
    leaves = [leaf for *first, last in every[:-1] for leaf in (*first, last | {"text": f"{last['text']}\n"})]
    return line(*leaves, *(every[-1] if every else ()))
