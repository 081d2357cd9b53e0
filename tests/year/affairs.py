"""Feedback, experiments, pages opened, buttons pressed; and what happens to people and teams."""

import re
from datetime import date
from typing import Any

from bot.coach.use_cases import Sent
from bot.ports import Roster
from dialogs.document import Act, Buttons, Document
from dialogs.people import Role
from dialogs.plain import SIGNS, lines
from dialogs.tips import Wishes
from tests.year import cast
from tests.year.calls import Calls
from tests.year.ledger import Crew, Exchange, Member, Taken
from tests.year.plan import DAY
from tests.year.reckoned import Reckoner
from tests.year.timetable import today


class Affairs(Calls):
    """Everything that is no call."""

    async def _do_ask(self, name: str) -> None:
        member = self.active(name)
        if member is None or member.role != "rep":
            return
        one, person = self.any, await self.person(member)
        text = f"What of {self.mark('feedback', member.id, member.team)}?"
        await one.coach.say(person, f"/coach ask {text}", f"ask:{one.ids()}")
        asked = await one.store.requests(self.ledger.crews[member.team].id, limit=500)
        mine = next(each for each in asked if each.text == text)
        self.ledger.exchanges[mine.id] = Exchange(
            mine.id, member.id, member.team, self.clock.now(), asked=True, text=text
        )

    async def _do_note(self, team: str) -> None:
        managers = [each for each in self.ledger.of_team(team) if each.role == "manager"]
        reps = [each for each in self.ledger.of_team(team) if each.role == "rep"]
        if not managers or not reps:
            return
        one, manager, rep = self.any, self.dice.choice(managers), self.dice.choice(reps)
        text = f"I saw {self.mark(f'note {rep.id}', manager.id, team)}"
        form = Sent(act=Act.NOTE, ref=str(rep.id), page="note", values={"text": (text,)})
        await one.coach.fill(await self.person(manager), form, f"note:{one.ids()}")
        known = await one.store.requests(self.ledger.crews[team].id, waiting=False, limit=10_000)
        mine = next(each for each in known if each.text == text)
        self.ledger.exchanges[mine.id] = Exchange(
            mine.id, rep.id, team, self.clock.now(), asked=False, text=text
        )
        if self.dice.random() < 0.5:
            reply = f"I will, {self.mark(f'answer {manager.id}', rep.id, team)}"
            back = Sent(act=Act.WRITE_BACK, ref=str(mine.id), page="write-back", values={"text": (reply,)})
            await one.coach.fill(await self.person(rep), back, f"back:{one.ids()}")

    async def _do_answer(self, team: str) -> None:
        managers = [each for each in self.ledger.of_team(team) if each.role == "manager"]
        waiting = [
            each
            for each in self.ledger.exchanges.values()
            if each.team == team and each.asked and each.answered is None
        ]
        for each in waiting[:4]:
            others = [manager for manager in managers if manager.id != each.rep]
            if not others:
                continue
            one, manager = self.any, self.dice.choice(others)
            text = f"Try {self.mark(f'answer {each.rep}', manager.id, team)}"
            form = Sent(act=Act.REPLY, ref=str(each.id), page="reply", values={"text": (text,)})
            screen = await one.coach.fill(await self.person(manager), form, f"reply:{one.ids()}")
            self._opened(manager, screen.document)
            each.answered = self.clock.now()

    async def _do_take(self, name: str) -> None:
        member = self.active(name)
        if member is None or member.role != "rep":
            return
        now = self.clock.now()
        mine = [each for each in self.ledger.trials if each.rep == member.id]
        experiment = self.dice.choice(list(self.library.experiments))
        if mine and (mine[-1].experiment == experiment or now - mine[-1].at < 12 * DAY):
            return
        one, crew = self.any, self.ledger.crews[member.team]
        year, week, _ = today(now, crew.zone).isocalendar()
        reckoner = Reckoner(self.ledger, self.library, crew, f"{year}-W{week:02}", now)
        before = reckoner.before(self.library.experiments[experiment], member)
        person = await self.person(member)
        screen = await one.coach.press(person, Act.TAKE, experiment, f"take:{one.ids()}")
        rows = [block.items for block in screen.document.blocks if isinstance(block, Buttons)]
        asked = [each.ref for row in rows for each in row if each.act is Act.TAKE]
        ends = bool(mine) and reckoner.goes_on(mine[-1], member)
        assert len(asked) == ends, (name, now, experiment)
        if ends:  # what ends with it was said first
            await one.coach.press(person, Act.TAKE, asked[0], f"take:{one.ids()}")
            mine[-1].ended = now
        self.ledger.trials.append(Taken(member.id, experiment, now, before))

    def _opened(self, member: Member, *documents: Document) -> None:
        self.ledger.screens += [(Member(**vars(member)), each.model_dump_json()) for each in documents]

    async def _do_look(self, name: str) -> None:
        """A rep looks at a colleague's deal, and at what the manager was told."""
        member = self.active(name)
        if member is None:
            return
        one, person = self.any, await self.person(member)
        pots = [pot for pot in self.ledger.pots.values() if pot.team == member.team]
        if pots and member.role == "rep":
            screen = await one.coach.say(person, f"/coach deal {self.dice.choice(pots).name}", "")
            self._opened(member, screen.document)
        screen = await one.coach.say(person, "/coach shared all", "")
        self._opened(member, screen.document, *screen.more)

    async def _do_manage(self, team: str) -> None:
        """A manager opens a deal and the team's week."""
        managers = [each for each in self.ledger.of_team(team) if each.role == "manager"]
        pots = [pot for pot in self.ledger.pots.values() if pot.team == team]
        if not managers or not pots:
            return
        one, manager, pot = self.any, self.dice.choice(managers), self.dice.choice(pots)
        person, now = await self.person(manager), self.clock.now()
        screen = await one.coach.press(person, Act.DEAL, str(pot.id), "")
        self._opened(manager, screen.document)
        reps = {each.rep for each in self.ledger.reflections if each.deal is pot}
        self.ledger.accesses |= {
            (rep, now, manager.id, "access.deal", pot.name) for rep in reps - {manager.id}
        }
        screen = await one.coach.say(person, "/coach team", "")
        self._opened(manager, screen.document)
        crew = self.ledger.crews[team]
        year, week, _ = today(now, crew.zone).isocalendar()
        period = f"{year}-W{week:02}"
        found = Reckoner(self.ledger, self.library, crew, period, now).manager_lines(manager)
        if found is not None:
            told, named = found
            self.figures.append((f"/coach team, {team}, {now}", said(screen.document), told))
            self.ledger.accesses |= {(rep, now, manager.id, "access.team", period) for rep in named}

    async def _do_press(self, team: str) -> None:
        """Somebody presses "Not for us", or "Trying it today", under the tip of the day."""
        crew = self.ledger.crews[team]
        reps = [each for each in self.ledger.of_team(team) if each.role == "rep" and not each.gone]
        if not crew.given or not reps:
            return
        one, rep, tip = self.any, self.dice.choice(reps), crew.given[-1][1]
        wanted = self.dice.random() < 0.5
        act = Act.TRYING if wanted else Act.NOT_FOR_US
        await one.coach.press(await self.person(rep), act, f"{crew.id}/{tip}", f"press:{one.ids()}")
        said = crew.not_for_us.setdefault(tip, set())
        (said.discard if wanted else said.add)(rep.id)

    # ------------------------------------------------------------------------------------------------- events

    async def _do_event(self, event: cast.Event) -> None:
        await getattr(self, f"_on_{event.what.replace('-', '_')}")(event.who, event.more)

    async def _prefer(self, member: Member, **changes: Any) -> None:
        store = self.any.store
        known = await store.preferences(member.id)
        await store.put_preferences(member.id, known.model_copy(update=changes))

    async def _on_quiet(self, who: str, more: str) -> None:
        member = self.member(who)
        await self.any.coach.say(await self.person(member), f"/coach quiet {more}", "")
        member.quiet = more == "on"

    async def _on_away(self, who: str, more: str) -> None:
        member = self.member(who)
        member.away_until = date.fromisoformat(more)
        await self._prefer(member, away_until=member.away_until)

    async def _on_zone(self, who: str, more: str) -> None:
        member = self.member(who)
        member.zone = more
        await self._prefer(member, zone=more)

    async def _on_join(self, who: str, more: str) -> None:
        n = sum(name.startswith(f"{who} ") and name.split(" ")[1].isdigit() for name in self.called)
        listed = self.listed(f"{who} {n}", "rep", who, more)
        await self.any.store.apply(Roster(members=(listed,)), self.clock.now())
        person = await self.any.store.with_email(listed.email)
        assert person is not None
        self.enter(person, who)

    async def _put(self, member: Member, team: str, role: str) -> None:
        ident = self.ledger.crews[team].id if team else None
        await self.any.store.put_member(member.id, ident, Role(role), self.clock.now())
        member.team, member.role, member.since = team, role, self.clock.now()

    async def _on_leave(self, who: str, _more: str) -> None:
        await self._put(self.member(who), "", "rep")

    async def _on_move(self, who: str, more: str) -> None:
        member = self.member(who)
        await self._put(member, more, "rep")

    async def _on_promote(self, who: str, _more: str) -> None:
        member = self.member(who)
        await self._put(member, member.team, "manager")

    async def _on_step_down(self, who: str, _more: str) -> None:
        member = self.member(who)
        await self._put(member, member.team, "rep")

    async def _on_lead(self, who: str, _more: str) -> None:
        listed = self.listed(f"{who} manager", "manager", who, cast.LONDON)
        await self.any.store.apply(Roster(members=(listed,)), self.clock.now())
        person = await self.any.store.with_email(listed.email)
        assert person is not None
        self.enter(person, who)

    async def _on_gone(self, who: str, _more: str) -> None:
        member = self.member(who)
        for each in await self.any.store.identities(member.id):
            await self.any.store.leave(each, self.clock.now())
        member.gone = True

    async def _on_pause(self, who: str, more: str) -> None:
        crew = self.ledger.crews[who]
        crew.paused_until = date.fromisoformat(more)
        await self.any.store.pause_tips(crew.id, crew.paused_until)

    async def _change(self, who: str, **changes: str) -> None:
        crew, store = self.ledger.crews[who], self.any.store
        team = await store.team(crew.id)
        assert team is not None
        await store.put_team(team.model_copy(update=changes), self.clock.now())
        for name, value in changes.items():
            setattr(crew, name, value)
        crew.since = self.clock.now()

    async def _on_times(self, who: str, more: str) -> None:
        await self._change(who, rep_digest=more)

    async def _on_channel(self, who: str, more: str) -> None:
        await self._change(who, channel=more)

    async def _wish(self, crew: Crew) -> None:
        wishes = Wishes(pinned=crew.pinned, skipped=frozenset(crew.skipped))
        await self.any.store.put_wishes(crew.id, wishes)

    async def _on_pin(self, who: str, more: str) -> None:
        crew = self.ledger.crews[who]
        crew.pinned = more
        await self._wish(crew)

    async def _on_skip(self, who: str, more: str) -> None:
        crew = self.ledger.crews[who]
        crew.skipped = {more}
        await self._wish(crew)


def said(document: Document) -> list[str]:
    """What it says, line by line: signs and buttons aside, a quote and its source as two lines."""
    found: list[str] = []
    signs = tuple(filter(None, SIGNS.values()))
    for shown in (line for block in document.blocks for line in lines(block) if line):
        line = shown[2:] if shown.startswith(signs) else shown
        quote = re.fullmatch(r"“(.*)” \((.*)\)", line, re.DOTALL)
        found += quote.groups() if quote else [line]
    return found
