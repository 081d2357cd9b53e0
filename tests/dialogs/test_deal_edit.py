"""What a person changed on a deal's form, told from what somebody else changed meanwhile."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.deal import Condition, Deal, Outcome, Reflected, Step
from dialogs.deal_edit import Edit, Met, NewDate, Said, met, stamp
from tests.dialogs.house import AUDIT, NOW, QUICK, SERVERS, WATCHED, a_deal, full

MARCH, APRIL = date(2027, 3, 5), date(2027, 4, 2)
KEYS = tuple(each.key for each in (WATCHED, SERVERS, AUDIT))


def promised(due: date | None = MARCH, session: int = 70) -> Reflected:
    """A call that ended with a step of theirs."""
    ours, theirs = Step(what="share", theirs=False), Step(what="introduce", theirs=True, due=due)
    return Reflected(session=session, rep=7, at=NOW, outcome=Outcome.ADVANCE, steps=(ours, theirs))


ACME = a_deal(WATCHED, *full(SERVERS), AUDIT, reflections=(promised(),))
AS_SHOWN = Said(frozenset({SERVERS.key}), "Acme", MARCH, dated=True)


def now(**changes: object) -> Deal:
    """Acme, as it became meanwhile."""
    return ACME.model_copy(update=changes)


def test_what_comes_back_as_it_was_shown_changes_nothing_however_the_deal_changed():
    later = now(
        name="Acme Works",
        conditions=(*full(WATCHED), SERVERS, AUDIT, *full(Condition(id=9, text="Newer"))),
        reflections=(promised(APRIL, 71),),
    )
    for deal in (ACME, later):
        assert met(deal, stamp(ACME), AS_SHOWN) == Met(Edit())


def test_what_was_changed_is_told_from_what_was_not():
    said = Said(frozenset({WATCHED.key, AUDIT.key}), "Acme Works", APRIL, dated=True)
    wanted = Edit(
        fill=frozenset({WATCHED.key, AUDIT.key}),
        empty=frozenset({SERVERS.key}),
        name=("Acme", "Acme Works"),
        due=NewDate(70, MARCH, APRIL),
    )
    asked = met(ACME, stamp(ACME), said)
    assert (asked, asked.agree) == (Met(wanted), True)


def test_a_glass_the_form_did_not_show_is_not_touched():
    later = now(conditions=(*ACME.conditions, Condition(id=9, text="Newer")))
    asked = met(later, stamp(ACME), AS_SHOWN._replace(full=frozenset({SERVERS.key, "9", "404"})))
    assert asked == Met(Edit())


def test_a_form_that_asked_for_no_date_takes_none_away():
    assert met(ACME, stamp(ACME), AS_SHOWN._replace(due=None, dated=False)) == Met(Edit())
    taken = met(ACME, stamp(ACME), AS_SHOWN._replace(due=None))
    assert taken.edit.due == NewDate(70, MARCH, None)


@pytest.mark.parametrize(
    ("later", "said", "moved"),
    [
        (now(name="Acme Works"), AS_SHOWN._replace(name="Bolt"), "name_moved"),
        (now(reflections=(promised(APRIL),)), AS_SHOWN._replace(due=None), "due_moved"),
        (now(reflections=(promised(session=71),)), AS_SHOWN._replace(due=APRIL), "due_moved"),
        (now(reflections=()), AS_SHOWN._replace(due=APRIL), "due_moved"),
    ],
)
def test_where_another_was_there_before_it_is_said(later: Deal, said: Said, moved: str):
    asked = met(later, stamp(ACME), said)
    assert getattr(asked, moved)
    assert not asked.agree
    assert met(later, stamp(later), said).agree  # who has seen it may insist on theirs


def test_where_both_want_the_same_nobody_was_there_before():
    later = now(name="Bolt", reflections=(promised(APRIL),))
    assert met(later, stamp(ACME), AS_SHOWN._replace(name="Bolt", due=APRIL)) == Met(Edit())


@pytest.mark.parametrize(
    "conditions",
    [(), (WATCHED,), (WATCHED, SERVERS), (SERVERS, AUDIT), (WATCHED, SERVERS, Condition(id=9, text="On"))],
)
def test_where_conditions_went_nobody_can_tell_what_the_glasses_were(conditions: tuple[Condition, ...]):
    asked = met(now(conditions=conditions), stamp(ACME), AS_SHOWN._replace(full=frozenset()))
    assert asked == Met(Edit(), glasses=False)


@pytest.mark.parametrize("shown", ["", "/", "////", "-5/x/y/z/w", "zz/1/2/3/4", "1/2/3/4/5/6/7"])
def test_what_is_no_stamp_touches_no_glass(shown: str):
    asked = met(ACME, shown, AS_SHOWN._replace(full=frozenset(KEYS)))
    assert asked.edit == Edit()
    assert not asked.agree


def test_a_stamp_fits_where_channels_carry_it():
    many = tuple(Condition(id=2**62 + n, text=str(n), full=True) for n in range(200))
    assert len(f"{2**63}/{stamp(a_deal(*many, reflections=(promised(session=2**63),)))}") <= 80


def test_of_very_many_glasses_those_that_are_not_shown_stay():
    many = tuple(Condition(id=n + 1, text=str(n), full=True) for n in range(103))
    deal = a_deal(*many)
    asked = met(deal, stamp(deal), Said(frozenset({"1", "102"}), "Acme", None, dated=False))
    assert asked.edit.empty == {str(n) for n in range(2, 101)}


@QUICK
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_two_who_change_the_same_deal_lose_nothing_of_each_other(was: list[bool], data: st.DataObject):
    """Each glass is as whoever touched it left it; two who touch the same one want the same."""
    deal = a_deal(*(Condition(id=n + 1, text=str(n), full=each) for n, each in enumerate(was)))
    shown, standing = stamp(deal), deal
    some = st.sets(st.sampled_from([each.key for each in deal.conditions]))
    touched = [data.draw(some), data.draw(some)]
    for mine in touched:
        wanted = frozenset(each.key for each in deal.conditions if each.full != (each.key in mine))
        asked = met(standing, shown, Said(wanted, deal.name, None, dated=False))
        assert asked.agree
        filled = {each.key for each in standing.conditions if each.full} | asked.edit.fill
        left = filled - asked.edit.empty
        standing = a_deal(*(each.model_copy(update={"full": each.key in left}) for each in deal.conditions))
    either = touched[0] | touched[1]
    assert [each.full for each in standing.conditions] == [
        each.full != (each.key in either) for each in deal.conditions
    ]
