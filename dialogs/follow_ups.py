"""What a submitted session does to its deal and to the schedule, as effects."""

from collections.abc import Iterable, Iterator
from datetime import date

from dialogs import glasses
from dialogs.deal import NOT_A_STEP, Deal, named
from dialogs.effects import AddCondition, AskManager, Effect, FillGlasses, NameStep, Remember, Remind
from dialogs.flow import Question
from dialogs.moments import ASK_AFTER, let_go_at
from dialogs.session import Session


def follow_ups(session: Session, asked: Iterable[Question], deal: Deal) -> tuple[Effect, ...]:
    """Those of the questions just asked. Doing them again, after an edit, leaves what the edit says."""
    return (
        *_kept(session, asked, deal),
        *_conditions(session),
        *_steps(session),
        *_reminder(session),
        *_to_manager(session, asked),
    )


def _kept(session: Session, asked: Iterable[Question], deal: Deal) -> Iterator[Effect]:
    for question in asked:
        values = session.answers.get(question.id)
        if values and question.remember:
            yield Remember(question=question.id, values=values, memory=question.remember)
        if values is not None and question.options_from == "conditions":
            made = glasses.towards(deal, values)
            if made.fill or made.empty:
                yield FillGlasses(fill=made.fill, empty=made.empty)


def _conditions(session: Session) -> Iterator[Effect]:
    """One condition a line."""
    for line in session.answer("condition").splitlines():
        if line.strip():
            yield AddCondition(text=line.strip())


def _steps(session: Session) -> Iterator[Effect]:
    by = session.answer("by")
    agreed = tuple(what for what in session.answers.get("agreed", ()) if what not in NOT_A_STEP)
    for what in named(agreed, session.answer("step")):
        yield NameStep(what=what, theirs=True, due=date.fromisoformat(by) if by else None)
    for what in session.answers.get("promised", ()):
        yield NameStep(what=what, theirs=False)


def _reminder(session: Session) -> Iterator[Effect]:
    if session.ends:
        yield Remind(at=session.ends + ASK_AFTER, until=let_go_at(session.ends, session.zone))


def _to_manager(session: Session, asked: Iterable[Question]) -> Iterator[Effect]:
    """An empty text too: an edit may take the question back."""
    if any(question.id == "feedback" for question in asked):
        yield AskManager(text=session.answer("feedback"))
