"""The port bot.ports.Store in memory: what the real one promises, in a few dicts.

tests/store/test_contract.py holds both to the same tests.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.coach.greeting import JOINED, welcome
from bot.errors import RosterError
from bot.ids import Ids
from bot.ports import LATELY, Background, Change, Gathered, Member, Opening, Post, Roster, Saved, Shown
from bot.sending.outbox import Delivery, Kind, State
from dialogs.deal import (
    NOT_A_STEP,
    WATCH_MY_BACK,
    Condition,
    Deal,
    Step,
    WalkStep,
    name_key,
)
from dialogs.effects import AddCondition, AskManager, Effect, FillGlasses, KeepGrounds, NameStep, Remember
from dialogs.flow import Memory
from dialogs.frozen import Values
from dialogs.glasses import Changes
from dialogs.pages.export import Kept
from dialogs.pages.own import Week
from dialogs.people import Identity, Person, Preferences, Role, Team
from dialogs.session import Session, Status
from dialogs.story import Filled
from dialogs.trying import Tried
from tests.fakes.addresses import FakeAddresses
from tests.fakes.care import FakeCare, let_go
from tests.fakes.deals import FakeDeals, drop_unwritten, forget_fillings, has_words, pour, reopen
from tests.fakes.experiments import FakeExperiments, forget_experiments
from tests.fakes.feedback import FakeFeedback, ask, forget_feedback
from tests.fakes.outbox import FakeOutbox
from tests.fakes.replies import FakeReplies
from tests.fakes.tables import Tables, add, follow, must
from tests.fakes.teams import FakeTeams, change_team, forget_presses
from tests.fakes.week import FakeWeek, forget_digests, reflections_of

TEAM_MEMORY = 0


class FakeStore(
    FakeWeek,
    FakeFeedback,
    FakeExperiments,
    FakeTeams,
    FakeOutbox,
    FakeReplies,
    FakeCare,
    FakeDeals,
    FakeAddresses,
):
    """Give it an id maker, and use it wherever a Store is asked for."""

    def __init__(self, ids: Ids) -> None:
        super().__init__(ids)
        FakeAddresses.__init__(self)

    async def person(self, person: int) -> Person | None:
        return self._kept.people.get(person)

    async def known_as(self, identity: Identity) -> Person | None:
        person = self._kept.identities.get(identity)
        return self._kept.people[person] if person is not None else None

    async def with_email(self, email: str) -> Person | None:
        return _with_email(self._kept, email)

    async def identities(self, person: int) -> tuple[Identity, ...]:
        known = [identity for identity, whose in self._kept.identities.items() if whose == person]
        found = [identity for identity in known if self._reaches(identity)]
        return tuple(sorted(found, key=lambda each: (each.platform, each.workspace, each.user)))

    async def people(self, team: int) -> tuple[Person, ...]:
        found = [person for person in self._kept.people.values() if person.team == team]
        return tuple(sorted(found, key=lambda person: (person.name, person.id)))

    async def teams(self) -> tuple[Team, ...]:
        return tuple(sorted(self._kept.teams.values(), key=lambda team: (team.name, team.id)))

    async def session(self, session: int) -> Session | None:
        return self._kept.sessions.get(session)

    async def open_sessions(self, rep: int) -> tuple[Session, ...]:
        found = [
            each for each in self._kept.sessions.values() if each.rep == rep and each.status is Status.OPEN
        ]
        return tuple(sorted(found, key=lambda each: (each.began, each.id), reverse=True))

    async def last_submitted(self, rep: int, deal: int, flow: str) -> Session | None:
        found = [each for each in self._submitted(flow, rep) if each.deal == deal]
        return found[-1] if found else None

    async def deal(self, deal: int) -> Deal | None:
        found = self._kept.deals.get(deal)
        return found and found.model_copy(update={"reflections": reflections_of(self._kept, deal)})

    async def deal_named(self, team: int, name: str) -> Deal | None:
        for deal in self._kept.deals.values():
            if deal.team == team and name_key(deal.name) == name_key(name):
                return await self.deal(deal.id)
        former = self._kept.former_names.get((team, name_key(name)))
        return await self.deal(former) if former else None

    async def deals(self, rep: int, limit: int = 20) -> tuple[Deal, ...]:
        touched: dict[int, tuple[datetime, int]] = {}
        for each in self._kept.sessions.values():
            if each.rep == rep:
                touched[each.deal] = max(touched.get(each.deal, (each.shown, each.id)), (each.shown, each.id))
        newest = sorted(touched, key=lambda deal: touched[deal], reverse=True)
        opened = [deal for deal in newest if self._kept.deals[deal].closed is None]
        opened = [deal for deal in opened if has_words(self._kept, deal)]
        found = [await self.deal(deal) for deal in opened[:limit]]
        return tuple(deal for deal in found if deal)

    async def background(self, rep: int, deal: int) -> Background | None:
        found = await self.deal(deal)
        if found is None:
            return None
        memory: dict[str, Values] = {}
        for whose in (TEAM_MEMORY, rep):
            for (of_deal, person, question), values in self._kept.memory.items():
                if (of_deal, person) == (deal, whose):
                    memory[question] = values
        learnt = [each.answer("learning") for each in self._submitted("postcall", rep) if each.deal == deal]
        barriers = Counter(
            barrier
            for each in self._submitted("postcall", rep)[-LATELY:]
            for barrier in each.answers.get("barrier", ())
            if barrier != "none"
        )
        learning = next((text for text in reversed(learnt) if text), "")
        return Background(deal=found, memory=memory, learning=learning, barriers=dict(barriers))

    async def gathered(self, session: int) -> Gathered | None:
        found = await self.session(session)
        if found is None:
            return None
        check = await self.session(found.check) if found.check else None
        tried = self._tried(found.rep, found) if found.flow == "precall" else Tried()
        return Gathered(found, await self.background(found.rep, found.deal), check, tried)

    async def opening(self, rep: int, team: int, name: str, flow: str, check: str = "") -> Opening | None:
        deal = await self.deal_named(team, name)
        background = await self.background(rep, deal.id) if deal else None
        if deal is None or background is None:
            return None
        opened = [each for each in await self.open_sessions(rep) if (each.deal, each.flow) == (deal.id, flow)]
        checked = await self.last_submitted(rep, deal.id, check) if check else None
        tried = self._tried(rep, None) if flow == "precall" else Tried()
        return Opening(background, opened[0] if opened else None, checked, tried)

    async def flow_text(self, digest: str) -> str | None:
        return self._kept.flows[digest][2] if digest in self._kept.flows else None

    async def flow_digests(self) -> Mapping[tuple[str, int], frozenset[str]]:
        found: dict[tuple[str, int], frozenset[str]] = {}
        for digest, (flow, version, _) in self._kept.flows.items():
            found[flow, version] = found.get((flow, version), frozenset()) | {digest}
        return found

    async def open_deal(self, team: int, name: str, at: datetime) -> Deal:
        known = await self.deal_named(team, name)
        if known:
            return known
        must(team in self._kept.teams, "no such team")
        deal = self._ids()
        condition = Condition(id=self._ids(), text=WATCH_MY_BACK)
        made = Deal(id=deal, team=team, name=name.strip(), conditions=(condition,))
        self._kept.deals[deal] = made
        self._kept.opened[deal] = at
        return made

    async def save(self, change: Change) -> Saved:
        after = self._kept.snapshot()
        saved = _save(after, change, self._ids)
        if saved is Saved.SAVED:
            self._kept = after
        return saved

    async def apply(self, roster: Roster, at: datetime) -> Mapping[str, int]:
        after = self._kept.snapshot()
        counts = _apply(after, roster, self._ids, at)
        self._kept = after
        return counts

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        after = self._kept.snapshot()
        for delivery in deliveries:
            add(after, delivery)
        added = len(after.deliveries) - len(self._kept.deliveries)
        self._kept = after
        return added

    async def put_post(self, post: Post) -> None:
        standing = self._kept.posts.get((post.place, post.mark))
        put = standing.model_copy(update={"document": post.document}) if standing else post
        self._kept.posts[post.place, post.mark] = put

    async def posts(self, place: str, limit: int = 200) -> tuple[Post, ...]:
        found = [post for post in self._kept.posts.values() if post.place == place]
        return tuple(sorted(found, key=lambda post: post.id)[-limit:])

    async def note(self, name: str) -> str | None:
        return self._kept.notes.get(name)

    async def put_note(self, name: str, value: str) -> None:
        self._kept.notes[name] = value

    async def tidy(self, now: datetime, keep: timedelta | None = None) -> None:
        kept, quarter = self._kept, now - timedelta(weeks=13)
        kept.seen = {key: at for key, at in kept.seen.items() if at >= now - timedelta(days=30)}
        for key, each in list(kept.deliveries.items()):
            if each.state in {State.SENT, State.SKIPPED} and each.due < quarter:
                del kept.deliveries[key]
                kept.shown.pop(key, None)
        kept.digests = {key: each for key, each in kept.digests.items() if each.at >= quarter}
        kept.accesses = {each: None for each in kept.accesses if each.at >= now - timedelta(days=365)}
        if keep is not None:
            let_go(kept, now - keep)
        drop_unwritten(kept, now - timedelta(days=14))

    async def settle(self, delivery: int, state: State, at: datetime, why: str = "") -> None:
        await super().settle(delivery, state, at, why)
        for each in await self.deliveries() if state is State.SENT else ():
            if each.id == delivery:
                self._looked(each.key, at)
                self._judged(each.key)

    def _submitted(self, flow: str = "", rep: int = 0) -> list[Session]:
        """Submitted sessions of that flow and rep (none named: of all), the oldest first."""
        found = [
            (each.submitted, each.id, each)
            for each in self._kept.sessions.values()
            if each.status is Status.SUBMITTED and each.submitted
            if flow in {"", each.flow} and rep in {0, each.rep}
        ]
        return [each for _, _, each in sorted(found)]

    def _reaches(self, identity: Identity) -> bool:
        gone = (identity.platform, identity.workspace) in self._kept.workspaces_left
        return not gone and identity not in self._kept.left

    async def join(self, identity: Identity, name: str, zone: str, workspace: str, at: datetime) -> Person:
        known = await self.known_as(identity)
        if known is None:
            email = f"{identity.user}@{identity.workspace}.{identity.platform}.invalid"
            team = self._own_team(identity, workspace, zone, at)
            known = Person(id=self._ids(), name=name, email=email, role=Role.REP, team=team, zone=zone)
            add(self._kept, welcome(known.id, {JOINED: identity.platform}, at, self._ids))
        elif not (await self.preferences(known.id)).zone:
            known = known.model_copy(update={"zone": zone})
        if known.email.endswith(".invalid"):
            known = known.model_copy(update={"name": name})
        self._kept.left.discard(identity)
        self._kept.people[known.id] = known
        self._kept.enrolled.setdefault(known.id, at)
        self._kept.identities[identity] = known.id
        return known

    def _own_team(self, identity: Identity, workspace: str, zone: str, at: datetime) -> int:
        place = (identity.platform, identity.workspace)
        found = [team for team in self._kept.teams.values() if (team.platform, team.workspace) == place]
        names = (workspace, f"{workspace} ({place[0]})", f"{workspace} ({place[1]})")
        called = {name_key(name) for name in names}
        own = next((team for team in found if name_key(team.name) in called), None)
        if own or len(found) == 1:
            return (own or found[0]).id
        taken = {name_key(team.name) for team in self._kept.teams.values()}
        team = Team(
            id=self._ids(),
            name=next(name for name in names if name_key(name) not in taken),
            platform=identity.platform,
            workspace=identity.workspace,
            channel="",
            country="",
            zone=zone,
        )
        self._kept.teams[team.id] = team
        self._kept.teams_since[team.id] = at
        return team.id

    async def leave(self, identity: Identity, at: datetime) -> None:
        self._kept.left.add(identity)

    async def workspace_left(self, platform: str, workspace: str, at: datetime) -> None:
        self._kept.workspaces_left.add((platform, workspace))
        there = {
            person
            for identity, person in self._kept.identities.items()
            if (identity.platform, identity.workspace) == (platform, workspace)
        }
        for key, each in self._kept.deliveries.items():
            waits = each.state is State.WAITING and each.person in there
            if waits and each.person and not await self.identities(each.person):
                skipped = {"state": State.SKIPPED, "why": "the app was removed"}
                self._kept.deliveries[key] = each.model_copy(update=skipped)

    async def workspace_joined(self, platform: str, workspace: str) -> None:
        self._kept.workspaces_left.discard((platform, workspace))

    async def preferences(self, person: int) -> Preferences:
        return self._kept.preferences.get(person, Preferences())

    async def put_preferences(self, person: int, preferences: Preferences) -> None:
        must(person in self._kept.people, "nobody has that id")
        self._kept.preferences[person] = preferences
        if preferences.zone:
            known = self._kept.people[person]
            self._kept.people[person] = known.model_copy(update={"zone": preferences.zone})

    async def shown(self, key: str) -> Shown | None:
        return self._kept.shown.get(key)

    async def put_shown(self, key: str, shown: Shown) -> None:
        self._kept.shown[key] = shown

    async def export(self, person: int) -> tuple[Kept, ...]:
        mine = [each for each in self._kept.sessions.values() if each.rep == person]
        newest = sorted(mine, key=lambda each: (each.began, each.id), reverse=True)
        return tuple(Kept(session=each, deal=self._kept.deals[each.deal].name) for each in newest)

    async def forget(self, person: int, at: datetime) -> None:
        for each in list(self._kept.sessions.values()):
            if each.rep == person:
                facts = {key: each.answers[key] for key in ("agreed", "signals") if key in each.answers}
                status = Status.LET_GO if each.status is Status.OPEN else each.status
                nobodys = {"rep": 0, "answers": facts, "draft": {}, "status": status}
                self._kept.sessions[each.id] = each.model_copy(update=nobodys)
        for place in [place for place in self._kept.memory if place[1] == person]:
            del self._kept.memory[place]
        for post in [post for post in self._kept.posts if post[0] == f"chat:{person}"]:
            del self._kept.posts[post]
        forget_digests(self._kept, person, at)
        forget_feedback(self._kept, person, at)
        forget_experiments(self._kept, person)
        forget_fillings(self._kept, person)
        forget_presses(self._kept, person)
        for key in [key for key, each in self._kept.deliveries.items() if each.person == person]:
            del self._kept.deliveries[key]
            self._kept.shown.pop(key, None)
        if person in self._kept.people:
            self._kept.enrolled[person] = at

    async def week(self, rep: int, since: datetime) -> Week:
        flows = Counter(
            each.flow
            for each in self._kept.sessions.values()
            if each.rep == rep and each.submitted and each.submitted >= since
        )
        return Week(checks=flows["precall"], reflections=flows["postcall"])

    async def next_nudge(self, person: int, now: datetime) -> datetime | None:
        waiting = [
            each.due
            for each in self._kept.deliveries.values()
            if each.person == person
            and each.kind is Kind.NUDGE
            and each.state is State.WAITING
            and each.until > now
        ]
        return min(waiting, default=None)


def _with_email(kept: Tables, email: str) -> Person | None:
    key = email.strip().casefold()
    return next((person for person in kept.people.values() if person.email.strip().casefold() == key), None)


def _save(kept: Tables, change: Change, ids: Ids) -> Saved:
    session = change.session
    if change.key in kept.seen:
        return Saved.REPEATED
    stored = kept.sessions.get(session.id)
    if change.base is not None and (stored is None or stored.turn != change.base):
        return Saved.STALE
    must(session.rep in kept.people, "no such person")
    must(session.deal in kept.deals, "no such deal")
    kept.seen[change.key] = change.at
    kept.sessions[session.id] = session
    if change.flow_text:
        kept.flows.setdefault(session.digest, (session.flow, session.version, change.flow_text))
    if change.base is None or session.submitted == change.at:
        reopen(kept, session.deal)
    for effect in change.effects:
        _touch(kept, session, effect, change.at, ids)
        if isinstance(effect, AskManager):
            ask(kept, session, effect.text, change.at)
        if isinstance(effect, KeepGrounds) and session.status is Status.SUBMITTED:
            kept.grounds[session.id] = effect.full
    steps = tuple(
        Step(what=effect.what, theirs=effect.theirs, due=effect.due)
        for effect in change.effects
        if isinstance(effect, NameStep)
    )
    names_none = not set(session.answers.get("agreed", ())) - NOT_A_STEP and not session.answers.get(
        "promised"
    )
    if steps or (session.status is Status.SUBMITTED and names_none):
        kept.steps[session.id] = steps
    for delivery in change.deliveries:
        follow(kept, delivery)
    return Saved.SAVED


def _touch(kept: Tables, session: Session, effect: Effect, at: datetime, ids: Ids) -> None:
    deal = kept.deals[session.deal]
    changes: dict[str, object] = {}
    if isinstance(effect, Remember):
        person = session.rep if effect.memory is Memory.REP else TEAM_MEMORY
        kept.memory[deal.id, person, effect.question] = effect.values
        if effect.question == "walk" and person == TEAM_MEMORY and effect.values[0] in set(WalkStep):
            changes = {"walk": WalkStep(effect.values[0])}
    elif isinstance(effect, FillGlasses):
        pour(kept, deal.id, Changes(effect.fill, effect.empty), Filled(at, session.rep))
        return
    elif isinstance(effect, AddCondition):
        text = effect.text.strip()[:200].rstrip()
        if text and name_key(text) not in {name_key(each.text) for each in deal.conditions}:
            new = Condition(id=ids(), text=text)
            taken = {each.id for every in kept.deals.values() for each in every.conditions}
            must(new.id not in taken, "that id is taken")
            changes = {"conditions": (*deal.conditions, new)}
    kept.deals[deal.id] = deal.model_copy(update=changes)


def _apply(kept: Tables, roster: Roster, ids: Ids, at: datetime) -> dict[str, int]:
    counts = dict.fromkeys(("teams_added", "teams_changed", "people_added", "people_changed"), 0)
    counts |= {"identities_added": 0, "identities_moved": 0}
    named = {name_key(team.name): team for team in kept.teams.values()}
    described = {name_key(team.name) for team in roster.teams}
    for team in (*roster.teams, *_undescribed(roster, named.keys() | described)):
        known = named.get(name_key(team.name))
        put = team.model_copy(update={"id": known.id if known else team.id or ids()})
        counts["teams_added"] += known is None
        counts["teams_changed"] += known is not None and known != put
        must(known is not None or put.id not in kept.teams, "that id is taken")
        named[name_key(team.name)] = put
        if known is None:
            kept.teams[put.id] = put
            kept.teams_since[put.id] = at
        change_team(kept, put, at)
    for email in dict.fromkeys(member.email.strip().casefold() for member in roster.members):
        rows = [member for member in roster.members if member.email.strip().casefold() == email]
        before = _with_email(kept, email) or _joined(kept, rows)
        person = _meant(rows, named.get(name_key(rows[-1].team)), before, ids)
        counts["people_added"] += before is None
        counts["people_changed"] += before is not None and before != person
        kept.people[person.id] = person
        if before is None and roster.welcome is not None:
            add(kept, welcome(person.id, roster.welcome, at, ids))
        if before is None or (before.team, before.role) != (person.team, person.role):
            kept.enrolled[person.id] = at
        for row in rows:
            whose = kept.identities.get(row.identity)
            counts["identities_added"] += whose is None
            counts["identities_moved"] += whose is not None and whose != person.id
            kept.identities[row.identity] = person.id
    return counts


def _joined(kept: Tables, rows: list[Member]) -> Person | None:
    found = (kept.people.get(kept.identities.get(row.identity, 0)) for row in rows)
    return next((person for person in found if person and person.email.endswith(".invalid")), None)


def _undescribed(roster: Roster, described: set[str]) -> list[Team]:
    found: dict[str, Team] = {}
    for member in roster.members:
        key = name_key(member.team)
        if key and key not in described and key not in found:
            found[key] = Team(
                id=0,
                name=member.team.strip(),
                platform=member.identity.platform,
                workspace=member.identity.workspace,
                channel="",
                country="",
                zone=member.zone or "UTC",
            )
    return list(found.values())


def _meant(rows: list[Member], team: Team | None, before: Person | None, ids: Ids) -> Person:
    last = rows[-1]
    if last.role not in set(Role):
        raise RosterError(last.role)
    said = [row.zone for row in rows if row.zone]
    fallback = before.zone if before else team.zone if team else "UTC"
    return Person(
        id=before.id if before else ids(),
        name=last.name,
        email=last.email,
        role=Role(last.role),
        team=team.id if team else None,
        zone=said[-1] if said else fallback,
    )
