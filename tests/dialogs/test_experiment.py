"""Experiments: what authors write, which one is offered, and what is wrong with one."""

from typing import Any

import pytest

from dialogs.experiment import Experiment, Measured, after, ranked
from dialogs.flow import Ground
from dialogs.library import read
from dialogs.lint.experiments import experiments
from tests.dialogs.house import LIBRARY

OFFERED = LIBRARY.experiments
ONE: dict[str, Any] = next(iter(OFFERED.values())).model_dump(mode="json")


def ids(offers: tuple[Experiment, ...]) -> list[str]:
    """Their ids."""
    return [each.id for each in offers]


def issues(*written: Any) -> list[tuple[str, str]]:
    """Key and message of what is wrong with these."""
    return [(".".join(each.key), each.message) for each in read({"experiments.yaml": list(written)})[1]]


def test_there_are_at_least_ten_and_one_for_every_gap():
    assert len(OFFERED) >= 10
    gaps = {each.gap for each in OFFERED.values()}
    assert gaps == {*Ground, *(plan.id for plan in LIBRARY.plans)}


def test_each_measure_is_used_by_one_that_is_shipped():
    used = {each.measure for each in OFFERED.values()}
    assert set(Measured) - used == {Measured.ADVANCE_FULL}


def test_they_stand_in_the_authors_order():
    other = {**ONE, "id": "another"}
    assert list(read({"experiments.yaml": [other, ONE]})[0].experiments) == ["another", ONE["id"]]


def test_those_for_the_widest_gap_come_first_then_the_next_then_all_others():
    line = ids(ranked(OFFERED, ("impatience", "technique"), ()))
    assert line[:3] == ["count-to-five", "plain-words", "say-the-plan-aloud"]
    assert sorted(line) == sorted(OFFERED)
    assert line[3:] == [name for name in OFFERED if name not in line[:3]]


def test_what_was_taken_is_left_out():
    assert ids(ranked(OFFERED, ("impatience",), {"count-to-five"})) == [
        name for name in OFFERED if name != "count-to-five"
    ]
    assert ranked(OFFERED, (), set(OFFERED)) == ()


def test_swapping_gives_the_next_one_round():
    line = ranked(OFFERED, (), ())
    assert after(line, line[0].id) == line[1]
    assert after(line, line[-1].id) == line[0]


def test_from_one_that_is_not_offered_any_more_swapping_leads_to_the_first():
    line = ranked(OFFERED, (), ())
    assert after(line, "gone") == line[0]


def test_without_another_one_there_is_nothing_to_swap_for():
    assert after((), "gone") is None
    assert after(ranked({ONE["id"]: OFFERED[ONE["id"]]}, (), ()), ONE["id"]) is None


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"measure": "hope"}, "0.measure", "this has to be '"),
        ({"calls": 13}, "0.calls", "this has to be 12 or less"),
        ({"calls": 7}, "0.calls", "this has to be 8 or more"),
        ({"label": ""}, "0.label", "something has to stand here"),
        ({"extra": "x"}, "0.extra", "unknown key"),
    ],
)
def test_a_broken_one_is_left_out_and_told(change: dict[str, Any], key: str, says: str):
    library, _ = read({"experiments.yaml": [{**ONE, **change}, {**ONE, "id": "sound"}]})
    assert list(library.experiments) == ["sound"]
    assert [(where, says in message) for where, message in issues({**ONE, **change})] == [(key, True)]


def test_what_is_no_list_and_what_stands_twice_is_told():
    assert read({"experiments.yaml": {"id": "x"}})[1][0].message.startswith("a list of experiments")
    assert issues(ONE, ONE) == [("1.id", f"{ONE['id']} stands twice")]


def test_a_theme_a_gap_or_a_measure_that_is_none_is_told():
    wrong = OFFERED["count-to-five"]
    changed = [
        wrong.model_copy(update={"id": "no-theme", "theme": "gone"}),
        wrong.model_copy(update={"id": "no-gap", "gap": "gone"}),
        wrong.model_copy(update={"id": "no-barrier", "gap": "know"}),
    ]
    library = LIBRARY.model_copy(update={"experiments": {each.id: each for each in changed}})
    assert [".".join(issue.key) for issue in experiments(library)] == ["0.theme", "1.gap", "2.measure"]
    assert list(experiments(LIBRARY)) == []
