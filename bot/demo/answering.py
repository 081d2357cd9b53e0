"""What a made-up rep answers before and after a call, on the dice."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

from bot.chat.answers import Answers
from bot.demo.made_up import WEEKS, Call, MadeUp, Rep
from dialogs.deal import WATCH_MY_BACK
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.measures.calibration import Lean, Said, calibration
from dialogs.moments import SATURDAY, local_day
from dialogs.theme import theme_of_week

NEEDED = {"little": 1, "some": 2, "lot": 3}
"""How many proofs each doubt asks for."""

PROOFS = ("logic", "trial", "introduction", "case-history", "economic-case", "testimonial")
STEPS = ("introduce", "share", "share", "trial", "decision-meeting", "date")
SIGNALS = ("commits", "questions", "leans-in")
PLANS = ("preparation", "preconceptions", "goal-focus", "plan-love", "technique", "impatience", "enthusiasm")
STUCK_CALLS = 4
"""One more than it takes: about one of them nobody reflects."""

DRY_CALLS = 2
"""After so many calls without a step a deal that is to go well brings one."""

ASKS = 8
"""In so many of a hundred reflections the rep asks the manager."""

TURNING = 80
"""What is always said by the rep whose calibration turns."""

TURNING_SHARE = 2 / 3
"""So often a step follows, before there are forecasts enough for a lean."""


class Story:
    """One rep's history, call by call. What was filled once stays full."""

    def __init__(self, rep: Rep, world: MadeUp, library: Library, dice: Random) -> None:
        """The dice decide whatever the rep's numbers leave open."""
        self._rep = rep
        self._world = world
        self._library = library
        self._dice = dice
        self._known: dict[str, list[str]] = {}
        self._full: dict[str, set[str]] = {}
        self._planned: dict[str, str] = {}
        self._met = 0
        self._dry: dict[str, int] = {}
        own = world.reps.index(rep) * len(world.feedback) // len(world.reps)
        self._questions = cycle((*world.feedback[own:], *world.feedback[:own]))
        self._forecasts: list[Said] = []

    def checks(self, call: Call) -> bool:
        """Whether the rep takes a check before this call."""
        if self._rep.turns and not call.week:
            return False  # the forecasts of that week leave the eight weeks just when it turns
        return self._chance(self._rep.checks[not call.early])

    def check(self, call: Call) -> Answers:
        """The answers before a call."""
        dice, skilled = self._dice, self._between(self._rep.skill, call)
        doubt = dice.choice(("little", "some", "some", "lot"))
        proofs = NEEDED[doubt] - (not self._chance(skilled + 10))
        said = self._between(self._rep.wins, call) + self._rep.boast + dice.randint(-12, 12)
        said = TURNING if self._rep.turns else said
        barrier = dice.choice((*self._barriers(call), *PLANS[:1]))
        self._planned[call.deal.name] = barrier
        good_know = dice.choice(("company", "person", "person"))
        good_question = dice.choice(self._world.questions["good"])
        values: dict[str, Values] = {
            "know": (good_know if self._chance(skilled + 15) else dice.choice(("nothing", "industry")),),
            "difference": (dice.choice(call.deal.good if self._chance(skilled + 10) else call.deal.weak),),
            "proof": tuple(sorted(dice.sample(PROOFS, max(proofs, 0)))),
            "doubt": (doubt,),
            "question": (
                good_question if self._chance(skilled) else dice.choice(self._world.questions["weak"]),
            ),
            "advance": (dice.choice(STEPS) if call.deal.course != "won" or call.left else "sign",),
            "chance": (str(min(90, max(10, round(said / 10) * 10))),),
            "ends": (call.ends.astimezone(ZoneInfo(self._rep.zone)).strftime("%H:%M"),),
            "need": (call.deal.need,) if call.number else (),
            "opportunity": (dice.choice(self._world.opportunities),) if self._chance(30) else (),
            "barrier": (barrier,),
        }
        edits: dict[str, Values] = {
            "know": (good_know,),
            "difference": (dice.choice(call.deal.good),),
            "proof": tuple(sorted(dice.sample(PROOFS, NEEDED[doubt]))),
            "question": (good_question,),
        }
        return Answers(
            file=call.deal.name, values=values, push_back=edits, keep=not self._chance(self._rep.edits)
        )

    def reflection(self, call: Call, hoped: str, *, last: bool = False) -> Answers:
        """The answers after a call; ``hoped`` is the step that the check wished for, empty without one.

        ``last``: it is the rep's last one.
        """
        dice, zone = self._dice, self._rep.zone
        agreed = self._agreed(call, hoped)
        success = agreed[0] not in {"nothing", "no"}
        soon = call.deal.course == "overdue"
        day = local_day(call.ends, zone) + timedelta(
            days=dice.randint(2, 5) if soon else dice.randint(13, 20)
        )
        day += timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)
        asks = (call.week < WEEKS and self._chance(ASKS)) or (last and self._rep.asks)
        barriers = self._barriers(call)
        self._met += 1
        signals = tuple(sorted(dice.sample(SIGNALS, dice.choice((1, 1, 2)))))
        theme = self._library.themes[theme_of_week(local_day(call.ends, zone), self._library.order)]
        added = self._added(call)
        kept = 35 + round(45 * call.progress)
        values: dict[str, Values] = {
            "agreed": agreed,
            "by": (day.isoformat(),) if success and (self._chance(75) or not call.left) else (),
            "signals": signals if success or self._chance(25) else ("none",),
            "glasses": self._glasses(call, success=success),
            "barrier": (barriers[self._met % len(barriers)],),
            "plan": (dice.choice(("no-moment", "kept" if self._chance(kept) else "missed")),),
            "learning": (dice.choice(self._world.learnings),) if self._chance(85) else (),
            "lens": (dice.choice(theme.lens.options[: 3 + call.early]).id,),
            "condition": ("\n".join(added),) if added else (),
            "promised": (dice.choice(("share", "trial", "introduce")),) if self._chance(45) else (),
            "feedback": (next(self._questions),) if asks else (),
        }
        self._known.setdefault(call.deal.name, []).extend(added)
        if hoped:
            self._forecasts.append(Said(TURNING, success))
        return Answers(file=call.deal.name, values=values)

    def _agreed(self, call: Call, hoped: str) -> Values:
        course = call.deal.course
        if course == "won" and not call.left:
            return ("sign",)
        if course == "lost" and not call.left:
            return ("no",)
        if course == "stuck" and call.left < STUCK_CALLS:
            return ("nothing",)
        ends_well = course in {"kairos", "watch", "overdue"} and not call.left
        if not ends_well and not self._succeeds(call, hoped):
            self._dry[call.deal.name] = self._dry.get(call.deal.name, 0) + 1
            return ("nothing",)
        self._dry[call.deal.name] = 0
        step = hoped if hoped not in {"", "sign"} and self._chance(75) else self._dice.choice(STEPS)
        return ("decision-meeting",) if ends_well and course == "kairos" else (step,)

    def _succeeds(self, call: Call, hoped: str) -> bool:
        """By the dice; where calibration turns, as seldom as fits what is said, and never this week."""
        if not (self._rep.turns and hoped):
            dry = call.deal.course == "steady" and self._dry.get(call.deal.name, 0) >= DRY_CALLS
            return dry or self._chance(self._between(self._rep.wins, call))
        if call.week == WEEKS:
            return False
        failed = (*self._forecasts, Said(TURNING, happened=False))
        lean = calibration(failed).bands[-1].lean
        if lean is not None:
            return lean is Lean.OVER
        return sum(each.happened for each in failed) < TURNING_SHARE * len(failed)

    def _added(self, call: Call) -> Values:
        """The conditions that came to light in this call: one a call, all of them before the last."""
        known = self._known.get(call.deal.name, [])
        hidden = [each for each in call.deal.conditions if each not in known]
        if call.deal.course == "steady" and not hidden and self._chance(6):
            return (self._dice.choice(self._world.new_conditions),)
        return tuple(hidden[: 1 if call.left > len(hidden) else len(hidden)]) if call.left else ()

    def _glasses(self, call: Call, *, success: bool) -> Values:
        """The conditions that are full now, by their words."""
        name, course = call.deal.name, call.deal.course
        known, full = self._known.get(name, []), self._full.setdefault(name, set())
        last = not call.left
        if course in {"kairos", "won", "watch"} and last:
            full.update(known)
        elif success and len(full) < len(known) - (course in {"kairos", "steady", "overdue"}):
            asked = course in {"steady", "lost"} and self._chance(15)
            full.update({WATCH_MY_BACK} if asked else {self._dice.choice(known)} if self._chance(55) else ())
        if course in {"kairos", "won"} and last:
            full.add(WATCH_MY_BACK)
        return tuple(each for each in (WATCH_MY_BACK, *known) if each in full)

    def _barriers(self, call: Call) -> Sequence[str]:
        first, last = self._rep.barriers
        return first if call.early else last

    def _between(self, ends: tuple[int, int], call: Call) -> int:
        return round(ends[0] + (ends[1] - ends[0]) * call.progress)

    def _chance(self, percent: float) -> bool:
        return self._dice.random() * 100 < percent
