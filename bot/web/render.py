"""Document -> HTML. The templates say how each kind of block looks; everything in them is escaped."""

import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.web import chart
from dialogs.document import Aside, Block, Buttons, Document, Field, Form, Glasses
from dialogs.flow import Kind
from dialogs.words import Words

TEMPLATES = Path(__file__).parent / "templates"

SHORT_LABEL = 6
"""Options no longer than this stand in one row, like the keys of a piano."""

CHIP_LABEL = 14
"""Options no longer than this stand side by side."""

LONG_LIST = 12
"""A choice with more options than this is a list to open."""

TIGHT_LABEL = 12
"""Glasses with names no longer than this stand close together."""


class Renderer:
    """Makes HTML with the house's words."""

    def __init__(self, words: Words) -> None:
        """The templates are read when they are first used."""
        self._jinja = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals |= {
            "say": words.say,
            "look_of": look_of,
            "tight": tight,
            "bars": chart.bars,
            "lines": chart.lines,
            "valued": chart.valued,
            "upright": chart.upright,
            "columns": chart.columns,
            "column_height": chart.COLUMN_TOP + chart.COLUMN_ROOM + chart.COLUMN_BOTTOM,
            "line_height": chart.HEIGHT,
            "bar_height": chart.BAR,
            "width": chart.WIDTH,
        }
        self._blocks = lru_cache(maxsize=512)(self._fresh_blocks)

    def page(self, document: Document) -> str:
        """A document opened as a page: what leads to the form, what stands beside it, the form, ways on.

        At the foot, always in sight, stands only what the page is for. Below a verdict that is no form: what
        is asked there has to be seen before it is sent, so its button stands with it.
        """
        form = document.form
        at = document.blocks.index(form) if form else len(document.blocks)
        last = document.blocks[-1] if document.blocks else None
        ways = last.items if isinstance(last, Buttons) else ()
        inner = document.blocks[: len(document.blocks) - bool(ways)]
        lead = [block for block in inner[:at] if not isinstance(block, Aside)]
        return self._render(
            "sheet.html",
            document=document,
            form=form,
            below=form is not None and any(isinstance(block, Glasses) for block in lead),
            lead=lead,
            beside=[block for block in inner if isinstance(block, Aside)],
            rest=[block for block in inner[at:] if not isinstance(block, Aside)],
            ways=ways,
            problems=problems(form),
        )

    def message(self, document: Document, level: int = 3) -> Markup:
        """A document as a message in a chat; ``level`` is its heading's."""
        return self._blocks(document, level)

    def trouble(self, sentence: str) -> str:
        """A page that says only what is wrong."""
        return self._render("trouble.html", sentence=sentence)

    def template(self, name: str, **values: object) -> str:
        """Any other template."""
        return self._render(name, message=self.message, **values)

    def _fresh_blocks(self, document: Document, level: int) -> Markup:
        return Markup(self._render("message.html", document=document, level=level))  # noqa: S704  the template escapes

    def _render(self, template: str, **values: object) -> str:
        return self._jinja.get_template(template).render(values)


def problems(form: Form | None) -> tuple[Field, ...]:
    """The fields with something wrong, in the form's order."""
    return tuple(field for field in form.fields if field.problem) if form else ()


def look_of(field: Field) -> str:
    """How a choice is laid out: a row of short keys, chips, rows, or a list to open."""
    longest = max((len(option.label) for option in field.options), default=0)
    noted = any(option.note for option in field.options)
    if field.kind is Kind.CHOICE and len(field.options) > LONG_LIST:
        return "list"
    if longest <= SHORT_LABEL and not noted:
        return "keys"
    return "chips" if longest <= CHIP_LABEL and not noted else "rows"


def tight(block: Block) -> bool:
    """Whether all glasses have short names, as the five grounds have."""
    return block.kind == "glasses" and all(len(glass.label) <= TIGHT_LABEL for glass in block.items)


def tag(html: str) -> str:
    """Names exactly this HTML, so that the page changes only what has changed."""
    return hashlib.sha256(html.encode()).hexdigest()[:12]
