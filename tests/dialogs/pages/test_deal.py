"""One deal's page, with the real content: the team's facts, and beside them what is one person's alone."""

from datetime import UTC, date, datetime
from typing import Any

from dialogs.deal import Closing, Deal, Outcome, Reflected, Step, WalkStep
from dialogs.document import Act, Aside, Buttons, Document, Table
from dialogs.pages.deal import Looked, deal_page
from dialogs.people import Person, Role
from dialogs.plain import to_text
from dialogs.story import Call, Filled, Story
from tests.dialogs.house import AUDIT, BERLIN, LIBRARY, SERVERS, WATCHED, a_deal, full

THEIRS = Step(what="introduce", theirs=True, due=date(2027, 3, 5))
OURS = Step(what="share", theirs=False)
LATE = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
"""Tuesday already in Berlin."""

REP = Person(id=7, name="Inge", email="inge@hanse.example", role=Role.REP, team=2, zone=BERLIN)
NOTHING = Story(filled={})
FULL_STORY = Story(
    filled={2: Filled(LATE, 7), 3: Filled(LATE, 0)},
    begun=True,
    memory={"proof": ("trial",), "idea": ("Labels by April",), "will-ask": ("Who answers for it?",)},
    calls=(
        Call(LATE, Outcome.ADVANCE, "introduce", "70", "wait after the price"),
        Call(LATE, Outcome.CONTINUATION),
    ),
)


def call(*steps: Step, outcome: Outcome = Outcome.ADVANCE, at: datetime = LATE, **said: Any) -> Reflected:
    """One call at that instant."""
    return Reflected(session=1, rep=7, at=at, outcome=outcome, steps=steps, **said)


def page(deal: Deal, story: Story = NOTHING, **said: Any) -> Document:
    """The deal as Inge sees it."""
    return deal_page(Looked(deal=deal, story=story, person=REP, **said), LIBRARY)


def ways(document: Document) -> list[tuple[Act, str]]:
    """Its buttons."""
    rows = [block.items for block in document.blocks if isinstance(block, Buttons)]
    return [(button.act, button.ref) for row in rows for button in row]


def test_a_deal_shows_the_next_step_and_its_calls_newest_first():
    reflections = (
        call(outcome=Outcome.CONTINUATION, at=datetime(2027, 2, 1, 9, tzinfo=UTC)),
        call(THEIRS, OURS),
    )
    shown = page(a_deal(reflections=reflections))
    assert shown.title == "Acme"
    assert "Their next step: Introduce someone (Fri 5 March)" in to_text(shown)
    table = next(block for block in shown.blocks if isinstance(block, Table))
    assert table.rows == (
        ("Tue 2 March", "Advance: a step they own", "Introduce someone"),
        ("Mon 1 February", "Continuation: no step of theirs yet", "–"),
    )


def test_a_step_without_a_day_is_shown_without_one():
    undated = THEIRS.model_copy(update={"due": None})
    assert "Their next step: Introduce someone\n" in to_text(page(a_deal(reflections=(call(undated),))))


def test_only_the_last_eight_calls_are_shown():
    shown = page(a_deal(reflections=(call(THEIRS),) * 9))
    table = next(block for block in shown.blocks if isinstance(block, Table))
    assert len(table.rows) == 8


def test_a_deal_nobody_spoke_of_has_neither_table_nor_aside():
    shown = page(a_deal())
    assert not any(isinstance(block, Table | Aside) for block in shown.blocks)
    assert shown.summary == "Glasses full: 0 of 1"


def test_the_walk_is_a_fact_of_the_team():
    walking = a_deal().model_copy(update={"walk": WalkStep.CHANGE})
    shown = page(walking)
    assert "Walk: Step 2 of 6: What they want changed" in to_text(shown)


def test_a_full_glass_says_since_when_and_who_said_so_where_somebody_knows():
    shown = to_text(page(a_deal(WATCHED, *full(SERVERS, AUDIT)), FULL_STORY, names={7: "Inge"}))
    assert "It runs on their own servers: since Tue 2 March, by Inge" in shown
    assert "Live before the audit: since Tue 2 March\n" in shown


def test_what_is_ones_own_stands_in_the_aside_and_nowhere_else():
    shown = page(a_deal(reflections=(call(THEIRS, signals=("leans-in",)),)), FULL_STORY)
    aside = next(block for block in shown.blocks if isinstance(block, Aside))
    own = to_text(Document(title="", summary="", blocks=aside.blocks))
    rest = to_text(shown.model_copy(update={"blocks": tuple(b for b in shown.blocks if b is not aside)}))
    for private in (
        "Signals in your last call: They leaned in",
        "How you make it obvious: A trial: they see it at work",
        "The idea, made for them: Labels by April",
        "What I will ask: Who answers for it?",
        "Tue 2 March | 70 %: Introduce someone | Advance: a step they own",
        "Next time I will: wait after the price",
    ):
        assert private in own
        assert private not in rest


def test_signals_of_somebody_elses_call_are_not_shown():
    other = call(THEIRS, signals=("leans-in",)).model_copy(update={"rep": 8})
    assert "leaned in" not in to_text(page(a_deal(reflections=(other,)), FULL_STORY))


def test_whoever_may_not_change_a_deal_has_no_buttons_for_it():
    changing = {Act.CHANGE, Act.CONDITIONS, Act.CLOSE, Act.MERGE, Act.REMOVE}
    assert not changing & {act for act, _ in ways(page(a_deal()))}
    mine = {act for act, _ in ways(page(a_deal(), may_change=True))}
    assert changing - {Act.REMOVE} <= mine
    untouched = NOTHING._replace(untouched=True)
    assert (Act.REMOVE, "5") in ways(page(a_deal(), untouched, may_change=True))


def test_a_closed_deal_says_how_it_ended_and_opens_again():
    closed = a_deal().model_copy(update={"closed": Closing.WON})
    shown = page(closed, NOTHING._replace(closed_at=LATE), may_change=True)
    assert "Closed as won, Tue 2 March." in to_text(shown)
    assert ways(shown) == [(Act.BEGIN, "precall/5"), (Act.BEGIN, "postcall/5"), (Act.OPEN_AGAIN, "5")]


def test_the_flows_about_a_deal_are_a_press_away_and_stuck_comes_first_where_it_is():
    assert {ref for _, ref in ways(page(a_deal()))} >= {"breakthrough/5", "walk/5", "stuck/5"}
    nothing = call(outcome=Outcome.CONTINUATION)
    stuck = ways(page(a_deal(reflections=(nothing, nothing, nothing))))
    assert [ref for _, ref in stuck].count("stuck/5") == 1
    assert stuck.index((Act.BEGIN, "stuck/5")) < stuck.index((Act.BEGIN, "walk/5"))
