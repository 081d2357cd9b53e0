"""Who hears of an exchange: each manager of the team of a question, the rep of an answer or a note.

They hear by deliveries that change where they stand.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from bot.ids import Ids
from bot.ports import Store
from bot.sending.outbox import Delivery, Kind, State
from dialogs.document import Act
from dialogs.effects import AskManager
from dialogs.engine import Turn
from dialogs.people import Person, Role
from dialogs.session import Session

KEEPS = timedelta(days=7)
"""So long a question or an answer is worth delivering. A question that waits stands in the digest too."""

AGAIN = "again"
"""In the payload of what stands in a chat and changes there: a question, a note, a digest."""


async def managers(store: Store, team: int, *, but: int = 0) -> tuple[Person, ...]:
    """Those who answer in a team, by name. Nobody asks themselves: ``but`` is who asks."""
    people = await store.people(team)
    return tuple(person for person in people if person.role is Role.MANAGER and person.id != but)


def to_managers(request: int, readers: Iterable[Person], now: datetime, ids: Ids) -> tuple[Delivery, ...]:
    """The question as a message to each of them. The same key again changes the message where it stands."""
    return tuple(
        Delivery(
            id=ids(),
            kind=Kind.FEEDBACK,
            key=f"feedback:{request}:{reader.id}",
            person=reader.id,
            team=None,
            due=now,
            until=now + KEEPS,
            payload={"request": str(request)},
        )
        for reader in readers
    )


def to_rep(rep: int, key: str, request: int, now: datetime, ids: Ids) -> Delivery:
    """An answer or a note, to whom it is for."""
    return Delivery(
        id=ids(),
        kind=Kind.FEEDBACK,
        key=key,
        person=rep,
        team=None,
        due=now,
        until=now + KEEPS,
        payload={"request": str(request)},
    )


MAY_STAND = frozenset({State.SENT, State.CLAIMED, State.PARKED})
"""Deliveries that arrived, or of which nobody can tell."""


async def shown_again(store: Store, deliveries: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Those that were sent (or are on their way), to be changed where they stand; the others are let be."""
    known = await store.keyed([each.key for each in deliveries])
    stand = {each.key for each in known if each.state in {State.SENT, State.CLAIMED} or AGAIN in each.payload}
    return tuple(
        each.model_copy(update={"payload": {**each.payload, AGAIN: "1"}})
        for each in deliveries
        if each.key in stand
    )


async def digests_again(
    store: Store, readers: Iterable[Person], act: Act, ref: str, now: datetime
) -> tuple[Delivery, ...]:
    """What stands in these readers' chats of digests with such a button: to be changed there."""
    found = await store.standing([each.id for each in readers], act, ref)
    return changed([each for each in found if each.state in MAY_STAND or AGAIN in each.payload], now)


def changed(standing: Iterable[Delivery], at: datetime) -> tuple[Delivery, ...]:
    """These deliveries, to go out once more to where they stand."""
    return tuple(
        each.model_copy(update={"due": at, "until": at + KEEPS, "payload": {**each.payload, AGAIN: "1"}})
        for each in standing
    )


def taken_back(
    told: Iterable[Delivery], exchanges: Collection[int], stand: Collection[str], at: datetime
) -> tuple[Delivery, ...]:
    """What stands in a chat, or may, of exchanges whose text is gone: to be changed where it stands.

    ``stand``: the keys of what is known to, whatever became of a later change of it.
    """
    return changed(
        (
            each
            for each in told
            if each.kind is Kind.FEEDBACK
            and int(each.payload.get("request", 0)) in exchanges
            and (each.state in MAY_STAND or AGAIN in each.payload or each.unsure or each.key in stand)
        ),
        at,
    )


async def asked(store: Store, before: Session, turn: Turn, now: datetime, ids: Ids) -> tuple[Delivery, ...]:
    """What follows from the question of a reflection; its exchange bears the session's id.

    Nothing, where an edit left the question as it was, or it has its answer already.
    """
    said = next((effect.text for effect in turn.effects if isinstance(effect, AskManager)), None)
    earlier = before.answer("feedback") if before.submitted else ""
    if said is None or said == earlier:
        return ()
    if earlier:
        standing = await store.request(turn.session.id)
        if standing and standing.answered:
            return ()
    rep = await store.person(turn.session.rep)
    if rep is None or rep.team is None:
        return ()
    readers = await managers(store, rep.team, but=rep.id)
    told = to_managers(turn.session.id, readers, now, ids)
    if not earlier:
        return told
    again = {each.key: each for each in await shown_again(store, told)}
    digests = () if said else await digests_again(store, readers, Act.REPLY, str(turn.session.id), now)
    return (*(again.get(each.key, each) for each in told if said or each.key in again), *digests)
