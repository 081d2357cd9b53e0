"""What a submitted session does to its deal and to the schedule, as effects."""

from collections.abc import Iterator
from datetime import date

from dialogs.deal import NOT_A_STEP
from dialogs.effects import AddCondition, Effect, FillGlasses, NameStep, Remember, Remind
from dialogs.flow import Flow
from dialogs.moments import ASK_AFTER, let_go_at
from dialogs.session import Session


def follow_ups(session: Session, flow: Flow) -> tuple[Effect, ...]:
    """All of them. Doing them again, after an edit, leaves what the edited session says."""
    return (*_kept(session, flow), *_conditions(session), *_steps(session), *_reminder(session))


def _kept(session: Session, flow: Flow) -> Iterator[Effect]:
    for question in flow.questions:
        values = session.answers.get(question.id)
        if values and question.remember:
            yield Remember(question=question.id, values=values, memory=question.remember)
        if values is not None and question.options_from == "conditions":
            yield FillGlasses(full=values)


def _conditions(session: Session) -> Iterator[Effect]:
    """One condition a line."""
    for line in session.answer("condition").splitlines():
        if line.strip():
            yield AddCondition(text=line.strip())


def _steps(session: Session) -> Iterator[Effect]:
    by = session.answer("by")
    for what in session.answers.get("agreed", ()):
        if what not in NOT_A_STEP:
            yield NameStep(what=what, theirs=True, due=date.fromisoformat(by) if by else None)
    for what in session.answers.get("promised", ()):
        yield NameStep(what=what, theirs=False)


def _reminder(session: Session) -> Iterator[Effect]:
    if session.ends:
        yield Remind(at=session.ends + ASK_AFTER, until=let_go_at(session.ends, session.zone))
