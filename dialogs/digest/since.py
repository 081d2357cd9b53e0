"""A digest that stands in a chat, as it reads later: what was done since stands in its buttons' place."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dialogs.document import Act, Block, Button, Buttons, Document, Quote, Text, Tone

Done = tuple[Act, str]
"""What a button asks for, and with what."""


class Said(NamedTuple):
    """What stands in a button's place. ``gone``: the quote above it was taken back, and goes with it."""

    text: str
    gone: bool = False


def pressable(document: Document) -> Iterator[Button]:
    """Its buttons."""
    for block in document.blocks:
        if isinstance(block, Buttons):
            yield from block.items


def since(document: Document, done: Mapping[Done, Said]) -> Document:
    """The document without the buttons of what is done, and with what came of it, each said once."""
    blocks: list[Block] = []
    for block in document.blocks:
        if not isinstance(block, Buttons):
            blocks.append(block)
            continue
        left = tuple(each for each in block.items if (each.act, each.ref) not in done)
        if len(left) == len(block.items):
            blocks.append(block)
            continue
        said = dict.fromkeys(done[each.act, each.ref] for each in block.items if each not in left)
        if blocks and isinstance(blocks[-1], Quote) and any(each.gone for each in said):
            blocks.pop()
        blocks.append(Text(text=" ".join(each.text for each in said), tone=Tone.MUTED))
        blocks += [Buttons(items=left)] if left else []
    return document.model_copy(update={"blocks": tuple(blocks)})
