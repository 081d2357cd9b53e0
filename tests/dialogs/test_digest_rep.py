"""The rep's digest: three facts by rules, said and happened, an old learning, one experiment; or silence."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Outcome
from dialogs.digest.chosen import rep_week
from dialogs.digest.facts import DealFact, TeamFacts
from dialogs.digest.own import Own, own_facts
from dialogs.digest.rep import asked_back, rep_digest, rep_digests
from dialogs.digest.trials import gaps, offers, swapped
from dialogs.document import Act, Chart, Document, Heading, Quote, Text, Tone
from dialogs.flow import Ground
from dialogs.measures.facts import ReflectionFact
from dialogs.measures.reflections import barrier_is, change
from dialogs.plain import to_text
from tests.dialogs.house import BERLIN, LIBRARY, QUICK
from tests.dialogs.measured import NO, WEEK, YES, reflection
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
    made = rep_digest(facts, person(rep), WEEK, FRIDAY, LIBRARY)
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
    assert rep_digest(nothing, person(), WEEK, FRIDAY, LIBRARY) is None
    assert rep_digest(team_facts(), person(), WEEK, FRIDAY, LIBRARY) is None


def test_one_check_or_one_reflection_is_enough():
    assert digest(team_facts((), (check(),))).blocks[0] == Text(text="Done: one check.", tone=Tone.MUTED)
    assert "Done: one reflection." in paragraphs(digest(team_facts((reflection(),))))


def test_what_others_did_is_not_the_reps():
    assert rep_digest(team_facts((reflection(rep=BEN),)), person(), WEEK, FRIDAY, LIBRARY) is None


def test_the_week_is_the_teams_own():
    late = at(0, -1, 23) + timedelta(minutes=30)  # Monday, half past midnight in Berlin
    assert digest(team_facts((), (check(at=late),))).summary == "Done: one check."
    early = at(0, -1, 22) + timedelta(minutes=30)  # Sunday, half an hour before midnight
    assert rep_digest(team_facts((), (check(at=early),)), person(), WEEK, FRIDAY, LIBRARY) is None


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
        "Impatience gets in your way more often: 8 of 10 calls in four weeks, 2 of 10 in the four before. "
        "A plan: If they go quiet, then I count to five before I speak."
    )


def test_a_barriers_fall_is_told():
    (fact,) = told(*barriers("impatience", 0, 9))
    assert fact.startswith("Impatience gets in your way less often: 0 of 10 calls in four weeks, 9 of 10")


def test_what_chance_would_explain_is_no_change():
    assert told(*barriers("impatience", 6, 4)) == []
    assert told(*barriers("impatience", 7, 0, of=7)) == []  # fewer than eight


@QUICK
@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["impatience", "plan-love", "none", ""]))))
def test_a_barrier_is_told_if_and_only_if_it_changed(answers: list[tuple[int, str]]):
    facts = [reflection(at=at(weeks), barrier=barrier) for weeks, barrier in answers]
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
    made = digest(team_facts((), (check(),), (learning(at=at(weeks)),)))
    assert any(isinstance(block, Quote) for block in made.blocks) is asked
    assert ("Has that moment come since? What did you do?" in paragraphs(made)) is asked


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
    taken = [trial(name, at(4)) for name in LIBRARY.experiments]
    assert offered(digest(team_facts((), (check(),), (), taken))) == []


def result(document: Document) -> str:
    """What is told of the experiment that runs; empty if none does."""
    texts = iter(document.blocks)
    for block in texts:
        if block == Heading(text="What you are trying"):
            next(texts)
            return "\n".join(_texts(texts))
    return ""


def _texts(blocks: Iterator[Any]) -> Iterator[str]:
    yield next(blocks).text


def test_a_running_experiment_is_judged_by_its_counts_and_none_is_offered_beside_it():
    calls = [*many(2, barrier="none"), reflection(barrier="impatience")]
    made = digest(team_facts(calls, (), (), (trial("count-to-five", at(0, 0)),)))
    assert result(made) == "2 of 3 calls so far. 2 more to go."
    assert offered(made) == [(Act.SWAP, "count-to-five")]


def test_a_finished_experiment_is_judged_once_and_another_one_offered():
    calls = many(6, barrier="none")
    taken = trial("count-to-five", at(0, 0))
    made = digest(team_facts(calls, (), (), (taken,)))
    assert result(made) == "5 of 5 calls so far."
    assert Act.TAKE in {act for act, _ in offered(made)}
    old = [each._replace(at=at(1)) for each in calls]
    told_before = digest(team_facts([*old, reflection()], (), (), (taken._replace(taken=at(1, 0)),)))
    assert result(told_before) == ""


def test_what_came_between_two_digests_is_told_in_the_later_one():
    evening = at(1, 4, 19)  # the digest before was written on that Friday at 15:00 UTC
    calls = many(5, barrier="none", at=evening)
    made = digest(team_facts([*calls, reflection()], (), (), (trial("count-to-five", at(1, 0)),)))
    assert result(made) == "5 of 5 calls so far."


def test_eight_observations_bring_the_interval():
    # 6 of 8: 75 %, Wilson 40.9 to 92.9 %
    calls = [*many(6, outcome=YES), *many(2)]
    made = digest(team_facts(calls, (), (), (trial("ask-before-goodbye", at(0, 0)),)))
    assert result(made) == "6 of 8 calls: 75 % (range 40–93 %)."


def test_an_experiment_without_any_call_yet_is_told_so_and_given_up_after_three_weeks():
    made = digest(team_facts((reflection(),), (), (), (trial("one-more-proof", at(2)),)))
    assert result(made) == "Nothing to count yet, and that is fine."
    assert result(digest(team_facts((reflection(),), (), (), (trial("one-more-proof", at(3)),)))) == ""


FIVE = [check(full=ALL), check(full=ALL - {Ground.KNOW})]


@pytest.mark.parametrize(
    ("experiment", "said", "told_of"),
    [
        (
            "a-minute-first",
            {"reflections": [reflection(check_at=at(0, 1, 10)), reflection()]},
            "1 of 2 calls",
        ),
        ("ask-before-goodbye", {"reflections": [reflection(outcome=YES), reflection()]}, "1 of 2 calls"),
        ("say-the-plan-aloud", {"reflections": [reflection(plan="kept"), reflection()]}, "1 of 1 moments"),
        ("step-for-step", {"reflections": [reflection(outcome=YES), reflection()]}, "1 of 2 steps theirs"),
        ("who-watches-their-back", {"checks": FIVE, "deals": (deal(watched=True),)}, "1 of 1 deals"),
        ("one-private-line", {"checks": FIVE}, "1 of 2 checks"),
        ("one-number-of-theirs", {"checks": FIVE}, "2 of 2 checks"),
        ("one-more-proof", {"checks": FIVE}, "2 of 2 checks"),
        ("what-or-how", {"checks": FIVE}, "2 of 2 checks"),
        ("five-full-glasses", {"checks": FIVE}, "1 of 2 checks"),
    ],
)
def test_each_experiment_counts_its_own(experiment: str, said: dict[str, Any], told_of: str):
    made = digest(team_facts(trials=(trial(experiment, at(0, 0)),), **said))
    assert result(made).startswith(told_of)


def test_every_measure_that_there_is_can_be_counted():
    facts = team_facts([reflection(outcome=YES, barrier="none", plan="kept")], FIVE, deals=(deal(),))
    for experiment in LIBRARY.experiments.values():
        made = digest(
            facts._replace(private=facts.private._replace(trials=(trial(experiment.id, at(0, 0)),)))
        )
        assert result(made).split()[1] == "of", experiment.id


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
    made = rep_digests(facts, WEEK, FRIDAY, LIBRARY)
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
