"""The rep's digest: three facts by rules, said and happened, an old learning, one experiment; or silence."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Outcome
from dialogs.digest.came import came
from dialogs.digest.chosen import rep_week
from dialogs.digest.facts import DealFact, TeamFacts
from dialogs.digest.own import Own, own_facts
from dialogs.digest.rep import asked_back, each_rep_digest, rep_digest, rep_digests
from dialogs.digest.trials import Judged, Stage, before, gaps, offers, swapped
from dialogs.document import Act, Chart, Document, Heading, Quote, Text, Tone
from dialogs.flow import Ground
from dialogs.measures.facts import ReflectionFact
from dialogs.measures.rates import Difference, Rate
from dialogs.measures.reflections import barrier_is, change
from dialogs.plain import to_text
from tests.dialogs.house import BERLIN, LIBRARY, QUICK
from tests.dialogs.measured import NO, WEEK, YES, call, rates, reflection
from tests.dialogs.weekly import (
    ADA,
    ALL,
    BEN,
    FRIDAY,
    REPS,
    at,
    check,
    deal,
    learning,
    paragraphs,
    person,
    pressed,
    rich_week,
    team_facts,
    texts,
    trial,
)


def digest(facts: TeamFacts, rep: int = ADA) -> Document:
    """The rep's digest; there is one."""
    made = rep_digest(facts, person(rep), WEEK, LIBRARY)
    assert made is not None
    return made


def told(*reflections: ReflectionFact, deals: Iterable[DealFact] = (), **said: Any) -> list[str]:
    """The chosen facts of Ada's digest, with a check on Tuesday so that it is never silent."""
    made = digest(team_facts(reflections, (check(),), deals=tuple(deals), **said))
    _done, *rest = made.blocks
    facts = []
    for block in rest:
        if not isinstance(block, Text):
            break
        facts.append(block.text)
    return facts


def many(count: int, **said: Any) -> list[ReflectionFact]:
    """So many of Ada's reflections."""
    return [reflection(**said) for _ in range(count)]


def barriers(name: str, now: int, before: int, of: int = 10) -> list[ReflectionFact]:
    """A barrier, so often of ten in the last four weeks and in the four before; else another one."""
    return [
        reflection(at=at(weeks, 0), barrier=name if n < count else "none")
        for weeks, count in ((1, now), (5, before))
        for n in range(of)
    ]


# -------------------------------------------------------------------------------------------------- silence


def test_a_week_without_a_check_or_a_reflection_is_silent():
    nothing = team_facts((reflection(at=at(1)),), (check(at=at(1)),), deals=(deal(kairos=True),))
    assert rep_digest(nothing, person(), WEEK, LIBRARY) is None
    assert rep_digest(team_facts(), person(), WEEK, LIBRARY) is None


def test_one_check_or_one_reflection_is_enough():
    assert digest(team_facts((), (check(),))).blocks[0] == Text(text="Done: one check.", tone=Tone.MUTED)
    assert "Done: one reflection." in paragraphs(digest(team_facts((reflection(),))))


def test_what_others_did_is_not_the_reps():
    assert rep_digest(team_facts((reflection(rep=BEN),)), person(), WEEK, LIBRARY) is None


def test_the_week_is_the_teams_own():
    late = at(0, -1, 23) + timedelta(minutes=30)  # Monday, half past midnight in Berlin
    assert digest(team_facts((), (check(at=late),))).summary == "Done: one check."
    early = at(0, -1, 22) + timedelta(minutes=30)  # Sunday, half an hour before midnight
    assert rep_digest(team_facts((), (check(at=early),)), person(), WEEK, LIBRARY) is None


# ------------------------------------------------------------------------------------------- the six rules


def test_a_kairos_deal_is_told():
    assert told(deals=(deal(kairos=True),)) == [
        "Kairos in Acme: every glass is full and they lean in. Ask for the order."
    ]
    assert told(deals=(deal(),)) == []


def test_of_many_deals_the_three_touched_last_are_named():
    deals = [deal(id=n, name=f"Deal {n}", at=at(0, 0, n), kairos=True) for n in range(5, 10)]
    (fact,) = told(deals=deals)
    assert fact.startswith("Kairos in Deal 9, Deal 8, Deal 7 and 2 more:")


def test_a_deal_of_somebody_else_or_of_long_ago_is_not_told():
    assert told(deals=(deal(kairos=True, rep=BEN), deal(stuck=True, at=at(4)))) == []
    assert len(told(deals=(deal(stuck=True, at=at(3)),))) == 1


def test_a_stuck_deal_is_told():
    (fact,) = told(deals=(deal(stuck=True),))
    assert fact.startswith("Acme is stuck: three calls without a step of theirs.")


def test_each_stuck_deal_that_is_named_has_its_way_out():
    deals = [deal(id=n, name=f"Deal {n}", at=at(0, 0, n), stuck=n > 5) for n in range(5, 10)]
    made = digest(team_facts((), (check(),), deals=deals))
    ways = [(each.label, each.ref) for each in pressed(made) if each.act is Act.BEGIN]
    assert ways == [("Stuck? Deal 9", "stuck/9"), ("Stuck? Deal 8", "stuck/8"), ("Stuck? Deal 7", "stuck/7")]


def test_a_change_in_calibration_is_told():
    # 4 of 8 at 90 %: Wilson 21.5 to 78.5 %, over-confident; with 10 of 10 more, 14 of 18: 54.8 to 91.0 %
    before = [reflection(at=at(2), chance=90, outcome=YES if n < 4 else NO) for n in range(8)]
    this_week = many(10, chance=90, outcome=YES)
    fact = "At 70–90 %, what you say fits what happens now, as far as so few calls can tell."
    assert fact in told(*before, *this_week)
    assert fact not in told(*before, *this_week[:1])  # 5 of 9: 26.7 to 81.1 %, over-confident as it was
    assert fact not in told(*this_week)  # nothing before


@pytest.mark.parametrize(
    ("chance", "outcome", "word"), [(90, NO, "over-confident"), (10, YES, "under-confident")]
)
def test_calibration_may_turn_either_way(chance: int, outcome: Outcome, word: str):
    fits = many(8, at=at(2), chance=chance, outcome=YES if chance == 90 else NO)
    assert any(f"You are {word} at" in fact for fact in told(*fits, *many(8, chance=chance, outcome=outcome)))


def test_coverage_is_told_as_counts_below_eight():
    covered = reflection(check_at=at(0, 1, 10))
    assert told(covered, covered, reflection()) == ["You checked before 2 of 3 calls so far."]


def test_coverage_is_told_with_its_interval_from_eight_on():
    # 6 of 8: 75 %, Wilson 40.9 to 92.9 %
    facts = [*many(6, check_at=at(0, 1, 10)), *many(2)]
    assert told(*facts) == ["You checked before 75 % of your calls (6 of 8; range 40–93 %)."]


def test_no_check_before_a_call_is_told_kindly_and_nothing_without_a_call():
    assert told(reflection()) == [
        "No check before your call this week. It takes a minute, and the next call is a new one."
    ]
    assert told() == []


def test_a_week_with_a_check_before_every_call_is_told_as_that():
    covered = reflection(check_at=at(0, 1, 10))
    assert told(covered) == ["You checked before your call this week."]
    assert told(*[covered] * 7) == ["You checked before each of your 7 calls this week."]
    # 8 of 8: Wilson 67.6 to 100 %
    assert told(*[covered] * 8) == ["You checked before 100 % of your calls (8 of 8; range 67–100 %)."]


def test_a_rise_and_a_fall_of_coverage_are_told():
    covered, bare = [*many(9, check_at=at(0, 1, 10)), *many(1)], [*many(1), *many(9)]
    before = [each._replace(at=at(5), check_at=None) for each in bare]
    (fact, *_) = told(*covered, *before)
    assert fact.endswith("In the last four weeks it was 9 of 10, in the four before 0 of 10: a rise.")
    high = [each._replace(at=at(5), check_at=at(5, 1, 10)) for each in bare]
    (fact, *_) = told(*many(1, check_at=at(0, 1, 10)), *many(9), *high)
    assert fact.endswith("In the last four weeks it was 1 of 10, in the four before 10 of 10: a fall.")


def test_a_barriers_rise_comes_with_its_plan():
    # 8 of 10 against 2 of 10: Newcombe 16.2 to 80.3 points
    (fact,) = told(*barriers("impatience", 8, 2))
    assert fact == (
        "“Impatience” gets in your way more often: 8 of 10 calls in four weeks, 2 of 10 in the four before. "
        "A plan: If they go quiet, then I count to five before I speak."
    )


def test_a_barriers_fall_is_told():
    (fact,) = told(*barriers("impatience", 0, 9))
    assert fact.startswith("“Impatience” gets in your way less often: 0 of 10 calls in four weeks, 9 of 10")


def test_what_chance_would_explain_is_no_change():
    assert told(*barriers("impatience", 6, 4)) == []
    assert told(*barriers("impatience", 7, 0, of=7)) == []  # fewer than eight


@QUICK
@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["impatience", "plan-love", "none", ""]))))
def test_a_barrier_is_told_if_and_only_if_it_changed(answers: list[tuple[int, str]]):
    facts = [reflection(at=at(weeks), barrier=barrier) for weeks, barrier in sorted(answers, reverse=True)]
    moved = [
        change(facts, barrier_is(name), WEEK, BERLIN, weeks=4, before=4).trend
        for name in ("impatience", "plan-love")
    ]
    said = any("gets in your way" in fact for fact in told(*facts))
    assert said == any(trend is not None for trend in moved)


def test_what_the_lens_saw_is_told_in_the_themes_words():
    lens = LIBRARY.themes["kairos"].lens.options[1]
    facts = [*many(2, theme="kairos", lens=lens.id), reflection(theme="kairos", lens="no-signal")]
    assert told(*facts)[-1] == lens.digest.format(count=2, total=3)


def test_one_answer_to_the_lens_or_one_nobody_knows_is_not_told():
    lens = LIBRARY.themes["kairos"].lens.options[1].id
    assert len(told(reflection(theme="kairos", lens=lens))) == 1
    assert len(told(*many(2, theme="gone", lens=lens))) == 1
    assert len(told(*many(2, theme="kairos", lens="gone"))) == 1


def test_the_three_weightiest_facts_are_told_in_their_order():
    facts = told(reflection(), *barriers("impatience", 8, 2), deals=(deal(kairos=True), deal(stuck=True)))
    assert [fact.split()[0] for fact in facts] == ["Kairos", "Acme", "No"]


def test_the_weightiest_fact_is_what_a_notification_shows():
    made = digest(team_facts((), (check(),), deals=(deal(kairos=True),)))
    assert made.summary.startswith("Kairos in Acme")
    assert digest(team_facts((), (check(),))).summary == "Done: one check."


# --------------------------------------------------------------------------------------- said and happened


def charts(document: Document) -> list[Chart]:
    """Its charts."""
    return [block for block in document.blocks if isinstance(block, Chart)]


def test_under_eight_forecasts_there_are_counts_in_words_and_no_chart():
    facts = [*many(3, chance=80, outcome=YES), *many(4, chance=70), *many(2, chance=50, outcome=YES)]
    made = digest(team_facts(facts))
    assert charts(made) == []
    assert "At 40–60 %: 2 of 2 came true so far. At 70–90 %: 3 of 7 came true so far." in paragraphs(made)


def test_from_eight_on_a_band_stands_in_the_chart_with_its_unit():
    # 3 of 8 at 80 %: 37.5 %, Wilson 13.7 to 69.4 %
    facts = [*many(3, chance=80, outcome=YES), *many(5, chance=80), reflection(chance=20)]
    (chart,) = charts(digest(team_facts(facts)))
    assert (chart.categories, chart.unit) == (("70–90 %",), "%")
    assert [(each.name, each.values) for each in chart.series] == [
        ("You said", (80,)),
        ("They took a step", (38,)),
    ]
    assert chart.summary == (
        "At 10–30 %: 0 of 1 came true so far. "
        "At 70–90 %: you said 80 %, 38 % came true (3 of 8; range 13–70 %). That is over-confident."
    )


def test_without_a_forecast_nothing_is_said_of_it():
    assert not any("came true" in line for line in paragraphs(digest(team_facts((reflection(),)))))


# ------------------------------------------------------------------------------------------- the learning


@pytest.mark.parametrize("weeks", [0, 1, 2, 3, 4, 5])
def test_a_learning_of_two_to_four_weeks_ago_is_asked_back(weeks: int):
    asked = weeks in {2, 3, 4}
    made = digest(team_facts((), (check(),), (learning(at=at(weeks), session=5),)))
    assert any(isinstance(block, Quote) for block in made.blocks) is asked
    assert ("Did its moment come, and did you do it?" in paragraphs(made)) is asked
    answers = [(each.label, each.ref) for each in pressed(made) if each.act is Act.RECALL]
    ways = ("I did it", "5/kept"), ("I did not", "5/missed"), ("Not yet", "5/no-moment")
    assert answers == (list(ways) if asked else [])


def test_the_learning_stands_with_its_day_and_deal():
    made = digest(team_facts((), (check(),), (learning(),)))
    (quote,) = [block for block in made.blocks if isinstance(block, Quote)]
    assert quote.text == "Next time I will: wait after the price"
    assert quote.source == "you, Tue 9 February, about Acme"


def test_the_newest_of_them_is_asked_back_and_an_empty_one_never():
    own = Own(learnings=(learning("old", at=at(4)), learning("new", at=at(2)), learning(" ", at=at(2, 2))))
    found = asked_back(own, WEEK, BERLIN)
    assert found is not None
    assert found.text == "new"
    assert asked_back(Own(learnings=(learning(" "),)), WEEK, BERLIN) is None


def test_a_learning_is_asked_back_no_more_once_it_is_said_what_came_of_it():
    said = learning("new", at=at(2), came="missed")
    assert asked_back(Own(learnings=(learning("old", at=at(4)), said)), WEEK, BERLIN) is None


# ------------------------------------------------------------------------------------------ the experiment


def offered(document: Document) -> list[tuple[Act, str]]:
    """The buttons of the experiment."""
    return [(each.act, each.ref) for each in pressed(document) if each.act in {Act.TAKE, Act.SWAP}]


def test_one_experiment_is_offered_for_the_widest_gap():
    proof = check(full=ALL - {Ground.PROOF})
    assert offered(digest(team_facts((), (proof,)))) == [
        (Act.TAKE, "one-more-proof"),
        (Act.SWAP, "one-more-proof"),
    ]
    impatient = reflection(barrier="impatience")
    assert offered(digest(team_facts((impatient,))))[0] == (Act.TAKE, "count-to-five")


def test_gaps_are_the_reps_own_of_four_weeks_the_widest_first():
    own = Own(
        reflections=(
            reflection(barrier="impatience"),
            reflection(barrier="none"),
            reflection(at=at(4), barrier="plan-love"),
        ),
        checks=(check(full=ALL - {Ground.PROOF}),),
    )
    assert gaps(own, WEEK, BERLIN) == ("proof", "impatience")


def test_what_was_taken_in_eight_weeks_is_not_offered_again():
    own = Own(checks=(check(full=ALL - {Ground.PROOF}),), trials=(trial("one-more-proof", at(7)),))
    assert "one-more-proof" not in {each.id for each in offers(own, WEEK, BERLIN, LIBRARY)}
    long_ago = own._replace(trials=(trial("one-more-proof", at(8)),))
    assert offers(long_ago, WEEK, BERLIN, LIBRARY)[0].id == "one-more-proof"


def test_swapping_goes_round_all_that_can_be_offered():
    own = Own(checks=(check(),))
    line = [each.id for each in offers(own, WEEK, BERLIN, LIBRARY)]
    first = here = line[0]
    seen = []
    for _ in line:
        found = swapped(own, WEEK, BERLIN, LIBRARY, here)
        assert found is not None
        here = found.id
        seen.append(here)
    assert (sorted(seen), here) == (sorted(LIBRARY.experiments), first)


def test_nothing_is_offered_where_everything_was_taken():
    taken = [trial(name, at(4), judged="2027-W08") for name in LIBRARY.experiments]
    assert offered(digest(team_facts((), (check(),), (), taken))) == []


TRYING, TRIED = "What you are trying", "What you tried"


def result(document: Document, heading: str = TRYING) -> list[str]:
    """What is told of the experiment that runs, or ran, below its label; nothing if there is none."""
    blocks = iter(document.blocks)
    found: list[str] = []
    if any(block == Heading(text=heading) for block in blocks):
        _label = next(blocks)
        for block in blocks:
            if not isinstance(block, Text):
                break
            found.append(block.text)
    return found


def judging(facts: TeamFacts) -> list[tuple[int, int | None]]:
    """Each rep's digest, and the trial that it tells to its end."""
    return [(rep, made.judges) for rep, made in each_rep_digest(facts, WEEK, LIBRARY)]


def test_a_running_experiment_is_counted_and_none_is_offered_beside_it():
    calls = [*many(2, barrier="none"), reflection(barrier="impatience")]
    facts = team_facts(calls, (), (), (trial("count-to-five", at(0, 0)),))
    made = digest(facts)
    assert result(made) == ["Calls without “Impatience”: 2 of 3 so far. 5 to go."]
    assert offered(made) == [(Act.SWAP, "count-to-five")]
    assert judging(facts) == [(ADA, None)]


def test_while_it_runs_there_is_no_rate_and_nothing_is_compared():
    facts = team_facts(many(9, outcome=YES), (), (), (trial("step-for-step", at(0, 0), before=Rate(0, 9)),))
    assert result(digest(facts)) == ["Steps that were theirs: 9 of 9 so far. One to go."]


def test_a_full_experiment_is_judged_with_its_interval_and_another_one_offered():
    # 6 of 8: 75 %, Wilson 40.9 to 92.9 %
    calls = [*many(6, outcome=YES), *many(2)]
    facts = team_facts(calls, (), (), (trial("ask-before-goodbye", at(0, 0), id=77),))
    made = digest(facts)
    assert result(made, TRIED) == ["Calls with a step of theirs: 75 % (6 of 8; range 40–93 %)."]
    assert Act.TAKE in {act for act, _ in offered(made)}
    assert judging(facts) == [(ADA, 77)]


def test_no_more_is_counted_than_it_asks_for():
    calls = [*many(8, outcome=YES), reflection(at=at(0, 2))]
    made = digest(team_facts(calls, (), (), (trial("ask-before-goodbye", at(0, 0)),)))
    assert result(made, TRIED) == ["Calls with a step of theirs: 100 % (8 of 8; range 67–100 %)."]


BY_ITSELF = "association, not proof: what was low often rises by itself."


@pytest.mark.parametrize(
    ("steps", "before", "says"),
    [
        # of 8 and 1: Wilson 67.56 to 100 % and 2.24 to 47.09 %; Newcombe 40.08 to 97.76 points
        (
            8,
            Rate(1, 8),
            f"More than before: +88 points (range +40 to +98); {BY_ITSELF}",
        ),
        (1, Rate(8, 8), "Fewer than before: -88 points (range -98 to -40); association, not proof."),
        # of 6 and 3: 40.93 to 92.85 % and 13.68 to 69.43 %; Newcombe -9.19 to 67.27 points
        (
            6,
            Rate(3, 8),
            "The difference may be chance: +38 points (range -10 to +68); association, not proof.",
        ),
    ],
)
def test_it_is_held_against_what_was_before(steps: int, before: Rate, says: str):
    calls = [*many(steps, outcome=YES), *many(8 - steps)]
    made = digest(team_facts(calls, (), (), (trial("ask-before-goodbye", at(0, 0), before=before),)))
    _, earlier, difference = result(made, TRIED)
    assert earlier.startswith("Right before it: ")
    assert f"({before.count} of {before.of}; range" in earlier
    assert difference == says


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (Rate(3, 5), ["Before it: 3 of 5. That is too few to compare."]),
        (Rate(0, 0), ["There was nothing to count in the weeks before it."]),
        (None, []),
    ],
)
def test_with_too_little_before_it_nothing_is_compared(before: Rate | None, says: list[str]):
    taken = trial("ask-before-goodbye", at(0, 0), before=before)
    made = digest(team_facts(many(8, outcome=YES), (), (), (taken,)))
    assert result(made, TRIED)[1:] == says


@given(rates(8, 12), rates(0, 12))
def test_a_change_is_told_only_where_the_interval_leaves_out_zero(now: Rate, before: Rate):
    experiment = LIBRARY.experiments["ask-before-goodbye"]
    judged = Judged(1, experiment, Stage.FULL, now, 0, before)
    text = " ".join(came(judged, LIBRARY))
    shown = Difference(now, before).shown
    assert ("More than before" in text) == (shown is not None and shown.low > 0)
    assert ("Fewer than before" in text) == (shown is not None and shown.high < 0)
    assert ("may be chance" in text) == (shown is not None and shown.low <= 0 <= shown.high)
    assert ("points" in text) == ("association, not proof" in text) == (shown is not None)


def test_what_a_digest_has_judged_is_told_again_in_its_own_week_alone():
    calls, taken = many(8, outcome=YES), trial("ask-before-goodbye", at(0, 0))
    this, earlier = taken._replace(judged=WEEK.period), taken._replace(judged="2027-W08")
    assert result(digest(team_facts(calls, (), (), (this,))), TRIED)
    gone = digest(team_facts(calls, (), (), (earlier,)))
    assert (result(gone), result(gone, TRIED)) == ([], [])


def test_what_came_after_the_last_digest_is_told_in_the_next_one():
    evening = at(1, 4, 19)  # the digest before was written on that Friday at 15:00 UTC
    facts = team_facts(
        [*many(8, barrier="none", at=evening), reflection()], (), (), (trial("count-to-five", at(1, 0)),)
    )
    assert result(digest(facts), TRIED)


def test_an_experiment_without_any_call_yet_is_told_so():
    made = digest(team_facts((reflection(),), (), (), (trial("one-more-proof", at(3)),)))
    assert result(made) == ["Nothing to count yet, and that is fine."]


@pytest.mark.parametrize(
    ("calls", "says"),
    [
        ([], ["Its weeks are over, with nothing to count. That is fine."]),
        (
            [*many(2, outcome=YES), reflection()],
            ["Calls with a step of theirs: 2 of 3.", "Its weeks are over; I had hoped to count 8."],
        ),
    ],
)
def test_in_the_fourth_week_after_it_was_taken_it_ends_as_it_stands(
    calls: list[ReflectionFact], says: list[str]
):
    facts = team_facts(calls, (check(),), (), (trial("ask-before-goodbye", at(4, 6)),))
    assert result(digest(facts), TRIED) == says
    assert judging(facts) == [(ADA, 1)]
    later = team_facts(calls, (check(),), (), (trial("ask-before-goodbye", at(3, 0)),))
    assert judging(later) == [(ADA, None)]


def test_one_that_ends_with_eight_has_its_interval_too():
    facts = team_facts(many(9, outcome=YES), (), (), (trial("step-for-step", at(4, 0), before=Rate(0, 9)),))
    said = result(digest(facts), TRIED)
    assert said[:2] == [
        "Steps that were theirs: 100 % (9 of 9; range 70–100 %).",
        "Its weeks are over; I had hoped to count 10.",
    ]
    assert said[-1].startswith("More than before: +100 points")


def test_one_whose_last_weeks_brought_no_digest_is_told_by_what_was_seen_in_its_own_weeks():
    calls = [*many(2, outcome=YES, at=at(4, 1)), *many(8, outcome=YES)]
    facts = team_facts(calls, (), (), (trial("ask-before-goodbye", at(5, 0)),))
    assert result(digest(facts), TRIED) == [
        "Calls with a step of theirs: 2 of 2.",
        "Its weeks are over; I had hoped to count 8.",
    ]
    assert judging(facts) == [(ADA, 1)]


def test_deals_are_counted_as_they_are_now_for_nobody_knows_how_they_were():
    taken = trial("who-watches-their-back", at(5, 0))
    made = digest(team_facts((), (check(),), (), (taken,), deals=(deal(watched=True, at=at(0, 1)),)))
    assert result(made, TRIED)[0] == "Deals with the glass “watch my back” full: 1 of 1."


def test_of_two_that_are_untold_each_digest_tells_one_the_newer_first():
    older = trial("ask-before-goodbye", at(0, 0), id=7)
    newer = trial("count-to-five", at(0, 0) + timedelta(hours=1), id=8)
    calls = many(9, outcome=YES, barrier="none")
    assert judging(team_facts(calls, (), (), (older, newer))) == [(ADA, 8)]
    told = newer._replace(judged="2027-W08")
    assert judging(team_facts(calls, (), (), (older, told))) == [(ADA, 7)]


def test_of_two_that_are_not_full_the_one_taken_last_runs():
    older = trial("ask-before-goodbye", at(0, 0), id=7)
    newer = trial("count-to-five", at(0, 0) + timedelta(hours=1), id=8)
    made = digest(team_facts(many(3, outcome=YES), (), (), (older, newer)))
    assert offered(made) == [(Act.SWAP, "count-to-five")]


def test_one_that_ended_early_is_told_in_that_week_alone_and_judged_by_none():
    early = trial("ask-before-goodbye", at(0, 0), ended=at(0, 2), id=7)
    now = trial("count-to-five", at(0, 2), id=8)
    calls = [*many(2, outcome=YES, at=at(0, 1)), *many(5, outcome=YES, at=at(0, 3))]
    facts = team_facts(calls, (), (), (early, now))
    label = LIBRARY.experiments["ask-before-goodbye"].label
    said = f"Ended early: {label} 2 of 8 counted; not judged."
    assert said in to_text(digest(facts))
    assert judging(facts) == [(ADA, None)]
    before = early._replace(taken=at(1, 0), ended=at(1, 2))
    assert "Ended early" not in to_text(digest(team_facts(calls, (), (), (before, now))))


def test_one_that_a_digest_judged_after_it_ended_early_is_judged():
    both = trial("ask-before-goodbye", at(0, 0), ended=at(0, 4), judged=WEEK.period)
    facts = team_facts(many(8, outcome=YES), (), (), (both,))
    assert "Ended early" not in to_text(digest(facts))
    assert result(digest(facts), TRIED)[0].startswith("Calls with a step of theirs: 100 %")


def test_what_was_seen_before_it_is_what_came_last():
    experiment, now = LIBRARY.experiments["ask-before-goodbye"], at(0, 3)
    old = [reflection(at=at(1, n % 5), outcome=YES) for n in range(3)]
    older = [reflection(at=at(2, n % 5)) for n in range(9)]
    own = Own(reflections=(*old, *older, reflection(at=now)))
    assert before(experiment, own, now, BERLIN) == Rate(3, 8)
    assert before(experiment, Own(reflections=tuple(old)), now, BERLIN) == Rate(3, 3)
    assert before(experiment, Own(reflections=(reflection(at=at(8, 0)),)), now, BERLIN) == Rate(0, 1)
    assert before(experiment, Own(reflections=(reflection(at=at(9, 6)),)), now, BERLIN) == Rate(0, 0)


def test_of_steps_it_is_as_many_calls_that_are_seen_before():
    experiment, now = LIBRARY.experiments["step-for-step"], at(0, 3)
    calls = [call(at=at(1, n % 5), theirs=1, ours=1) for n in range(12)]
    assert before(experiment, Own(calls=tuple(calls)), now, BERLIN) == Rate(10, 20)


FIVE = [check(full=ALL), check(full=ALL - {Ground.KNOW})]


@pytest.mark.parametrize(
    ("experiment", "said", "told_of"),
    [
        (
            "a-minute-first",
            {"reflections": [reflection(check_at=at(0, 1, 10)), reflection()]},
            "Calls with a check before them: 1 of 2",
        ),
        (
            "ask-before-goodbye",
            {"reflections": [reflection(outcome=YES), reflection()]},
            "Calls with a step of theirs: 1 of 2",
        ),
        (
            "say-the-plan-aloud",
            {"reflections": [reflection(plan="kept"), reflection()]},
            "Moments of your plan that you met: 1 of 1",
        ),
        (
            "step-for-step",
            {"reflections": [reflection(outcome=YES), reflection()]},
            "Steps that were theirs: 1 of 2",
        ),
        (
            "who-watches-their-back",
            {"checks": FIVE, "deals": (deal(watched=True),)},
            "Deals with the glass “watch my back” full: 1 of 1",
        ),
        ("one-private-line", {"checks": FIVE}, "Checks with “Know” full: 1 of 2"),
        ("one-number-of-theirs", {"checks": FIVE}, "Checks with “Difference” full: 2 of 2"),
        ("one-more-proof", {"checks": FIVE}, "Checks with “Proof” full: 2 of 2"),
        ("what-or-how", {"checks": FIVE}, "Checks with “Question” full: 2 of 2"),
        ("five-full-glasses", {"checks": FIVE}, "Checks with all five grounds full: 1 of 2"),
    ],
)
def test_each_experiment_counts_its_own(experiment: str, said: dict[str, Any], told_of: str):
    made = digest(team_facts(trials=(trial(experiment, at(0, 0)),), **said))
    assert result(made)[0].startswith(told_of)


def test_every_measure_that_there_is_can_be_counted():
    facts = team_facts([reflection(outcome=YES, barrier="none", plan="kept")], FIVE, deals=(deal(),))
    for experiment in LIBRARY.experiments.values():
        made = digest(
            facts._replace(private=facts.private._replace(trials=(trial(experiment.id, at(0, 0)),)))
        )
        assert " of " in result(made)[0], experiment.id


# ------------------------------------------------------------------------------------------ the whole page


def test_there_are_ways_to_ask_and_to_stop_and_a_word_on_who_sees_it():
    made = digest(team_facts((), (check(),)))
    assert [each.act for each in pressed(made)][-3:] == [Act.ASK, Act.SETTINGS, Act.QUIET]
    assert paragraphs(made)[-1].startswith("Only you see this page.")


def test_all_that_the_digest_says_stands_in_its_plain_text():
    for rep in REPS:
        made = digest(rich_week(), rep)
        text = to_text(made)
        assert all(each in text for each in (made.summary, *texts(made)))
        for chart in charts(made):
            assert all(each in chart.summary for each in chart.categories)
            assert all(f"{value:g} %" in chart.summary for each in chart.series for value in each.values)


def test_all_of_a_team_are_written_at_once_just_as_one_by_one():
    facts = rich_week()
    made = rep_digests(facts, WEEK, LIBRARY)
    assert set(made) == {each for each in own_facts(facts) if each in facts.people}
    assert made == {rep: digest(facts, rep) for rep in made}


def test_a_reps_own_facts_alone_make_the_same_digest():
    facts = rich_week()
    private = facts.private
    mine = facts._replace(
        calls=tuple(each for each in facts.calls if each.rep == ADA),
        deals=tuple(each for each in facts.deals if each.rep == ADA),
        private=private._replace(
            reflections=tuple(each for each in private.reflections if each.rep == ADA),
            checks=tuple(each for each in private.checks if each.rep == ADA),
        ),
    )
    assert digest(mine) == digest(facts)


def test_a_digest_fits_one_phone_screen():
    words = sum(len(line.split()) for line in paragraphs(digest(rich_week())))
    assert words <= 165


def test_nothing_of_the_future_is_looked_at():
    facts = rich_week()
    later = reflection(at=FRIDAY + timedelta(days=7), chance=90, barrier="impatience")
    more = facts._replace(
        private=facts.private._replace(reflections=(*facts.private.reflections, later)),
    )
    assert digest(more) == digest(facts)
    assert rep_week(own_facts(more)[ADA], WEEK, BERLIN, LIBRARY) is not None
