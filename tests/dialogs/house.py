"""What the tests of the pure heart share: the real content, one rep, one deal, a walk through a session."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import settings

from dialogs import engine, events
from dialogs.deal import WATCH_MY_BACK, Condition, Deal, Outcome, Reflected, Step
from dialogs.effects import Effect
from dialogs.engine import Turn
from dialogs.events import Event
from dialogs.flow import Flow
from dialogs.frozen import Values
from dialogs.known import Known, Scene
from dialogs.library import Library, read
from dialogs.session import Session

QUICK = settings(derandomize=True, max_examples=60, deadline=None)
"""How much is tried of a property: the same examples each time."""

CONTENT = Path(__file__).parents[2] / "content"


def shipped() -> Library:
    """The content as it is shipped; its own tests say whether it is sound."""
    files = {
        path.relative_to(CONTENT).as_posix(): yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506  texts only
        for path in CONTENT.rglob("*.yaml")
    }
    return read(files)[0]


LIBRARY = shipped()
WORDS = LIBRARY.words
PRECALL, POSTCALL = LIBRARY.flows["precall"], LIBRARY.flows["postcall"]

BERLIN = "Europe/Berlin"
NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Berlin."""

WEAK, GOOD, OTHER = (
    "Are you happy with your current supplier?",
    "What happens to your Monday if nothing changes by spring?",
    "Do you like them?",
)

CHECK: dict[str, Values] = {
    "know": ("person",),
    "difference": ("Their month-end close takes two days instead of six",),
    "proof": ("trial", "case-history"),
    "doubt": ("some",),
    "question": (GOOD,),
    "advance": ("introduce",),
    "chance": ("70",),
    "ends": ("09:45",),
}
"""A check with all five grounds full, of a call that ends at a quarter to ten."""

REFLECTION: dict[str, Values] = {"agreed": ("introduce",), "learning": ("wait after the price",)}

WATCHED = Condition(id=1, text=WATCH_MY_BACK)
SERVERS = Condition(id=2, text="It runs on their own servers")
AUDIT = Condition(id=3, text="Live before the audit")


def full(*conditions: Condition) -> tuple[Condition, ...]:
    """These glasses, filled."""
    return tuple(condition.model_copy(update={"full": True}) for condition in conditions)


def a_deal(*conditions: Condition, reflections: tuple[Reflected, ...] = ()) -> Deal:
    """Acme, with *watch my back* empty unless conditions are given."""
    return Deal(id=5, team=2, name="Acme", conditions=conditions or (WATCHED,), reflections=reflections)


def reflected(outcome: Outcome, *steps: Step, signals: Values = (), session: int = 1) -> Reflected:
    """One call on the deal, at no particular time."""
    return Reflected(session=session, rep=7, at=NOW, outcome=outcome, signals=signals, steps=steps)


def a_scene(flow: Flow = PRECALL, **known: Any) -> Scene:
    """A scene on shipped rules; whatever is known beside the deal is given by name."""
    basis: dict[str, Any] = {"deal": a_deal(), "plans": LIBRARY.plans}
    return Scene(flow=flow, rules=LIBRARY.rules, known=Known(**basis | known))


def a_session(flow: Flow = PRECALL, **changes: Any) -> Session:
    """A session that has just begun, changed as given."""
    begun = engine.begin(flow, session=11, rep=7, deal=5, zone=BERLIN, now=NOW).session
    return begun.model_copy(update=changes)


def through_json(session: Session) -> Session:
    """The session, written down and read back."""
    return Session.from_dict(json.loads(json.dumps(session.to_dict())))


class Walk:
    """A session on its way: each event is heard on what was written down after the one before."""

    def __init__(self, flow: Flow = PRECALL, **known: Any) -> None:
        self.scene = a_scene(flow, **known)
        self.now = NOW
        self.session = a_session(flow)
        self.effects: tuple[Effect, ...] = ()

    def wait(self, **by: float) -> "Walk":
        """Time goes by (or back)."""
        self.now += timedelta(**by)
        return self

    def hear(self, event: Event) -> "Walk":
        """The session hears the event."""
        turn: Turn = engine.hear(self.session, event, self.scene, self.now)
        self.session, self.effects = through_json(turn.session), turn.effects
        assert self.session == turn.session
        return self

    def answer(self, given: Mapping[str, Values], page: str | None = None) -> "Walk":
        """The rep submits the present page, or the one named."""
        return self.hear(events.Answer(page=page or self.session.page, values=given))

    def close(self, given: Mapping[str, Values], page: str | None = None) -> "Walk":
        """The rep closes the present page, or the one named."""
        return self.hear(events.Close(page=page or self.session.page, values=given))

    def prefilled(self, question_id: str) -> Values:
        """What stands in a field of the present page."""
        page = engine.pushed(self.scene.flow.page(self.session.page), self.session, self.scene.flow)
        asked = {question.id: question for question in self.scene.questions(page, self.session)}
        return self.scene.prefill(asked[question_id], self.session, self.now)

    def knows(self, **changes: Any) -> "Walk":
        """The house knows something else now."""
        known = self.scene.known.model_copy(update=changes)
        self.scene = self.scene.model_copy(update={"known": known})
        return self


def a_flow(*pages: Mapping[str, Any], flow_id: str = "made", about: str = "any") -> Flow:
    """A made flow of these pages, with a verdict behind them."""
    verdict = {"id": "verdict", "kind": "verdict", "title": "Verdict"}
    budget = {"seconds": 600, "texts": 9}
    head = {"id": flow_id, "version": 1, "title": "Made", "about": about, "budget": budget}
    return Flow.model_validate({**head, "pages": [*pages, verdict]})


def a_text(question_id: str, **changes: Any) -> dict[str, Any]:
    """A text question."""
    return {"id": question_id, "kind": "text", "ask": question_id, **changes}


def a_choice(question_id: str, *options: str, **changes: Any) -> dict[str, Any]:
    """A choice of these options."""
    offered = [{"id": option, "label": option} for option in options]
    return {"id": question_id, "kind": "choice", "ask": question_id, "options": offered, **changes}
