"""Experiments through the real coach: offered at a verdict, repeated at checks, judged in a digest."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.coach.scenes import Screen
from bot.ids import ids
from bot.ports import Member, Roster
from bot.sending.outbox import Delivery, Kind, State
from bot.store.store import SqliteStore
from dialogs.digest.facts import Trial
from dialogs.document import Act, Button, Buttons, Document
from dialogs.errors import NotThere, NotYours
from dialogs.measures.rates import Rate
from dialogs.people import Identity, Preferences, Role
from dialogs.plain import to_text
from tests.dialogs.house import CHECK, OTHER, WEAK
from tests.fakes.store import FakeStore
from tests.test_week import EXPERIMENTS, HANSE, LIBRARY, MONDAY, WORDS, House

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

NOW, OFFER = "You are trying: ", "To try in your next calls: "

EMPTY = CHECK | {"know": ("nothing",)}
"""A check that leaves one ground empty, which the rep keeps."""

FOR_KNOW = ("one-private-line", "five-full-glasses")
"""The experiments for that ground."""


@pytest.fixture(params=["sqlite", "fake"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    clock = FixedClock(MONDAY - timedelta(days=60))
    make = ids(clock, seed=1)
    async with await SqliteStore.open(tmp_path / "kairos.db", make) as real:
        store = real if request.param == "sqlite" else FakeStore(make)
        members = [
            Member(
                name=name.title(),
                email=f"{name}@hanse.example",
                role="rep",
                team="Hanse",
                identity=Identity(platform="web", workspace="test", user=name),
                zone="Europe/Berlin",
            )
            for name in ("ana", "ben")
        ]
        await store.apply(Roster(members=tuple(members), teams=(HANSE,)), clock.now())
        clock.instant = MONDAY
        yield House(store, clock)


async def checked(house: House, deal: str = "Acme", name: str = "ana") -> Screen:
    """A check with one empty ground, to its verdict. Nine minutes go by."""
    rep = await house.called(name)
    screen = await house.coach.flows.begin(rep, "precall", deal, house.key())
    screen = await house.coach.submit(rep, str(screen.session), "check", EMPTY, house.key())
    screen = await house.coach.press(rep, Act.KEEP, str(screen.session), house.key())
    house.clock.instant += timedelta(minutes=9)
    return screen


def offers(document: Document) -> list[Button]:
    rows = [block.items for block in document.blocks if isinstance(block, Buttons)]
    return [each for row in rows for each in row if each.act in {Act.TAKE, Act.SWAP}]


def refs(document: Document) -> list[str]:
    return [each.ref for each in offers(document)]


async def pressed(house: House, button: Button, name: str = "ana") -> Screen:
    return await house.coach.press(await house.called(name), button.act, button.ref, house.key())


async def cards(house: House, *states: State) -> list[Delivery]:
    return [each for each in await house.store.deliveries(*states) if each.kind is Kind.CARD]


async def card(house: House) -> Document:
    """The first verdict's card, as it would go out now."""
    document = await house.coach.compose((await cards(house))[0])
    assert document
    return document


def label(experiment: str) -> str:
    return LIBRARY.experiments[experiment].label


# ----------------------------------------------------------------------------------------- at the verdict


async def test_a_verdict_with_an_empty_ground_offers_one_line_and_two_buttons_at_its_foot(house):
    screen = await checked(house)
    assert to_text(screen.document).endswith(OFFER + label("one-private-line"))
    words = [WORDS.say("experiment.take"), WORDS.say("experiment.swap")]
    assert [each.label for each in offers(screen.document)] == words
    *_, row, ways = screen.document.blocks
    assert isinstance(row, Buttons)
    assert isinstance(ways, Buttons)  # what leads on from a page stands last on every channel
    assert refs(screen.document) == [f"one-private-line/{screen.session}"] * 2


async def test_its_card_offers_the_same(house):
    screen = await checked(house)
    assert refs(await card(house)) == [f"one-private-line/{screen.session}/card"] * 2


async def test_a_verdict_with_all_five_full_offers_none(house):
    await house.fill("ana", "precall", "Acme")
    assert offers(await card(house)) == []


async def test_a_check_with_all_five_full_does_not_use_up_the_week_s_offer(house):
    await house.fill("ana", "precall", "Bolt")
    house.clock.instant += timedelta(minutes=9)
    assert offers((await checked(house)).document)


async def test_the_week_s_second_check_offers_none_and_the_next_week_s_first_does_again(house):
    assert offers((await checked(house)).document)
    assert not offers((await checked(house, "Bolt")).document)
    house.clock.instant = MONDAY + WEEK
    assert offers((await checked(house, "Bolt")).document)


async def test_another_rep_s_checks_do_not_count(house):
    await checked(house, name="ben")
    assert offers((await checked(house)).document)


async def test_taken_at_the_verdict_the_page_says_so_in_place(house):
    verdict = await checked(house)
    screen = await pressed(house, offers(verdict.document)[0])
    assert (screen.session, screen.opens, screen.document.title) == (
        verdict.session,
        True,
        verdict.document.title,
    )
    assert to_text(screen.document).endswith(NOW + label("one-private-line"))
    assert offers(screen.document) == []
    ana = await house.called("ana")
    assert (await house.store.trial(ana.id)).experiment == "one-private-line"


async def test_a_card_that_stands_in_the_chat_changes_where_it_stands(house):
    verdict = await checked(house)
    await house.carry()
    assert [each.state for each in await cards(house)] == [State.SENT]
    await pressed(house, offers(verdict.document)[0])
    (again,) = await cards(house, State.WAITING)
    document = await house.coach.compose(again)
    assert NOW + label("one-private-line") in to_text(document)
    assert offers(document) == []


async def test_a_card_that_is_still_on_its_way_says_it_when_it_comes(house):
    verdict = await checked(house)
    await pressed(house, offers(verdict.document)[0])
    assert len(await cards(house)) == 1
    assert NOW in to_text(await card(house))


async def test_taken_on_the_card_it_is_answered_in_a_message_of_its_own(house):
    await checked(house)
    await house.carry()
    screen = await pressed(house, offers(await card(house))[0])
    assert not screen.opens
    assert "Fri 5 March" in screen.document.summary
    (again,) = await cards(house, State.WAITING)
    assert NOW in to_text(await house.coach.compose(again))


async def test_swapped_at_the_verdict_the_page_offers_the_next_one_for_that_ground(house):
    verdict = await checked(house)
    first = await pressed(house, offers(verdict.document)[1])
    assert refs(first.document) == [f"{FOR_KNOW[1]}/{verdict.session}"] * 2
    screen = await pressed(house, offers(first.document)[0])
    assert to_text(screen.document).endswith(NOW + label(FOR_KNOW[1]))
    assert await house.store.trial((await house.called("ana")).id)


async def test_swapped_on_the_card_another_one_comes_as_a_message(house):
    verdict = await checked(house)
    screen = await pressed(house, offers(await card(house))[1])
    assert not screen.opens
    assert refs(screen.document) == [f"{FOR_KNOW[1]}/{verdict.session}/card"] * 2


async def test_an_old_card_swapped_while_one_runs_offers_what_a_digest_would(house):
    await checked(house)
    old = offers(await card(house))
    await pressed(house, old[0])
    screen = await pressed(house, old[1])
    assert "/card" not in refs(screen.document)[0]
    assert NOW + label("one-private-line") in to_text(screen.document)


async def test_pressed_twice_it_is_taken_once(house):
    take = offers((await checked(house)).document)[0]
    await pressed(house, take)
    ana = await house.called("ana")
    taken = await house.store.trial(ana.id)
    house.clock.instant += timedelta(minutes=1)
    await pressed(house, take)
    assert await house.store.trial(ana.id) == taken


async def test_pressed_twice_in_one_moment_it_is_taken_once(house):
    take = offers((await checked(house)).document)[0]
    first, second = await asyncio.gather(pressed(house, take), pressed(house, take))
    assert first.document == second.document
    assert len(await house.store.trials((await house.called("ana")).id)) == 1


@pytest.mark.parametrize("act", [Act.TAKE, Act.SWAP])
async def test_what_names_no_verdict_of_one_s_own_is_refused_and_nothing_is_taken(house, act):
    mine = (await checked(house)).session
    ben, ana = await house.called("ben"), await house.called("ana")
    opened = (await house.coach.flows.begin(ben, "precall", "Bolt", house.key())).session
    await house.fill("ben", "postcall", "Bolt")
    reflected = next(each.session.id for each in await house.store.export(ben.id) if each.session.submitted)
    for ref, error in (
        (f"one-private-line/{mine}", NotYours),
        (f"one-private-line/{mine}/card", NotYours),
        (f"one-private-line/{opened}", NotThere),
        (f"one-private-line/{reflected}", NotThere),
        (f"one-private-line/{mine}/page", NotThere),
        ("one-private-line/4711", NotThere),
        (f"dance/{mine}", NotThere),
    ):
        with pytest.raises(error):
            await house.coach.press(ben, act, ref, house.key())
    assert await house.store.trial(ben.id) is None
    assert await house.store.trial(ana.id) is None


# ----------------------------------------------------------------------------------- at the next checks


async def form_of(house: House, flow: str = "precall") -> str:
    screen = await house.coach.flows.begin(await house.called("ana"), flow, "Corvus", house.key())
    assert screen.document.form
    return to_text(screen.document)


async def test_each_check_s_form_repeats_the_one_that_runs(house):
    assert NOW not in await form_of(house)
    await house.press("ana", Act.TAKE, "count-to-five")
    assert (await form_of(house)).count(NOW + label("count-to-five")) == 1
    assert NOW not in await form_of(house, "postcall")
    house.clock.instant = MONDAY + 5 * WEEK - timedelta(hours=11)
    assert NOW in await form_of(house)
    house.clock.instant = MONDAY + 5 * WEEK
    assert NOW not in await form_of(house)


async def test_a_form_that_comes_back_with_a_problem_repeats_it_too(house):
    await house.press("ana", Act.TAKE, "count-to-five")
    ana = await house.called("ana")
    screen = await house.coach.flows.begin(ana, "precall", "Corvus", house.key())
    screen = await house.coach.submit(ana, str(screen.session), "check", {}, house.key())
    assert screen.document.form
    assert NOW in to_text(screen.document)


async def test_a_push_back_does_not_repeat_it_and_the_verdict_is_silent_about_it(house):
    await house.press("ana", Act.TAKE, "count-to-five")
    house.clock.instant += DAY
    ana = await house.called("ana")
    screen = await house.coach.flows.begin(ana, "precall", "Corvus", house.key())
    weak = CHECK | {"question": (WEAK,)}
    screen = await house.coach.submit(ana, str(screen.session), "check", weak, house.key())
    assert screen.document.form.page == "push-back"
    assert NOW not in to_text(screen.document)
    screen = await house.coach.submit(
        ana, str(screen.session), "push-back", {"question": (OTHER,)}, house.key()
    )
    assert NOW not in to_text(screen.document)
    assert offers(screen.document) == []


# ---------------------------------------------------------------------------------------------- the digest


async def friday(house: House, weeks: int = 0, became: State = State.SENT) -> str:
    """Ana's digest as it is written on that Friday and kept; and what became of it."""
    house.clock.instant = MONDAY + weeks * WEEK + timedelta(days=4, hours=7, minutes=5)
    ana = await house.called("ana")
    await house.tick()
    await house.carry(became)
    key = f"rep-digest:{ana.id}:2027-W{9 + weeks:02}"
    digest = await house.store.digest(key)
    assert digest
    return to_text(digest.document)


async def calls(house: House, weeks: int, count: int, agreed: str = "introduce") -> None:
    """So many of Ana's calls on the Tuesday of that week."""
    house.clock.instant = MONDAY + weeks * WEEK + DAY
    for _ in range(count):
        await house.fill("ana", "postcall", "Acme", agreed=(agreed,))


async def test_it_is_counted_in_each_digest_and_judged_once_in_the_first_after_it_is_full(house):
    await calls(house, 0, 8, "nothing")
    house.clock.instant += DAY
    await house.press("ana", Act.TAKE, "ask-before-goodbye")
    await calls(house, 1, 5)
    assert "Calls with a step of theirs: 5 of 5 so far. 3 to go." in await friday(house, 1)
    await calls(house, 2, 4)
    told = await friday(house, 2)
    assert "What you tried" in told
    assert "Calls with a step of theirs: 100 % (8 of 8; range 67–100 %)." in told
    assert "Right before it: 0 % (0 of 8; range 0–33 %)." in told
    assert "More than before: +100 points (range +54 to +100); association, not proof: " in told
    trial = await house.store.trial((await house.called("ana")).id)
    assert (trial.before, trial.judged) == (Rate(0, 8), "2027-W11")
    assert "What you tried" in to_text(await house.say("ana", "/coach week"))  # as that digest read
    await calls(house, 3, 1)
    assert "ask before you" not in (later := await friday(house, 3)).lower()
    assert "What you tried" not in later
    assert "What you are trying" not in later


async def test_judged_it_is_repeated_no_more_and_another_one_can_be_offered(house):
    await house.press("ana", Act.TAKE, "ask-before-goodbye")
    await calls(house, 0, 8)
    assert NOW in await form_of(house)
    await friday(house)
    assert NOW not in await form_of(house)
    house.clock.instant = MONDAY + WEEK
    assert offers((await checked(house)).document)


async def test_what_a_digest_has_judged_can_be_taken_anew(house):
    await house.press("ana", Act.TAKE, "ask-before-goodbye")
    first = await house.store.trial((await house.called("ana")).id)
    await calls(house, 0, 8)
    await friday(house)
    house.clock.instant += timedelta(hours=1)
    await house.press("ana", Act.TAKE, "ask-before-goodbye")
    second = await house.store.trial((await house.called("ana")).id)
    assert (second.id != first.id, second.before, second.judged) == (True, Rate(8, 8), "")


async def test_a_week_in_which_nothing_happened_yet_still_says_how_far_it_is(house):
    await house.press("ana", Act.TAKE, "ask-before-goodbye")
    await calls(house, 0, 3)
    house.clock.instant = MONDAY + WEEK
    page = await house.say("ana", "/coach week")
    assert WORDS.say("week.nothing") in to_text(page)
    assert "Calls with a step of theirs: 3 of 3 so far. 5 to go." in to_text(page)
    assert offers(page)[0].act is Act.SWAP
    ben = await house.say("ben", "/coach week")
    assert "What you are trying" not in to_text(ben)


async def test_one_taken_before_any_call_is_on_the_week_s_page_too(house):
    await house.press("ana", Act.TAKE, EXPERIMENTS[0])
    house.clock.instant += timedelta(minutes=1)
    page = to_text(await house.say("ana", "/coach week"))
    assert label(EXPERIMENTS[0]) in page
    assert WORDS.say("experiment.none-yet") in page


# ------------------------------------------------------------------------------- another one in its place

FIRST, SECOND = "ask-before-goodbye", "count-to-five"

SO_FAR = "5 of 8 counted so far. If you take another one, this one ends early and is not judged."

EARLY = f"Ended early: {label(FIRST)} 5 of 8 counted; not judged."


async def take(house: House, document: Document, name: str = "ana") -> Document:
    """Press the first "I'll try it" of that page."""
    button = next(each for each in offers(document) if each.act is Act.TAKE)
    return (await pressed(house, button, name)).document


async def five_of_eight(house: House, name: str = "ana") -> None:
    """One was taken, and five calls of the eight are there."""
    await house.press(name, Act.TAKE, FIRST)
    house.clock.instant += timedelta(minutes=1)
    for _ in range(5):
        await house.fill(name, "postcall", "Acme", agreed=("introduce",))


async def trials(house: House, name: str = "ana") -> list[Trial]:
    return list(await house.store.trials((await house.called(name)).id))


@pytest.mark.parametrize("ask", ["another one", "an old digest's button"])
async def test_before_another_one_is_taken_the_page_says_which_one_runs_and_how_far_it_is(house, ask):
    await five_of_eight(house)
    week = await house.say("ana", "/coach week")
    (swap,) = offers(week)
    if ask == "another one":
        page = (await pressed(house, swap)).document
    else:
        page = await house.press("ana", Act.TAKE, SECOND)
        assert label(SECOND) in to_text(page)
    assert NOW + label(FIRST) in to_text(page)
    assert SO_FAR in to_text(page)
    assert len(await trials(house)) == 1
    swapped = await pressed(house, offers(page)[1])
    assert SO_FAR in to_text(swapped.document)


async def test_after_taking_it_says_what_ended_and_pressed_twice_it_says_the_same(house):
    await five_of_eight(house)
    page = await house.press("ana", Act.TAKE, SECOND)
    taken = await take(house, page)
    assert to_text(taken).startswith(WORDS.say("week.experiment"))
    assert EARLY in to_text(taken)
    house.clock.instant += timedelta(minutes=1)
    assert await take(house, page) == taken
    second, first = await trials(house)
    assert (second.experiment, second.ended) == (SECOND, None)
    assert (first.experiment, first.ended, first.judged) == (FIRST, second.taken, "")


async def test_what_ended_early_stands_in_the_week_the_digest_and_the_export(house):
    await five_of_eight(house)
    await take(house, await house.press("ana", Act.TAKE, SECOND))
    house.clock.instant += DAY
    for said in (to_text(await house.say("ana", "/coach week")), await friday(house)):
        assert "What you are trying\n" + label(SECOND) in said
        assert said.count(EARLY) == 1
    house.clock.instant += WEEK
    assert EARLY not in to_text(await house.say("ana", "/coach week"))
    pages = await house.coach.say(await house.called("ana"), "/coach export", house.key())
    whole = "\n".join(map(to_text, (pages.document, *pages.more)))
    assert f"{label(FIRST)} (ended early, Mon 1 March)" in whole
    assert f"{label(SECOND)}\n" in whole


async def test_with_every_call_counted_it_is_judged_whatever_is_taken_after_it(house):
    await five_of_eight(house)
    for _ in range(3):
        await house.fill("ana", "postcall", "Acme", agreed=("introduce",))
    page = await house.press("ana", Act.SWAP, FIRST)
    assert "All 8 are counted. I tell you what came of it, whatever you take now." in to_text(page)
    taken = to_text(await take(house, page))
    assert "Ended early" not in taken
    said = await friday(house)
    assert "What you tried\n" + label(FIRST) in said
    assert "Calls with a step of theirs: 100 % (8 of 8; range 67–100 %)." in said
    assert "What you are trying" in said
    assert "And next" not in said
    second, first = await trials(house)
    assert (first.judged, first.ended, second.judged, second.ended) == ("2027-W09", None, "", None)


async def test_one_whose_author_took_it_out_ends_without_a_word(house):
    ana = await house.called("ana")
    await house.store.put_trial(Trial(77, ana.id, "taken-out", MONDAY - DAY))
    page = to_text(await house.press("ana", Act.TAKE, SECOND))
    assert WORDS.say("experiment.now", label="") not in page
    second, first = await trials(house)
    assert (second.experiment, first.ended) == (SECOND, MONDAY)


async def test_an_old_verdict_takes_nothing_from_the_one_that_runs_and_says_which_it_is(house):
    old = offers((await checked(house)).document)[0]
    await house.press("ana", Act.TAKE, SECOND)
    screen = await pressed(house, old)
    assert NOW + label(SECOND) in to_text(screen.document)
    assert offers(screen.document) == []
    assert [each.experiment for each in await trials(house)] == [SECOND]


async def test_an_old_card_asks_first_and_says_what_was_taken_when_it_is(house):
    await checked(house)
    await house.carry()
    old = offers(await card(house))[0]
    await house.press("ana", Act.TAKE, SECOND)
    house.clock.instant += timedelta(minutes=1)
    asked = await pressed(house, old)
    assert NOW + label(SECOND) in to_text(asked.document)
    assert [each.experiment for each in await trials(house)] == [SECOND]
    taken = to_text(await take(house, asked.document))
    assert "Ended early: " + label(SECOND) in taken
    (again,) = await cards(house, State.WAITING)
    assert NOW + label("one-private-line") in to_text(await house.coach.compose(again))


async def test_what_another_one_has_ended_meanwhile_is_asked_anew(house):
    await house.press("ana", Act.TAKE, FIRST)
    house.clock.instant += timedelta(minutes=1)
    stale = await house.press("ana", Act.TAKE, SECOND)
    await take(house, await house.press("ana", Act.TAKE, "what-or-how"))
    house.clock.instant += timedelta(minutes=1)
    asked = to_text(await take(house, stale))
    assert NOW + label("what-or-how") in asked
    assert [each.experiment for each in await trials(house)] == ["what-or-how", FIRST]


async def test_to_whom_no_digest_is_sent_none_is_promised(house):
    ana = await house.called("ana")
    await house.store.put_preferences(ana.id, Preferences(quiet=True))
    page = await house.press("ana", Act.TAKE, FIRST)
    assert page.summary == "Taken. I count it up to 8 times; your week shows how far it is."
    assert Act.WEEK in {each.act for row in page.blocks if isinstance(row, Buttons) for each in row.items}


# ------------------------------------------------------------------------------------------------ a manager


async def test_a_manager_s_experiment_is_told_in_their_week_and_none_of_theirs_is_lost(house):
    ana = await house.called("ana")
    await house.store.put_member(ana.id, ana.team, Role.MANAGER, house.clock.now())
    await five_of_eight(house)
    house.clock.instant = MONDAY + WEEK
    page = to_text(await house.say("ana", "/coach week"))
    assert "Calls with a step of theirs: 5 of 5 so far. 3 to go." in page
    for _ in range(3):
        await house.fill("ana", "postcall", "Acme", agreed=("introduce",))
    week = await house.say("ana", "/coach week")
    assert "What you tried\n" + label(FIRST) in to_text(week)
    taken = await take(house, week)
    assert "digest" not in to_text(taken)
    house.clock.instant += timedelta(minutes=1)
    page = to_text(await house.say("ana", "/coach week"))
    assert "What you tried\n" + label(FIRST) in page
    assert "What you are trying" in page
    await house.press("ana", Act.TAKE, SECOND)
    assert FIRST in {each.experiment for each in await trials(house)}


# ----------------------------------------------------------------------------------- digests that are lost


@pytest.mark.parametrize("became", [State.SKIPPED, State.FAILED, State.PARKED])
async def test_the_next_digest_that_is_sent_judges_what_one_that_was_lost_did_not(house, became):
    await house.press("ana", Act.TAKE, FIRST)
    house.clock.instant += timedelta(minutes=1)
    await calls(house, 0, 9)
    lost = await friday(house, 0, became)
    assert "What you tried" in lost
    assert (await trials(house))[0].judged == ""
    assert NOW in await form_of(house)
    await calls(house, 1, 1)
    told = await friday(house, 1)
    assert "Calls with a step of theirs: 100 % (8 of 8; range 67–100 %)." in told
    assert (await trials(house))[0].judged == "2027-W10"
    await calls(house, 2, 1)
    assert "What you tried" not in await friday(house, 2)


@pytest.mark.parametrize("weeks", [5, 6, 8])
async def test_one_whose_last_weeks_brought_no_digest_is_judged_by_its_own_weeks_alone(house, weeks):
    await house.press("ana", Act.TAKE, FIRST)
    house.clock.instant += timedelta(minutes=1)
    await calls(house, 0, 2)
    await calls(house, 4, 1, "nothing")
    await calls(house, weeks, 4)
    told = await friday(house, weeks)
    assert "Calls with a step of theirs: 2 of 3.\nIts weeks are over; I had hoped to count 8." in told
    assert (await trials(house))[0].judged == f"2027-W{9 + weeks:02}"


async def test_what_a_lost_digest_left_untold_is_told_beside_the_one_that_was_taken_since(house):
    await house.press("ana", Act.TAKE, FIRST)
    house.clock.instant += timedelta(minutes=1)
    await calls(house, 0, 8)
    await friday(house, 0, State.FAILED)
    house.clock.instant = MONDAY + WEEK
    await take(house, await house.press("ana", Act.SWAP, FIRST))
    house.clock.instant += timedelta(minutes=1)
    await calls(house, 1, 1)
    told = await friday(house, 1)
    assert told.index("What you tried") < told.index("What you are trying")
    assert [each.judged for each in await trials(house)] == ["", "2027-W10"]


async def test_in_its_last_week_it_runs_until_the_digest_ends_it(house):
    await house.press("ana", Act.TAKE, FIRST)
    house.clock.instant += timedelta(minutes=1)
    await calls(house, 4, 3)
    page = to_text(await house.say("ana", "/coach week"))
    assert "Calls with a step of theirs: 3 of 3 so far. 5 to go." in page
    told = await friday(house, 4)
    assert "Its weeks are over; I had hoped to count 8." in told
    assert "Its weeks are over" in to_text(await house.say("ana", "/coach week"))
