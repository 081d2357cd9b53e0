"""What the house knows before it asks: prefill, options and conditions come from here."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field, SkipValidation

from dialogs import glasses
from dialogs.deal import WATCH_MY_BACK, Deal
from dialogs.flow import Flow, Kind, Option, Page, Question, When, shorten
from dialogs.frozen import Frozen, Values
from dialogs.moments import proposed_end
from dialogs.session import Session
from dialogs.theme import Lens
from dialogs.trying import NOTHING, Experiments, Tried
from dialogs.verdict import Rules

NO_BARRIER = "none"

FACTS = frozenset({"check", "plan", "learning"})
"""What ``when: {known: ...}`` may name: a check of this call, its if-then plan, an earlier learning."""

DEFAULTS = frozenset({"likeliest", "proposed-end", "check"})
"""Defaults that are worked out: the first option offered; 45 minutes on; what the check said to the same."""


CONDITIONS = frozenset({"conditions", "empty-conditions"})
"""Options that are the deal's conditions: all of them, or those whose glass is empty."""


class Known(Frozen):
    """Facts gathered for one rep and one deal.

    ``check`` is the check a reflection is held against, ``check_flow`` the flow it was asked with;
    ``barriers`` counts what got in the rep's own way before, ``watch_my_back`` is what that glass is called.
    ``tried`` is what a check has to know of the rep's experiments, ``experiments`` are the library's.
    """

    deal: Deal
    memory: Mapping[str, Values] = {}
    check: Session | None = None
    check_flow: Flow | None = None
    learning: str = ""
    barriers: Mapping[str, int] = {}
    lens: Lens | None = None
    plans: tuple[Option, ...] = ()
    watch_my_back: str = WATCH_MY_BACK
    tried: SkipValidation[Tried] = NOTHING
    experiments: SkipValidation[Experiments] = Field(default_factory=dict)

    def fact(self, name: str) -> Values:
        """The values of a known fact; empty when it is not there."""
        if name == "plan":
            barrier = self.check.answer("barrier") if self.check else ""
            return tuple(plan.id for plan in self.plans if plan.id == barrier)
        if name == "check":
            return (str(self.check.id),) if self.check else ()
        return (self.learning,) if name == "learning" and self.learning else ()

    @property
    def plan_note(self) -> str:
        """The if-then plan that the check took, in words; empty without one."""
        return self._note(self.fact("plan"))

    @property
    def last_plan(self) -> str:
        """The if-then plan that the rep took last at a check of this deal, in words; empty without one."""
        return self._note(self.memory.get("barrier", ()))

    def _note(self, chosen: Values) -> str:
        return next((plan.note for plan in self.plans if plan.id in chosen), "")

    def options(self, question: Question) -> tuple[Option, ...]:
        """What can be chosen: the listed options behind those that come from the deal, theme or history."""
        return self._from(question.options_from) + question.options

    def _from(self, source: str) -> tuple[Option, ...]:
        if source in CONDITIONS:
            called = {WATCH_MY_BACK: self.watch_my_back}
            return tuple(
                Option(id=each.key, label=shorten(called.get(each.key, each.text)))
                for each in self.deal.conditions
                if source == "conditions" or not each.full
            )
        if source == "lens" and self.lens:
            return tuple(Option(id=each.id, label=each.label) for each in self.lens.options)
        if source == "barriers":
            return tuple(sorted(self.plans, key=lambda plan: -self.barriers.get(plan.id, 0)))
        return ()


class Scene(Frozen):
    """All that a turn needs beside the session: the flow's text, the rules, what is known."""

    flow: Flow
    rules: Rules
    known: Known

    def holds(self, when: When | None, answers: Mapping[str, Values]) -> bool:
        """Whether a condition holds for these answers."""
        if when is None:
            return True
        values = answers.get(when.answered, ()) if when.answered else self.known.fact(when.known)
        if when.any_of and set(values).isdisjoint(when.any_of):
            return False
        return bool(values) and set(values).isdisjoint(when.none_of)

    def standing(self, answers: Mapping[str, Values]) -> dict[str, Values]:
        """The answers that still stand: without those to questions that an earlier answer now rules out.

        Known facts rule nothing out: they may change after the answer was true.
        """
        kept = dict(answers)
        for page in self.flow.pages:
            for question in page.questions:
                own = [when for when in (page.when, question.when) if when and when.answered]
                if not all(self.holds(when, kept) for when in own):
                    kept.pop(question.id, None)
        return kept

    def questions(self, page: Page, session: Session) -> tuple[Question, ...]:
        """The questions of a page that are asked here and now, options filled in."""
        asked = (question for question in page.questions if self.holds(question.when, session.answers))
        filled = (self._filled(question) for question in asked)
        return tuple(question for question in filled if question.options or not _chosen(question))

    def _filled(self, question: Question) -> Question:
        if not question.options_from:
            return question
        changes: dict[str, object] = {"options": self.known.options(question)}
        if question.options_from == "lens" and self.known.lens:
            changes["ask"] = self.known.lens.ask
        return question.model_copy(update=changes)

    def prefill(self, question: Question, session: Session, now: datetime) -> Values:
        """What stands in the field already: typed, else answered, remembered, known or defaulted.

        Glasses stand as they are now, whatever an earlier answer said: others may have filled some since. A
        draft says which of them were filled and emptied there.
        """
        if question.options_from == "conditions":
            typed = glasses.read_draft(session.draft.get(question.id, ()))
            return glasses.after(self.known.deal, typed)
        if question.id in session.draft:
            return _offered(question, session.draft[question.id])
        remembers = question.remember and question.options_from != "barriers"  # a plan is chosen anew
        for source in (session.answers, self.known.memory if remembers else {}):
            if question.id in source:
                return _offered(question, source[question.id])
        return self._default(question, session, now)

    def _default(self, question: Question, session: Session, now: datetime) -> Values:
        if question.default == "check":
            return self.known.check.answers.get(question.id, ()) if self.known.check else ()
        if question.default == "proposed-end":
            return (proposed_end(now, session.zone),)
        if question.default == "likeliest":
            return tuple(option.id for option in question.options[:1])
        return (question.default,) if question.default else ()


def _chosen(question: Question) -> bool:
    return question.kind in {Kind.CHOICE, Kind.CHOICES}


def _offered(question: Question, values: Values) -> Values:
    """Without what can no longer be chosen: a condition since removed, say."""
    offered = {option.id for option in question.options}
    return tuple(value for value in values if value in offered) if _chosen(question) else values
