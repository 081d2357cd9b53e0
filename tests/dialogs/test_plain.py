"""A document as plain text: one line a paragraph, every kind of block."""

import pytest

from dialogs.document import (
    Act,
    Aside,
    Block,
    Button,
    Buttons,
    Chart,
    Document,
    Fact,
    Facts,
    Field,
    Form,
    Glass,
    Glasses,
    Heading,
    Quote,
    Series,
    Table,
    Text,
    Tone,
)
from dialogs.flow import Kind
from dialogs.plain import lines, to_text

FORM = Form(
    act=Act.ANSWER,
    ref="11",
    page="check",
    fields=(Field(id="know", kind=Kind.CHOICE, label="What do you know?"),),
    submit="Check",
)

BLOCKS: dict[str, tuple[Block, list[str]]] = {
    "a heading": (Heading(text="Acme"), ["", "Acme"]),
    "a text": (Text(text="Ask."), ["Ask."]),
    "a muted text": (Text(text="Ask.", tone=Tone.MUTED), ["Ask."]),
    "good": (Text(text="Earned.", tone=Tone.GOOD), ["✓ Earned."]),
    "with care": (Text(text="Ask.", tone=Tone.CARE), ["→ Ask."]),
    "a problem": (Text(text="Wrong.", tone=Tone.PROBLEM), ["! Wrong."]),
    "a quote": (Quote(text="wait"), ["“wait”"]),
    "a quote with its source": (Quote(text="wait", source="you, in May"), ["“wait” (you, in May)"]),
    "facts": (Facts(items=(Fact(label="a", value="1"), Fact(label="b", value="2"))), ["a: 1", "b: 2"]),
    "glasses": (
        Glasses(
            summary="1 of 2", items=(Glass(label="a", full=True), Glass(label="b", full=False, note="why"))
        ),
        ["1 of 2", "● a", "○ b: why"],
    ),
    "a table": (
        Table(title="Calls", columns=("Day", "Step"), rows=(("Mon", "share"), ("Tue", "–"))),
        ["Calls", "Day | Step", "Mon | share", "Tue | –"],
    ),
    "a chart": (
        Chart(
            style="bar",
            title="Said",
            summary="7 of 10",
            categories=("a",),
            series=(Series(name="s", values=(0.5,)),),
        ),
        ["Said: 7 of 10"],
    ),
    "a form": (FORM, ["? What do you know?"]),
    "an aside": (Aside(title="Beside", blocks=(Text(text="a"), Text(text="b"))), ["", "Beside", "a", "b"]),
    "buttons": (Buttons(items=(Button(label="Go", act=Act.HELP),)), []),
}


@pytest.mark.parametrize(("block", "written"), BLOCKS.values(), ids=BLOCKS)
def test_every_kind_of_block_is_written(block, written):
    assert list(lines(block)) == written


def test_a_document_begins_with_its_title():
    document = Document(title="T", summary="s", blocks=(Text(text="a"), FORM))
    assert to_text(document) == "T\na\n? What do you know?"


def test_a_document_knows_its_form():
    assert Document(title="T", summary="s", blocks=(Text(text="a"), FORM)).form == FORM
    assert Document(title="T", summary="s", blocks=()).form is None


def test_a_document_survives_being_written_down():
    document = Document(title="T", summary="s", blocks=tuple(block for block, _ in BLOCKS.values()))
    assert Document.model_validate_json(document.model_dump_json()) == document


@pytest.mark.parametrize(
    ("label", "line"), [("Next step", "Next step: yes"), ("Who was it?", "Who was it? yes")]
)
def test_a_label_leads_to_what_it_says_with_one_mark(label: str, line: str):
    assert list(lines(Facts(items=(Fact(label=label, value="yes"),)))) == [line]
