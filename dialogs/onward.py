"""From a page that is answered to the next one that is to be shown, or to the verdict."""

from datetime import datetime
from typing import NamedTuple

from dialogs import glasses
from dialogs.effects import Effect, KeepGrounds, ShowPage, ShowVerdict
from dialogs.flow import Page, PageKind
from dialogs.follow_ups import follow_ups
from dialogs.known import Scene
from dialogs.moments import end_of_call
from dialogs.session import PushBack, Session, Status
from dialogs.verdict import Reading, grounds, push_back


class Turn(NamedTuple):
    """What an event made of the session, and what the world is to do."""

    session: Session
    effects: tuple[Effect, ...]


def advance(session: Session, page: Page, scene: Scene, now: datetime) -> Turn:
    """What a session becomes whose page of that name is answered."""
    changes: dict[str, object] = {"shown": now, "turn": session.turn + 1}
    if session.status is Status.OPEN:  # what a flow costs is the way to its verdict
        spent = (now - session.shown).total_seconds()
        changes["seconds"] = session.seconds + max(0.0, spent)  # a clock may be set back
    readings = _read(session, scene)
    pushing = _pushing(session, readings, scene)
    following = _next(page, session, scene, may_push=pushing is not None)
    if following is None or following.kind is PageKind.VERDICT:
        return _submit(session.model_copy(update=changes), page, scene, now, readings)
    changes["page"] = following.id
    if following.kind is PageKind.PUSH_BACK:
        changes["push_back"] = pushing
    moved = session.model_copy(update=changes)
    if moved.status is Status.OPEN:
        return Turn(session=_touched(moved, page, scene), effects=(ShowPage(),))
    edited = _settled(moved, scene)
    effects = (ShowPage(), *_grounds(readings), *follow_ups(edited, page.questions, scene.known.deal))
    return Turn(session=edited, effects=effects)


def _touched(session: Session, page: Page, scene: Scene) -> Session:
    """The session with the glasses touched on this page, as a draft until the verdict.

    Others may touch them before that. What the rep did not touch is nothing that they said.
    """
    made = {
        asked.id: glasses.towards(scene.known.deal, session.answers[asked.id])
        for asked in page.questions
        if asked.options_from == "conditions" and asked.id in session.answers
    }
    touched = {key: glasses.drafted(each) for key, each in made.items() if each != glasses.NONE}
    return session.model_copy(update={"draft": {**session.draft, **touched}})


def _poured(session: Session, page: Page, scene: Scene) -> Session:
    """The session at its verdict: glasses touched on earlier pages are answered as they make them now."""
    answers, draft = dict(session.answers), dict(session.draft)
    for asked in scene.flow.questions:
        if asked.options_from == "conditions" and asked.id in answers and asked not in page.questions:
            made = glasses.read_draft(draft.pop(asked.id, ()))
            answers[asked.id] = glasses.after(scene.known.deal, made)
    return session.model_copy(update={"answers": answers, "draft": draft})


def _next(page: Page, session: Session, scene: Scene, *, may_push: bool) -> Page | None:
    for following in scene.flow.after(page.id):
        if not scene.holds(following.when, session.answers):
            continue
        if following.kind is PageKind.PUSH_BACK and not may_push:
            continue
        return following
    return None


def _read(session: Session, scene: Scene) -> tuple[Reading, ...]:
    """The grounds, read in what still stands; once a turn, for it is the dearest part of one."""
    if not scene.flow.has_grounds:
        return ()
    return grounds(scene.standing(session.answers), scene.rules)


def _pushing(session: Session, readings: tuple[Reading, ...], scene: Scene) -> PushBack | None:
    """Only the first time round: never twice, never in an edit."""
    if session.push_back or session.status is Status.SUBMITTED:
        return None
    return push_back(readings, scene.rules)


def _submit(session: Session, page: Page, scene: Scene, now: datetime, readings: tuple[Reading, ...]) -> Turn:
    """The verdict. The first time all pages touch the deal, later the edited one alone.

    What the others said may be older than what the deal has learnt since.
    """
    edited = session.status is Status.SUBMITTED
    if not edited:
        session = _poured(session, page, scene)
    changes: dict[str, object] = {"status": Status.SUBMITTED, "submitted": session.submitted or now}
    if page.kind is not PageKind.VERDICT:
        changes["page"] = scene.flow.pages[-1].id
    done = _settled(session.model_copy(update=changes), scene)
    asked = page.questions if edited else tuple(scene.flow.questions)
    follows = follow_ups(done, asked, scene.known.deal)
    return Turn(session=done, effects=(ShowVerdict(readings=readings), *_grounds(readings), *follows))


def _settled(session: Session, scene: Scene) -> Session:
    """A submitted session without what its other answers rule out, and with the end of its call."""
    answers = scene.standing(session.answers)
    clock = next(iter(answers.get("ends", ())), "")
    ends = end_of_call(clock, session.submitted, session.zone) if clock and session.submitted else None
    return session.model_copy(update={"answers": answers, "ends": ends})


def _grounds(readings: tuple[Reading, ...]) -> tuple[KeepGrounds, ...]:
    """Of a check: which of its grounds are full."""
    if not readings:
        return ()
    return (KeepGrounds(full=frozenset(reading.ground for reading in readings if reading.full)),)
