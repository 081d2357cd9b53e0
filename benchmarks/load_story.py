"""What one rep does all day, on whichever platform, and what Kairos promised them in return.

A rep thinks, does one thing to its end, and thinks again. Whatever Kairos acknowledges is written down here,
to be held against the database in the end.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from time import perf_counter

from benchmarks.load_book import Book, Hands, Kept, Page, Unexpected

DEALS = 6
KNOW, STEPS = ("company", "person"), ("introduce", "share", "trial", "decision-meeting", "date")
PROOFS = ("trial", "case-history", "economic-case")
CHANCES = ("30", "50", "70", "80")


@dataclass
class Rep:
    """One of those who work at once."""

    name: str
    team: str
    hands: Hands
    book: Book
    dice: Random
    think: float

    def __post_init__(self) -> None:
        """The mix, by how often each is done.

        A check brings a message, and Slack takes three a second, nudges and digests among them.
        """
        self._mix: dict[Callable[[], Awaitable[None]], int] = {
            self.check: 3, self.pushed: 1, self.edited: 1, self.left: 1, self.reflect: 12, self.week: 18,
            self.deals: 14, self.deal: 17, self.help: 9, self.home: 14, self.forged: 5,
        }  # fmt: skip

    async def live(self, until: float) -> None:
        """Work until that moment of ``perf_counter``, and at least until each thing was done once."""
        await asyncio.sleep(self.dice.random() * 2 * self.think)
        once = list(self._mix)
        self.dice.shuffle(once)
        while once or perf_counter() < until:
            drawn = self.dice.choices(list(self._mix), list(self._mix.values()))
            act = once.pop() if once else drawn[0]
            try:
                await act()
            except Exception as wrong:  # noqa: BLE001  whatever it is, the run ends with it in the table
                self.book.troubles.append(f"{self.name}, {act.__name__}: {wrong!r}"[:600])
            try:
                await self.hands.done()
            except Exception as wrong:  # noqa: BLE001
                self.book.troubles.append(f"{self.name}, putting away: {wrong!r}"[:600])
            await asyncio.sleep(self.dice.expovariate(1 / self.think))

    # ------------------------------------------------------------------------------------------------ checks

    async def check(self) -> None:
        """A check that is good at once; every fifth is delivered twice."""
        await self._checked(self._deal())

    async def edited(self) -> None:
        """A check that is reopened, and sent once more."""
        kept = await self._checked(self._deal())
        await self.hands.edit()
        answers = {"difference": (self._difference(),), "chance": (self.dice.choice(CHANCES),)}
        self._on(await self.hands.send("a check edited", answers), "verdict")
        kept.answers |= answers

    async def pushed(self) -> None:
        """A check with a closed question; it is kept, or changed."""
        deal, answers = self._deal(), self._check()
        session = await self._begin("precall", deal)
        closed = {**answers, "question": ("Do you like it?",)}
        self._on(await self.hands.send("a check sent", closed), "push-back")
        kept = Kept("precall", self.name, deal, dict(closed), kept_own=self._may(0.5))
        if kept.kept_own:
            self._on(await self.hands.keep(), "verdict")
        else:
            better = {"question": answers["question"]}
            self._on(await self.hands.send("a push-back answered", better), "verdict")
            kept.answers |= better
        self._promised(session, kept)

    async def left(self) -> None:
        """A check left half-way; it is taken up again, most times."""
        mark = next(self.book.marks)
        deal = f"{self.name} left {mark}"
        half: dict[str, tuple[str, ...]] = {"difference": (f"Two days instead of {mark}",)}
        session = await self._begin("precall", deal)
        told = await self.hands.leave(half)
        if self._may(0.3):
            self.book.sessions[session] = Kept("precall", self.name, deal, half if told else {}, "open")
            return
        page = await self.hands.begin("precall", deal, again=True)
        if page != (session, "check"):
            raise Unexpected(f"not where it was left: {page}")
        answers = self._check() | (half if told else {})
        typed = {name: said for name, said in answers.items() if not (told and name in half)}
        self._on(await self.hands.send("a check sent", typed), "verdict")
        self._promised(session, Kept("precall", self.name, deal, answers))

    async def _checked(self, deal: str) -> Kept:
        answers = self._check()
        session = await self._begin("precall", deal)
        self._on(await self.hands.send("a check sent", answers, twice=self._twice()), "verdict")
        return self._promised(session, Kept("precall", self.name, deal, answers))

    # ------------------------------------------------------------------------------------------- reflections

    async def reflect(self) -> None:
        """A reflection; now and then the manager is asked, or the whole team's deal is meant."""
        deal = f"{self.team} together" if self._may(0.2) else self._deal()
        agreed = self.dice.choice(((self.dice.choice(STEPS),), ("nothing",)))
        mark = next(self.book.marks)
        answers: dict[str, tuple[str, ...]] = {"agreed": agreed, "learning": (f"wait {mark} breaths",)}
        if self._may(0.05):
            answers["feedback"] = (f"How would you have begun call {mark}?",)
        session = await self._begin("postcall", deal)
        self._on(await self.hands.send("a reflection sent", answers, twice=self._twice()), "")
        self._promised(session, Kept("postcall", self.name, deal, answers))

    # ---------------------------------------------------------------------------------------------- the rest

    async def week(self) -> None:
        """My week."""
        await self.hands.ask("week")

    async def deals(self) -> None:
        """My deals."""
        await self.hands.ask("deals")

    async def deal(self) -> None:
        """One deal's page; one that does not exist is said not to."""
        await self.hands.ask(f"deal {self._deal()}")

    async def help(self) -> None:
        """What I can do."""
        await self.hands.ask("help")

    async def home(self) -> None:
        """Look at the Home; where there is none, at the week."""
        if not await self.hands.look():
            await self.week()

    async def forged(self) -> None:
        """Somebody else tries their luck."""
        self.book.refused[await self.hands.forge(next(self.book.marks))] += 1

    # ------------------------------------------------------------------------------------------- bookkeeping

    def _may(self, part: float) -> bool:
        return self.dice.random() < part

    def _deal(self) -> str:
        return f"{self.name} deal {self.dice.randrange(DEALS)}"

    def _difference(self) -> str:
        return f"Their close takes two days instead of six, case {next(self.book.marks)}"

    def _check(self) -> dict[str, tuple[str, ...]]:
        return {
            "know": (self.dice.choice(KNOW),),
            "difference": (self._difference(),),
            "proof": PROOFS[:2],
            "doubt": ("some",),
            "question": ("What happens to your Monday if nothing changes by spring?",),
            "advance": (self.dice.choice(STEPS),),
            "chance": (self.dice.choice(CHANCES),),
        }

    def _twice(self) -> bool:
        twice = self._may(0.2)
        self.book.twice += twice
        return twice

    async def _begin(self, flow: str, deal: str) -> int:
        session, page = await self.hands.begin(flow, deal)
        if page not in {"check", "reflection"} or session in self.book.sessions:
            raise Unexpected(f"no new form: page {page!r} of session {session}")
        return session

    def _promised(self, session: int, kept: Kept) -> Kept:
        self.book.sessions[session] = kept
        return kept

    @staticmethod
    def _on(page: Page, wanted: str) -> None:
        if page.page != wanted:
            raise Unexpected(f"page {page.page!r} instead of {wanted!r}")
