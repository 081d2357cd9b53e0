"""Every kind of block becomes HTML, and nothing that a person typed becomes markup."""

from html.parser import HTMLParser

import pytest

from bot.web import chart
from bot.web.render import Renderer, look_of
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
from dialogs.flow import Kind, Option
from dialogs.library import Library

NASTY = "<script>alert(1)</script>\"' onload=x & </textarea> {{ 7*7 }}"
VOID = {
    "br",
    "circle",
    "ellipse",
    "hr",
    "img",
    "input",
    "line",
    "link",
    "meta",
    "path",
    "polyline",
    "rect",
    "use",
}


class Tags(HTMLParser):
    """Fails where tags do not match, and remembers what it saw."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture
def renderer(library: Library) -> Renderer:
    return Renderer(library.words)


def shown(renderer: Renderer, *blocks: Block, title: str = "A title") -> Tags:
    return Tags(str(renderer.message(Document(title=title, summary="s", blocks=blocks))))


def sheet(renderer: Renderer, *blocks: Block) -> Tags:
    return Tags(renderer.page(Document(title="A title", summary="s", blocks=blocks)))


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(id=f"o{n}", label=label) for n, label in enumerate(labels))


def form(*fields: Field, **changes: object) -> Form:
    whole = {"act": Act.ANSWER, "ref": "1", "page": "p", "fields": fields, "submit": "Send", "more": "More"}
    return Form.model_validate(whole | changes)


def every_block(text: str) -> tuple[Block, ...]:
    """One block of every kind, with the text wherever a text may stand."""
    glass = Glass(label=text, full=True, note=text)
    field = Field(
        id="q",
        kind=Kind.TEXT,
        label=text,
        hint=text,
        placeholder=text,
        values=(text,),
        problem=text,
    )
    choice = Field(
        id="c", kind=Kind.CHOICES, label=text, options=(Option(id="o", label=text[:75], note=text[:75]),)
    )
    button = Button(label=text, act=Act.DEAL, ref=text)
    plain: tuple[Block, ...] = (
        Heading(text=text),
        *(Text(text=text, tone=tone) for tone in Tone),
        Quote(text=text, source=text),
        Facts(items=(Fact(label=text, value=text),)),
        Glasses(summary=text, items=(glass, glass.model_copy(update={"full": False}))),
        Table(title=text, columns=(text, text), rows=((text, text), (text, text))),
        *(
            Chart(
                style=style,
                title=text,
                summary=text,
                categories=(text, text),
                series=(Series(name=text, values=(1, 2)), Series(name=text, values=(3,))),
            )
            for style in ("bar", "line")
        ),
        Buttons(items=(button,)),
    )
    asked = form(field, choice, field.model_copy(update={"id": "f", "folded": True}), submit=text, more=text)
    return (*plain, Aside(title=text, blocks=plain), asked)


@pytest.mark.parametrize("text", [NASTY, "שלום עולם, مرحبا", "🥛👩‍👩‍👧‍👦", "x" * 3000, "a\nb", "'\"`=<>&"])
def test_whatever_is_typed_comes_out_as_text(renderer: Renderer, text: str):
    for tags in (
        shown(renderer, *every_block(text), title=text),
        sheet(renderer, *every_block(text)),
    ):
        assert not tags.all("script")
        assert text in tags.text
        assert "49" not in tags.text.replace(text, "")
        assert all(
            not name.startswith("on") and name != "style"
            for _, attributes in tags.seen
            for name in attributes
        )
        assert {attributes["placeholder"] for attributes in tags.all("textarea")} == {text}


def test_an_empty_document_is_no_trouble(renderer: Renderer):
    assert "A title" in sheet(renderer).text
    assert "A title" in shown(renderer).text


@pytest.mark.parametrize("tone", [Tone.GOOD, Tone.CARE, Tone.PROBLEM])
def test_a_tone_carries_a_sign_and_not_only_a_colour(renderer: Renderer, tone: Tone):
    assert {"href": f"#sign-{tone}"} in shown(renderer, Text(text="t", tone=tone)).all("use")


def test_a_glass_is_drawn_named_and_worded(renderer: Renderer):
    block = Glasses(
        summary="1 of 2 full",
        items=(Glass(label="Know", full=True), Glass(label="Proof", full=False, note="One more.")),
    )
    tags = shown(renderer, block)
    drawn = [each for each in tags.all("svg") if each.get("role") == "img"]
    assert [each["aria-label"] for each in drawn] == ["A full glass", "An empty glass"]
    assert [each["href"] for each in tags.all("use")] == ["#glass-full", "#glass-empty"]
    for text in ("1 of 2 full", "full", "empty", "One more."):
        assert text in tags.text


@pytest.mark.parametrize("style", ["bar", "line"])
def test_a_chart_has_labels_values_and_words(renderer: Renderer, style: str):
    block = Chart.model_validate(
        {
            "style": style,
            "title": "Said and happened",
            "summary": "You said 70, they did 63.",
            "categories": ("10–30 %", "70–90 %"),
            "series": (
                {"name": "Said", "values": (20, 70.25)},
                {"name": "Happened", "values": (25, 63)},
            ),
        }
    )
    tags = shown(renderer, block)
    (plot,) = [each for each in tags.all("svg") if each.get("class") == "plot"]
    assert plot["aria-label"] == "Said and happened: You said 70, they did 63."
    for text in ("10–30 %", "70–90 %", "70.2", "63", "Said", "Happened"):
        assert text in tags.text
    assert len(tags.all("rect")) == (4 if style == "bar" else 0)
    assert len(tags.all("polyline")) == (2 if style == "line" else 0)
    assert len(tags.all("td")) == 1 + 4


@pytest.mark.parametrize("values", [(), (0.0,), (float("nan"), 1.0), (-3.0, 2.0), (1e12, 1e-12)])
@pytest.mark.parametrize("style", ["bar", "line"])
def test_no_values_break_a_chart(renderer: Renderer, style: str, values: tuple[float, ...]):
    block = Chart.model_validate(
        {
            "style": style,
            "title": "t",
            "summary": "s",
            "categories": ("a", "b"),
            "series": [{"name": "n", "values": values}],
        }
    )
    html = str(renderer.message(Document(title="t", summary="s", blocks=(block,))))
    assert "nan" not in html.replace("Information", "")


def test_the_longest_bar_reaches_as_far_as_there_is_room():
    block = Chart(
        style="bar",
        title="t",
        summary="s",
        categories=("a", "b"),
        series=(Series(name="n", values=(50, 100)),),
    )
    groups, height = chart.bars(block)
    assert [bar.length for group in groups for bar in group.bars] == [95, 190]
    assert height > groups[-1].bars[-1].y


def test_a_table_names_its_columns_in_every_cell(renderer: Renderer):
    tags = shown(renderer, Table(title="Calls", columns=("Day", "It came to"), rows=(("Mon", "Order"),)))
    assert [each["data-column"] for each in tags.all("td")] == ["Day", "It came to"]
    assert tags.all("table")[0]["aria-label"] == "Calls"


@pytest.mark.parametrize(
    ("kind", "labels", "look"),
    [
        (Kind.CHOICE, ("10 %", "20 %", "90 %"), "keys"),
        (Kind.CHOICE, ("A little", "Some", "A lot"), "chips"),
        (Kind.CHOICE, ("Nothing yet", "Their company's numbers or priorities"), "rows"),
        (Kind.CHOICE, tuple(f"A long option {n}" for n in range(13)), "list"),
        (Kind.CHOICES, tuple(f"A long option {n}" for n in range(13)), "rows"),
    ],
)
def test_a_choice_is_laid_out_by_its_options(
    renderer: Renderer, kind: Kind, labels: tuple[str, ...], look: str
):
    field = Field(id="q", kind=kind, label="Which?", options=options(*labels), values=("o1",))
    assert look_of(field) == look
    tags = sheet(renderer, form(field))
    if look == "list":
        assert "selected" in tags.all("option")[2]
    else:
        boxes = tags.all("input")
        assert {box["type"] for box in boxes} == {"radio" if kind is Kind.CHOICE else "checkbox"}
        assert [box["value"] for box in boxes if "checked" in box] == ["o1"]


def test_a_problem_is_tied_to_its_question_and_told_on_top(renderer: Renderer):
    wrong = Field(
        id="q", kind=Kind.TEXT, label="What changes?", hint="In numbers.", problem="Too long.", required=True
    )
    tags = sheet(renderer, Text(text="One answer needs another look.", tone=Tone.PROBLEM), form(wrong))
    (area,) = tags.all("textarea")
    assert area["aria-describedby"] == "f-q-hint f-q-problem"
    assert area["aria-invalid"] == "true"
    assert area["aria-required"] == "true"
    assert "needed" in tags.text
    (link,) = tags.all("a")
    assert link["data-jump"] == "f-q"
    assert [each.get("id") for _, each in tags.seen if "data-focus" in each] == ["f-problems"]


def test_folded_questions_wait_behind_the_forms_own_words(renderer: Renderer):
    asked = Field(id="a", kind=Kind.DATE, label="When?")
    folded = Field(id="b", kind=Kind.TIME, label="What time?", folded=True)
    tags = sheet(renderer, form(asked, folded, more="More, if you like"))
    assert len(tags.all("details")) == 1
    assert "More, if you like" in tags.text
    assert [each["type"] for each in tags.all("input")] == ["date", "time"]


def test_every_label_has_its_box(renderer: Renderer):
    fields = [
        Field(id=f"f{n}", kind=kind, label=f"Label {n}", options=options("One", "Two"))
        for n, kind in enumerate(Kind)
    ]
    tags = sheet(renderer, form(*fields))
    ids = {attributes.get("id") for _, attributes in tags.seen}
    assert {each["for"] for each in tags.all("label") if "for" in each} <= ids
    assert len([each for each in ids if each]) == len({each for each in ids if each})


def test_further_ways_out_stand_at_the_foot(renderer: Renderer):
    other = Button(label="Keep mine", act=Act.KEEP, ref="1")
    tags = sheet(renderer, form(Field(id="q", kind=Kind.TEXT, label="?"), others=(other,)))
    assert {"data-press": None, "data-act": "keep", "data-ref": "1"}.items() <= {
        key: value for each in tags.all("button") if "data-press" in each for key, value in each.items()
    }.items()
    assert not [each for each in tags.all("button") if each.get("class") == "button" and "data-close" in each]


def foot(tags: Tags) -> list[str | None]:
    """The classes of the buttons that are always in sight."""
    at = next(n for n, (tag, _) in enumerate(tags.seen) if tag == "footer")
    return [each.get("class") for tag, each in tags.seen[at:] if tag == "button"]


def test_what_is_asked_below_a_verdict_is_sent_from_below_it(renderer: Renderer):
    """Whoever presses has come past the options: the foot holds only the way out."""
    asked = Field(id="q", kind=Kind.CHOICE, label="Which?", options=options("One", "Two"), required=True)
    ways = Buttons(items=(Button(label="Edit", act=Act.REOPEN), Button(label="After", act=Act.BEGIN)))
    glasses = Glasses(summary="Glasses full: 0 of 1", items=(Glass(label="Know", full=False),))
    tags = sheet(renderer, glasses, form(asked), ways)
    (send,) = [
        n for n, (tag, each) in enumerate(tags.seen) if tag == "button" and each.get("type") == "submit"
    ]
    assert send > max(n for n, (tag, _) in enumerate(tags.seen) if tag == "input")
    assert foot(tags) == ["button"]


def test_only_what_a_page_is_for_stands_at_its_foot(renderer: Renderer):
    ways = Buttons(items=tuple(Button(label=f"Way {n}", act=Act.SETUP, ref=str(n)) for n in range(6)))
    assert foot(sheet(renderer, Text(text="What is set."), ways)) == ["button main"]
    assert foot(sheet(renderer, form(Field(id="q", kind=Kind.TEXT, label="?")), ways)) == ["button main"]


@pytest.mark.parametrize(
    ("kind", "required", "says"),
    [
        (Kind.CHOICES, True, "needed, one or more"),
        (Kind.CHOICES, False, "any that fit"),
        (Kind.CHOICE, True, "needed"),
        (Kind.TEXT, True, "needed"),
    ],
)
def test_what_a_question_wants_is_said_in_one_piece(
    renderer: Renderer, kind: Kind, *, required: bool, says: str
):
    field = Field(id="q", kind=kind, label="Which?", options=options("One", "Two"), required=required)
    html = renderer.page(Document(title="T", summary="", blocks=(form(field),)))
    assert f'<span class="needed">{says}</span>' in html
    assert html.count('class="needed"') == 1


def test_a_verdict_can_be_closed(renderer: Renderer):
    tags = sheet(
        renderer,
        Text(text="Right earned.", tone=Tone.GOOD),
        Buttons(items=(Button(label="Edit", act=Act.REOPEN),)),
    )
    assert len([each for each in tags.all("button") if "data-close" in each]) == 2
