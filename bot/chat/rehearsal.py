"""Plays answers through the pure engine first: what is wrong with them is known before anything is kept."""

from collections.abc import Sequence

from bot.chat.answers import PUSH_BACK, Answers, AnswersError, refused, unknown
from bot.coach.scenes import Scenes
from bot.coach.turns import COVERED
from bot.house import House
from dialogs import engine, events
from dialogs.deal import WATCH_MY_BACK, Condition, Deal
from dialogs.document import Document
from dialogs.effects import Effect, ShowPage, ShowVerdict
from dialogs.flow import Flow
from dialogs.known import Known, Scene
from dialogs.moments import local_day
from dialogs.pages.form import form_page
from dialogs.people import Person
from dialogs.session import Session
from dialogs.theme import theme_of_week

NEW = 0
"""The id of what is not there yet."""


async def rehearse(house: House, person: Person, flow: Flow, deal: str, answers: Answers) -> list[str]:
    """What the file answers and nobody asked for. Nothing is written.

    Raises AnswersError with everything that keeps the answers from being taken.
    """
    scenes = Scenes(house.store, house.library)
    session, scene = await _stage(house, scenes, person, flow, deal)
    wrong, asked, pushed = unknown(answers, flow), set[str](), ""
    effects: Sequence[Effect] = (ShowPage(),)
    now = house.clock.now()
    while form := _page(house, scenes, session, scene, effects).form:
        problems = refused(answers, form)
        if problems:
            raise AnswersError("\n".join([*wrong, *problems, answers.file]))
        asked |= {field.id for field in form.fields}
        if form.page == flow.pages[-1].id and not answers.named(form):
            break
        values = answers.reply(form)
        heard = events.Keep() if values is None else events.Answer(page=form.page, values=values)
        pushed = session.push_back.ground if session.push_back else ""
        turn = engine.hear(session, heard, scene, now)
        session, effects = turn.session, turn.effects
    if wrong:
        raise AnswersError("\n".join([*wrong, answers.file]))
    return [answers.at(key) for key in answers.values if key not in asked] + [
        answers.at(PUSH_BACK, key) for key in answers.push_back if key != pushed
    ]


async def _stage(
    house: House, scenes: Scenes, person: Person, flow: Flow, name: str
) -> tuple[Session, Scene]:
    """A session as the coach would begin it, and its scene; for a deal that is not there yet, a new one's."""
    now, team = house.clock.now(), person.team or NEW
    deal = await house.store.deal_named(team, name)
    check = await house.store.last_submitted(person.id, deal.id, "precall") if deal else None
    fresh = check and check.submitted and now - check.submitted <= COVERED and flow.about == "after"
    session = engine.begin(
        flow,
        session=NEW,
        rep=person.id,
        deal=deal.id if deal else NEW,
        zone=person.zone,
        now=now,
        check=check.id if check and fresh else None,
        theme=theme_of_week(local_day(now, person.zone), house.library.order),
    ).session
    background = await house.store.background(person.id, deal.id) if deal else None
    if background:
        return session, await scenes.set_up(session, background, check if session.check else None)
    theme = house.library.themes.get(session.theme)
    known = Known(
        deal=Deal(id=NEW, team=team, name=name, conditions=(Condition(id=NEW, text=WATCH_MY_BACK),)),
        lens=theme.lens if theme else None,
        plans=house.library.plans,
        watch_my_back=house.library.words.say("deal.watch-my-back"),
    )
    return session, Scene(flow=flow, rules=house.library.rules, known=known)


def _page(
    house: House, scenes: Scenes, session: Session, scene: Scene, effects: Sequence[Effect]
) -> Document:
    now = house.clock.now()
    for effect in effects:
        if isinstance(effect, ShowVerdict):
            return scenes.verdict(session, scene, now, effect)
        if isinstance(effect, ShowPage):
            return form_page(session, scene, house.library.words, now, effect)
    return scenes.verdict(session, scene, now)
