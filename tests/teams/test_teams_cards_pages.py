"""Every page that Kairos can make, as a card: the shipped flows at every step, messages and dialogs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.teams.cards import card, message
from bot.teams.pressed import OURS
from dialogs.deal import Outcome, Step
from dialogs.document import Document
from dialogs.effects import ShowPage, ShowVerdict
from dialogs.events import Close, Keep, Reopen, Resume
from dialogs.pages import deal_care, guide, own
from dialogs.pages.after import verdict_after
from dialogs.pages.before import verdict_before
from dialogs.pages.deal import Looked, deal_page
from dialogs.pages.deals import deals_page, team_deals_page
from dialogs.pages.export import Kept, export_pages
from dialogs.pages.form import form_page
from dialogs.people import Person, Preferences, Role
from dialogs.story import Call, Filled, Story
from tests.dialogs.house import (
    AUDIT,
    BERLIN,
    CHECK,
    LIBRARY,
    NOW,
    POSTCALL,
    PRECALL,
    REFLECTION,
    SERVERS,
    WATCHED,
    WEAK,
    WORDS,
    Walk,
    a_deal,
    a_session,
    full,
    reflected,
)
from tests.teams.validator import validate, validate_message

ANA = Person(id=1, name="Ana", email="ana@example.com", role=Role.REP, team=1, zone=BERLIN)
THEIRS = Step(what="introduce", theirs=True, due=date(2027, 3, 5))
CALLS = tuple(reflected(Outcome.ADVANCE, THEIRS, signals=("leans-in",)) for _ in range(9))
KAIROS = a_deal(*full(WATCHED, SERVERS, AUDIT), reflections=CALLS)
STUCK = a_deal(WATCHED, SERVERS, reflections=(reflected(Outcome.CONTINUATION),) * 3)

STORY = Story(
    filled={2: Filled(NOW, 1)},
    begun=True,
    untouched=True,
    memory={"proof": ("trial", "logic"), "idea": ("*Labels* by <April>",), "difference": ("Two days",)},
    calls=(Call(NOW, Outcome.ADVANCE, "introduce", "70", "wait & listen"),) * 9,
)


def page(walk: Walk) -> Document:
    """What a walk's last turn shows."""
    for effect in walk.effects or (ShowPage(),):
        if isinstance(effect, ShowPage):
            return form_page(walk.session, walk.scene, WORDS, walk.now, effect)
        if isinstance(effect, ShowVerdict):
            verdict = verdict_before if walk.scene.flow is PRECALL else verdict_after
            return verdict(walk.session, walk.scene, WORDS, walk.now, effect)
    raise AssertionError("nothing is shown")


def checks() -> Iterator[Document]:
    """A check on its way: begun, wrong, pushed back, kept, left, resumed, over, and reopened."""
    yield page(Walk(memory={"difference": ("Two *days* instead of six",)}, learning="wait"))
    yield page(Walk().answer({"question": ("w" * 301,), "ends": ("noon",)}))
    yield page(Walk().answer(CHECK | {"question": (WEAK,)}))
    yield page(Walk().answer(CHECK | {"question": (WEAK,)}).hear(Keep()))
    yield page(Walk().hear(Close(page="check", values={"know": ("company",)})).hear(Resume()))
    done = Walk().answer(CHECK)
    yield page(done)
    yield verdict_before(done.session, done.scene, WORDS, done.now + timedelta(days=2))
    yield page(done.hear(Reopen()))


def reflections() -> Iterator[Document]:
    """A reflection with its check beside it, and what comes of it."""
    check = Walk().answer(CHECK)
    known = {"check": check.session, "check_flow": PRECALL}
    yield page(Walk(POSTCALL, **known))
    yield page(Walk(POSTCALL, **known).answer({"by": ("soon",)}))
    for deal in (a_deal(), KAIROS, STUCK):
        yield page(Walk(POSTCALL, **known, deal=deal))
        for agreed in ("sign", "introduce", "nothing", "no"):
            yield page(Walk(POSTCALL, **known, deal=deal).answer(REFLECTION | {"agreed": (agreed,)}))


def others() -> Iterator[Document]:
    """Deals, help, what is one's own."""
    deals = (KAIROS, STUCK) * 5
    yield from (deals_page((), WORDS), deals_page(deals, WORDS))
    named = [(deal, f"Deal {deal} " + "x" * 80) for deal in range(20)]
    yield from (team_deals_page((), WORDS), team_deals_page(named, WORDS))
    for deal in (a_deal(), KAIROS, STUCK):
        looked = Looked(deal=deal, story=STORY, person=ANA, names={1: "Ana"}, may_change=True)
        yield deal_page(looked, LIBRARY)
        yield deal_care.change_page(deal, WORDS)
        yield deal_care.conditions_page(deal, WORDS)
        yield from (deal_care.close_page(deal, WORDS), deal_care.merge_sure_page(deal, KAIROS, WORDS))
    yield from (guide.help_page(WORDS), guide.help_page(WORDS, "help.not-understood"))
    yield guide.choose_deal(PRECALL, (), WORDS, "choose.too-long")
    yield guide.choose_deal(PRECALL, tuple(a_deal().model_copy(update={"id": n}) for n in range(9)), WORDS)
    yield guide.nudge_page(a_deal(), WORDS)
    yield guide.no_deal_page("*Acme* & <at>all</at>", ((5, "*Acme*"),) * 5, WORDS)
    yield guide.near_page(PRECALL, "*Acme* & <at>all</at>", ((5, "*Acme*"), (6, "L" * 200)), WORDS)
    yield guide.trouble_page("trouble.not-saved", WORDS)
    unfinished = (own.Unfinished(session=a_session(), flow=PRECALL.title, deal="Acme"),) * 3
    nudge = NOW + timedelta(hours=1)
    quiet = Preferences(quiet=True, away_until=date(2027, 3, 5))
    yield own.home_page(own.Own(person=ANA, preferences=Preferences()), WORDS)
    yield own.home_page(
        own.Own(person=ANA, preferences=quiet, unfinished=unfinished, deals=deals, nudge=nudge), WORDS
    )
    yield own.settings_page(ANA, quiet, WORDS)
    yield own.settings_page(ANA, quiet, WORDS, {"zone": ("Middle Earth",)})
    yield own.saved_page(ANA, quiet, WORDS)
    yield from (own.quiet_page(preferences, WORDS) for preferences in (quiet, Preferences()))
    yield from (own.forget_page(WORDS), own.forgotten_page(WORDS))
    kept = tuple(Kept(session=a_session(id=n, answers=CHECK), deal="Acme") for n in range(20))
    yield from export_pages((), LIBRARY.flows, BERLIN, WORDS)
    yield from export_pages(kept, LIBRARY.flows, BERLIN, WORDS)


PAGES = [*checks(), *reflections(), *others()]


@pytest.mark.parametrize("document", PAGES)
def test_teams_takes_every_page(document: Document):
    validate_message(message(document, WORDS))
    validate(card(document, WORDS, dialog=True))


@pytest.mark.parametrize("document", PAGES)
def test_no_page_is_cut(document: Document):
    assert WORDS.say("teams.cut") not in str(card(document, WORDS))


def test_no_id_that_authors_wrote_would_be_misread_when_it_comes_back():
    questions = [question for flow in LIBRARY.flows.values() for question in flow.questions]
    assert questions
    assert not [question.id for question in questions if question.id in {OURS, "msteams", "action"}]
    assert not [option.id for question in questions for option in question.options if "," in option.id]
