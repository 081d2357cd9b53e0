"""The port bot.ports.feedback in memory."""

from collections.abc import Sequence
from datetime import datetime

from bot.coach.asking import taken_back
from bot.sending.outbox import Delivery, State
from dialogs.digest.facts import Request
from dialogs.session import Session
from tests.fakes.tables import FakeBase, Tables, follow, must


class FakeFeedback(FakeBase):
    """Exchanges between reps and managers."""

    async def put_request(self, request: Request, key: str, deliveries: Sequence[Delivery] = ()) -> bool:
        if key in self._kept.request_keys:
            return False
        must(request.id not in self._kept.requests, "that id is taken")
        self._kept.request_keys.add(key)
        self._kept.requests[request.id] = request
        for delivery in deliveries:
            follow(self._kept, delivery)
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

    async def notes_to(self, team: int, manager: int, since: datetime) -> tuple[Request, ...]:
        found = [
            each
            for each in self._kept.requests.values()
            if (each.team, each.manager, each.asked) == (team, manager, False)
            if each.text and each.deal and each.at >= since
        ]
        return tuple(sorted(found, key=lambda each: (each.at, each.id), reverse=True))


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
