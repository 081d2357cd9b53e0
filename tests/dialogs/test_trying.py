"""What a rep is trying while they check, and what a verdict may offer them to try."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from dialogs.digest.facts import Trial
from dialogs.flow import Ground
from dialogs.trying import Tried, offered, running, taken_at
from tests.dialogs.house import BERLIN, LIBRARY
from tests.dialogs.weekly import at, trial

NOW = at(0, 2)
"""A Wednesday at noon."""

EMPTY = (Ground.PROOF, Ground.KNOW)
"""The weakest first."""


def tries(*trials: Trial, left_empty: datetime | None = None) -> Tried:
    """These were taken, the newest first."""
    return Tried(trials, left_empty)


def runs(*trials: Trial, now: datetime = NOW) -> str:
    """The experiment that runs; empty if none does."""
    found = running(tries(*trials), now, BERLIN, LIBRARY.experiments)
    return found.id if found else ""


def offers(tried: Tried, empty: Iterable[Ground] = EMPTY, submitted: datetime = NOW) -> list[str]:
    """What the verdict of a check that was submitted then may offer."""
    return [each.id for each in offered(tried, submitted, BERLIN, empty, LIBRARY.experiments)]


def test_the_one_that_was_taken_last_runs():
    assert runs(trial("count-to-five", at(0, 1)), trial("what-or-how", at(1))) == "count-to-five"
    assert runs() == ""


@pytest.mark.parametrize("taken", [at(4, 0, 0), at(4, 6)])
def test_it_runs_to_the_end_of_the_fourth_week_after_the_one_in_which_it_was_taken(taken: datetime):
    over = at(-1, 0, 0) - timedelta(hours=1)  # midnight in Berlin
    assert runs(trial("count-to-five", taken), now=over - timedelta(seconds=1)) == "count-to-five"
    assert runs(trial("count-to-five", taken), now=over) == ""


def test_it_runs_no_more_once_a_digest_has_judged_it_or_its_author_took_it_out():
    assert runs(trial("count-to-five", at(1), judged="2027-W08"), trial("what-or-how", at(2))) == ""
    assert runs(trial("taken-out", at(1))) == ""


def test_it_was_taken_at_a_verdict_if_it_was_taken_since():
    tried = tries(trial("count-to-five", NOW))
    assert taken_at(tried, NOW, NOW, BERLIN)
    assert not taken_at(tried, NOW + timedelta(seconds=1), NOW, BERLIN)
    assert not taken_at(tries(), NOW, NOW, BERLIN)


def test_what_is_offered_is_for_the_weakest_ground_and_there_are_others_to_swap_for():
    line = offers(tries())
    assert line[0] == "one-more-proof"
    assert sorted(line) == sorted(LIBRARY.experiments)


def test_without_an_empty_ground_nothing_is_offered():
    assert offers(tries(), ()) == []


def test_without_one_for_an_empty_ground_nothing_is_offered():
    taken = [trial(name, at(5), judged="2027-W08") for name in ("one-more-proof", "one-private-line")]
    left = offers(tries(*taken), (Ground.PROOF,))
    assert left == []
    assert offers(tries(*taken), EMPTY)[0] == "five-full-glasses"


def test_it_is_offered_at_the_first_check_of_a_week():
    assert offers(tries(left_empty=at(0, 0, 0))) == []
    assert offers(tries(left_empty=at(0, 0, 0) - timedelta(hours=2)))  # still Sunday in Berlin


def test_where_one_runs_or_was_taken_this_week_no_other_is_offered():
    assert offers(tries(trial("count-to-five", at(1)))) == []
    assert offers(tries(trial("count-to-five", at(0, 0), judged="2027-W09"))) == []
    assert offers(tries(trial("count-to-five", at(1), judged="2027-W08")))
    assert offers(tries(trial("count-to-five", at(5))))  # its weeks are over


def test_what_was_taken_in_eight_weeks_is_not_offered_again():
    assert offers(tries(trial("one-more-proof", at(7), judged="2027-W03")))[0] == "one-private-line"
    assert offers(tries(trial("one-more-proof", at(8), judged="2027-W02")))[0] == "one-more-proof"
