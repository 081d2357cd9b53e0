"""Tips: the week's theme in order, none again within thirteen weeks, gaps and wishes before it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.flow import Ground
from dialogs.library import Library, read
from dialogs.lint.themes import gaps as lint_gaps
from dialogs.theme import Tip, theme_of_week
from dialogs.tips import RETIRES, Gaps, Given, Wishes, next_tip, retired, themes_in_line
from tests.dialogs.house import LIBRARY, QUICK

MONDAY = date(2027, 1, 4)
"""Of the first ISO week of the year, so of the first theme."""

FIRST, SECOND, THIRD, *_, LAST = LIBRARY.order
NOTHING_SET = Wishes()


def day(weeks: int = 0, weekday: int = 0) -> date:
    """A day of the year, by week and weekday, both from nought."""
    return MONDAY + timedelta(weeks=weeks, days=weekday)


def tip_on(
    on: date, history: Iterable[Given] = (), wishes: Wishes = NOTHING_SET, gaps: tuple[str, ...] = ()
) -> str:
    """The id of the tip of a day; empty without one."""
    tip = next_tip(history, LIBRARY, on, wishes, gaps)
    return tip.id if tip else ""


def walk(
    begin: date,
    days: int,
    wishes: Wishes = NOTHING_SET,
    closed: Iterable[date] = (),
    gaps: tuple[str, ...] = (),
) -> list[Given]:
    """So many days from there, a tip each working day, as a team lives through them."""
    history: list[Given] = []
    for number in range(days):
        on = begin + timedelta(days=number)
        if on.weekday() < 5 and on not in closed:
            found = tip_on(on, history, wishes, gaps)
            history += [Given(tip=found, day=on)] if found else []
    return history


def told(history: Iterable[Given]) -> dict[date, str]:
    """Which tip came when."""
    return {given.day: given.tip for given in history}


# ---------------------------------------------------------------------------------------------- the usual way


def test_a_week_tells_its_theme_from_monday_to_friday():
    """First tip on Monday, fifth on Friday."""
    assert [tip.tip for tip in walk(MONDAY, 7)] == [f"{FIRST}-{number}" for number in range(1, 6)]


def test_a_year_tells_all_themes_four_times_and_each_week_its_own():
    """Thirteen weeks on, to the day, a tip may come again."""
    year = walk(MONDAY, 7 * 52)
    assert len(year) == 52 * 5
    for each in year:
        theme = theme_of_week(each.day, LIBRARY.order)
        assert each.tip == f"{theme}-{each.day.weekday() + 1}"


def test_a_holiday_leaves_its_tip_out_and_shifts_no_other():
    """Tuesday has the second tip whatever Monday was."""
    week = walk(MONDAY, 7, closed=[day(0, 0), day(0, 3)])
    assert [given.tip for given in week] == [f"{FIRST}-2", f"{FIRST}-3", f"{FIRST}-5"]


def test_a_day_that_had_its_tip_gets_the_same_again():
    """The text may be made twice before it is sent; and somebody may ask for the day's tip."""
    history = [Given(tip=f"{THIRD}-4", day=day())]
    assert tip_on(day(), history) == f"{THIRD}-4"
    assert tip_on(day(0, 1), history) == f"{FIRST}-2"


def test_a_tip_asked_for_on_a_weekend_is_one_of_the_week_that_is_left():
    """None is sent then, but there is always one to ask for."""
    assert tip_on(day(0, 5)) == f"{FIRST}-5"
    assert tip_on(day(0, 6), [Given(tip=f"{FIRST}-5", day=day(0, 4))]) == f"{FIRST}-1"


def test_no_tip_comes_again_within_thirteen_weeks():
    """On the last day before them the next of its theme comes, on the day itself it may."""
    history = [Given(tip=f"{FIRST}-1", day=day())]
    assert tip_on(day(13), history) == f"{FIRST}-1"
    history = [Given(tip=f"{FIRST}-1", day=day(0, 1))]
    assert tip_on(day(13), history) == f"{FIRST}-2"


def test_where_a_theme_is_used_up_the_next_one_is_asked():
    """Its tip of the same weekday first."""
    history = [Given(tip=f"{FIRST}-{number}", day=day(-1, number - 1)) for number in range(1, 6)]
    assert tip_on(day(0, 2), history) == f"{SECOND}-3"
    history += [Given(tip=f"{SECOND}-3", day=day(-2))]
    assert tip_on(day(0, 2), history) == f"{SECOND}-4"


def test_when_all_was_told_there_is_none():
    """Silence rather than a repeat."""
    history = [Given(tip=tip.id, day=day(-1)) for theme in LIBRARY.themes.values() for tip in theme.tips]
    assert tip_on(day(), history) == ""
    assert next_tip([], read({})[0], day(), NOTHING_SET) is None


def test_a_tip_that_the_authors_dropped_does_no_harm():
    """Histories outlive content."""
    assert tip_on(day(), [Given(tip="gone-1", day=day()), Given(tip="gone-2", day=day(-1))]) == f"{FIRST}-1"


def test_after_the_53rd_week_the_theme_that_comes_twice_lends_from_the_next_one():
    """2026 had 53: the first theme stood in the last week of it and in the first of 2027."""
    tips = told(walk(date(2026, 12, 28), 14, closed=[date(2027, 1, 1)]))
    assert tips[date(2026, 12, 31)] == f"{FIRST}-4"
    assert tips[date(2027, 1, 4)] == f"{FIRST}-5"  # New Year's Day had left it out
    assert tips[date(2027, 1, 5)] == f"{SECOND}-2"


# ------------------------------------------------------------------------------------------- what a team set


def test_three_not_for_us_retire_a_tip_and_two_do_not():
    """Counted for the team, by tip."""
    assert retired({"kairos-1": RETIRES, "kairos-2": RETIRES - 1, "kairos-3": RETIRES + 1}) == {
        "kairos-1",
        "kairos-3",
    }


def test_a_retired_tip_is_replaced_by_the_next_of_its_theme_and_then_of_the_next_theme():
    """Each of the week still comes once, and on Friday the next theme helps out."""
    wishes = Wishes(retired=frozenset({f"{FIRST}-2"}))
    tips = [given.tip for given in walk(MONDAY, 7, wishes)]
    assert tips == [f"{FIRST}-1", f"{FIRST}-3", f"{FIRST}-4", f"{FIRST}-5", f"{SECOND}-5"]


def test_a_team_may_put_the_themes_in_its_own_order():
    """Those it leaves out come behind, so a new theme of the authors' comes too."""
    wishes = Wishes(order=(THIRD, FIRST, "no-such-theme"))
    assert [theme.id for theme in themes_in_line(LIBRARY, day(), wishes)][:3] == [THIRD, FIRST, SECOND]
    assert tip_on(day(0), wishes=wishes) == f"{THIRD}-1"
    assert tip_on(day(1), wishes=wishes) == f"{FIRST}-1"
    assert tip_on(day(2), wishes=wishes) == f"{SECOND}-1"


def test_a_team_may_skip_themes():
    """The others take their weeks; who skips all has no tips."""
    wishes = Wishes(skipped=frozenset({FIRST}))
    assert [tip_on(day(week), wishes=wishes) for week in (0, 1, 12)] == [
        f"{SECOND}-1",
        f"{THIRD}-1",
        f"{SECOND}-1",  # twelve themes are through a week earlier
    ]
    assert tip_on(day(), wishes=Wishes(skipped=frozenset(LIBRARY.order))) == ""


def test_a_pinned_theme_comes_first_and_then_the_weeks_own():
    """Its five tips last a week; it is asked again when they may come again."""
    wishes = Wishes(pinned=THIRD)
    assert themes_in_line(LIBRARY, day(1), wishes)[0].id == THIRD
    tips = told(walk(MONDAY, 7 * 14, wishes))
    assert [tips[day(week)] for week in (0, 1, 2, 3, 13)] == [
        f"{THIRD}-1",
        f"{SECOND}-1",
        f"{LIBRARY.order[3]}-1",  # the week's own was told already
        f"{LIBRARY.order[4]}-1",
        f"{THIRD}-1",
    ]


def test_a_pinned_theme_that_is_skipped_or_unknown_is_not_told():
    """Skipping is the stronger word."""
    assert tip_on(day(), wishes=Wishes(pinned=THIRD, skipped=frozenset({THIRD}))) == f"{FIRST}-1"
    assert tip_on(day(), wishes=Wishes(pinned="no-such-theme")) == f"{FIRST}-1"


# ---------------------------------------------------------------------------------------------------- gaps

FOLLOW = Wishes(follow_gaps=True)


def test_the_widest_gap_is_the_largest_share():
    """Four of ten checks are more than five of twenty reflections, and four of forty are less."""
    lacked = Gaps(
        empty={Ground.PROOF: 4, Ground.KNOW: 0}, checks=10, barriers={"impatience": 5}, reflections=20, reps=5
    )
    assert lacked.ranked(5) == ("proof", "impatience")
    assert lacked.model_copy(update={"checks": 40}).ranked(5) == ("impatience", "proof")


def test_gaps_of_a_small_group_are_nobodys_business():
    """They are made of private answers: below five people they would give one away."""
    lacked = Gaps(empty={Ground.PROOF: 4}, checks=10, reps=4)
    assert lacked.ranked(5) == ()
    assert lacked.ranked(4) == ("proof",)
    assert Gaps(reps=9).ranked(5) == ()


def test_equal_gaps_stand_in_a_fixed_order():
    """So that a day's tip is the same each time it is asked for."""
    lacked = Gaps(empty={Ground.PROOF: 1, Ground.ADVANCE: 1}, checks=2, reps=5)
    assert lacked.ranked(5) == ("advance", "proof")


def test_a_team_that_follows_its_gaps_gets_their_themes_the_widest_first():
    """When the first is used up, the second, and then the week's."""
    gaps = ("impatience", "proof")
    assert LIBRARY.gaps["impatience"] == "productive-tension"
    tips = told(walk(MONDAY, 21, FOLLOW, gaps=gaps))
    assert [tips[day(week, 1)] for week in range(3)] == [
        "productive-tension-2",
        "make-it-obvious-2",
        f"{THIRD}-2",
    ]


def test_a_team_that_does_not_follow_them_gets_the_weeks_theme():
    """So does one that follows them and has none, or one that nothing helps with."""
    assert tip_on(day(), gaps=("impatience",)) == f"{FIRST}-1"
    assert tip_on(day(), wishes=FOLLOW) == f"{FIRST}-1"
    assert tip_on(day(), wishes=FOLLOW, gaps=("laziness",)) == f"{FIRST}-1"


def test_a_pinned_theme_comes_before_the_gaps():
    """Somebody chose it."""
    line = themes_in_line(LIBRARY, day(), FOLLOW.model_copy(update={"pinned": LAST}), ("proof",))
    assert [theme.id for theme in line][:3] == [LAST, "make-it-obvious", FIRST]


def test_every_ground_and_barrier_has_a_theme_that_helps():
    """In the content as it is shipped."""
    assert set(LIBRARY.gaps) == {*Ground, *(plan.id for plan in LIBRARY.plans)}
    assert list(lint_gaps(LIBRARY)) == []


@pytest.mark.parametrize(
    ("gaps", "key", "message"),
    [
        ({"laziness": "kairos"}, "gaps.laziness", "laziness is neither a ground nor a barrier"),
        ({"proof": "chronos"}, "gaps.proof", "there is no theme chronos"),
        ({"impatience": None}, "gaps", "impatience has no theme here; name the one that helps"),
    ],
)
def test_the_linter_says_which_gap_leads_nowhere(gaps: Mapping[str, str | None], key, message):
    """Each at its own key, in an author's words."""
    changed = {gap: theme for gap, theme in {**LIBRARY.gaps, **gaps}.items() if theme}
    found = list(lint_gaps(LIBRARY.model_copy(update={"gaps": changed})))
    assert [(".".join(issue.key), issue.message) for issue in found] == [(key, message)]


def test_without_gaps_there_is_nothing_to_lint():
    """They may be left out; a broken theme of barriers has its own issue."""
    assert list(lint_gaps(LIBRARY.model_copy(update={"gaps": {}}))) == []
    themes = {name: theme for name, theme in LIBRARY.themes.items() if name != "seven-barriers"}
    assert list(lint_gaps(LIBRARY.model_copy(update={"themes": themes}))) == []


@pytest.mark.parametrize("gaps", ["text", ["proof"], {"proof": ["kairos", "shared-power"]}])
def test_gaps_that_are_no_themes_by_name_are_an_issue(gaps):
    """One, and the themes' order is read all the same."""
    library, found = read({"order.yaml": {"themes": ["kairos"], "gaps": gaps}})
    assert [issue.key for issue in found if issue.key[:1] == ("gaps",)] == [("gaps",)]
    assert (library.order, library.gaps) == (("kairos",), {})


# -------------------------------------------------------------------------------------------- whatever is set


@st.composite
def wished(draw: st.DrawFn) -> Wishes:
    """Anything a team may set."""
    themes, tips = (
        st.sampled_from(LIBRARY.order),
        [f"{theme}-{n}" for theme in LIBRARY.order for n in range(1, 6)],
    )
    return Wishes(
        order=tuple(draw(st.permutations(LIBRARY.order)))[: draw(st.integers(0, 13))],
        pinned=draw(st.just("") | themes),
        skipped=draw(st.frozensets(themes, max_size=4)),
        retired=draw(st.frozensets(st.sampled_from(tips), max_size=10)),
        follow_gaps=draw(st.booleans()),
    )


@QUICK
@given(
    wishes=wished(),
    begin=st.dates(date(2026, 1, 1), date(2033, 12, 31)),
    closed=st.frozensets(st.integers(0, 130), max_size=12),
    gaps=st.lists(st.sampled_from(sorted(LIBRARY.gaps)), unique=True, max_size=4).map(tuple),
)
def test_whatever_is_set_no_tip_repeats_and_none_is_unwanted(wishes, begin, closed, gaps):
    """Nor is there ever a day without one while one may be given."""
    days_off = [begin + timedelta(days=number) for number in closed]
    history = walk(begin, 130, wishes, days_off, gaps)
    tips = told(history)
    usable = {
        tip.id for tip in _tips(LIBRARY) if tip.id.rsplit("-", 1)[0] not in wishes.skipped
    } - wishes.retired
    assert set(tips.values()) <= usable
    for number in range(130):
        on = begin + timedelta(days=number)
        recent = {tip for given, tip in tips.items() if on - timedelta(days=91) < given < on}
        assert tips.get(on) not in recent
        if on.weekday() < 5 and on not in days_off:
            assert (on in tips) == bool(usable - recent)


def _tips(library: Library) -> list[Tip]:
    return [tip for theme in library.themes.values() for tip in theme.tips]
