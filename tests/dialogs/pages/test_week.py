"""The pages of the week: what a rep sees of what managers see."""

from datetime import date, timedelta

import pytest

from dialogs.digest.facts import Request
from dialogs.document import Act, Buttons, Document, Quote, Text
from dialogs.measures.facts import Week
from dialogs.pages.week import Looked, Shared, Told, offered_page, older_pages, shared_page, taken_page
from dialogs.plain import to_text
from tests.dialogs.house import BERLIN, LIBRARY, NOW, WORDS

PART = Document(title="Hanse", summary="One", blocks=(Text(text="Ana: in Acme, who else decides?"),))
NOTE = Request(id=1, rep=1, team=2, at=NOW, asked=False, text="The trial was a strong step.", manager=9)


def test_what_was_said_of_a_rep_stands_there_block_by_block_the_newest_first():
    later = PART.model_copy(update={"blocks": (Text(text="Ana: in Bolt, what has changed?"),)})
    told = (Told("2027-W09", NOW, "Mia", later), Told("2027-W08", NOW, "Mia", PART))
    page = shared_page(Shared(zone=BERLIN, told=told), WORDS)
    text = to_text(page)
    assert text.index("The week from Mon 1 March") < text.index("The week from Mon 22 February")
    assert all(block in page.blocks for each in told for block in each.document.blocks)
    assert WORDS.say("shared.no-exchanges") in text
    assert WORDS.say("access.none") in text


def test_what_one_message_does_not_hold_comes_on_pages_of_its_own():
    told = tuple(Told(f"2027-W{9 - n:02}", NOW - timedelta(weeks=n), "Mia", PART) for n in range(8))
    requests = tuple(NOTE._replace(id=n, text=f"Note {n}.") for n in range(21))
    shared = Shared(zone=BERLIN, told=told, requests=requests, names={9: "Mia"})
    first, more = shared_page(shared, WORDS), older_pages(shared, WORDS)
    assert WORDS.say("shared.older") in to_text(first)
    whole = "\n".join(to_text(page) for page in (first, *more))
    for each in told:
        assert whole.count(WORDS.day(Week.named(each.period).monday.isoformat())) >= 1
    assert [whole.count(f"“Note {n}.”") for n in range(21)] == [1] * 21
    assert whole.count("Ana: in Acme, who else decides?") == 8
    assert all(len(page.blocks) < 50 for page in (first, *more))
    few = shared.model_copy(update={"told": told[:3], "requests": requests[:5]})
    assert older_pages(few, WORDS) == ()
    assert WORDS.say("shared.older") not in to_text(shared_page(few, WORDS))


def test_a_managers_note_stands_under_the_managers_name():
    shared = Shared(zone=BERLIN, requests=(NOTE,), names={9: "Mia"})
    quotes = [block for block in shared_page(shared, WORDS).blocks if isinstance(block, Quote)]
    assert quotes == [Quote(text="The trial was a strong step.", source="Mia, Mon 1 March")]


def test_a_manager_who_is_gone_is_called_a_manager_all_the_same():
    looked = (Looked("", "access.deal", NOW, "Acme"),)
    shared = Shared(zone=BERLIN, told=(Told("2027-W09", NOW, "", PART),), requests=(NOTE,), looked=looked)
    text = to_text(shared_page(shared, WORDS))
    for said in ("your manager read this", "(your manager, Mon 1 March)", "| your manager | opened"):
        assert said in text


def test_a_look_is_told_in_the_readers_own_time():
    looked = (Looked("Mia", "access.team", NOW - timedelta(hours=9), "2027-W08"),)
    text = to_text(shared_page(Shared(zone="America/New_York", looked=looked), WORDS))
    assert "Sun 28 February, 18:00 | Mia | looked at the team's week from Mon 22 February" in text


def test_no_other_experiment_is_a_word_and_no_button():
    page = offered_page(None, WORDS)
    assert page.blocks == (Text(text=WORDS.say("week.no-other")),)


def test_an_experiment_can_be_taken_or_swapped_and_says_how_long_it_is_counted():
    experiment = next(iter(LIBRARY.experiments.values()))
    row = offered_page(experiment, WORDS).blocks[-1]
    assert isinstance(row, Buttons)
    assert [(each.act, each.ref) for each in row.items] == [
        (Act.TAKE, experiment.id),
        (Act.SWAP, experiment.id),
    ]
    taken = taken_page(experiment, date(2027, 3, 5), WORDS)
    assert f"{experiment.calls} times" in taken.summary
    assert "Fri 5 March" in taken.summary


def test_a_week_is_read_from_its_name():
    assert Week.named("2027-W09") == Week(2027, 9)
    assert Week(2026, 53).period == "2026-W53"
    assert Week.named(Week(2027, 1).period) == Week(2027, 1)


@pytest.mark.parametrize("period", ["", "2027", "2027-09", "2027-W54", "2027-W", "W09", "2027-W00"])
def test_what_names_no_week_is_refused(period):
    with pytest.raises(ValueError, match=r".*"):
        Week.named(period)
