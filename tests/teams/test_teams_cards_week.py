"""What a team sees and says in a week, as cards: digests and their charts, feedback, tips, setup, hello."""

from collections.abc import Iterator

import pytest

from bot.teams.cards import card, message
from dialogs.digest.manager import gone_page, manager_digest, rep_part
from dialogs.digest.rep import rep_digests
from dialogs.document import Chart, Document
from dialogs.pages import feedback, notes, setup, tips, week, welcome
from dialogs.people import Role
from tests.dialogs.house import LIBRARY, WORDS
from tests.dialogs.measured import WEEK
from tests.dialogs.weekly import (
    ADA,
    BEN,
    MANAGER,
    PEOPLE,
    TEAM,
    person,
    request,
    rich_week,
    week_of_manager,
)
from tests.teams.validator import elements, validate, validate_message


def digests() -> Iterator[Document]:
    """Of a rich week, to everybody; and what the manager's says of a rep."""
    facts = rich_week()
    yield from rep_digests(facts, WEEK, LIBRARY).values()
    written = manager_digest(week_of_manager(facts), MANAGER, LIBRARY)
    assert written
    yield written.document
    yield rep_part(week_of_manager(facts), ADA, LIBRARY)
    yield from (week.quiet_week_page(WORDS), week.quiet_team_page(WORDS), week.refused_page(WORDS))


def exchanges() -> Iterator[Document]:
    """A question to a manager, its answer, and a note unasked."""
    asked = request(text="How do I *ask*?", deal="Acme")
    yield feedback.ask_page("5", "Acme", WORDS, ("x" * 400,), "problem.required")
    yield feedback.asked_page("How?", (MANAGER,), WORDS)
    yield feedback.request_page(asked, "Ada", WORDS)
    yield feedback.reply_page(asked, "Ada", WORDS)
    yield notes.choose_page((person(), person(BEN)), WORDS)
    yield notes.note_page("7/8", "Ada", "Acme", WORDS, ("What did they *fear*?",))
    note = asked._replace(asked=False, manager=MANAGER.id)
    yield notes.note_message(note, "Mo", WORDS)
    yield notes.write_back_page(note, "Mo", WORDS)
    yield notes.note_message(note._replace(answer="Will do."), "Mo", WORDS)
    yield notes.reply_message(note._replace(answer="Will do."), "Ada", WORDS)
    yield gone_page(WORDS)
    yield notes.noted_page("Ada", "Well done.", WORDS)
    yield from (notes.managers_only_page(WORDS), feedback.taken_back_page(WORDS))


def teams() -> Iterator[Document]:
    """Tips, what a team has set, and hello."""
    for theme in LIBRARY.themes.values():
        yield tips.tip_page(theme.tips[0], TEAM.id, {True: 3}, LIBRARY)
    yield from (tips.no_tip_page(WORDS), tips.pressed_page({True: 1, False: 2}, WORDS, wanted=True))
    yield setup.setup_page(setup.TeamSetup(team=TEAM, members=tuple(PEOPLE.values())), LIBRARY)
    yield from (setup.choose_page((TEAM,), WORDS), setup.claim_page(TEAM, WORDS))
    yield from (welcome.welcome_page(role, TEAM.name, "Mo", WORDS) for role in Role)


PAGES = [*digests(), *exchanges(), *teams()]


@pytest.mark.parametrize("document", PAGES)
def test_teams_takes_every_page_and_nothing_is_cut(document: Document):
    validate_message(message(document, WORDS))
    validate(card(document, WORDS, dialog=True))
    assert WORDS.say("teams.cut") not in str(card(document, WORDS))


def test_every_chart_of_a_digest_is_drawn():
    charts = [block for document in PAGES for block in document.blocks if isinstance(block, Chart)]
    shown = [card(document, WORDS) for document in PAGES]
    drawn = [each for one in shown for _, each in elements(one, "") if each["type"].startswith("Chart.")]
    assert len(drawn) == len(charts) > 3
