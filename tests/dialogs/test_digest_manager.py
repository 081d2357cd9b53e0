"""The manager's digest: requests, deals, figures, feedback, questions, the coming theme; or silence."""

from datetime import date
from typing import Any

import pytest

from dialogs.digest import told
from dialogs.digest.facts import DealFact, TeamFacts
from dialogs.digest.manager import MOST_DEALS, MOST_REQUESTS, Written, manager_digest, rep_part
from dialogs.digest.team import State, state_of
from dialogs.document import Act, Chart, Document, Facts, Quote
from dialogs.measures.facts import FeedbackFact, ReflectionFact
from dialogs.pages.notes import whom
from dialogs.people import Role
from dialogs.plain import to_text
from tests.dialogs.house import LIBRARY
from tests.dialogs.measured import NO, YES, reflection
from tests.dialogs.weekly import (
    ADA,
    ALL,
    BEN,
    CLEO,
    DAN,
    MANAGER,
    REPS,
    at,
    check,
    deal,
    paragraphs,
    pressed,
    request,
    rich_week,
    team_facts,
    texts,
    week_of_manager,
)

TODAY = date(2027, 3, 8)


def written(facts: TeamFacts, least: int = 5) -> Written:
    """The manager's digest; there is one."""
    made = manager_digest(week_of_manager(facts, least), MANAGER, LIBRARY)
    assert made is not None
    return made


def digest(facts: TeamFacts, least: int = 5) -> Document:
    """Its document."""
    return written(facts, least).document


def one_each(count: int = 6, **said: Any) -> list[ReflectionFact]:
    """A reflection of each of so many reps."""
    return [reflection(rep=rep, deal=100 + rep, **said) for rep in list(REPS)[:count]]


def figures(document: Document) -> dict[str, str]:
    """All labelled values."""
    facts = (block for block in document.blocks if isinstance(block, Facts))
    return {fact.label: fact.value for block in facts for fact in block.items}


# -------------------------------------------------------------------------------------------------- silence


def test_a_silent_team_without_a_waiting_request_gets_nothing():
    nothing = team_facts(one_each(at=at(1)), deals=(deal(kairos=True),))
    assert manager_digest(week_of_manager(nothing), MANAGER, LIBRARY) is None


def test_a_waiting_request_breaks_the_silence():
    lines = paragraphs(digest(team_facts(requests=(request(at=at(2)),))))
    assert "One request waits for you" in lines
    assert "The team" not in lines


def test_a_few_reps_checks_alone_are_not_the_managers_to_know():
    few = team_facts((), [check(rep=rep) for rep in (ADA, BEN, CLEO, DAN)])
    assert manager_digest(week_of_manager(few), MANAGER, LIBRARY) is None
    enough = team_facts((), [check(rep=rep, full=ALL) for rep in REPS])
    assert figures(digest(enough)) == {"Checks with all five grounds full": "6 of 6 so far"}
    assert digest(enough).summary == "The week, and one question for each."


# ------------------------------------------------------------------------------------------------- requests


def test_requests_wait_oldest_first_each_with_its_reply():
    asked = (
        request(id=33, rep=BEN, at=at(0, 3), text="Newest"),
        request(id=31, rep=ADA, at=at(3), text="Oldest", deal="Acme"),
        request(id=32, rep=BEN, at=at(0, 1), text="Answered", manager=1, answer="So", answered=at(0, 2)),
        request(id=34, rep=BEN, at=at(0, 1), text="A note", asked=False, manager=1),
        request(id=35, rep=BEN, text=" "),
    )
    made = digest(team_facts(requests=asked))
    quotes = [block for block in made.blocks if isinstance(block, Quote)]
    assert quotes == [
        Quote(text="Oldest", source="Ada about Acme, Tue 9 February"),
        Quote(text="Newest", source="Ben, Thu 4 March"),
    ]
    replies = [(each.label, each.ref) for each in pressed(made) if each.act is Act.REPLY]
    assert replies == [("Answer Ada", "31"), ("Answer Ben", "33")]
    assert made.summary == "2 requests wait for you"


def test_of_many_requests_the_oldest_stand_there_and_the_others_are_counted():
    asked = tuple(request(id=n, at=at(0, 0, n)) for n in range(1, MOST_REQUESTS + 3))
    made = digest(team_facts(requests=asked))
    assert [each.ref for each in pressed(made) if each.act is Act.REPLY] == ["1", "2", "3", "4"]
    assert "2 more wait in My team." in paragraphs(made)


def test_what_a_manager_asked_does_not_wait_for_that_manager():
    own, other = request(id=1, rep=MANAGER.id), request(id=2)
    assert [
        each.ref for each in pressed(digest(team_facts(requests=(own, other)))) if each.act is Act.REPLY
    ] == ["2"]
    assert manager_digest(week_of_manager(team_facts(requests=(own,))), MANAGER, LIBRARY) is None


def test_a_request_of_somebody_who_is_gone_can_still_be_answered():
    made = digest(team_facts(requests=(request(rep=99),)))
    assert "“How?” (somebody who left, Tue 2 March)" in paragraphs(made)
    assert [each.label for each in pressed(made) if each.act is Act.REPLY] == ["Answer somebody who left"]
    assert list(written(team_facts(requests=(request(rep=99),))).parts) == [99]  # they read it, too
    assert written(team_facts(requests=(request(rep=0),))).parts == {}  # nobody: they deleted their data


# ---------------------------------------------------------------------------------------------------- deals


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (deal(kairos=True, stuck=True), State.KAIROS),
        (deal(stuck=True, due=date(2027, 3, 1)), State.STUCK),
        (deal(step="trial", due=date(2027, 3, 7)), State.OVERDUE),
        (deal(step="trial", due=TODAY), State.DATED),
        (deal(step="trial"), State.STEP),
        (deal(full=3, known=4), State.WATCH),
        (deal(full=3, known=4, watched=True), State.OPEN),
        (deal(full=0, known=1), State.OPEN),
        (deal(won=True, due=date(2027, 3, 1), full=3, known=4), State.WON),
        (deal(), State.OPEN),
    ],
)
def test_how_a_deal_stands(known: DealFact, state: State):
    assert state_of(known, TODAY) is state


def test_deals_to_help_with_stand_with_their_rep_the_weightiest_first():
    deals = (
        deal(id=1, name="One", full=3, known=4),
        deal(id=2, name="Two", rep=BEN, step="trial", due=date(2027, 3, 3)),
        deal(id=3, name="Three", rep=CLEO, stuck=True),
        deal(id=4, name="Four", rep=DAN, kairos=True),
        deal(id=5, name="Five"),
        deal(id=6, name="Six", won=True, due=date(2027, 3, 3)),
        deal(id=7, name="Seven", stuck=True, at=at(4)),
    )
    assert figures(digest(team_facts(requests=(request(),), deals=deals))) == {
        "Four, Dan": "Kairos: every glass is full and they lean in.",
        "Three, Cleo": "Stuck: three calls without a step of theirs.",
        "Two, Ben": "Their step “Start a trial” was due Wed 3 March.",
        "One, Ada": "One glass is left: watch my back.",
    }


def test_each_deal_to_help_with_is_a_tap_away():
    deals = (deal(id=3, name="Three", stuck=True), deal(id=4, name="Four", kairos=True))
    opens = [each for each in pressed(digest(team_facts(one_each(1), deals=deals))) if each.act is Act.DEAL]
    assert [(each.label, each.ref) for each in opens] == [("Four", "4"), ("Three", "3")]


def test_where_a_deal_is_on_its_walk_stands_beside_its_state():
    made = to_text(digest(team_facts(one_each(1), deals=(deal(rep=1, stuck=True, walk="gaps"),))))
    assert "Stuck: three calls without a step of theirs. Walk: step 4 of 6, What stands between" in made
    assert "Walk:" not in to_text(digest(team_facts(one_each(1), deals=(deal(rep=1, stuck=True),))))


def test_of_many_deals_six_stand_there_and_the_others_are_counted():
    deals = tuple(deal(id=n, name=f"Deal {n}", stuck=True) for n in range(MOST_DEALS + 2))
    made = digest(team_facts(one_each(1), deals=deals))
    assert len([label for label in figures(made) if label.startswith("Deal")]) == MOST_DEALS
    assert "And 2 more in My team." in paragraphs(made)
    assert made.summary == "8 deals to help with"


def test_a_deal_of_somebody_who_is_gone_stands_without_a_name():
    made = digest(team_facts(one_each(1), deals=(deal(rep=99, stuck=True),)))
    assert figures(made)["Acme"] == "Stuck: three calls without a step of theirs."


# -------------------------------------------------------------------------------------------------- figures


def test_the_advance_rate_needs_no_group_and_little_has_no_percent():
    made = digest(team_facts([reflection(outcome=YES), reflection()]))
    assert figures(made)["Calls with a step of theirs"] == "1 of 2 so far"
    assert figures(made)["Steps that were theirs (goal 51 %)"] == "1 of 2 so far"
    assert made.summary == "They took a step in 1 of 2 calls so far."


def test_private_figures_stand_over_five_reps():
    # coverage 6 of 8: 75 %, Wilson 40.9 to 92.9 %; impatience 5 of 8: 62.5 %, 30.6 to 86.3 %
    facts = [
        *one_each(5, barrier="impatience", check_at=at(), theme="kairos", lens="asked"),
        *one_each(3, barrier="none", theme="kairos", lens="asked"),
    ]
    facts[5] = facts[5]._replace(check_at=at())
    told = figures(digest(team_facts(facts)))
    assert told["Calls with a check before"] == "75 % (6 of 8; range 40–93 %)"
    assert told["Most in the way"] == "Impatience: 62 % (5 of 8; range 30–87 %)"
    lens = LIBRARY.themes["kairos"].lens
    asked = {option.id: option.label for option in lens.options}.get("asked", "asked")
    assert told[f"Lens: {lens.ask}"] == f"{asked}: 100 % (8 of 8; range 67–100 %)"


def test_under_five_reps_it_says_what_is_not_shown():
    made = digest(team_facts(one_each(4, barrier="impatience", theme="kairos", lens="asked") * 3))
    line = "Most in the way, Calls with a check before, Lens: not shown for fewer than 5 reps."
    assert any(each.endswith(line) for each in paragraphs(made))
    assert "Most in the way" not in figures(made)


def test_each_figure_has_its_own_group():
    facts = [*one_each(6), *one_each(2, barrier="impatience")]
    made = digest(team_facts(facts))
    assert "Calls with a check before" in figures(made)
    assert any("Most in the way, Lens: not shown" in line for line in paragraphs(made))


def test_the_settings_may_ask_for_a_larger_group():
    assert "Calls with a check before" in figures(digest(team_facts(one_each(6)), 6))
    lines = paragraphs(digest(team_facts(one_each(6)), 7))
    assert any("not shown for fewer than 7 reps." in line for line in lines)


def test_no_barrier_and_shared_first_places_are_told_as_they_are():
    assert figures(digest(team_facts(one_each(6, barrier="none"))))["Most in the way"] == "Nothing"
    two = [*one_each(6, barrier="impatience"), *one_each(6, barrier="plan-love")]
    assert figures(digest(team_facts(two)))["Most in the way"].startswith(
        "Impatience; Love of my own plan: 50 %"
    )
    three = [*two, *one_each(6, barrier="technique")]
    assert figures(digest(team_facts(three)))["Most in the way"] == "No answer stands out"


def test_the_earned_difference_is_an_association_with_its_interval():
    # 7 of 8 against 2 of 8: 62.5 points, Newcombe 13.9 to 83.1 points
    facts = [
        *[reflection(rep=7 + n % 6, all_five=True, outcome=YES if n < 7 else NO) for n in range(8)],
        *[reflection(rep=7 + n % 6, all_five=False, outcome=YES if n < 2 else NO) for n in range(8)],
    ]
    label = "Step after a check with all five, against one without"
    assert figures(digest(team_facts(facts)))[label] == (
        "+62 points (range +13 to +84); association, not proof"
    )
    assert label not in figures(digest(team_facts(facts[1:])))  # seven on one side
    assert label not in figures(digest(team_facts(facts), 7))  # too few reps


def test_the_course_of_eight_weeks_has_a_bar_for_each_week_with_enough_calls():
    facts = [reflection(at=at(weeks), outcome=YES if n < 4 else NO) for weeks in (0, 1, 7) for n in range(8)]
    facts += [reflection(at=at(3), outcome=YES), reflection(at=at(8), outcome=YES)]
    made = digest(team_facts(facts))
    (chart,) = [block for block in made.blocks if isinstance(block, Chart)]
    assert chart.categories == ("11 Jan", "22 Feb", "1 Mar")
    assert (chart.series[0].values, chart.unit) == ((50, 50, 50), "%")
    assert chart.summary == (
        "From Mon 11 January: 4 of 8, no calls, no calls, no calls, 1 of 1, no calls, 4 of 8, 4 of 8. "
        "A week with fewer than 8 calls has no bar."
    )


def test_weeks_with_too_few_calls_for_a_chart_stand_in_words():
    made = digest(team_facts([reflection(), reflection(at=at(1), outcome=YES)]))
    assert not any(isinstance(block, Chart) for block in made.blocks)
    assert any("no calls, 1 of 1, 0 of 1." in line for line in paragraphs(made))


# ---------------------------------------------------------------------------------- feedback and questions


def exchanged(count: int, of: int) -> tuple[FeedbackFact, ...]:
    """So many exchanges, ``count`` begun by a rep and answered the next day."""
    return tuple(
        FeedbackFact(ADA, 2, at(), asked=n < count, answered=at(0, 2) if n < count else None)
        for n in range(of)
    )


def test_the_51_49_line_and_what_was_answered_in_time():
    lines = paragraphs(digest(team_facts(one_each(1), feedback=exchanged(3, 4))))
    assert (
        "Begun by reps: 3 of 4 so far; the goal is 51 %. "
        "Answered within three working days: 3 of 3 so far." in lines
    )
    # 8 of 10: 80 %, Wilson 49.0 to 94.3 %; 8 of 8: 67.6 to 100 %
    lines = paragraphs(digest(team_facts(one_each(1), feedback=exchanged(8, 10))))
    assert (
        "Begun by reps: 80 % (8 of 10; range 49–95 %); the goal is 51 %. "
        "Answered within three working days: 100 % (8 of 8; range 67–100 %)." in lines
    )
    assert "None asked for, none given." in paragraphs(digest(team_facts(one_each(1))))


@pytest.mark.parametrize("state", list(State))
def test_each_state_of_a_deal_has_a_question_of_its_own(state: State):
    known = {
        State.KAIROS: deal(kairos=True),
        State.STUCK: deal(stuck=True),
        State.OVERDUE: deal(step="trial", due=date(2027, 3, 3)),
        State.WATCH: deal(full=3, known=4),
        State.WON: deal(won=True),
        State.DATED: deal(step="trial", due=date(2027, 3, 20)),
        State.STEP: deal(step="trial"),
        State.OPEN: deal(),
    }
    question = figures(digest(team_facts([reflection()], deals=(known[state],))))["Ada"]
    assert "Acme" in question
    assert question.endswith("?")
    if state is State.OPEN:
        theme = LIBRARY.themes["productive-tension"]  # of the week from March 8th, the tenth
        assert question == theme.coaching_question.format(deal="Acme")
    if state in {State.OVERDUE, State.DATED, State.STEP}:
        assert "Start a trial" in question


def test_two_reps_are_not_asked_the_same_question():
    facts = [reflection(rep=ADA, deal=1), reflection(rep=BEN, deal=2)]
    asked = figures(digest(team_facts(facts, deals=(deal(id=1), deal(id=2, rep=BEN)))))
    themes = (LIBRARY.themes["productive-tension"], LIBRARY.themes["persuasion-pathway"])
    assert [asked["Ada"], asked["Ben"]] == [each.coaching_question.format(deal="Acme") for each in themes]


def test_reps_with_a_call_stand_by_name_and_nobody_else_does():
    facts = [reflection(rep=CLEO, deal=3), reflection(rep=ADA, deal=1), reflection(rep=1, deal=2)]
    deals = (deal(id=1), deal(id=2, rep=1), deal(id=3, rep=CLEO))
    made = digest(team_facts(facts, [check(rep=BEN)], deals=deals))
    assert [label for label in figures(made) if label in {*REPS.values(), MANAGER.name}] == ["Ada", "Cleo"]
    assert not any("Ben" in line for line in paragraphs(made))


def test_a_rep_is_asked_about_the_deal_that_weighs_most():
    facts = [reflection(deal=1), reflection(deal=2)]
    deals = (
        deal(id=1, name="Calm"),
        deal(id=2, name="Bolt", stuck=True),
        deal(id=3, name="Far", kairos=True),
    )
    assert figures(digest(team_facts(facts, deals=deals)))["Ada"].startswith("In Bolt, which glass is empty")


def test_the_coming_weeks_theme_stands_in_one_line():
    theme = LIBRARY.themes["productive-tension"]
    assert f"The theme from Mon 8 March: {theme.title}." in paragraphs(digest(team_facts(one_each(1))))


def test_each_question_can_be_sent_to_its_rep_in_one_tap_and_to_nobody_who_is_no_rep():
    facts = rich_week()
    eve = next(each for each in facts.people.values() if each.name == "Eve")
    admin = eve.model_copy(update={"role": Role.ADMIN})
    made = digest(facts._replace(people={**facts.people, eve.id: admin}))
    asked = figures(made)
    sends = [each for each in pressed(made) if each.act is Act.NOTE]
    assert [each.label for each in sends] == [f"Ask {name}" for name in ("Ada", "Ben", "Cleo", "Dan", "Finn")]
    for each in sends:
        assert whom(each.ref).question == asked[each.label.removeprefix("Ask ")]
    assert "Eve" in asked


# ----------------------------------------------------------------------------------------------- its parts


def test_what_the_digest_says_of_a_rep_is_what_the_rep_reads():
    facts = rich_week()
    made, week = written(facts), week_of_manager(facts)
    assert set(made.parts) == set(REPS)
    whole = paragraphs(made.document)
    for rep, part in made.parts.items():
        assert part == rep_part(week, rep, LIBRARY)
        own = [line for line in paragraphs(part) if line != "What you asked"]
        assert set(own) <= set(whole)
        others = {f", {name}:" for other, name in REPS.items() if other != rep}
        assert not any(other in line for line in own for other in others)
        assert pressed(part) == []


def test_all_that_names_a_rep_stands_in_that_reps_part():
    made = written(rich_week())
    for rep, name in REPS.items():
        named = [
            line
            for line in paragraphs(made.document)
            if line.startswith(f"{name}: ") or f", {name}: " in line or f"({name} " in line
        ]
        assert named
        assert set(named) <= set(paragraphs(made.parts[rep]))


def test_of_a_managers_own_deal_it_speaks_and_has_no_part_for_it():
    made = written(team_facts([reflection(rep=1)], deals=(deal(rep=1, stuck=True),)))
    assert "Acme, Mo" in figures(made.document)
    assert made.parts == {}


def test_what_is_cut_from_the_digest_is_cut_from_the_part():
    deals = tuple(deal(id=n, name=f"Deal {n}", stuck=True) for n in range(MOST_DEALS + 2))
    part = written(team_facts(one_each(1), deals=deals)).parts[ADA]
    assert sum(line.startswith("Deal ") and "Stuck" in line for line in paragraphs(part)) == MOST_DEALS


def test_of_a_rep_it_says_nothing_of_the_part_says_so():
    week = week_of_manager(team_facts(one_each(1), deals=(deal(id=107),)))
    assert paragraphs(rep_part(week, BEN, LIBRARY))[1:] == ["It said nothing of you."]
    made = manager_digest(week, MANAGER, LIBRARY)
    assert made is not None
    assert set(made.parts) == {ADA}


def test_all_that_the_digest_says_stands_in_its_plain_text():
    made = digest(rich_week())
    text = to_text(made)
    assert all(each in text for each in texts(made))
    (chart,) = [block for block in made.blocks if isinstance(block, Chart)]
    assert chart.summary.count(" of ") == len(chart.categories) == 8


def test_the_digest_ends_with_the_way_to_the_team_and_a_word_on_what_it_is_made_of():
    made = digest(team_facts(one_each(1)))
    assert [each.act for each in pressed(made)][-3:] == [Act.TEAM, Act.SETTINGS, Act.QUIET]
    assert paragraphs(made)[-1].startswith("Made of deals and of what was shared with you.")


def test_a_step_that_is_not_listed_goes_by_the_name_it_was_given():
    assert told.step("Send us the form", LIBRARY) == "Send us the form"
