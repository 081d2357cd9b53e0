"""A Document as plain text: for terminals, notifications, screen readers and transcripts."""

from collections.abc import Iterator

from dialogs.document import (
    Aside,
    Block,
    Buttons,
    Chart,
    Document,
    Facts,
    Form,
    Glasses,
    Heading,
    Quote,
    Table,
    Text,
    Tone,
)

SIGNS = {Tone.PLAIN: "", Tone.MUTED: "", Tone.GOOD: "✓ ", Tone.CARE: "→ ", Tone.PROBLEM: "! "}
FULL, EMPTY = "●", "○"


def to_text(document: Document) -> str:
    """The whole content, one line a paragraph, forms as their questions; buttons are left out."""
    return "\n".join([document.title, *(line for block in document.blocks for line in lines(block))])


def leading(label: str) -> str:
    """A label on its way to what it says: with a colon, unless it ends with a mark of its own."""
    return label if label.endswith(("?", "!", ":", "…")) else f"{label}:"


def lines(block: Block) -> Iterator[str]:  # noqa: C901  one arm for each kind of block, nothing else
    """One block's lines."""
    match block:
        case Heading():
            yield from ("", block.text)
        case Text():
            yield SIGNS[block.tone] + block.text
        case Quote():
            yield f"“{block.text}”" + (f" ({block.source})" if block.source else "")
        case Facts():
            yield from (f"{leading(fact.label)} {fact.value}" for fact in block.items)
        case Glasses():
            yield block.summary
            for glass in block.items:
                yield f"{FULL if glass.full else EMPTY} {glass.label}" + (
                    f": {glass.note}" if glass.note else ""
                )
        case Table():
            yield block.title
            yield from (" | ".join(row) for row in (block.columns, *block.rows))
        case Chart():
            yield f"{block.title}: {block.summary}"
        case Form():
            yield from (f"? {field.label}" for field in block.fields)
        case Aside():
            yield from ("", block.title)
            for inner in block.blocks:
                yield from lines(inner)
        case Buttons():
            return
