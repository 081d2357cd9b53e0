"""Help, the choice of a deal, the nudge, and what went wrong, with the real content."""

from dialogs.deal import Deal
from dialogs.document import Act, Buttons, Document, Text, Tone
from dialogs.pages.guide import choose_deal, help_page, near_page, no_deal_page, nudge_page, trouble_page
from dialogs.plain import to_text
from tests.dialogs.house import PRECALL, WORDS, a_deal


def ways(document: Document) -> list[tuple[Act, str]]:
    """What can be pressed on a page."""
    return [
        (button.act, button.ref)
        for block in document.blocks
        if isinstance(block, Buttons)
        for button in block.items
    ]


def test_help_names_every_command_and_leads_on():
    page = help_page(WORDS)
    for command in (
        "/precall DEAL",
        "/postcall DEAL",
        "/coach deals",
        "/coach deal NAME",
        "/coach note",
        "/coach help",
    ):
        assert command in to_text(page)
    assert ways(page) == [(Act.BEGIN, "precall"), (Act.BEGIN, "postcall"), (Act.DEALS, "")]


def test_help_may_begin_with_what_was_not_understood():
    first = help_page(WORDS, "help.not-understood").blocks[0]
    assert first == Text(text=WORDS.say("help.not-understood"), tone=Tone.CARE)


def test_a_deal_is_chosen_among_the_recent_ones_or_named_anew():
    long = Deal(id=6, team=2, name="L" * 200, conditions=())
    page = choose_deal(PRECALL, (a_deal(), long), WORDS)
    assert page.form is not None
    assert (page.form.act, page.form.ref, page.form.page) == (Act.BEGIN, "precall", "deal")
    recent, new = page.form.fields
    assert [(option.id, option.label) for option in recent.options] == [("5", "Acme"), ("6", "L" * 74 + "…")]
    assert (new.id, new.most, new.problem) == ("new", 200, "")


def test_without_recent_deals_only_a_name_is_asked():
    page = choose_deal(PRECALL, (), WORDS, "choose.too-long")
    assert page.form is not None
    assert [(field.id, field.problem) for field in page.form.fields] == [
        ("new", "A deal's name has at most 200 characters.")
    ]


def test_the_nudge_asks_how_it_went():
    page = nudge_page(a_deal(), WORDS)
    assert page.summary == "How did it go with Acme? Ninety seconds while you still know."
    assert ways(page) == [(Act.BEGIN, "postcall/5")]


def test_the_nudge_says_that_it_asks_less():
    page = nudge_page(a_deal(), WORDS, less=True)
    assert "every second call" in page.summary
    assert page.summary == " ".join(block.text for block in page.blocks if isinstance(block, Text))


def test_trouble_is_said_in_plain_words():
    page = trouble_page("trouble.no-deal", WORDS, name="{Nowhere}")
    assert to_text(page) == "That did not work\n! Your team has no deal called {Nowhere}."


def test_near_names_stand_before_a_new_deal_and_none_is_chosen():
    page = near_page(PRECALL, "acm", ((5, "Acme"), (6, "L" * 200)), WORDS)
    assert page.summary == "There is no deal called acm yet. Is it one of these?"
    assert page.form
    assert (page.form.act, page.form.ref) == (Act.BEGIN, "precall")
    which, new = page.form.fields
    assert [option.id for option in which.options] == ["5", "6", "new"]
    assert len(which.options[1].label) == 75
    assert (which.required, which.values, new.values) == (True, (), ("acm",))


def test_a_deal_that_is_not_there_leads_to_those_of_near_names():
    assert ways(no_deal_page("acm", (), WORDS)) == [(Act.DEALS, ""), (Act.BEGIN, "precall/=acm")]
    assert ways(no_deal_page("a" * 201, (), WORDS)) == [(Act.DEALS, "")]
    page = no_deal_page("acm", ((5, "Acme"),), WORDS)
    assert to_text(page).splitlines()[:2] == [
        "Which deal is it about?",
        "Your team has no deal called acm. Is it one of these?",
    ]
    assert ways(page) == [(Act.DEAL, "5"), (Act.DEALS, ""), (Act.BEGIN, "precall/=acm")]
