"""Noise: three messages a day, in a stated order, none in quiet hours, fewer nudges for who ignores them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cadence import Fate, Kind, Message, Nudging, allowed, nudging
from dialogs.people import Preferences
from tests.dialogs.house import QUICK
from tests.dialogs.rota import BERLIN, LORD_HOWE, calendar, utc

NOON = utc("2027-03-01 11:00")
"""A Monday in Berlin."""

TO_A_PERSON = (Kind.FEEDBACK, Kind.NUDGE, Kind.REP_DIGEST, Kind.MANAGER_DIGEST, Kind.PRECALL_NUDGE)
ANSWERED, IGNORED, OPEN, SPARED = Fate.ANSWERED, Fate.IGNORED, Fate.OPEN, Fate.SPARED


def message(
    kind: Kind, name: str = "", due: str = "2027-03-01 10:50", until: str = "2027-03-02 23:00"
) -> Message:
    """One that waits to be sent."""
    return Message(key=f"{kind}:{name}", kind=kind, due=utc(due), until=utc(until))


def keys(messages: tuple[Message, ...]) -> list[str]:
    """Their keys."""
    return [each.key for each in messages]


# ------------------------------------------------------------------------------------------ three a day


def test_all_go_as_long_as_there_are_three():
    """The first three of a day, the most wanted first."""
    ruling = allowed(
        [message(Kind.REP_DIGEST), message(Kind.NUDGE), message(Kind.FEEDBACK)], 0, NOON, calendar(BERLIN)
    )
    assert keys(ruling.go) == ["feedback:", "nudge:", "rep-digest:"]
    assert (ruling.wait, ruling.drop) == ((), ())


def test_of_more_than_three_the_last_in_order_wait_for_tomorrow_at_eight():
    """Feedback, nudge, digest, and the nudge before a call last."""
    several = [message(kind, name) for kind in TO_A_PERSON for name in "ab"]
    ruling = allowed(reversed(several), 0, NOON, calendar(BERLIN))
    assert keys(ruling.go) == ["feedback:a", "feedback:b", "nudge:a"]
    assert keys(ruling.wait)[0] == "nudge:b"
    assert keys(ruling.wait)[-2:] == ["precall-nudge:a", "precall-nudge:b"]
    assert {each.due for each in ruling.wait} == {utc("2027-03-02 07:00")}


@pytest.mark.parametrize(("already", "go"), [(0, 3), (1, 2), (2, 1), (3, 0), (5, 0)])
def test_what_went_today_counts(already, go):
    """More than three may have gone: the cap came later, or a day has changed its zone."""
    ruling = allowed([message(Kind.NUDGE, name) for name in "abcd"], already, NOON, calendar(BERLIN))
    assert (len(ruling.go), len(ruling.wait)) == (go, 4 - go)


def test_of_a_kind_the_one_that_waits_longest_goes_first():
    """By its time, then by its key."""
    early, late = message(Kind.NUDGE, "z", due="2027-03-01 08:00"), message(Kind.NUDGE, "a")
    ruling = allowed([late, early], 2, NOON, calendar(BERLIN))
    assert (keys(ruling.go), keys(ruling.wait)) == (["nudge:z"], ["nudge:a"])


def test_what_cannot_wait_until_tomorrow_is_dropped():
    """A nudge before a call is of no use after it."""
    hasty = message(Kind.PRECALL_NUDGE, until="2027-03-01 14:00")
    ruling = allowed([hasty], 3, NOON, calendar(BERLIN))
    assert (ruling.go, ruling.wait, ruling.drop) == ((), (), (hasty,))


def test_on_friday_the_fourth_waits_for_monday():
    """Or for the first working day after it."""
    friday = utc("2027-03-05 11:00")
    ruling = allowed([message(Kind.FEEDBACK, until="2027-03-19 11:00")], 3, friday, calendar(BERLIN))
    assert [each.due for each in ruling.wait] == [utc("2027-03-08 07:00")]
    ruling = allowed(
        [message(Kind.FEEDBACK, until="2027-03-19 11:00")], 3, friday, calendar(BERLIN, "2027-03-08")
    )
    assert [each.due for each in ruling.wait] == [utc("2027-03-09 07:00")]


# ---------------------------------------------------------------------------------- quiet hours, away, quiet


@pytest.mark.parametrize(
    ("now", "until", "outcome"),
    [
        # the end of the next working day is as long as a nudge waits
        pytest.param("2027-03-01 17:59", "2027-03-02 23:00", "go", id="just before seven"),
        pytest.param("2027-03-01 18:00", "2027-03-02 23:00", "2027-03-02 07:00", id="seven: tomorrow"),
        pytest.param(
            "2027-03-01 06:00", "2027-03-02 23:00", "2027-03-01 07:00", id="seven in the morning: at eight"
        ),
        pytest.param("2027-03-05 19:00", "2027-03-08 23:00", "2027-03-08 07:00", id="Friday night: Monday"),
        pytest.param(
            "2027-03-05 19:00", "2027-03-06 23:00", "drop", id="Friday night, nothing left of it on Monday"
        ),
        pytest.param("2027-03-02 11:00", "2027-03-02 10:00", "drop", id="past its window"),
        pytest.param("2027-03-02 11:00", "2027-03-02 11:00", "go", id="the last moment of its window"),
    ],
)
def test_in_quiet_hours_a_nudge_waits_for_eight_o_clock_or_drops(now, until, outcome):
    """Eight of the next working day, if it is still wanted then."""
    nudge = message(Kind.NUDGE, until=until)
    ruling = allowed([nudge], 0, utc(now), calendar(BERLIN))
    found = "go" if ruling.go else "drop" if ruling.drop else f"{ruling.wait[0].due:%Y-%m-%d %H:%M}"
    assert found == outcome


def test_a_digest_that_the_team_wants_in_the_evening_goes_in_the_evening():
    """An hour on time; a nudge at the same hour waits."""
    digest = message(Kind.REP_DIGEST, due="2027-03-01 20:00")
    nudge = message(Kind.NUDGE, due="2027-03-01 20:00")
    ruling = allowed([digest, nudge], 0, utc("2027-03-01 21:00"), calendar(BERLIN))
    assert (keys(ruling.go), keys(ruling.wait)) == (["rep-digest:"], ["nudge:"])
    ruling = allowed([digest], 0, utc("2027-03-01 21:01"), calendar(BERLIN))
    assert keys(ruling.wait) == ["rep-digest:"]


def test_who_is_away_is_left_alone_until_the_morning_they_are_back():
    """What is wanted for that long waits; the rest drops."""
    away = Preferences(away_until=date(2027, 3, 5))
    answer = message(Kind.FEEDBACK, until="2027-03-15 11:00")
    ruling = allowed([answer, message(Kind.NUDGE), message(Kind.REP_DIGEST)], 0, NOON, calendar(BERLIN), away)
    assert [(each.key, each.due) for each in ruling.wait] == [("feedback:", utc("2027-03-08 07:00"))]
    assert (ruling.go, keys(ruling.drop)) == ((), ["nudge:", "rep-digest:"])


def test_who_has_had_three_waits_for_the_later_of_tomorrow_and_their_return():
    """Before eight in the morning too: today is full."""
    answer, early = message(Kind.FEEDBACK, until="2027-03-15 11:00"), utc("2027-03-01 06:00")
    ruling = allowed([answer], 3, early, calendar(BERLIN))
    assert [each.due for each in ruling.wait] == [utc("2027-03-02 07:00")]
    ruling = allowed([answer], 3, early, calendar(BERLIN), Preferences(away_until=date(2027, 3, 5)))
    assert [each.due for each in ruling.wait] == [utc("2027-03-08 07:00")]


def test_who_wants_quiet_gets_nothing():
    """At once, and nothing is kept for later."""
    several = [message(kind) for kind in TO_A_PERSON]
    ruling = allowed(several, 0, NOON, calendar(BERLIN), Preferences(quiet=True))
    assert (ruling.go, ruling.wait, len(ruling.drop)) == ((), (), len(several))


@QUICK
@given(
    kinds=st.lists(st.sampled_from(TO_A_PERSON), max_size=8),
    already=st.integers(0, 4),
    hours=st.integers(0, 24 * 7),
    left=st.integers(-2, 100),
)
def test_each_message_goes_waits_or_drops_and_never_more_than_three_go(kinds, already, hours, left):
    """None is lost, none waits longer than its window, and what goes comes first in order."""
    now = utc("2027-04-01 00:30") + timedelta(hours=hours)  # over Lord Howe's jump
    candidates = [
        Message(key=str(at), kind=kind, due=now - timedelta(hours=3), until=now + timedelta(hours=left))
        for at, kind in enumerate(kinds)
    ]
    ruling = allowed(candidates, already, now, calendar(LORD_HOWE))
    assert sorted(keys(ruling.go + ruling.wait + ruling.drop)) == sorted(keys(tuple(candidates)))
    assert len(ruling.go) <= max(0, 3 - already)
    assert all(now < each.due <= each.until for each in ruling.wait)
    for went in ruling.go:
        behind = [TO_A_PERSON.index(each.kind) for each in ruling.wait + ruling.drop]
        digests = {Kind.REP_DIGEST, Kind.MANAGER_DIGEST}
        assert all(TO_A_PERSON.index(went.kind) <= at or went.kind in digests for at in behind)


# ------------------------------------------------------------------------------------------ fewer nudges


@pytest.mark.parametrize(
    ("fates", "expected"),
    [
        pytest.param([], Nudging(asks=True), id="the first call"),
        pytest.param([IGNORED], Nudging(asks=True), id="one ignored is nothing"),
        pytest.param([IGNORED, ANSWERED, IGNORED], Nudging(asks=True), id="not in a row"),
        pytest.param([IGNORED, IGNORED], Nudging(asks=False), id="two in a row: not after the next call"),
        pytest.param(
            [IGNORED, IGNORED, SPARED], Nudging(asks=True, says_so=True), id="then again, saying so"
        ),
        pytest.param([IGNORED, IGNORED, SPARED, OPEN], Nudging(asks=False), id="every second call"),
        pytest.param(
            [IGNORED, IGNORED, SPARED, OPEN, SPARED], Nudging(asks=True), id="it was said, unanswered yet"
        ),
        pytest.param(
            [IGNORED, IGNORED, SPARED, IGNORED, SPARED], Nudging(asks=True), id="it was said, ignored"
        ),
        pytest.param([IGNORED, IGNORED, SPARED, ANSWERED], Nudging(asks=True), id="answered: as before"),
        pytest.param(
            [IGNORED, OPEN, IGNORED], Nudging(asks=False), id="one in between may still be answered"
        ),
        pytest.param([OPEN, OPEN, OPEN], Nudging(asks=True), id="three calls in a morning"),
        pytest.param(
            [IGNORED, IGNORED, SPARED, ANSWERED, IGNORED, IGNORED, SPARED],
            Nudging(asks=True, says_so=True),
            id="a second time is said again",
        ),
    ],
)
def test_two_nudges_ignored_in_a_row_make_it_every_second_call_until_one_is_answered(fates, expected):
    """The bot says so with the first nudge after that."""
    assert nudging(fates) == expected


@QUICK
@given(answers=st.lists(st.booleans(), max_size=25))
def test_over_any_calls_it_never_asks_more_than_it_should_and_says_so_once(answers):
    """Walked call by call, with the last twelve in sight; held against a count of its own."""
    fates: list[Fate] = []
    ignored, since, said = 0, 0, False
    for answer in answers:
        found = nudging(fates[-12:])
        fewer = ignored >= 2
        since = since + 1 if fewer else 0
        assert found.asks == (not fewer or since % 2 == 0)
        assert found.says_so == (found.asks and fewer and not said)
        said = (said or found.says_so) and fewer
        if found.asks:
            ignored = 0 if answer else ignored + 1
        fates.append((ANSWERED if answer else IGNORED) if found.asks else SPARED)
        said = said and ignored > 0
