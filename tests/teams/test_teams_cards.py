"""Documents as cards: whatever a document says, Teams takes it, shows it, and nothing in it comes alive."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from bot.teams.cards import card, message
from bot.teams.pressed import OURS, pressed
from bot.teams.text import UNSEEN, clean, heading, is_plain, length, size
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
from dialogs.pages.guide import help_page
from tests.dialogs.house import WORDS
from tests.slack.test_slack_blocks import DOCUMENT, PAGE
from tests.teams.validator import Json, elements, validate, validate_message, weight

HOSTILE = (
    "**bold** and _it_",
    "[free money](https://example.com)",
    "<at>everyone</at>",
    "&lt;b&gt; &#42;",
    "- a list",
    "1. a list",
    "# big",
    "see https://example.com",
    "one\ntwo",
    "back\\slash `code` ~~no~~",
)


def a_document(*blocks: Block, title: str = "T", summary: str = "s") -> Document:
    """A page of these blocks."""
    return Document(title=title, summary=summary, blocks=blocks)


def a_form(*fields: Field, **changes: Any) -> Form:
    """A form of these fields."""
    whole = {"act": Act.ANSWER, "ref": "7", "page": "p", "fields": fields, "submit": "Send", "more": "More"}
    return Form.model_validate(whole | changes)


def a_field(kind: Kind, options: int = 0, **more: Any) -> Field:
    """A question; ``options`` is how many there are to choose from."""
    offered = tuple(Option(id=f"o{n}", label=f"Option {n}") for n in range(options))
    return Field(**{"id": "q", "kind": kind, "label": "Q?", "options": offered} | more)


def found(shown: Json, kind: str) -> list[Json]:
    """The elements of a kind, fallbacks included."""
    return [element for _, element in elements(shown, "") if element["type"] == kind]


def on_a_card(*blocks: Block, kind: str) -> list[Json]:
    """What these blocks become."""
    return found(card(a_document(*blocks), WORDS), kind)


def an_input(field: Field, **changes: Any) -> Json:
    """The input of a field."""
    (made,) = [
        element
        for _, element in elements(card(a_document(a_form(field, **changes)), WORDS), "")
        if element["type"].startswith("Input.")
    ]
    return made


# ----------------------------------------------------------------------------------------- whatever is said


@given(DOCUMENT | PAGE)
@settings(max_examples=60, deadline=None)
def test_whatever_a_document_says_teams_takes_it(document: Document):
    validate_message(message(document, WORDS))
    validate(card(document, WORDS, dialog=True))


@given(PAGE)
@settings(max_examples=40, deadline=None)
def test_whatever_a_page_asks_its_answer_can_be_read(document: Document):
    for action in found(card(document, WORDS), "Action.Execute"):
        read = pressed(json.loads(json.dumps(action["data"])))
        assert read
        assert (read.act, read.key) == (Act(action["verb"]), action["data"][OURS]["key"])


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_person_typed_stands_where_markdown_is_read(text: str):
    assert not is_plain(text)
    field = a_field(Kind.TEXT, values=(text,), problem=text, hint=text, folded=False)
    blocks: tuple[Block, ...] = (
        *(Heading(text=text), Quote(text=text, source=text), Facts(items=(Fact(label="Q", value=text),))),
        *(Text(text=text, tone=tone) for tone in Tone),
        Glasses(summary=text, items=(Glass(label=text, full=True, note=text),)),
        Table(title=text, columns=(text,), rows=((text,),)),
        Chart(
            style="bar", title=text, summary=text, categories=("a",), series=(Series(name="n", values=(1,)),)
        ),
        *(Aside(title=text, blocks=(Text(text=text),)), a_form(field)),
    )
    shown = card(a_document(*blocks, title=text), WORDS)
    validate(shown)
    assert text not in str(found(shown, "TextBlock") + found(shown, "FactSet"))
    runs = [run["text"] for run in found(shown, "TextRun")]
    assert sum(clean(text) in run or " ".join(text.split()) in run for run in runs) >= 15


@pytest.mark.parametrize(
    "text", ["Acme", "70 %: Introduce someone", "R&D, 10–30 %", "It's 3 of 5; done?", "“quoted” (so)"]
)
def test_what_is_plain_is_a_heading_for_screen_readers_too(text: str):
    shown = heading(text)
    assert (shown["type"], shown["text"], shown["style"]) == ("TextBlock", text, "heading")


def test_a_date_that_a_card_would_write_out_stays_as_it_was_typed():
    assert clean("{{DATE(2027-03-05)}}").replace(UNSEEN, "") == "{{DATE(2027-03-05)}}"
    assert UNSEEN in clean("a {{TIME(2027-03-05T10:00:00Z)}}")
    assert clean("{{name}}") == "{{name}}"


def test_texts_are_cut_between_signs_and_halves_of_signs_are_mended():
    assert clean("abcd", 3) == "ab…"
    assert length(clean("😀😀😀", 5)) <= 5
    assert clean("a\ud83d") == "a\ufffd"
    assert clean("  ") == "–"
    json.dumps(message(a_document(Text(text="\ud83d" * 9)), WORDS), ensure_ascii=False).encode()


# ----------------------------------------------------------------------------------------------- the whole


def test_a_message_says_its_point_in_the_notification():
    said = message(a_document(Text(text="t"), summary="Right earned."), WORDS)
    assert said["summary"] == "Right earned."
    assert said["attachments"][0]["content"]["fallbackText"] == "Right earned."
    assert message(a_document(title="Deals", summary=""), WORDS)["summary"] == "Deals"


def test_more_than_a_message_holds_is_left_out_from_the_end_and_it_says_so():
    blocks = [Text(text=f"{n} " + "é" * 3000) for n in range(30)]
    said = message(a_document(*blocks), WORDS)
    validate_message(said)
    body = said["attachments"][0]["content"]["body"]
    assert 2 < len(body) < 20
    assert body[1]["inlines"][0]["text"].startswith("0 ")
    assert body[-1]["inlines"][0]["text"] == WORDS.say("teams.cut")


def test_what_fits_is_not_cut():
    said = message(a_document(*(Text(text="x" * 3000) for _ in range(10))), WORDS)
    assert WORDS.say("teams.cut") not in str(said)
    assert weight(said) <= size(said)


def test_one_long_text_is_cut_and_the_rest_is_still_shown():
    said = str(card(a_document(Text(text="x" * 90_000), Text(text="the end")), WORDS))
    assert "…" in said
    assert "the end" in said


def test_a_dialog_has_a_title_of_its_own():
    document = a_document(Text(text="t"), title="Check")
    assert "Check" not in str(card(document, WORDS, dialog=True)["body"])
    assert "Check" in str(card(document, WORDS)["body"])


# ------------------------------------------------------------------------------------------------- blocks


@pytest.mark.parametrize("tone", [Tone.GOOD, Tone.CARE, Tone.PROBLEM])
def test_a_tone_has_a_sign_and_not_only_a_colour(tone: Tone):
    (ground,) = on_a_card(Text(text="t", tone=tone), kind="Container")
    (paragraph,) = ground["items"]
    (run,) = paragraph["inlines"]
    assert run["text"] != "t"
    assert run["text"].endswith("t")
    assert ground["style"] in {"good", "warning", "attention"}
    assert "color" not in run  # coloured letters are hard to read


def test_a_glass_says_in_words_whether_it_is_full():
    items = (Glass(label="Know", full=True), Glass(label="Proof", full=False, note="One more."))
    runs = [run["text"] for run in on_a_card(Glasses(summary="1 of 2", items=items), kind="TextRun")]
    assert runs == ["1 of 2", "● ", "Know", ": full", "○ ", "Proof", ": empty", " (One more.)"]


def test_commands_are_named_without_the_slash_that_opens_teams_own_menu():
    text = Text(text="Type /coach quiet, /precall Acme or /postcall Acme; and/or http://a.b/coach /coaching.")
    fact = Fact(label="/coach deals", value="Your deals.")
    made = message(a_document(text, Facts(items=(fact,)), summary="/coach help"), WORDS)
    said = json.dumps(made)
    assert "Type coach quiet, precall Acme or postcall Acme; and/or http://a.b/coach /coaching." in said
    assert '"coach deals"' in said
    assert made["summary"] == "coach help"


def test_no_help_page_in_teams_has_a_slash():
    said = json.dumps(message(help_page(WORDS), WORDS))
    assert "coach deals" in said
    assert "/" not in said.replace("application/", "")


def test_facts_stand_in_columns_unless_markdown_would_change_them():
    plain, starred = Fact(label="Deal", value="Acme"), Fact(label="Deal", value="*Acme*")
    assert on_a_card(Facts(items=(plain,)), kind="FactSet")[0]["facts"] == [
        {"title": "Deal", "value": "Acme"}
    ]
    asked = Fact(label="What did they agree to do?", value="Sign")
    assert on_a_card(Facts(items=(plain, asked)), kind="FactSet") == []
    assert on_a_card(Facts(items=(plain, starred)), kind="FactSet") == []
    runs = on_a_card(Facts(items=(plain, starred)), kind="TextRun")
    assert [run["text"] for run in runs] == ["Deal: ", "Acme", "Deal: ", "*Acme*"]


def test_a_table_names_its_columns_and_says_when_rows_are_left_out():
    rows = tuple((str(n), "Order") for n in range(60))
    block = Table(title="Calls", columns=("Day", "It came to"), rows=rows)
    (made,) = on_a_card(block, kind="Table")
    assert made["firstRowAsHeaders"] is True
    assert len(made["rows"]) == 51
    assert WORDS.say("teams.cut") in str(card(a_document(block), WORDS))


def test_uneven_rows_are_filled_up():
    (made,) = on_a_card(Table(title="T", columns=("a", "b"), rows=(("1",), ("1", "2", "3"))), kind="Table")
    assert {len(row["cells"]) for row in made["rows"]} == {3}


def a_chart(style: str, categories: tuple[str, ...], *values: float) -> Chart:
    """A chart of one series."""
    series = [{"name": "Said", "values": values}]
    whole = {
        "style": style,
        "title": "Said",
        "summary": "You said 70.",
        "categories": categories,
        "unit": " %",
    }
    return Chart.model_validate(whole | {"series": series})


@pytest.mark.parametrize(
    ("style", "categories", "kind"),
    [
        ("bar", ("10–30 %", "70–90 %"), "Chart.VerticalBar.Grouped"),
        ("line", ("2027-03-01", "2027-03-08"), "Chart.Line"),
        ("line", ("W9", "W10"), "Chart.VerticalBar.Grouped"),
    ],
)
def test_a_chart_is_drawn_titled_told_and_has_its_numbers_for_old_clients(style, categories, kind):
    block = a_chart(style, categories, 20.0, 70.25)
    (made,) = on_a_card(block, kind=kind)
    assert [(each["x"], each["y"]) for each in made["data"][0]["values"]] == list(
        zip(categories, (20.0, 70.25), strict=True)
    )
    assert "70.25 %" in str(made["fallback"])
    assert "You said 70." in str(card(a_document(block), WORDS)["body"][-1])


@pytest.mark.parametrize("values", [(), (1.0,), (1.0, float("nan")), (1.0, float("inf"))])
def test_a_chart_that_cannot_be_drawn_is_a_table(values: tuple[float, ...]):
    shown = card(a_document(a_chart("bar", ("a", "b"), *values)), WORDS)
    validate(shown)
    assert found(shown, "Table")
    assert "Chart" not in str(shown)


# ------------------------------------------------------------------------------------------------ buttons


def test_a_button_is_pressed_anew_by_a_new_client_and_sent_by_an_old_one():
    block = Buttons(items=(Button(label="Go", act=Act.BEGIN, ref="precall/5", main=True),))
    (execute,) = on_a_card(block, kind="Action.Execute")
    (submit,) = on_a_card(block, kind="Action.Submit")
    assert execute["fallback"] == submit
    assert (execute["verb"], execute["style"], execute["associatedInputs"]) == ("begin", "positive", "none")
    inside = card(a_document(block), WORDS, dialog=True)
    assert found(inside, "Action.Execute") == []
    assert found(inside, "Action.Submit") == [submit]


def test_more_than_six_buttons_stand_in_rows():
    items = tuple(Button(label=str(n), act=Act.DEAL, ref=str(n)) for n in range(14))
    assert [len(row["actions"]) for row in on_a_card(Buttons(items=items), kind="ActionSet")] == [6, 6, 2]


def test_a_button_that_deletes_looks_like_it():
    items = (Button(label="Ask", act=Act.FORGET), Button(label="Delete", act=Act.FORGET, ref="yes"))
    made = on_a_card(Buttons(items=items), kind="Action.Execute")
    assert [action["style"] for action in made] == ["default", "destructive"]


def keys(shown: Json) -> list[str]:
    """The keys that a card's actions carry."""
    return [action["data"][OURS]["key"] for action in found(shown, "Action.Execute")]


def test_a_long_list_shows_its_notes_only_where_nothing_else_is_asked():
    options = tuple(Option(id=f"o{n}", label=f"Option {n}", note="then I wait") for n in range(7))
    noted = a_field(Kind.CHOICE).model_copy(update={"options": options})
    (alone,) = found(card(a_document(a_form(noted)), WORDS), "Input.ChoiceSet")
    assert (alone["style"], alone["choices"][0]["title"]) == ("expanded", "Option 0: then I wait")
    beside = a_form(noted, a_field(Kind.TEXT, id="t"))
    (short,) = found(card(a_document(beside), WORDS), "Input.ChoiceSet")
    assert (short["style"], short["choices"][0]["title"]) == ("compact", "Option 0")
    assert short["placeholder"] == WORDS.say("teams.choose")


@pytest.mark.parametrize(
    ("weeks", "below"),
    [
        (("23 February", "2 March"), ["23 Feb", "2 Mar"]),
        (("19 January", "26 January", "2 February", "9 February"), ["19 Jan", "26", "2 Feb", "9"]),
        (("2 February", "9 February", "2 March", "9 March"), ["2 Feb", "9", "2 Mar", "9 Mar"]),
        (("9 May", "40–60 %", "16 May"), ["9 May", "40–60 %", "16 May"]),
    ],
)
def test_below_a_bar_months_are_short_and_said_once(weeks, below):
    block = a_chart("bar", weeks, *(1.0 for _ in weeks))
    (made,) = on_a_card(block, kind="Chart.VerticalBar.Grouped")
    assert [each["x"] for each in made["data"][0]["values"]] == below


def test_a_table_gives_room_to_its_longest_words_and_then_to_its_longest_texts():
    rows = (("Mon 9 February", "Continuation: no step of theirs yet", "–"), ("Thu 12 March", "Order", "Sign"))
    block = Table(title="Calls", columns=("Day", "It came to", "Their step"), rows=rows)
    (made,) = on_a_card(block, kind="Table")
    day, came_to, step = (column["width"] for column in made["columns"])
    assert came_to > day > step
    million = Table(title="T", columns=("a", "b"), rows=(("million", "illicit"),))
    (drawn,) = on_a_card(million, kind="Table")
    broad, narrow = (column["width"] for column in drawn["columns"])
    assert broad > narrow
    (bare,) = on_a_card(Table(title="T", columns=("", ""), rows=()), kind="Table")
    assert len({column["width"] for column in bare["columns"]}) == 1


def test_a_label_that_ends_with_a_mark_of_its_own_gets_no_colon():
    block = Facts(items=(Fact(label="How far did the buyer come?", value="A worry"),))
    assert [run["text"] for run in on_a_card(block, kind="TextRun")] == [
        "How far did the buyer come? ",
        "A worry",
    ]


def test_every_action_has_a_key_of_its_own_that_the_same_card_repeats():
    document = a_document(Buttons(items=(Button(label="Go", act=Act.HELP),) * 3))
    assert len(set(keys(card(document, WORDS)))) == 3
    assert keys(card(document, WORDS)) == keys(card(document, WORDS))
    assert keys(card(document, WORDS, key="k")) == ["k:1", "k:2", "k:3"]
    assert keys(card(document, WORDS)) != keys(card(a_document(*document.blocks, title="Other"), WORDS))


# -------------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (a_field(Kind.CHOICE, 6), {"type": "Input.ChoiceSet", "style": "expanded", "isMultiSelect": False}),
        (a_field(Kind.CHOICE, 7), {"type": "Input.ChoiceSet", "style": "compact", "isMultiSelect": False}),
        (a_field(Kind.CHOICES, 9), {"type": "Input.ChoiceSet", "style": "expanded", "isMultiSelect": True}),
        (a_field(Kind.TEXT, most=200), {"type": "Input.Text", "isMultiline": True, "maxLength": 200}),
        (a_field(Kind.DATE), {"type": "Input.Date", "label": "Q?"}),
        (a_field(Kind.TIME, placeholder="15:30"), {"type": "Input.Time", "placeholder": "15:30"}),
    ],
)
def test_each_kind_of_question_has_its_input(field: Field, expected: Json):
    assert expected.items() <= an_input(field).items()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (a_field(Kind.CHOICE, 3, values=("o1",)), "o1"),
        (a_field(Kind.CHOICE, 3, values=("gone",)), None),
        (a_field(Kind.CHOICES, 3, values=("o2", "gone", "o0")), "o2,o0"),
        (a_field(Kind.TEXT, values=("*two* days",)), "*two* days"),
        (a_field(Kind.TEXT, values=(" ",)), None),
        (a_field(Kind.DATE, values=("2027-03-05",)), "2027-03-05"),
        (a_field(Kind.DATE, values=("soon",)), None),
        (a_field(Kind.TIME, values=("25:00",)), None),
        (a_field(Kind.TIME, values=("09:45",)), "09:45"),
    ],
)
def test_what_is_known_stands_in_the_field_and_nonsense_does_not(field: Field, value: str | None):
    assert an_input(field).get("value") == value


def test_a_text_that_is_already_too_long_can_still_be_shortened():
    assert an_input(a_field(Kind.TEXT, values=("x" * 400,)))["maxLength"] == 400


def test_a_deals_name_takes_one_line():
    assert an_input(a_field(Kind.TEXT), act=Act.BEGIN)["isMultiline"] is False


def test_what_is_needed_and_what_was_wrong_is_said_at_the_field():
    field = a_field(Kind.TEXT, required=True, problem="Too long.", hint="In numbers.")
    made = an_input(field)
    assert (made["isRequired"], made["errorMessage"]) == (True, WORDS.say("problem.required"))
    body = card(a_document(a_form(field)), WORDS)["body"]
    assert [element.get("inlines", [{"text": ""}])[0]["text"] for element in body[2:4]] == [
        "! Too long.",
        "In numbers.",
    ]
    assert body[1] == made


def test_a_note_stands_with_its_option():
    options = (Option(id="a", label="Impatience", note="if they go quiet, I count to five"),)
    made = an_input(Field(id="q", kind=Kind.CHOICE, label="?", options=options))
    assert made["choices"][0]["title"] == "Impatience: if they go quiet, I count to five"


def test_a_choice_among_nothing_is_not_asked():
    shown = card(a_document(a_form(a_field(Kind.CHOICE))), WORDS)
    assert "Input.ChoiceSet" not in str(shown)
    read = pressed(found(shown, "Action.Execute")[0]["data"])
    assert read
    assert read.values == {}


def test_folded_fields_wait_behind_their_button_and_are_sent_all_the_same():
    form = a_form(a_field(Kind.TEXT), a_field(Kind.DATE, id="by", folded=True), more="More, if you like")
    shown = card(a_document(form), WORDS)
    (toggle,) = found(shown, "Action.ToggleVisibility")
    (hidden,) = [each for each in found(shown, "Container") if each.get("isVisible") is False]
    assert (toggle["title"], toggle["targetElements"]) == ("More, if you like", [hidden["id"]])
    assert [each["id"] for each in hidden["items"]] == ["by"]
    read = pressed(found(shown, "Action.Execute")[0]["data"] | {"by": "2027-03-05"})
    assert read
    assert read.values == {"q": (), "by": ("2027-03-05",)}


def test_other_ways_out_stand_beside_sending_and_ask_for_nothing():
    form = a_form(
        a_field(Kind.TEXT, required=True), others=(Button(label="Keep mine", act=Act.KEEP, ref="7"),)
    )
    send, keep = on_a_card(form, kind="Action.Execute")
    assert (send["title"], send["associatedInputs"]) == ("Send", "auto")
    assert (keep["title"], keep["associatedInputs"], keep["verb"]) == ("Keep mine", "none", "keep")
