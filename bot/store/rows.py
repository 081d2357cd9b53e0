"""Rows to values and back. A row's order is that of the columns named beside it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.sending.outbox import Delivery, Kind, State
from dialogs.flow import Ground
from dialogs.frozen import Values
from dialogs.people import Person, Role, Team
from dialogs.session import PushBack, Session, Status

Row = Sequence[Any]
"""What a cursor gives."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

PERSON = "id, name, email, role, team, zone"
TEAM = "id, name, platform, workspace, channel, country, zone, rep_digest, manager_digest, tip_time"
DELIVERY = "id, kind, key, person, team, due, until, payload, state, attempts, why, unsure"
SESSION = (
    "id, flow, version, digest, rep, deal, zone, began, page, shown, turn, status, submitted, submitted_us, "
    "seconds, unanswered, draft, push_ground, push_defects, push_kept, check_id, theme, ends"
)


@lru_cache(1024)  # a turn's instants are mostly one and the same, and this is the dearest part of a row
def text_of(at: datetime) -> str:
    """The instant in UTC, always 32 characters, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def us_of(at: datetime) -> int:
    """An instant as microseconds since 1970, to reckon with."""
    return (at - EPOCH) // MICROSECOND


def instant(text: str) -> datetime:
    """The instant of such a text."""
    return datetime.fromisoformat(text)


def packed(value: object) -> str:
    """JSON as it is stored: short, in plain letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def person(row: Row) -> Person:
    """A person from PERSON's columns."""
    ident, name, email, role, team, zone = row
    return Person(id=ident, name=name, email=email, role=Role(role), team=team, zone=zone)


def person_row(value: Person) -> Row:
    """PERSON's columns of a person."""
    return (value.id, value.name, value.email, value.role.value, value.team, value.zone)


def team(row: Row) -> Team:
    """A team from TEAM's columns."""
    return Team(**dict(zip(TEAM.split(", "), row, strict=True)))


def team_row(value: Team) -> Row:
    """TEAM's columns of a team."""
    return tuple(getattr(value, column) for column in TEAM.split(", "))


def delivery(row: Row) -> Delivery:
    """A delivery from DELIVERY's columns."""
    ident, kind, key, to_person, to_team, due, until, payload, state, attempts, why, unsure = row
    return Delivery(
        id=ident,
        kind=Kind(kind),
        key=key,
        person=to_person,
        team=to_team,
        due=instant(due),
        until=instant(until),
        payload=json.loads(payload),
        state=State(state),
        attempts=attempts,
        why=why,
        unsure=bool(unsure),
    )


def delivery_row(value: Delivery) -> Row:
    """DELIVERY's columns of a delivery."""
    return (
        value.id,
        value.kind.value,
        value.key,
        value.person,
        value.team,
        text_of(value.due),
        text_of(value.until),
        packed(dict(value.payload)),
        value.state.value,
        value.attempts,
        value.why,
        int(value.unsure),
    )


def session_row(value: Session) -> Row:
    """SESSION's columns of a session; its answers are rows of their own."""
    submitted, pushed = value.submitted, value.push_back
    unanswered = [question for question, values in value.answers.items() if not values]
    return (
        value.id,
        value.flow,
        value.version,
        value.digest,
        value.rep,
        value.deal,
        value.zone,
        text_of(value.began),
        value.page,
        text_of(value.shown),
        value.turn,
        value.status.value,
        text_of(submitted) if submitted else None,
        (submitted - EPOCH) // MICROSECOND if submitted else None,
        value.seconds,
        packed(unanswered) if unanswered else "[]",
        packed(dict(value.draft)) if value.draft else "{}",
        pushed.ground.value if pushed else None,
        packed(pushed.defects) if pushed else None,
        pushed.kept if pushed else None,
        value.check,
        value.theme,
        text_of(value.ends) if value.ends else None,
    )


def session(row: Row, answers: Mapping[str, Values]) -> Session:
    """A session from SESSION's columns and its answers."""
    (
        ident,
        flow,
        version,
        digest,
        rep,
        deal,
        zone,
        began,
        page,
        shown,
        turn,
        status,
        submitted,
        _,
        seconds,
    ) = row[:15]
    (unanswered, draft, push_ground, push_defects, push_kept, check, theme, ends) = row[15:]
    pushed = push_ground and PushBack(
        ground=Ground(push_ground),
        defects=tuple(json.loads(push_defects)),
        kept=None if push_kept is None else bool(push_kept),
    )
    return Session(
        id=ident,
        flow=flow,
        version=version,
        digest=digest,
        rep=rep,
        deal=deal,
        zone=zone,
        began=instant(began),
        page=page,
        shown=instant(shown),
        turn=turn,
        status=Status(status),
        submitted=instant(submitted) if submitted else None,
        seconds=seconds,
        answers={**answers, **dict.fromkeys(json.loads(unanswered), ())},
        draft=json.loads(draft),
        push_back=pushed or None,
        check=check,
        theme=theme,
        ends=instant(ends) if ends else None,
    )


def grouped(rows: Iterable[Row]) -> dict[int, Mapping[str, Values]]:
    """Rows of (owner, question, value), values in order, as answers by owner."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for owner, question, value in rows:
        found[owner][question].append(value)
    return {
        owner: {question: tuple(values) for question, values in questions.items()}
        for owner, questions in found.items()
    }
