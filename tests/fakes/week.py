"""The port bot.ports.week in memory. Facts are not kept: they follow from the sessions each time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise

from bot.coach.asking import AGAIN, changed
from bot.ports.week import DIGEST_SENT, LEARNINGS, TEAM_SEEN, Access, Digest, Packed, Part, Schedule
from bot.sending.outbox import Delivery, Kind, State
from dialogs.cadence import PersonEntry, TeamEntry
from dialogs.deal import WATCH_MY_BACK, Deal, Reflected, outcome
from dialogs.digest.facts import DealFact, Learning, Private, Reach, TeamFacts
from dialogs.digest.reach import untold
from dialogs.flow import Ground
from dialogs.measures.facts import CallFact, CheckFact, FeedbackFact, ReflectionFact
from dialogs.measures.reflections import COVERED, advance_rate
from dialogs.people import Preferences, Role, Team
from dialogs.recall import RECALLED
from dialogs.session import Session, Status
from tests.fakes.feedback import waits
from tests.fakes.tables import FakeBase, Tables, add, follow

CALENDAR = {Kind.TIP, Kind.REP_DIGEST, Kind.MANAGER_DIGEST}


class FakeWeek(FakeBase):
    """Facts for digests, digests as they were sent, who saw what."""

    async def schedule(self, since: datetime) -> Schedule:
        kept = self._kept
        return Schedule(
            teams=tuple(
                TeamEntry(
                    team=team, since=kept.teams_since.get(team.id), paused_until=kept.paused.get(team.id)
                )
                for _, team in sorted(kept.teams.items())
            ),
            people=tuple(
                PersonEntry(
                    person=person,
                    preferences=kept.preferences.get(person.id, Preferences()),
                    since=kept.enrolled.get(person.id),
                )
                for _, person in sorted(kept.people.items())
            ),
            sent=frozenset(
                each.key for each in kept.deliveries.values() if each.kind in CALENDAR and each.due >= since
            ),
        )

    async def team_facts(
        self, teams: Sequence[int], since: datetime, until: datetime, reach: Reach | None = None
    ) -> tuple[TeamFacts, ...]:
        known = [self._kept.teams[team] for team in dict.fromkeys(teams) if team in self._kept.teams]
        found = [
            _facts(self._kept, team, None, since, until, partial(_about, self._kept, team.id))
            for team in known
        ]
        return tuple(reached(each, reach) if reach else each for each in found)

    async def rep_facts(self, rep: int, since: datetime, until: datetime) -> TeamFacts | None:
        person = self._kept.people.get(rep)
        team = self._kept.teams.get(person.team or 0) if person else None
        if team is None:
            return None
        found = _facts(self._kept, team, rep, since, until, lambda each: each.rep == rep)
        own, here = found.private, team.id
        return found._replace(
            calls=tuple(each for each in found.calls if each.team == here),
            deals=tuple(each for each in found.deals if each.team == here),
            private=own._replace(
                reflections=tuple(each for each in own.reflections if each.team == here),
                checks=tuple(each for each in own.checks if each.team == here),
            ),
        )

    async def put_digests(self, digests: Sequence[Digest | Packed], deliveries: Sequence[Delivery]) -> int:
        after = self._kept.snapshot()
        by_key = {each.key: each.digest if isinstance(each, Packed) else each for each in digests}
        gone = {key for key, each in by_key.items() if self._other(each.person, each.at)}
        hidden = {key for key, each in by_key.items() if any(self._other(rep, each.at) for rep in each.parts)}
        skipped = {"state": State.SKIPPED, "why": "somebody in it was forgotten", "payload": {}}
        kept = [each for each in deliveries if each.key not in gone]
        kept = [each.model_copy(update=skipped) if each.key in hidden else each for each in kept]
        by_key = {key: each for key, each in by_key.items() if key not in hidden}
        new = [delivery.key for delivery in kept if add(after, delivery)]
        after.digests |= {key: by_key[key] for key in new if key in by_key}
        self._kept = after
        return len(new)

    async def digest(self, key: str) -> Digest | None:
        return None if key in self._kept.without_text else self._kept.digests.get(key)

    async def parts(self, rep: int, limit: int = 8) -> tuple[Part, ...]:
        sent = [
            digest
            for digest in self._kept.digests.values()
            if rep in digest.parts
            and (digest.kind == TEAM_SEEN or _arrived(self._kept.deliveries[digest.key]))
        ]
        newest: list[Digest] = []
        for each in sorted(sorted(sent, key=lambda each: each.key), key=lambda each: each.at, reverse=True):
            said = (each.kind, each.person, each.period, each.parts[rep])
            before = [(known.kind, known.person, known.period, known.parts[rep]) for known in newest]
            if each.kind != TEAM_SEEN or said not in before:
                newest.append(each)
        return tuple(
            Part(
                period=each.period,
                at=each.at,
                manager=self._kept.people[each.person].name,
                document=each.parts[rep],
                asked=each.kind == TEAM_SEEN,
            )
            for each in newest[:limit]
        )

    async def put_access(self, seen: Sequence[Access], page: Digest | None = None) -> None:
        if page and not self._other(page.person, page.at) and page.key not in self._kept.digests:
            parts = {rep: part for rep, part in page.parts.items() if not self._other(rep, page.at)}
            self._kept.digests[page.key] = page.model_copy(update={"parts": parts})
            if len(parts) < len(page.parts):
                self._kept.without_text.add(page.key)
        self._kept.accesses |= dict.fromkeys(seen)

    async def accesses(self, rep: int, limit: int = 20) -> tuple[Access, ...]:
        mine = [each for each in self._kept.accesses if each.rep == rep]
        named = sorted(mine, key=lambda each: (each.name, each.what, each.manager))
        return tuple(sorted(named, key=lambda each: each.at, reverse=True)[:limit])

    async def begun(self, people: Sequence[int], since: datetime) -> Mapping[int, int]:
        begun = [
            each.person
            for each in self._kept.deliveries.values()
            if each.state not in {State.FAILED, State.PARKED}
            if each.state is State.SENT or ("again" in each.payload and each.key in self._kept.settled)
            if each.kind not in {Kind.CARD, Kind.TIP} and self._kept.settled[each.key] >= since
        ]
        return {person: begun.count(person) for person in people}

    def _other(self, person: int, at: datetime) -> bool:
        """Whether that person is no longer who they were at that instant."""
        enrolled = self._kept.enrolled.get(person)
        return person not in self._kept.people or (enrolled is not None and enrolled > at)

    def _looked(self, key: str, at: datetime) -> None:
        """A manager's digest was sent: whom it names finds that in their access log."""
        digest = self._kept.digests.get(key)
        seen_before = {(each.manager, each.rep, each.what, each.name) for each in self._kept.accesses}
        for rep in digest.parts if digest else ():
            if digest and (digest.person, rep, DIGEST_SENT, digest.period) in seen_before:
                continue  # it changed where it stands
            if digest and rep != digest.person:
                seen = Access(manager=digest.person, rep=rep, what=DIGEST_SENT, at=at, name=digest.period)
                self._kept.accesses[seen] = None


def _arrived(delivery: Delivery) -> bool:
    return delivery.state is State.SENT or AGAIN in delivery.payload


def reached(facts: TeamFacts, reach: Reach) -> TeamFacts:
    """Those of the facts that are wanted."""
    private = facts.private
    if reach.untold:
        reach = untold(reach, private.trials)
    counted = {
        begins: advance_rate(each for each in facts.calls if begins <= each.at < ends)
        for begins, ends in pairwise((*reach.weeks, reach.calls))
    }
    return facts._replace(
        calls=tuple(each for each in facts.calls if each.at >= reach.calls),
        weeks={begins: rate for begins, rate in counted.items() if rate.of},
        deals=tuple(
            each if reach.promises else each._replace(step="", due=None)
            for each in facts.deals
            if each.at >= reach.deals
        ),
        private=private._replace(
            reflections=tuple(each for each in private.reflections if each.at >= reach.reflections),
            checks=tuple(each for each in private.checks if each.at >= reach.checks),
            learnings=_learnt(private.learnings, reach),
        ),
    )


def _learnt(learnings: Sequence[Learning], reach: Reach) -> tuple[Learning, ...]:
    found = [each for each in learnings if reach.learnings <= each.at < reach.learnings_until]
    if reach.all_learnings:
        return tuple(found)
    last = {each.rep: each.at for each in found if each.text.strip()}
    return tuple(each for each in found if each.text.strip() and last[each.rep] == each.at)


def _about(kept: Tables, team: int, session: Session) -> bool:
    return kept.deals[session.deal].team == team


def forget_digests(kept: Tables, person: int, at: datetime) -> None:
    for key, digest in list(kept.digests.items()):
        if digest.person == person:
            del kept.digests[key]
        elif person in digest.parts:
            parts = {rep: part for rep, part in digest.parts.items() if rep != person}
            kept.digests[key] = digest.model_copy(update={"parts": parts})
            kept.without_text.add(key)
            delivery = kept.deliveries.get(key)
            may_stand = delivery and (delivery.unsure or AGAIN in delivery.payload)
            if delivery and (delivery.state in {State.SENT, State.CLAIMED} or may_stand):
                if delivery.state in {State.SKIPPED, State.FAILED, State.PARKED}:
                    kept.deliveries[key] = delivery.model_copy(update={"state": State.SENT})
                for again in changed((delivery,), at):
                    follow(kept, again)
            elif delivery and delivery.state is State.WAITING:
                skipped = {"state": State.SKIPPED, "why": "somebody in it was forgotten"}
                kept.deliveries[key] = delivery.model_copy(update=skipped)
    mine = [each for each in kept.accesses if each.rep != person]
    kept.accesses = dict.fromkeys(
        each.model_copy(update={"manager": 0}) if each.manager == person else each for each in mine
    )


def _facts(
    kept: Tables,
    team: Team,
    rep: int | None,
    since: datetime,
    until: datetime,
    ours: Callable[[Session], bool],
) -> TeamFacts:
    """``rep``: theirs alone."""
    mine = [each for each in kept.sessions.values() if ours(each) and _submitted(each, since, until)]
    mine.sort(key=lambda each: (each.submitted, each.id))
    calls = [each for each in mine if each.flow == "postcall"]
    own = [each for each in calls if each.rep and each.id not in kept.aged]
    checks = [each for each in mine if each.flow == "precall" and each.id in kept.grounds and each.rep]
    members = {person.id for person in kept.people.values() if person.team == team.id}
    people = {rep} if rep else members
    exchanges = [
        each
        for each in sorted(kept.requests.values(), key=lambda each: (each.at, each.id))
        if (each.rep == rep if rep else each.team == team.id)
        if since <= each.at < until or waits(each)
    ]
    trials = [each for each in kept.trials.values() if each.rep in people and since <= each.taken < until]
    return TeamFacts(
        team=team,
        people={person: kept.people[person] for person in people},
        calls=tuple(_call(kept, each) for each in calls),
        deals=tuple(
            _deal(kept, deal) for deal in sorted({each.deal for each in calls}) if not kept.deals[deal].closed
        ),
        requests=tuple(each for each in exchanges if each.text),
        feedback=tuple(
            FeedbackFact(each.rep, each.team, each.at, each.asked, each.answered)
            for each in exchanges
            if not (each.asked and not rep and _leads(kept, each.rep, team, each.at))
        ),
        private=Private(
            reflections=tuple(_reflection(kept, each) for each in own),
            checks=tuple(_check(kept, each) for each in checks),
            learnings=tuple(
                Learning(
                    each.rep,
                    kept.deals[each.deal].name,
                    _at(each),
                    each.answer("learning"),
                    each.id,
                    each.answer(RECALLED),
                )
                for each in own
                if each.answer("learning") and _at(each) >= until - LEARNINGS
            ),
            trials=tuple(sorted(trials, key=lambda each: (each.taken, each.id))),
        ),
    )


def _leads(kept: Tables, person: int, team: Team, at: datetime) -> bool:
    known = kept.people.get(person)
    if known is None or known.team != team.id or known.role is Role.REP:
        return False
    return person not in kept.enrolled or kept.enrolled[person] <= at


def _at(session: Session) -> datetime:
    assert session.submitted
    return session.submitted


def _submitted(session: Session, since: datetime, until: datetime) -> bool:
    return session.status is Status.SUBMITTED and since <= _at(session) < until


def _call(kept: Tables, session: Session) -> CallFact:
    steps = kept.steps.get(session.id, ())
    theirs = sum(step.theirs for step in steps)
    team = kept.deals[session.deal].team
    came = outcome(session.answers.get("agreed", ()))
    return CallFact(session.rep, team, session.deal, _at(session), came, theirs, len(steps) - theirs)


def _reflection(kept: Tables, session: Session) -> ReflectionFact:
    checked = [
        _at(each)
        for each in kept.sessions.values()
        if (each.flow, each.rep, each.deal) == ("precall", session.rep, session.deal)
        if each.status is Status.SUBMITTED and _at(session) - COVERED <= _at(each) <= _at(session)
    ]
    check = kept.sessions.get(session.check or 0)
    chance = check.answer("chance") if check else ""
    grounds = kept.grounds.get(session.check or 0)
    return ReflectionFact(
        rep=session.rep,
        team=kept.deals[session.deal].team,
        deal=session.deal,
        at=_at(session),
        outcome=outcome(session.answers.get("agreed", ())),
        check_at=max(checked, default=None),
        chance=int(chance) if chance else None,
        all_five=None if grounds is None else grounds == frozenset(Ground),
        barrier=session.answer("barrier"),
        plan=session.answer("plan"),
        theme=session.theme,
        lens=session.answer("lens"),
    )


def _check(kept: Tables, session: Session) -> CheckFact:
    team = kept.deals[session.deal].team
    return CheckFact(session.rep, team, session.deal, _at(session), kept.grounds[session.id])


def _deal(kept: Tables, ident: int) -> DealFact:
    reflections = reflections_of(kept, ident)
    deal: Deal = kept.deals[ident].model_copy(update={"reflections": reflections})
    full, known = deal.glasses
    step = deal.next_step
    return DealFact(
        id=ident,
        team=deal.team,
        name=deal.name,
        rep=reflections[-1].rep,
        at=reflections[-1].at,
        full=full,
        known=known,
        watched=any(each.key == WATCH_MY_BACK and each.full for each in deal.conditions),
        kairos=deal.kairos,
        stuck=deal.stuck,
        won=deal.won,
        step=step.what if step else "",
        due=step.due if step else None,
        walk=deal.walk.value if deal.walk else "",
    )


def reflections_of(kept: Tables, deal: int) -> tuple[Reflected, ...]:
    """A deal's submitted reflections, the oldest first."""
    found = [
        each
        for each in kept.sessions.values()
        if (each.deal, each.flow, each.status) == (deal, "postcall", Status.SUBMITTED)
    ]
    return tuple(
        Reflected(
            session=each.id,
            rep=each.rep,
            at=_at(each),
            outcome=outcome(each.answers.get("agreed", ())),
            signals=each.answers.get("signals", ()),
            steps=kept.steps.get(each.id, ()),
        )
        for each in sorted(found, key=lambda each: (_at(each), each.id))
    )
