"""Made-up reps take checks and reflect, through the real coach; what they said goes into the book."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.answers import Answers
from bot.chat.playing import Player
from bot.house import House
from dialogs.document import Act
from dialogs.people import Person
from tests.year import cast
from tests.year.houses import Houses
from tests.year.ledger import GROUNDS, WATCH, Exchange, Member, Pot, Said
from tests.year.plan import BEGINS, DAY, MINUTE
from tests.year.timetable import Post, instant, today


class Calls(Houses):
    """Everything about calls."""

    def _pot_names(self, member: Member) -> list[str]:
        """A rep's present deals; the first one of every fourth rep is shared with the one before."""
        weeks = (self.clock.now().date() - BEGINS).days // 7
        number = sorted(self.ledger.members).index(member.id)
        shared = f"{member.team} shared {number // 4} in {weeks // 11}"
        own = [f"{member.name} deal {n} in {weeks // 9} for {member.team}" for n in range(2)]
        return [shared, *own] if number % 4 < 2 else own

    async def _pot(self, name: str, member: Member) -> Pot:
        crew = self.ledger.crews[member.team]
        found = await self.houses[0].store.deal_named(crew.id, name)
        assert found is not None
        return self.ledger.pots.setdefault(found.id, Pot(found.id, name, member.team))

    async def _do_check(self, name: str, ends: datetime, *, soon: bool) -> None:
        member = self.active(name)
        if member is None:
            return
        dice, deal = self.dice, self.dice.choice(self._pot_names(member))
        doubt = dice.choice(("little", "some", "lot"))
        good = {ground: dice.random() < 0.8 for ground in GROUNDS}
        person = await self.person(member)
        local = ends.astimezone(ZoneInfo(person.zone)).strftime("%H:%M")

        def marked(kind: str) -> str:
            return self.mark(kind, member.id, member.team)

        values = {
            "know": (dice.choice(("company", "person") if good["know"] else ("nothing", "industry")),),
            "difference": (
                dice.choice(cast.DIFFERENCES[good["difference"]]).format(mark=marked("difference")),
            ),
            "proof": tuple(dice.sample(cast.PROOFS, cast.NEEDED[doubt] - (not good["proof"]))),
            "doubt": (doubt,),
            "question": (dice.choice(cast.QUESTIONS[good["question"]]).format(mark=marked("question")),),
            "advance": (dice.choice(cast.STEPS),),
            "step": (cast.STEP,),
            "chance": (str(dice.choice((20, 50, 50, 70, 80, 80, 80, 90))),),
            "ends": (local,) if soon else (),
            "need": (f"Home early, {marked('need')}",),
            "opportunity": (f"agree with {marked('opportunity')}",),
            "barrier": (dice.choice((*cast.BARRIERS, "none")),),
        }
        pushed = {
            "know": ("person",),
            "difference": (cast.DIFFERENCES[True][0].format(mark=marked("difference")),),
            "proof": cast.PROOFS[: cast.NEEDED[doubt]],
            "question": (cast.QUESTIONS[True][0].format(mark=marked("question")),),
        }
        one = self.any
        answers = Answers(file=deal, values=values, push_back=pushed, keep=dice.random() < 0.5)
        await Player(one.coach, one.ids, person).play(self.library.flows["precall"], deal, answers)
        pot = await self._pot(deal, member)
        said = await self._read_back("precall", person, pot)
        said.full = self._grounds(said)
        self.ledger.checks.append(said)
        if soon:
            self._remind(said, member, ends.replace(second=0))

    def _remind(self, check: Said, member: Member, ends: datetime) -> None:
        """The nudge: ten minutes after the call; let go at the end of the next working day."""
        day = today(ends, member.zone) + DAY
        while day.weekday() > 4:
            day += DAY
        until = instant(day + DAY, "00:00", member.zone)
        key = f"nudge:{check.session}"
        due = ends + 10 * MINUTE
        self.timetable.posts[key] = Post(
            key, "nudge", str(check.session), member.id, member.team, due, until, due, "waiting"
        )
        self.check_of[key] = check

    async def _read_back(self, flow: str, person: Person, pot: Pot) -> Said:
        """What stands in the database is what was said."""
        kept = await self.houses[0].store.last_submitted(person.id, pot.id, flow)
        assert kept is not None
        assert kept.submitted == self.clock.now()
        order = self.library.order
        theme = order[(today(self.clock.now(), person.zone).isocalendar().week - 1) % len(order)]
        assert kept.theme == theme
        return Said(kept.id, flow, person.id, pot, self.clock.now(), theme, dict(kept.answers))

    @staticmethod
    def _grounds(said: Said) -> frozenset[str]:
        """The five glasses, by how the year made the texts."""

        def like(texts: tuple[str, ...], text: str) -> bool:
            return any(text.startswith(each.split("{")[0]) for each in texts)

        full = {
            "know": said.one("know") in {"company", "person"},
            "difference": like(cast.DIFFERENCES[True], said.one("difference")),
            "proof": len(said.answers.get("proof", ())) >= cast.NEEDED[said.one("doubt")],
            "question": like(cast.QUESTIONS[True], said.one("question")),
            "advance": bool(said.one("advance")),
        }
        return frozenset(ground for ground in GROUNDS if full[ground])

    async def _do_reflect(self, name: str) -> None:
        member = self.active(name)
        if member is None:
            return
        dice, now = self.dice, self.clock.now()
        checked = [
            each for each in self.ledger.checks if each.rep == member.id and each.deal.team == member.team
        ]
        recent = [each.deal.name for each in checked[-1:] if now - each.at < 3 * DAY]
        deal = recent[0] if recent and dice.random() < 0.9 else dice.choice(self._pot_names(member))
        person = await self.person(member)
        known = next(
            (pot for pot in self.ledger.pots.values() if (pot.name, pot.team) == (deal, member.team)), None
        )
        glasses = known.glasses if known else {WATCH: False}
        # the check that it will be held against: the rep's last one of the deal, unless that is too old
        last = next((each for each in reversed(checked) if each.deal.name == deal), None)
        held = last if last is not None and now - last.at <= timedelta(hours=48) else None
        values = self._reflection(member, glasses, planned=held is not None and held.one("barrier") != "none")
        one = self.any
        answers = Answers(file=deal, values=values)
        await Player(one.coach, one.ids, person).play(self.library.flows["postcall"], deal, answers)
        pot = await self._pot(deal, member)
        said = await self._read_back("postcall", person, pot)
        for question in ("agreed", "signals", "barrier", "learning", "promised"):
            assert set(said.answers.get(question, ())) == set(values[question])
        said.held = held
        self._fill(pot, values)
        self.ledger.reflections.append(said)
        if values["feedback"]:
            self.ledger.exchanges[said.session] = Exchange(
                said.session, member.id, member.team, now, asked=True, text=values["feedback"][0], deal=deal
            )
        if dice.random() < 0.04:
            await self._edit(one, person, member, said, values)
        if dice.random() < 0.3:
            await self._recall(one, person)

    async def _recall(self, one: House, person: Person) -> None:
        """What came of something that they wrote to do next time, in this team or in one that they left."""
        mine = [each for each in self.ledger.reflections if each.rep == person.id and each.one("learning")]
        old = [each for each in mine if timedelta(weeks=1) < self.clock.now() - each.at < timedelta(weeks=5)]
        if old:
            last = old[-1]
            came = self.dice.choice(("kept", "missed", "no-moment"))
            await one.coach.press(person, Act.RECALL, f"{last.session}/{came}", f"recall:{one.ids()}")
            last.came = last.came or came

    def _reflection(
        self, member: Member, glasses: dict[str, bool], *, planned: bool
    ) -> dict[str, tuple[str, ...]]:
        dice, now = self.dice, self.clock.now()
        wins = 0.2 + 0.1 * (member.id % 7)
        agreed: tuple[str, ...] = (dice.choice(("nothing", "nothing", "no")),)
        if dice.random() < wins:
            agreed = tuple(dice.sample(cast.STEPS, dice.choice((1, 1, 2))))
        if dice.random() < 0.03:
            agreed = ("sign",)
        success = agreed[0] not in {"nothing", "no"}
        full = [name for name, filled in glasses.items() if filled or dice.random() < 0.35]
        added = f"Runs on {self.mark('condition', member.id, member.team)}"
        theme = self.library.order[(today(now, member.zone).isocalendar().week - 1) % len(self.library.order)]
        barriers = cast.BARRIERS[member.id % 5 : member.id % 5 + 3]

        def marked(kind: str) -> str:
            return self.mark(kind, member.id, member.team)

        return {
            "agreed": agreed,
            "step": (cast.STEP,),
            "by": ((now.date() + DAY * dice.randint(2, 12)).isoformat(),)
            if success and dice.random() < 0.7
            else (),
            "signals": tuple(dice.sample(cast.SIGNALS, 2)) if dice.random() < 0.6 else ("none",),
            "glasses": tuple(full),
            "barrier": (dice.choice((*barriers, "none")),) if dice.random() < 0.9 else (),
            "plan": (dice.choice(("kept", "missed", "no-moment")),) if planned else (),
            "learning": (f"wait for {marked('learning')}",) if dice.random() < 0.8 else (),
            "lens": (dice.choice(self.library.themes[theme].lens.options[:3]).id,)
            if dice.random() < 0.9
            else (),
            "condition": (added,) if len(glasses) < 4 and dice.random() < 0.6 else (),
            "promised": tuple(dice.sample(("share", "trial", "other"), dice.choice((0, 1, 1, 2)))),
            "feedback": (f"How about {marked('feedback')}?",) if dice.random() < 0.1 else (),
        }

    @staticmethod
    def _fill(pot: Pot, values: dict[str, tuple[str, ...]]) -> None:
        for name in pot.glasses:
            pot.glasses[name] = name in values["glasses"]
        for text in values["condition"]:
            pot.glasses.setdefault(text, False)

    async def _edit(
        self, one: House, person: Person, member: Member, said: Said, values: dict[str, tuple[str, ...]]
    ) -> None:
        """A reflection thought over: other steps, another barrier. It counts where it counted."""
        self.clock.instant += timedelta(seconds=40)
        screen = await one.coach.press(person, Act.REOPEN, str(said.session), f"again:{one.ids()}")
        form = screen.document.form
        assert form is not None
        changed = {**values, "agreed": ("trial",), "by": (), "barrier": ("technique",), "condition": ()}
        changed["glasses"] = tuple(name for name, full in said.deal.glasses.items() if full)
        reply = Answers(file="edit", values=changed).reply(form)
        assert reply is not None
        await one.coach.submit(person, form.ref, form.page, reply, f"again:{one.ids()}")
        kept = await one.store.session(said.session)
        assert kept is not None
        assert kept.answer("agreed") == "trial"
        said.answers = dict(kept.answers)
