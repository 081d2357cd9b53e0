"""Documents as blocks: whatever a document says, Slack takes it, and nothing in it comes alive."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.blocks import Surface, Writer, home, message, uses_new
from bot.slack.modal import loading, modal
from bot.slack.text import MESSAGE, cut, escaped, length, plain, whole
from dialogs.document import (
    Act,
    Aside,
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
    Picks,
    Quote,
    Series,
    Table,
    Text,
    Tone,
)
from dialogs.flow import Kind, Option
from tests.slack.standin.validator import block_problems, view_problems, view_too_large
from tests.slack.standin.wording import controls, leaks
from tests.slack.world import WORDS

LIVE = ("<!channel>", "<@U1>", "<http://x|y>", "a & b < c > d", "*bold* _it_ `code` ~no~", ":smile:")
PIECE = st.one_of(
    st.sampled_from(LIVE), st.text(max_size=30), st.just("é" * 400), st.just("😀" * 1600), st.just(" ")
)
WORD = st.lists(PIECE, max_size=4).map("".join)
ID = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
TEXT = st.builds(Text, text=WORD, tone=st.sampled_from(Tone))
NUMBER = st.floats(allow_nan=True, allow_infinity=True)
BUTTON = st.builds(Button, label=WORD, act=st.sampled_from(Act), ref=ID | st.just(""), main=st.booleans())
FACT = st.builds(Fact, label=WORD, value=WORD)
GLASS = st.builds(Glass, label=WORD, full=st.booleans(), note=WORD)
CHARTED = st.builds(Series, name=WORD, values=st.lists(NUMBER, max_size=25).map(tuple))
SHOWN = st.one_of(
    st.builds(Heading, text=WORD),
    TEXT,
    st.builds(Quote, text=WORD, source=WORD),
    st.builds(Facts, items=st.lists(FACT, max_size=5).map(tuple)),
    st.builds(Glasses, summary=WORD, items=st.lists(GLASS, max_size=5).map(tuple)),
    st.builds(
        Table,
        title=WORD,
        columns=st.lists(WORD, min_size=1, max_size=3).map(tuple),
        rows=st.lists(st.lists(WORD, min_size=1, max_size=3).map(tuple), max_size=4).map(tuple),
    ),
    st.builds(
        Chart,
        style=st.sampled_from(["bar", "line"]),
        title=WORD,
        summary=WORD,
        categories=st.lists(WORD, max_size=25).map(tuple),
        series=st.lists(CHARTED, max_size=8).map(tuple),
    ),
    st.builds(Buttons, items=st.lists(BUTTON, max_size=30).map(tuple)),
)
BLOCK = st.one_of(SHOWN, st.builds(Aside, title=WORD, blocks=st.lists(SHOWN, max_size=3).map(tuple)))
DOCUMENT = st.builds(Document, title=WORD, summary=WORD, blocks=st.lists(BLOCK, max_size=12).map(tuple))
OPTIONS = st.lists(
    st.builds(
        Option,
        id=ID,
        label=st.text(min_size=1, max_size=75).filter(str.strip),
        note=st.text(max_size=75),
        alone=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda option: option.id,
).map(tuple)
FIELD = st.builds(
    Field,
    id=ID,
    kind=st.sampled_from(Kind),
    label=WORD,
    hint=WORD,
    placeholder=WORD,
    options=OPTIONS,
    values=st.lists(WORD | ID, max_size=3).map(tuple),
    required=st.booleans(),
    folded=st.booleans(),
    most=st.integers(1, 3000),
    problem=WORD,
)
FORM = st.builds(
    Form,
    act=st.sampled_from([Act.BEGIN, Act.ANSWER, Act.SETTINGS]),
    ref=st.text("0123456789", max_size=19),
    page=ID,
    fields=st.lists(FIELD, max_size=12, unique_by=lambda field: field.id).map(tuple),
    submit=WORD,
    more=WORD,
    others=st.lists(BUTTON, max_size=3).map(tuple),
)
PAGE = st.builds(
    lambda title, first, form, rest: Document(title=title, summary="", blocks=(*first, form, *rest)),
    WORD,
    st.lists(BLOCK, max_size=4),
    FORM,
    st.lists(SHOWN, max_size=3),
)
PLANTED = {control for text in LIVE for control in controls(text)}


@given(DOCUMENT, st.booleans())
@settings(max_examples=60)
def test_whatever_a_document_says_slack_takes_the_message(document, new):
    said = message(document, WORDS, new=new)
    assert block_problems(said["blocks"], "message") == []
    assert 0 < length(said["text"]) <= MESSAGE
    assert new or not uses_new(said["blocks"])
    assert list(leaks(said["text"], said["blocks"], PLANTED)) == []


@given(DOCUMENT)
def test_whatever_a_document_says_slack_takes_the_home(document):
    assert view_problems(home(document, WORDS), "home") == []


@given(DOCUMENT | PAGE, st.booleans())
@settings(max_examples=60)
def test_whatever_a_page_asks_slack_takes_the_modal(document, new):
    view = modal(document, WORDS, new=new)
    assert view_problems(view, "modal") == []
    assert not view_too_large(view)
    assert new or not uses_new(view["blocks"])


def test_the_window_that_asks_for_a_moment_is_a_modal():
    assert view_problems(loading(WORDS), "modal") == []


def test_more_than_a_message_holds_is_left_out_and_it_says_so():
    said = message(Document(title="T", summary="s", blocks=(Heading(text="h"),) * 200), WORDS)
    assert len(said["blocks"]) == 50
    assert "more than fits" in str(said["blocks"][-1])


@pytest.mark.parametrize("most", [5, 6, 7, 8, 9, 10])
def test_an_escaped_text_is_never_cut_inside_an_entity(most):
    assert escaped("ab<&>cd", most) in {"ab…", "ab&lt;…", "ab&lt;&amp;…"}
    assert length(escaped("ab<&>cd", most)) <= most


@pytest.mark.parametrize("tone", list(Tone))
def test_a_notification_begins_with_the_point_and_says_it_once(tone):
    page = Document(title="After the call", summary="Ask them.", blocks=(Text(text="Ask them.", tone=tone),))
    assert whole(page) == "Ask them.\nAfter the call"


def test_without_a_point_the_whole_of_it_is_said():
    page = Document(title="Deals", summary="", blocks=(Heading(text="Acme"), Text(text="One step.")))
    assert whole(page) == "Deals\n\nAcme\nOne step."


def test_a_short_text_stays_as_it_is():
    assert escaped("a < b", 100) == "a &lt; b"
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert length(cut("😀😀😀", 5)) <= 5
    assert plain("  ")["text"] == "–"


def field(kind: Kind, options: int = 0, **more: Any) -> Field:
    offered = tuple(Option(id=f"o{n}", label=f"Option {n}") for n in range(options))
    return Field(id="q", kind=kind, label="Q?", options=offered, **more)


def element(asked: Field, act: Act = Act.ANSWER) -> dict[str, Any]:
    form = Form(act=act, ref="7", page="p", fields=(asked,), submit="Send")
    view = modal(Document(title="T", summary="", blocks=(form,)), WORDS, new=False)
    found = next(block for block in view["blocks"] if block["type"] == "input")
    return {**found["element"], "hint": found.get("hint"), "optional": found["optional"]}


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (field(Kind.CHOICE, 6), "radio_buttons"),
        (field(Kind.CHOICE, 7), "static_select"),
        (field(Kind.CHOICES, 10), "checkboxes"),
        (field(Kind.CHOICES, 11), "multi_static_select"),
        (field(Kind.TEXT), "plain_text_input"),
        (field(Kind.DATE), "datepicker"),
        (field(Kind.TIME), "timepicker"),
    ],
)
def test_each_kind_of_question_has_its_input(asked, kind):
    assert element(asked)["type"] == kind


@pytest.mark.parametrize(
    ("picks", "kind", "now", "first"),
    [
        (Picks.CHANNEL, "conversations_select", "C1", "initial_conversation"),
        (Picks.PERSON, "users_select", "U1", "initial_user"),
    ],
)
def test_a_channel_and_a_person_are_picked_from_slacks_own_lists(picks, kind, now, first):
    asked = Field(id="q", kind=Kind.TEXT, label="Q?", picks=picks, values=(now,))
    assert element(asked)["type"] == kind
    assert element(asked)[first] == now
    assert first not in element(asked.model_copy(update={"values": ("ana@example.com",)}))


def test_a_channel_stands_by_the_name_that_slack_knows_and_another_platforms_by_its_own():
    facts = (
        Fact(label="Channel", value="C1", channel="C1"),
        Fact(label="There", value="Sales", channel="19:x"),
    )
    page = message(Document(title="", summary="", blocks=(Facts(items=facts),)), WORDS)
    (shown,) = page["blocks"]
    leaves = shown["elements"][0]["elements"]
    assert {"type": "channel", "channel_id": "C1"} in leaves
    assert any(leaf.get("text", "").startswith("Sales") for leaf in leaves)


def test_choices_with_notes_stand_below_each_other_so_that_the_notes_are_seen():
    noted = tuple(
        Option(id=f"o{n}", label="L", note="if they go quiet, then I count to five") for n in range(8)
    )
    assert element(Field(id="q", kind=Kind.CHOICE, label="Q?", options=noted))["type"] == "radio_buttons"


def test_what_is_known_stands_in_the_field_and_nonsense_does_not():
    assert element(field(Kind.CHOICE, 3, values=("o1",)))["initial_option"]["value"] == "o1"
    assert "initial_option" not in element(field(Kind.CHOICE, 3, values=("gone",)))
    assert [o["value"] for o in element(field(Kind.CHOICES, 3, values=("o2", "o0")))["initial_options"]] == [
        "o0",
        "o2",
    ]
    assert element(field(Kind.DATE, values=("2027-03-05",)))["initial_date"] == "2027-03-05"
    assert "initial_date" not in element(field(Kind.DATE, values=("soon",)))
    assert "initial_time" not in element(field(Kind.TIME, values=("25:00",)))
    assert element(field(Kind.TEXT, values=("x" * 400,), most=300))["max_length"] == 400


def test_more_options_than_fit_never_lose_the_chosen_one():
    shown = element(field(Kind.CHOICES, 150, values=("o149",)))
    assert len(shown["options"]) == 100
    assert shown["initial_options"][0]["value"] == "o149"


def test_a_required_question_is_required_and_a_problem_is_said():
    shown = element(field(Kind.TEXT, required=True, hint="A hint.", problem="Too long."))
    assert shown["optional"] is False
    assert shown["hint"]["text"] == "Too long. A hint."


def test_a_deals_name_takes_one_line_and_an_answer_many():
    assert "multiline" not in element(field(Kind.TEXT), Act.BEGIN)
    assert element(field(Kind.TEXT))["multiline"] is True


def test_alerts_stand_in_modals_only_and_charts_and_tables_in_messages_only():
    chart = Chart(
        style="bar", title="C", summary="s", categories=("a",), series=(Series(name="n", values=(1,)),)
    )
    table = Table(title="T", columns=("a",), rows=(("b",),))
    blocks = (Text(text="t", tone=Tone.GOOD), chart, chart, chart, table, table)
    kinds = {}
    for surface in Surface:
        writer = Writer(WORDS, surface)
        writer.write(blocks)
        kinds[surface] = [block["type"] for block in writer.done()]
    assert kinds[Surface.MESSAGE].count("data_visualization") == 2
    assert kinds[Surface.MESSAGE].count("table") == 1
    assert "alert" not in kinds[Surface.MESSAGE]
    assert kinds[Surface.MODAL].count("alert") == 1
    assert set(kinds[Surface.HOME]) == {"rich_text"}


def test_a_button_that_deletes_asks_first():
    yes = Buttons(items=(Button(label="Delete", act=Act.FORGET, ref="yes"),))
    said = message(Document(title="T", summary="", blocks=(yes,)), WORDS)
    assert said["blocks"][-1]["elements"][0]["confirm"]["deny"]["text"] == "Keep"
