"""Deals as their team sees them, with the real content."""

from datetime import UTC, date, datetime

from dialogs.deal import Closing, Outcome, Reflected, Step
from dialogs.document import Act, Buttons, Heading, Text, Tone
from dialogs.pages.deals import balance, called, deals_page, glasses, team_deals_page
from tests.dialogs.house import AUDIT, SERVERS, WATCHED, WORDS, a_deal, full, reflected

THEIRS = Step(what="introduce", theirs=True, due=date(2027, 3, 5))
OURS = Step(what="share", theirs=False)
LATE = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
"""Tuesday already in Berlin."""


def call(*steps: Step, outcome: Outcome = Outcome.ADVANCE, at: datetime = LATE) -> Reflected:
    """One call at that instant."""
    return Reflected(session=1, rep=7, at=at, outcome=outcome, steps=steps)


def test_conditions_are_called_by_their_words_and_watch_my_back_by_its_own():
    assert [called(each, WORDS) for each in (WATCHED, SERVERS)] == [
        "Watch my back",
        "It runs on their own servers",
    ]


def test_glasses_say_the_same_in_words():
    shown = glasses(a_deal(WATCHED, *full(SERVERS)), WORDS)
    assert shown.summary == "Glasses full: 1 of 2"
    assert [(glass.label, glass.full) for glass in shown.items] == [
        ("Watch my back", False),
        ("It runs on their own servers", True),
    ]


def test_the_balance_names_the_goal_with_or_without_steps():
    assert balance(a_deal(), WORDS) == "No steps named yet; the goal is 51 % theirs"
    assert (
        balance(a_deal(reflections=(call(THEIRS, OURS),)), WORDS) == "1 of 2 steps theirs; the goal is 51 %"
    )


# ------------------------------------------------------------------------------------------------- many deals


def test_no_deals_yet_teaches_how_to_begin():
    page = deals_page((), WORDS)
    assert page.summary == WORDS.say("deals.none")
    assert isinstance(page.blocks[-1], Buttons)
    assert page.blocks[-1].items[0].ref == "precall"


def test_a_teams_deals_stand_by_name_each_a_press_away():
    page = team_deals_page(((5, "Acme"), (6, "Beta")), WORDS)
    assert page.summary == WORDS.say("deals.of-team")
    assert isinstance(page.blocks[-1], Buttons)
    ways = [(each.label, each.act, each.ref) for each in page.blocks[-1].items]
    assert ways == [("Acme", Act.DEAL, "5"), ("Beta", Act.DEAL, "6"), ("My team", Act.TEAM, "")]
    assert team_deals_page((), WORDS).summary == WORDS.say("deals.none-of-team")


def test_every_deal_has_its_glasses_and_ways_on():
    page = deals_page((a_deal(), a_deal(WATCHED, SERVERS)), WORDS)
    assert page.summary == "2 deals, the last one touched first"
    assert [block.text for block in page.blocks if isinstance(block, Heading)] == ["Acme", "Acme"]
    buttons = next(block for block in page.blocks if isinstance(block, Buttons))
    assert [(button.act, button.ref) for button in buttons.items] == [
        (Act.BEGIN, "precall/5"),
        (Act.BEGIN, "postcall/5"),
        (Act.DEAL, "5"),
    ]
    assert deals_page((a_deal(),), WORDS).summary == "One deal"


def test_kairos_and_stuck_are_flagged_and_kairos_goes_first():
    nothing = call(outcome=Outcome.CONTINUATION)
    stuck = a_deal(reflections=(nothing, nothing, nothing))
    leans_in = reflected(Outcome.CONTINUATION, signals=("leans-in",))
    both = a_deal(*full(WATCHED, SERVERS, AUDIT), reflections=(nothing, nothing, leans_in))
    flags = [
        [block for block in deals_page((deal,), WORDS).blocks if isinstance(block, Text)]
        for deal in (a_deal(), stuck, both)
    ]
    assert flags == [
        [],
        [Text(text=WORDS.say("after.stuck"), tone=Tone.CARE)],
        [Text(text=WORDS.say("after.kairos"), tone=Tone.GOOD)],
    ]


def test_a_stuck_deal_offers_the_way_out_and_a_closed_one_says_nothing_of_it():
    nothing = call(outcome=Outcome.CONTINUATION)
    stuck = a_deal(reflections=(nothing, nothing, nothing))
    closed = stuck.model_copy(update={"closed": Closing.LOST})
    rows = [deals_page((deal,), WORDS).blocks[-1] for deal in (stuck, closed)]
    ways = [[button.ref for button in row.items] for row in rows if isinstance(row, Buttons)]
    assert "stuck/5" in ways[0]
    assert "stuck/5" not in ways[1]
    assert not [block for block in deals_page((closed,), WORDS).blocks if isinstance(block, Text)]


def test_a_note_stands_beside_its_glass():
    shown = glasses(a_deal(WATCHED, *full(SERVERS)), WORDS, {2: "since Tuesday"})
    assert [glass.note for glass in shown.items] == ["", "since Tuesday"]
