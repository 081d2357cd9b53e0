"""Every number of coaching.md 3 to 5, reckoned anew from the year's own book: loops over all sessions.

It knows the content's words, for it writes down what a digest should say; it knows nothing of
dialogs.measures and dialogs.digest. Instants are compared on the wall of the team's zone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from math import ceil, floor, sqrt
from zoneinfo import ZoneInfo

from dialogs.experiment import Experiment
from dialogs.library import Library
from tests.year.ledger import GROUNDS, WATCH, Crew, Exchange, Ledger, Member, Pot, Said, Taken
from tests.year.timetable import works

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution, from a table."""

LEAST = 8
"""Observations that a rate needs."""

GROUP = 5
"""Reps that a private number needs."""

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

Ratio = tuple[int, int]
Interval = tuple[float, float]


def wilson(count: int, of: int) -> Interval:
    """The two p with |count/of - p| = z sqrt(p (1-p) / of): the roots of a square equation."""
    a = of + Z * Z
    b = -(2 * count + Z * Z)
    c = count * count / of
    root = sqrt(max(b * b - 4 * a * c, 0.0))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def newcombe(first: Ratio, second: Ratio) -> Interval:
    p, q = first[0] / first[1], second[0] / second[1]
    (l1, u1), (l2, u2) = wilson(*first), wilson(*second)
    return p - q - sqrt((p - l1) ** 2 + (u2 - q) ** 2), p - q + sqrt((u1 - p) ** 2 + (q - l2) ** 2)


def ratio(seen: Iterable[bool]) -> Ratio:
    seen = list(seen)
    return sum(seen), len(seen)


def low_high(interval: Interval) -> Ratio:
    return floor(round(interval[0] * 100, 6)), ceil(round(interval[1] * 100, 6))


def brier(said: Sequence[tuple[int, bool]]) -> float | None:
    if len(said) < LEAST:
        return None
    return sum((chance / 100 - happened) ** 2 for chance, happened in said) / len(said)


class Reckoner:
    """What a digest about a week should say, told from the book as it stands at an instant."""

    def __init__(self, ledger: Ledger, library: Library, crew: Crew, period: str, now: datetime) -> None:
        year, week = period.split("-W")
        self.period = period
        self.ledger, self.library, self.words = ledger, library, library.words
        self.crew, self.now = crew, now
        self.zone = ZoneInfo(crew.zone)
        self.monday = date.fromisocalendar(int(year), int(week), 1)
        self.checks = [each for each in ledger.checks if each.deal.team == crew.name]
        self.reflections = [each for each in ledger.reflections if each.deal.team == crew.name]
        self.numbers = 0
        self.judges: Taken | None = None

    # ---------------------------------------------------------------------------------------- weeks and words

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def in_weeks(self, at: datetime, weeks: int = 1, back: int = 0) -> bool:
        """Whether an instant lies in so many weeks, the one ``back`` weeks before this one the last."""
        ends = self.monday - back * WEEK + WEEK
        return ends - weeks * WEEK <= self.day(at) < ends

    def rate(self, of: str, told: Ratio) -> str:
        self.numbers += 1
        count, all_ = told
        if all_ < LEAST:
            return self.words.say(f"digest.{of}.count", count=count, of=all_)
        low, high = low_high(wilson(count, all_))
        self.numbers += 3
        percent = round(100 * (count / all_))
        return self.words.say(f"digest.{of}.rate", count=count, of=all_, percent=percent, low=low, high=high)

    def on(self, day: date) -> str:
        return self.words.day(day.isoformat())

    def theme(self, ahead: int = 0) -> str:
        order = self.library.order
        return order[((self.monday + ahead * WEEK).isocalendar().week - 1) % len(order)]

    # ------------------------------------------------------------------------------------------------ deals

    def history(self, pot: Pot) -> list[Said]:
        found = [each for each in self.ledger.reflections if each.deal is pot]
        return sorted(found, key=lambda each: (each.at, each.session))

    def recent_deals(self) -> list[tuple[Pot, list[Said]]]:
        """Deals that somebody reflected on in four weeks, up to now; the last one touched first."""
        begins = self.monday - 3 * WEEK
        found = []
        for pot in {id(each.deal): each.deal for each in self.reflections}.values():
            history = self.history(pot)
            if self.day(history[-1].at) >= begins:
                found.append((pot, history))
        return sorted(found, key=lambda each: (each[1][-1].at, each[0].id), reverse=True)

    @staticmethod
    def is_won(history: list[Said]) -> bool:
        return any("sign" in each.theirs for each in history)

    def is_kairos(self, pot: Pot, history: list[Said]) -> bool:
        signals = set(history[-1].answers.get("signals", ())) - {"none"}
        return (
            len(pot.glasses) >= 3 and all(pot.glasses.values()) and bool(signals) and not self.is_won(history)
        )

    def is_stuck(self, history: list[Said]) -> bool:
        last = history[-3:]
        return len(last) == 3 and not any(each.success for each in last) and not self.is_won(history)

    def step(self, history: list[Said]) -> tuple[str, date | None]:
        """What the buyer promised last, and for when."""
        for each in reversed(history):
            if each.theirs:
                by = each.one("by")
                return each.theirs[0], date.fromisoformat(by) if by else None
        return "", None

    def state(self, pot: Pot, history: list[Said]) -> str:  # noqa: PLR0911  one for each state
        step, due = self.step(history)
        full = sum(pot.glasses.values())
        if self.is_won(history):
            return "won"
        if self.is_kairos(pot, history):
            return "kairos"
        if self.is_stuck(history):
            return "stuck"
        if due is not None and due < self.day(self.now):
            return "overdue"
        if len(pot.glasses) > 1 and len(pot.glasses) - full == 1 and not pot.glasses[WATCH]:
            return "watch"
        if step:
            return "dated" if due is not None else "step"
        return "open"

    def step_label(self, step: str) -> str:
        asked = next(each for each in self.library.flows["postcall"].questions if each.id == "agreed")
        return next((option.label for option in asked.options if option.id == step), step)

    # --------------------------------------------------------------------------------- one rep's observations

    @staticmethod
    def covered(said: Said, checks: Iterable[Said]) -> bool:
        return any(
            check.rep == said.rep
            and check.deal is said.deal
            and timedelta() <= said.at - check.at <= timedelta(hours=48)
            for check in checks
        )

    def forecasts(self, said: Iterable[Said]) -> list[tuple[int, bool]]:
        return [(int(each.held.one("chance")), each.success) for each in said if each.held is not None]

    def bands(self, said: Iterable[Said]) -> list[tuple[int, int, list[tuple[int, bool]]]]:
        given = self.forecasts(said)
        return [
            (low, high, [each for each in given if low <= each[0] <= high])
            for low, high in ((10, 30), (40, 60), (70, 90))
        ]

    @staticmethod
    def lean(band: list[tuple[int, bool]]) -> str:
        if len(band) < LEAST:
            return ""
        mean = sum(chance for chance, _ in band) / (100 * len(band))
        low, high = wilson(sum(happened for _, happened in band), len(band))
        return "over-confident" if mean > high else "under-confident" if mean < low else "neither"

    @staticmethod
    def trend(now: Ratio, before: Ratio) -> str:
        if now[1] < LEAST or before[1] < LEAST:
            return ""
        low, high = newcombe(now, before)
        return "rise" if low > 0 else "fall" if high < 0 else ""

    # --------------------------------------------------------------------------------------- the rep's digest

    def rep_lines(self, rep: Member) -> list[str] | None:
        """What a rep's digest says, line by line; None: nothing happened."""
        mine = [each for each in self.reflections if each.rep == rep.id]
        my_checks = [each for each in self.checks if each.rep == rep.id]
        week = [each for each in mine if self.in_weeks(each.at)]
        checks = [each for each in my_checks if self.in_weeks(each.at)]
        if not week and not checks:
            return None
        done = [self.words.say("home.checks", count=len(checks))] if checks else []
        done += [self.words.say("home.reflections", count=len(week))] if week else []
        lines = [self.words.say("digest.rep.done", what=", ".join(done))]
        lines += list(self._rep_facts(rep, mine, my_checks, week))[:3]
        lines += self._band_lines([each for each in mine if self.in_weeks(each.at, 8)])
        lines += self._learning_lines(rep, mine)
        lines += self._experiment_lines(rep, mine, my_checks)
        return [*lines, self.words.say("digest.rep.who-sees")]

    def _rep_facts(
        self, rep: Member, mine: list[Said], my_checks: list[Said], week: list[Said]
    ) -> Iterator[str]:
        say = self.words.say
        deals = [each for each in self.recent_deals() if each[1][-1].rep == rep.id]
        for name, found in (
            ("kairos", [pot.name for pot, history in deals if self.is_kairos(pot, history)]),
            ("stuck", [pot.name for pot, history in deals if self.is_stuck(history)]),
        ):
            if found:
                names = ", ".join(found[:3])
                if len(found) > 3:
                    names = say("digest.and-more", names=names, count=len(found) - 3)
                yield say(f"digest.fact.{name}", deals=names, count=len(found))
        yield from self._turned(mine)
        if week:
            yield self._coverage_line(mine, my_checks, week)
        yield from self._barrier_line(mine)
        yield from self._lens_line(week)

    def _turned(self, mine: list[Said]) -> Iterator[str]:
        now = self.bands(each for each in mine if self.in_weeks(each.at, 8))
        before = self.bands(each for each in mine if self.in_weeks(each.at, 8, back=1))
        for (low, high, given), (_, _, earlier) in reversed(list(zip(now, before, strict=True))):
            leans, leant = self.lean(given), self.lean(earlier)
            if leans and leant and leans != leant:
                yield self.words.say(f"digest.fact.now-{leans}", low=low, high=high)
                return

    def _coverage_line(self, mine: list[Said], checks: list[Said], week: list[Said]) -> str:
        say = self.words.say
        told = ratio(self.covered(each, checks) for each in week)
        if not told[0]:
            return say("digest.fact.no-checks", count=told[1])
        if told[0] == told[1] and told[1] < LEAST:
            text = say("digest.fact.all-checked", count=told[1])
        else:
            text = self.rate("coverage", told)
        now = ratio(self.covered(each, checks) for each in mine if self.in_weeks(each.at, 4))
        before = ratio(self.covered(each, checks) for each in mine if self.in_weeks(each.at, 4, back=4))
        if trend := self.trend(now, before):
            text += " " + say(
                f"digest.fact.coverage-{trend}", count=now[0], of=now[1], before=before[0], earlier=before[1]
            )
        return text

    def _barrier_line(self, mine: list[Said]) -> Iterator[str]:
        met = [each for each in mine if each.one("barrier")]
        now = [each.one("barrier") for each in met if self.in_weeks(each.at, 4)]
        before = [each.one("barrier") for each in met if self.in_weeks(each.at, 4, back=4)]
        best: tuple[float, str] | None = None
        for plan in self.library.plans:
            first, second = (now.count(plan.id), len(now)), (before.count(plan.id), len(before))
            if trend := self.trend(first, second):
                moved = abs(first[0] / first[1] - second[0] / second[1])
                text = self.words.say(
                    f"digest.fact.barrier-{trend}",
                    barrier=plan.label,
                    plan=plan.note,
                    count=first[0],
                    of=first[1],
                    before=second[0],
                    earlier=second[1],
                )
                if best is None or moved > best[0]:
                    best = (moved, text)
        if best:
            yield best[1]

    def _lens_line(self, week: list[Said]) -> Iterator[str]:
        themes = Counter(each.theme for each in week if each.one("lens"))
        for name in sorted(themes, key=lambda name: (-themes[name], name)):
            if themes[name] < 2:
                continue
            options = self.library.themes[name].lens.options
            chosen = Counter(each.one("lens") for each in week if each.theme == name)
            best = max(options, key=lambda option: chosen[option.id])  # of several the first
            yield best.digest.format_map({"count": chosen[best.id], "total": themes[name]})
            return

    def _band_lines(self, mine: list[Said]) -> list[str]:
        say, told, drawn = self.words.say, [], False
        for low, high, given in self.bands(mine):
            if not given:
                continue
            count = sum(happened for _, happened in given)
            self.numbers += 2
            if len(given) < LEAST:
                told.append(say("digest.band.counted", low=low, high=high, count=count, of=len(given)))
                continue
            drawn = True
            least, most = low_high(wilson(count, len(given)))
            self.numbers += 4
            text = say(
                "digest.band.rated",
                low=low,
                high=high,
                said=round(100 * (sum(chance for chance, _ in given) / (100 * len(given)))),
                percent=round(100 * (count / len(given))),
                count=count,
                of=len(given),
                least=least,
                most=most,
            )
            told.append(f"{text} {say(f'digest.lean.{self.lean(given)}')}")
        if not told:
            return []
        title, summary = say("digest.band.title"), " ".join(told)
        return [f"{title}: {summary}"] if drawn else [title, summary]

    def _learning_lines(self, rep: Member, mine: list[Said]) -> list[str]:
        say = self.words.say
        old = [each for each in mine if each.one("learning") and self.in_weeks(each.at, 3, back=2)]
        if not old:
            return []
        last = max(old, key=lambda each: each.at)
        if last.came:
            return []
        day = self.on(last.at.astimezone(ZoneInfo(rep.zone)).date())
        return [
            say("digest.learning.title"),
            say("form.last-learning", learning=last.one("learning")),
            say("digest.learning.source", deal=last.deal.name, day=day),
            say("digest.learning.ask"),
        ]

    # ------------------------------------------------------------------------------------------- experiments

    def _experiment_lines(self, rep: Member, mine: list[Said], checks: list[Said]) -> list[str]:
        say, lines, title = self.words.say, list[str](), "experiment.title"
        known = [
            each
            for each in self.ledger.trials
            if each.rep == rep.id and self.monday - 8 * WEEK <= self.day(each.at) and each.at < self.now
        ]
        known.sort(key=lambda each: each.at)
        going = ""
        for each in reversed(known):  # the newest of those that come to their end is told to it
            if each.judged not in {"", self.period} or (each.ended and not each.judged):
                continue
            experiment = self.library.experiments[each.experiment]
            came, ended = self._came(experiment, each, rep, mine, checks)
            if ended and self.judges is None:
                self.judges, title = each, "experiment.next"
                lines = [say("experiment.tried"), experiment.label, *came, *lines]
            elif not ended and each is known[-1]:
                going = each.experiment
                lines += [say("experiment.trying"), experiment.label, *came]
        early = [each for each in known if each.ended and not each.judged and self.in_weeks(each.ended)]
        lines += [self._early(each, rep, mine, checks) for each in reversed(early[-3:])]
        if going:
            return lines
        taken = {
            each.experiment
            for each in self.ledger.trials
            if each.rep == rep.id and self.day(each.at) > self.monday - 7 * WEEK - DAY
        }
        offered = [each for each in self.library.experiments.values() if each.id not in taken]
        for gap in self.gaps(mine, checks):
            if helping := [each for each in offered if each.gap == gap]:
                offered = helping
                break
        if offered:
            lines += [say(title), offered[0].label, offered[0].why]
        return lines

    def _came(
        self, experiment: Experiment, last: Taken, rep: Member, mine: list[Said], checks: list[Said]
    ) -> tuple[list[str], bool]:
        """What is said of the experiment taken last, and whether that is the end of it."""
        say = self.words.say
        taken_in = self.day(last.at) - self.day(last.at).weekday() * DAY
        ends = self.monday + WEEK
        if experiment.measure.value != "watched":
            ends = min(ends, taken_in + 5 * WEEK)
        told, seen = self._counted(
            experiment, rep, mine, checks, lambda at: at >= last.at and self.day(at) < ends
        )
        barrier = next((plan.label for plan in self.library.plans if plan.id == experiment.gap), "")
        what = say(f"experiment.counts.{experiment.measure.value}", barrier=barrier)
        counted = {"what": what, "count": told[0], "of": told[1]}
        left = experiment.calls - seen
        self.numbers += 2
        if left and self.monday < taken_in + 4 * WEEK:
            if not told[1]:
                return [say("experiment.none-yet")], False
            text = say("experiment.counted", **counted)
            return [f"{text} {say('experiment.goes-on', count=left)}"], False
        if not told[1]:
            return [say("experiment.over-none")], True
        if told[1] < LEAST:
            lines = [say("experiment.stayed", **counted)]
        else:
            lines = [say("experiment.figure", what=what, rate=self.rate("figure", told))]
        if left:
            lines.append(say("experiment.over", calls=experiment.calls))
        if told[1] >= LEAST:
            lines += self._against(told, last.before)
        return lines, True

    def _against(self, told: Ratio, before: Ratio) -> Iterator[str]:
        say = self.words.say
        if not before[1]:
            yield say("experiment.none-before")
        elif before[1] < LEAST:
            yield say("experiment.few-before", count=before[0], of=before[1])
        else:
            yield say("experiment.before", rate=self.rate("figure", before))
            points = round(100 * (told[0] / told[1] - before[0] / before[1]))
            low, high = low_high(newcombe(told, before))
            self.numbers += 3
            change = self.trend(told, before) or "chance"
            yield say(f"experiment.change.{change}", points=f"{points:+}", low=f"{low:+}", high=f"{high:+}")

    def gaps(self, mine: list[Said], checks: list[Said]) -> list[str]:
        """A rep's empty grounds and met barriers of four weeks, the widest first."""
        four = [each for each in checks if self.in_weeks(each.at, 4)]
        met = [each.one("barrier") for each in mine if each.one("barrier") and self.in_weeks(each.at, 4)]
        shares = {
            ground: sum(ground not in each.full for each in four) / max(len(four), 1) for ground in GROUNDS
        }
        shares |= {name: met.count(name) / len(met) for name in met if name != "none"}
        return sorted((name for name in shares if shares[name]), key=lambda name: (-shares[name], name))

    def _early(self, taken: Taken, rep: Member, mine: list[Said], checks: list[Said]) -> str:
        experiment, ended = self.library.experiments[taken.experiment], taken.ended or self.now
        _, seen = self._counted(experiment, rep, mine, checks, lambda at: taken.at <= at < ended)
        self.numbers += 1
        return self.words.say("experiment.early", label=experiment.label, count=seen, calls=experiment.calls)

    def goes_on(self, taken: Taken, rep: Member) -> bool:
        """Whether an experiment runs now, and is not full."""
        experiment, day = self.library.experiments[taken.experiment], self.day(taken.at)
        if taken.judged or taken.ended or self.monday > day - day.weekday() * DAY + 4 * WEEK:
            return False
        mine = [each for each in self.reflections if each.rep == rep.id]
        checks = [each for each in self.checks if each.rep == rep.id]
        _, seen = self._counted(experiment, rep, mine, checks, lambda at: taken.at <= at < self.now)
        return seen < experiment.calls

    def before(self, experiment: Experiment, rep: Member) -> Ratio:
        """What was seen before now, of the eight weeks before this one and of this one."""
        mine = [each for each in self.reflections if each.rep == rep.id]
        checks = [each for each in self.checks if each.rep == rep.id]
        begins = self.monday - 8 * WEEK
        return self._counted(
            experiment,
            rep,
            mine,
            checks,
            lambda at: begins <= self.day(at) and at < self.now,
            newest=True,
        )[0]

    def _counted(
        self,
        experiment: Experiment,
        rep: Member,
        mine: list[Said],
        checks: list[Said],
        between: Callable[[datetime], bool],
        *,
        newest: bool = False,
    ) -> tuple[Ratio, int]:
        what = experiment.measure.value
        said = sorted((each for each in mine if between(each.at)), key=lambda each: each.at, reverse=newest)
        done = sorted((each for each in checks if between(each.at)), key=lambda each: each.at, reverse=newest)
        if what == "effort":
            calls = said[: experiment.calls]
            theirs = sum(len(each.theirs) for each in calls)
            return (theirs, theirs + sum(len(each.ours) for each in calls)), len(calls)
        seen: list[bool]
        if what == "watched":
            deals = [(pot, history[-1]) for pot, history in self._all_deals() if history[-1].rep == rep.id]
            deals = sorted(deals, key=lambda each: each[1].at, reverse=newest)
            seen = [pot.glasses[WATCH] for pot, last in deals if between(last.at)]
        elif what == "covered":
            seen = [self.covered(each, checks) for each in said]
        elif what == "advanced":
            seen = [each.success for each in said]
        elif what == "plan-kept":
            seen = [each.one("plan") == "kept" for each in said if each.one("plan") in {"kept", "missed"}]
        elif what == "barrier-away":
            seen = [each.one("barrier") != experiment.gap for each in said if each.one("barrier")]
        elif what == "all-five":
            seen = [each.full == frozenset(GROUNDS) for each in done]
        else:
            seen = [what.removesuffix("-full") in each.full for each in done]
        seen = seen[: experiment.calls]
        return ratio(seen), len(seen)

    def _all_deals(self) -> list[tuple[Pot, list[Said]]]:
        """Those reflected on in the nine weeks that a digest looks at."""
        pots = {
            id(each.deal): each.deal
            for each in self.reflections
            if self.day(each.at) >= self.monday - 8 * WEEK
        }
        return [(pot, self.history(pot)) for pot in pots.values()]

    # ----------------------------------------------------------------------------------- the manager's digest

    def manager_lines(self, manager: Member) -> tuple[list[str], set[int]] | None:
        """What a manager's digest says, line by line, and which reps it names; None: silence."""
        week = [each for each in self.reflections if self.in_weeks(each.at)]
        ready = [each for each in self.checks if self.in_weeks(each.at)]
        waiting = [each for each in self._waiting() if each.rep != manager.id]  # nobody asks themselves
        silent = not week and len({each.rep for each in ready}) < GROUP
        if silent and not waiting:
            return None
        self.named: set[int] = set()
        lines = [*self._request_lines(waiting), *self._help_lines()]
        if not silent:
            lines += self._figure_lines(week, ready)
        lines += self._feedback_lines()
        lines += self._ask_lines(week)
        coming = self.library.themes[self.theme(1)]
        day = self.on(self.monday + WEEK)
        lines.append(self.words.say("digest.theme", day=day, theme=coming.title))
        return [*lines, self.words.say("digest.team.who-sees")], self.named - {manager.id}

    def _member(self, rep: int) -> Member | None:
        found = self.ledger.members[rep]
        return found if found.team == self.crew.name else None

    def _waiting(self) -> list[Exchange]:
        found = [
            each
            for each in self.ledger.exchanges.values()
            if each.team == self.crew.name and each.asked and each.answered is None
        ]
        return sorted(found, key=lambda each: (each.at, each.id))

    def _request_lines(self, waiting: list[Exchange]) -> Iterator[str]:
        say = self.words.say
        if not waiting:
            return
        yield say("digest.request.title", count=len(waiting))
        for each in waiting[:4]:
            who = self._member(each.rep)
            self.named.add(each.rep)  # whose words they are, wherever they are now
            name = who.name if who else say("digest.somebody")
            day = self.on(self.day(each.at))
            yield each.text
            if each.deal:
                yield say("digest.request.about", rep=name, deal=each.deal, day=day)
            else:
                yield say("digest.request.from", rep=name, day=day)
        if len(waiting) > 4:
            yield say("digest.request.more", count=len(waiting) - 4)

    def _help_lines(self) -> Iterator[str]:
        say, order = self.words.say, ("kairos", "stuck", "overdue", "watch")
        found = [(self.state(pot, history), pot, history) for pot, history in self.recent_deals()]
        found = [each for each in found if each[0] in order]
        found.sort(key=lambda each: (order.index(each[0]), -each[2][-1].at.timestamp(), each[1].id))
        if not found:
            return
        yield say("digest.deals.title")
        for state, pot, history in found[:6]:
            who = self._member(history[-1].rep)
            if who:
                self.named.add(who.id)
            label = say("digest.deals.of", deal=pot.name, rep=who.name) if who else pot.name
            yield f"{label}: {self._of_state(f'digest.state.{state}', history)}"
        if len(found) > 6:
            yield say("digest.deals.more", count=len(found) - 6)

    def _of_state(self, key: str, history: list[Said], **more: str) -> str:
        step, due = self.step(history)
        day = self.on(due) if due else ""
        return self.words.say(key, step=self.step_label(step), day=day, **more)

    def _figure_lines(self, week: list[Said], ready: list[Said]) -> Iterator[str]:
        say = self.words.say
        hidden, ranged = [], False
        yield say("digest.team.heading")
        advance = ratio(each.success for each in week)
        theirs = sum(len(each.theirs) for each in week)
        effort = (theirs, theirs + sum(len(each.ours) for each in week))
        for name, told in (("advance", advance), ("effort", effort)):
            ranged |= told[1] >= LEAST
            if told[1]:
                yield f"{say(f'digest.label.{name}')}: {self.rate('figure', told)}"
        met = [each for each in week if each.one("barrier")]
        if len({each.rep for each in met}) >= GROUP:
            called = {plan.id: plan.label for plan in self.library.plans}
            counts = Counter(each.one("barrier") for each in met)
            del counts["none"]
            text = self._most(counts, len(met), called) if counts else say("digest.team.no-barrier")
            yield f"{say('digest.label.barrier')}: {text}"
        else:
            hidden.append("barrier")
        reps = len({each.rep for each in week})
        if reps >= GROUP:
            told = ratio(self.covered(each, self.checks) for each in week)
            ranged |= told[1] >= LEAST
            yield f"{say('digest.label.coverage')}: {self.rate('figure', told)}"
        else:
            hidden.append("coverage")
        if len({each.rep for each in ready}) >= GROUP:
            told = ratio(each.full == frozenset(GROUNDS) for each in ready)
            ranged |= told[1] >= LEAST
            yield f"{say('digest.label.ready')}: {self.rate('figure', told)}"
        text = self._lens(week)
        if text:
            yield text
        else:
            hidden.append("lens")
        yield from self._earned(week)
        yield from self._eight_weeks()
        notes = [say("digest.team.range")] if ranged else []
        if hidden:
            what = ", ".join(say(f"digest.label.{name}") for name in hidden)
            notes.append(say("digest.team.too-few", what=what, least=GROUP))
        if notes:
            yield " ".join(notes)

    def _most(self, counts: Counter[str], of: int, called: dict[str, str]) -> str:
        most = max(counts.values())
        best = sorted(name for name, count in counts.items() if count == most)
        if len(best) > 2:
            return self.words.say("digest.team.spread")
        text = self.rate("figure", (most, of))
        if len(best) == 2:
            return self.words.say(
                "digest.team.tie", names="; ".join(called[name] for name in best), rate=text
            )
        return self.words.say("digest.team.most", name=called[best[0]], rate=text)

    def _lens(self, week: list[Said]) -> str:
        answers = Counter(each.theme for each in week if each.one("lens"))
        if not answers:
            return ""
        theme = min(answers, key=lambda name: (-answers[name], name))
        given = [each for each in week if each.theme == theme and each.one("lens")]
        if len({each.rep for each in given}) < GROUP:
            return ""
        lens = self.library.themes[theme].lens
        called = {option.id: option.label for option in lens.options}
        text = self._most(Counter(each.one("lens") for each in given), len(given), called)
        label = self.words.say("digest.team.lens-asked", question=lens.ask)
        return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"

    def _earned(self, week: list[Said]) -> Iterator[str]:
        held = [each for each in week if each.held is not None]
        if len({each.rep for each in held}) < GROUP:
            return
        with_all = ratio(each.success for each in held if each.held and each.held.full == frozenset(GROUNDS))
        without = ratio(each.success for each in held if each.held and each.held.full != frozenset(GROUNDS))
        if with_all[1] < LEAST or without[1] < LEAST:
            return
        low, high = low_high(newcombe(with_all, without))
        points = round(100 * (with_all[0] / with_all[1] - without[0] / without[1]))
        self.numbers += 3
        text = self.words.say("digest.team.points", points=f"{points:+}", low=f"{low:+}", high=f"{high:+}")
        yield f"{self.words.say('digest.label.earned')}: {text}"

    def course(self) -> list[Ratio]:
        """The advance rate of eight weeks, this one the last."""
        return [
            ratio(each.success for each in self.reflections if self.in_weeks(each.at, back=back))
            for back in range(7, -1, -1)
        ]

    def _eight_weeks(self) -> Iterator[str]:
        say, course = self.words.say, self.course()
        self.numbers += 8
        counts = [
            say("digest.course.week", count=count, of=of) if of else say("digest.course.none")
            for count, of in course
        ]
        since = self.on(self.monday - 7 * WEEK)
        title = say("digest.course.title")
        summary = say("digest.course.summary", day=since, counts=", ".join(counts))
        drawn = sum(of >= LEAST for _, of in course)
        if drawn < 2:
            if sum(of > 0 for _, of in course) >= 2:
                yield say("digest.course.line", title=title, summary=summary)
            return
        if drawn < 8:
            summary = f"{summary} {say('digest.course.gaps', least=LEAST)}"
        yield f"{title}: {summary}"

    def _feedback_lines(self) -> Iterator[str]:
        say = self.words.say
        yield say("digest.feedback.title")
        four = [
            each
            for each in self.ledger.exchanges.values()
            if each.team == self.crew.name and self.in_weeks(each.at, 4) and each.counts(self.ledger.members)
        ]
        if not four:
            yield say("digest.feedback.none")
            return
        text = self.rate("begun", ratio(each.asked for each in four))
        in_time = []
        for each in four:
            if not each.asked:
                continue
            last, days = self.day(each.at), 0
            while days < 3:
                last += DAY
                days += works(self.crew.country, last)
            if each.answered is not None:
                in_time.append(self.day(each.answered) <= last)
            elif self.day(self.now) > last:
                in_time.append(False)
        if in_time:
            text = f"{text} {self.rate('answered', ratio(in_time))}"
        yield text

    def _ask_lines(self, week: list[Said]) -> Iterator[str]:
        say = self.words.say
        order = ("kairos", "stuck", "overdue", "watch", "won", "dated", "step", "open")
        best: dict[int, tuple[tuple[int, float, int], str, Pot, list[Said]]] = {}
        for each in week:
            who = self._member(each.rep)
            if who is None or who.role == "manager":
                continue
            history = self.history(each.deal)
            state = self.state(each.deal, history)
            weight = (order.index(state), -history[-1].at.timestamp(), each.deal.id)
            if who.id not in best or weight < best[who.id][0]:
                best[who.id] = (weight, state, each.deal, history)
        if not best:
            return
        yield say("digest.each.title")
        asked = 0

        def place(rep: int) -> tuple[bool, str, int]:  # deals to help with first, else by name
            return best[rep][1] not in order[:4], self.ledger.members[rep].name.casefold(), rep

        for rep in sorted(best, key=place):
            _, state, pot, history = best[rep]
            name = self.ledger.members[rep].name
            self.named.add(rep)
            if state == "open":
                theme = self.library.themes[self.theme(1 + asked)]
                asked += 1
                yield f"{name}: {theme.coaching_question.format_map({'deal': pot.name})}"
            else:
                yield f"{name}: {self._of_state(f'digest.ask.{state}', history, deal=pot.name)}"
