"""The engine: (session, event, scene, now) -> Turn(session, effects). It performs nothing itself.

Rules of the room:
- every event is lawful in every state; what does not fit changes nothing and shows where the session is;
- the coach pushes back at most once in a session, whatever happens after;
- a session is submitted when its verdict is reached, and only then do its effects touch the deal;
- an edit stands page by page: what a page says and what it does to the deal always agree;
- time comes in as ``now``; a turn with the same arguments is the same turn.

    open ──answer──► open (next page) ──answer, keep──► submitted ──reopen──► submitted (editing) ──┐
      └──anew──► let-go ──answer, keep, resume──► open     ▲──────────────answer────────────────────┘

docs/engine.md has the whole picture, drawn from the table at the foot of this file.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from dialogs import glasses, reading
from dialogs.deal import Deal
from dialogs.effects import ShowPage, ShowVerdict
from dialogs.events import Anew, Answer, Close, Event, Keep, Reopen, Resume
from dialogs.flow import Flow, Page, PageKind, Question
from dialogs.frozen import Values
from dialogs.known import Scene
from dialogs.moments import end_of_call
from dialogs.onward import Turn, advance
from dialogs.session import Session, Status

__all__ = ["TRANSITIONS", "Turn", "Way", "begin", "editable", "hear", "pushed"]

EDIT_WITHOUT_END = timedelta(hours=12)
"""How long a check may be edited when no end of the call was said, and a flow about the deal as a whole."""

EDIT_REFLECTION = timedelta(days=7)
"""How long a reflection may be edited."""


def begin(  # noqa: PLR0913  a session's whole identity comes from outside: ids, time and zone are arguments
    flow: Flow,
    *,
    session: int,
    rep: int,
    deal: int,
    zone: str,
    now: datetime,
    check: int | None = None,
    theme: str = "",
) -> Turn:
    """A new session on the flow's first page."""
    opened = Session(
        id=session,
        flow=flow.id,
        version=flow.version,
        digest=flow.digest,
        rep=rep,
        deal=deal,
        zone=zone,
        began=now,
        page=flow.pages[0].id,
        shown=now,
        check=check,
        theme=theme,
    )
    return Turn(session=opened, effects=(ShowPage(),))


def hear(session: Session, event: Event, scene: Scene, now: datetime) -> Turn:
    """What the session becomes when it hears the event."""
    way = TRANSITIONS.get((session.status, type(event)))
    if way is None:
        return _unchanged(session, "notice.stale")
    return way.handler(session, event, scene, now)


def editable(session: Session, flow: Flow, now: datetime) -> bool:
    """Whether a submitted session may still be edited: a check until the call ends, a reflection a week.

    What was said of a deal as a whole, half a day: then it is time to say it anew.
    """
    if session.submitted is None:
        return False
    if flow.about in {"before", "deal"}:
        return now <= (session.ends or session.submitted + EDIT_WITHOUT_END)
    return now <= session.submitted + EDIT_REFLECTION


def _unchanged(session: Session, notice: str) -> Turn:
    if session.status is Status.SUBMITTED:
        return Turn(session=session, effects=(ShowVerdict(notice=notice),))
    return Turn(session=session, effects=(ShowPage(notice=notice),))


def _shown(page_id: str, session: Session, flow: Flow) -> bool:
    """Whether that page may be answered: the present one, and a verdict that is given stays in the chat."""
    return page_id == session.page or (session.status is Status.SUBMITTED and page_id == flow.pages[-1].id)


def _given(
    event: Answer | Close, asked: tuple[Question, ...], deal: Deal
) -> tuple[dict[str, Values], dict[str, str]]:
    """What a form brought, its glasses as it makes them now; and problems, where nobody can tell.

    It knows glasses as they were shown on it: what others changed since stays as they left it.
    """
    given, moved = dict(event.values), {}
    for each in asked if event.shown else ():
        if each.options_from == "conditions":
            made = glasses.changes(deal, event.shown, given.get(each.id, ()))
            given[each.id] = glasses.after(deal, made or glasses.NONE)
            if made is None:
                moved[each.id] = "deal.meanwhile-glasses"
    return given, moved


def _draft(
    session: Session, asked: tuple[Question, ...], given: Mapping[str, Values], scene: Scene
) -> dict[str, Values]:
    """The draft with what was typed now.

    A form brings every field, touched or not; what would stand there anyway may be newer next time.
    """
    typed = reading.draft(asked, given)
    bare = session.model_copy(update={"draft": {}})
    anyway = {each.id: set(scene.prefill(each, bare, session.shown)) for each in asked if each.id in typed}
    for each in asked:
        if each.options_from == "conditions" and each.id in typed:
            made = glasses.towards(scene.known.deal, typed[each.id])
            typed[each.id], anyway[each.id] = glasses.drafted(made), set()
    return {
        key: values for key, values in {**session.draft, **typed}.items() if set(values) != anyway.get(key)
    }


def _answer(session: Session, event: Answer, scene: Scene, now: datetime) -> Turn:
    if not _shown(event.page, session, scene.flow):
        return _unchanged(session, "notice.stale")
    if session.status is Status.SUBMITTED and not editable(session, scene.flow, now):
        return _unchanged(session, "notice.too-late")
    page = scene.flow.page(event.page)
    asked = scene.questions(pushed(page, session, scene.flow), session)
    given, moved = _given(event, asked, scene.known.deal)
    answers, problems = reading.read(asked, given)
    problems |= moved
    if problems:
        draft = _draft(session, asked, given, scene)
        kept = session.model_copy(update={"page": page.id, "draft": draft, "turn": session.turn + 1})
        return Turn(session=kept, effects=(ShowPage(problems=problems),))
    changes: dict[str, object] = {
        "answers": {**session.answers, **answers},
        "draft": {key: typed for key, typed in session.draft.items() if key not in answers},
    }
    if session.push_back and page.kind is PageKind.PUSH_BACK:
        same = all(session.answers.get(key, ()) == values for key, values in answers.items())
        changes["push_back"] = session.push_back.model_copy(update={"kept": same})
    return advance(session.model_copy(update=changes), page, scene, now)


def _keep(session: Session, _event: Keep, scene: Scene, now: datetime) -> Turn:
    page = scene.flow.page(session.page)
    if page.kind is not PageKind.PUSH_BACK or session.push_back is None:
        return _unchanged(session, "notice.stale")
    kept = session.push_back.model_copy(update={"kept": True})
    draft = {key: typed for key, typed in session.draft.items() if key != session.push_back.ground}
    return advance(session.model_copy(update={"push_back": kept, "draft": draft}), page, scene, now)


def _close(session: Session, event: Close, scene: Scene, _now: datetime) -> Turn:
    if not _shown(event.page, session, scene.flow):
        return Turn(session=session, effects=())
    page = pushed(scene.flow.page(event.page), session, scene.flow)
    asked = scene.questions(page, session)
    given, _ = _given(event, asked, scene.known.deal)
    draft = _draft(session, asked, given, scene)
    changes: dict[str, object] = {"draft": draft, "turn": session.turn + 1}
    if session.status is Status.SUBMITTED and event.page == session.page:
        changes["page"] = scene.flow.pages[-1].id
    return Turn(session=session.model_copy(update=changes), effects=())


def _resume(session: Session, _event: Resume, scene: Scene, now: datetime) -> Turn:
    over = {asked.id for asked in scene.flow.questions if _over(asked, session, now)}
    draft = {key: typed for key, typed in session.draft.items() if key not in over}
    back = session.model_copy(update={"draft": draft, "shown": now, "turn": session.turn + 1})
    return Turn(session=back, effects=(ShowPage(notice="notice.resumed"),))


def _over(question: Question, session: Session, now: datetime) -> bool:
    """Whether an end of the call was typed here that has passed since: it is proposed anew."""
    typed = session.draft.get(question.id, ())
    if question.default != "proposed-end" or not typed or reading.problem(question, typed):
        return False
    return end_of_call(typed[0], session.shown, session.zone) < now


def _reopen(session: Session, _event: Reopen, scene: Scene, now: datetime) -> Turn:
    if not editable(session, scene.flow, now):
        return _unchanged(session, "notice.too-late")
    first = scene.flow.pages[0].id
    back = session.model_copy(update={"page": first, "shown": now, "turn": session.turn + 1})
    return Turn(session=back, effects=(ShowPage(notice="notice.editing"),))


def _anew(session: Session, _event: Anew, _scene: Scene, _now: datetime) -> Turn:
    gone = session.model_copy(update={"status": Status.LET_GO, "turn": session.turn + 1})
    return Turn(session=gone, effects=())


def _take_up(session: Session, event: Event, scene: Scene, now: datetime) -> Turn:
    """A form of a session let go may still stand in a chat; what is sent from it opens the session again."""
    turn = hear(session.model_copy(update={"status": Status.OPEN}), event, scene, now)
    return turn if turn.session.turn > session.turn else Turn(session=session, effects=turn.effects)


def pushed(page: Page, session: Session, flow: Flow) -> Page:
    """A push-back page with the question it pushes back on; any other page as it is."""
    if page.kind is not PageKind.PUSH_BACK or session.push_back is None:
        return page
    asked = flow.question(session.push_back.ground)
    return page.model_copy(update={"questions": (asked,) if asked else ()})


Handler = Callable[..., Turn]
"""Takes (session, the table's own kind of event, scene, now)."""


class Way(NamedTuple):
    """What an event does in a status, and the statuses it may lead to when it changes anything."""

    handler: Handler
    to: frozenset[Status]


TRANSITIONS: Mapping[tuple[Status, type[Event]], Way] = {
    (Status.OPEN, Answer): Way(_answer, frozenset({Status.OPEN, Status.SUBMITTED})),
    (Status.OPEN, Keep): Way(_keep, frozenset({Status.OPEN, Status.SUBMITTED})),
    (Status.OPEN, Close): Way(_close, frozenset({Status.OPEN})),
    (Status.OPEN, Resume): Way(_resume, frozenset({Status.OPEN})),
    (Status.OPEN, Anew): Way(_anew, frozenset({Status.LET_GO})),
    (Status.SUBMITTED, Answer): Way(_answer, frozenset({Status.SUBMITTED})),
    (Status.SUBMITTED, Close): Way(_close, frozenset({Status.SUBMITTED})),
    (Status.SUBMITTED, Reopen): Way(_reopen, frozenset({Status.SUBMITTED})),
    (Status.LET_GO, Answer): Way(_take_up, frozenset({Status.OPEN, Status.SUBMITTED})),
    (Status.LET_GO, Keep): Way(_take_up, frozenset({Status.OPEN, Status.SUBMITTED})),
    (Status.LET_GO, Resume): Way(_take_up, frozenset({Status.OPEN})),
}
