"""The port bot.ports.feedback in memory."""

from collections.abc import Sequence
from datetime import datetime

from bot.coach.asking import taken_back
from bot.sending.outbox import Delivery, State
from bot.store.feedback import LOOKED_BACK
from dialogs.digest.facts import Request, Trial
from dialogs.flow import Ground
from dialogs.session import Session
from dialogs.trying import TRIALS_KEPT, Tried
from tests.fakes.tables import FakeBase, Tables, add, follow, must

ALL = frozenset(Ground)


class FakeFeedback(FakeBase):
    """Exchanges between reps and managers, and experiments taken."""

    async def put_request(self, request: Request, key: str, deliveries: Sequence[Delivery] = ()) -> bool:
        if key in self._kept.request_keys:
            return False
        must(request.id not in self._kept.requests, "that id is taken")
        self._kept.request_keys.add(key)
        self._kept.requests[request.id] = request
        for delivery in deliveries:
            add(self._kept, delivery)
        return True

    async def answer_request(
        self, request: int, manager: int, text: str, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> bool:
        known = self._kept.requests.get(request)
        if known is None or not waits(known):
            return False
        self._kept.requests[request] = known._replace(manager=manager, answer=text, answered=at)
        for delivery in deliveries:
            follow(self._kept, delivery)
        return True

    async def request(self, request: int) -> Request | None:
        known = self._kept.requests.get(request)
        return known if known and known.text else None

    async def requests(self, team: int, *, waiting: bool = True, limit: int = 50) -> tuple[Request, ...]:
        found = [
            each
            for each in self._kept.requests.values()
            if each.team == team and each.text and (waits(each) or not waiting)
        ]
        return tuple(sorted(found, key=lambda each: (each.at, each.id))[:limit])

    async def put_trial(self, trial: Trial, deliveries: Sequence[Delivery] = ()) -> None:
        judged = [
            each.at
            for each in self._kept.digests.values()
            if (each.person, each.kind) == (trial.rep, "rep-digest") and each.at <= trial.taken
        ]
        for each in list(self._kept.trials.values()):
            if each.rep == trial.rep and all(each.taken > at for at in judged):
                del self._kept.trials[each.id]
        self._kept.trials[trial.id] = trial
        for delivery in deliveries:
            follow(self._kept, delivery)

    async def trial(self, rep: int) -> Trial | None:
        found = [each for each in self._kept.trials.values() if each.rep == rep]
        return max(found, key=lambda each: (each.taken, each.id), default=None)

    def _tried(self, rep: int, check: Session | None) -> Tried:
        found = [each for each in self._kept.trials.values() if each.rep == rep]
        newest = sorted(found, key=lambda each: (each.taken, each.id), reverse=True)[:TRIALS_KEPT]
        earlier = [
            each.submitted
            for each in self._kept.sessions.values()
            if check and each.rep == rep and each.submitted and each.submitted >= check.began - LOOKED_BACK
            if check.submitted is None or each.submitted < check.submitted
            if self._kept.grounds.get(each.id, ALL) != ALL
        ]
        return Tried(tuple(newest), max(earlier, default=None))


def waits(request: Request) -> bool:
    """Whether a rep waits for its answer."""
    return request.asked and request.answered is None and bool(request.text)


def ask(kept: Tables, session: Session, text: str, at: datetime) -> None:
    """The question of a reflection: kept, changed while it waits, or taken back."""
    known = kept.requests.get(session.id)
    rep = kept.people[session.rep]
    if known and not waits(known):
        return
    if not text:
        kept.requests.pop(session.id, None)
    elif known:
        kept.requests[session.id] = known._replace(text=text)
    elif rep.team is not None:
        deal = kept.deals[session.deal].name
        asked = Request(session.id, rep.id, rep.team, at, asked=True, text=text, deal=deal)
        kept.requests[session.id] = asked


def forget_feedback(kept: Tables, person: int, at: datetime) -> None:
    written = {each.id for each in kept.requests.values() if person in {each.rep, each.manager}}
    told = [each for each in kept.deliveries.values() if each.person != person]
    for delivery in taken_back(told, written, kept.shown, at):
        if delivery.state in {State.SKIPPED, State.FAILED, State.PARKED}:
            kept.deliveries[delivery.key] = delivery.model_copy(update={"state": State.SENT})
        follow(kept, delivery)
    for each in list(kept.requests.values()):
        if each.rep == person:
            kept.requests[each.id] = each._replace(rep=0, text="", deal="", answer="")
        elif each.manager == person:
            text = each.text if each.asked else ""
            kept.requests[each.id] = each._replace(manager=None, text=text, answer="")
    for trial in list(kept.trials.values()):
        if trial.rep == person:
            del kept.trials[trial.id]
