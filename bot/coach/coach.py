"""The use cases: what a person says, presses or sends becomes an event, a turn, and a screen.

Every way in comes through here, whichever channel it came by, and who asks is checked here.
"""

from collections.abc import Mapping
from datetime import timedelta

from bot.clock import Clock
from bot.coach.admin import Admin, Issues, no_issues
from bot.coach.after_turns import AfterTurns
from bot.coach.deal_care import DealCare
from bot.coach.deals import Deals, team_deal
from bot.coach.feedback import Feedback
from bot.coach.greeting import Greeting
from bot.coach.notes import Notes
from bot.coach.own import OwnThings
from bot.coach.questions import Questions
from bot.coach.scenes import Scenes, Screen
from bot.coach.setup import Setup
from bot.coach.tips import Tips
from bot.coach.trying import Trying
from bot.coach.turns import Turns
from bot.coach.use_cases import Sent, UseCases
from bot.coach.week import Weeks
from bot.ids import Ids
from bot.ports import Store
from bot.sending.outbox import Delivery
from dialogs import events
from dialogs.deal import Deal
from dialogs.document import Act, Document
from dialogs.errors import NoTeam, NotThere
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.measures.group import MIN_GROUP
from dialogs.pages import guide
from dialogs.people import Person
from dialogs.reading import clean
from dialogs.session import Session

RECENT = 9
"""So many recent deals are offered to choose from; with a new one that is ten, which every channel shows."""

TODAY = timedelta(hours=12)
"""So long a deal is offered of which nothing but a form was opened; later it was none, or a typo."""

EVENTS: Mapping[Act, events.Event] = {
    Act.KEEP: events.Keep(),
    Act.RESUME: events.Resume(),
    Act.REOPEN: events.Reopen(),
}
"""Buttons that are one event in the session they name."""


class Coach:
    """Kairos's use cases on a store, a library, a clock and a maker of ids."""

    def __init__(  # noqa: PLR0913, PLR0917  what every group of use cases wants, and two settings
        self,
        store: Store,
        library: Library,
        clock: Clock,
        ids: Ids,
        min_group: int = MIN_GROUP,
        issues: Issues = no_issues,
    ) -> None:
        """``min_group``: private numbers are shown, and choose a theme, over so many reps or not at all.

        ``issues`` looks at the content anew, for the admin.
        """
        self._store = store
        self._clock = clock
        self._scenes = Scenes(store, library)
        self._turns = Turns(store, library, self._scenes, clock, ids)
        self.library = library
        self.own = OwnThings(store, library, clock)
        self.weeks = Weeks(store, library, clock, ids, min_group)
        self.trying = Trying(store, library, clock, ids, self._scenes, self._turns)
        deals = Deals(store, library, clock)
        after_turns = AfterTurns(store, self._scenes, clock)
        self.offers: tuple[UseCases, ...] = (
            self._flows,
            deals.offers,
            DealCare(store, library, clock, deals).offers,
            self.own.offers,
            after_turns.offers,
            self.weeks.offers,
            self.trying.offers,
            Questions(store, library, clock, ids).offers,
            Feedback(store, library, clock, ids).offers,
            Notes(store, library, clock, ids).offers,
            Tips(store, library, clock, ids, min_group).offers,
            Setup(store, library, clock, ids).offers,
            Greeting(store, library).offers,
            Admin(store, library, clock, issues).offers,
        )

    async def say(self, person: Person, text: str, key: str) -> Screen:
        """A typed command: ``/precall Acme``, ``postcall Acme``, ``/coach deals``; anything else: help."""
        word, rest = _command(text)
        if word == "coach":
            word, rest = _command(rest or "help")
        if word in self.library.flows:
            return await self.begin(person, word, rest, key, sure=False)
        for offered in self.offers:
            if word in offered.words:
                return await offered.words[word](person, rest, key)
        return self.help("" if word == "help" else "help.not-understood")

    async def press(self, person: Person, act: Act, ref: str, key: str) -> Screen:
        """A pressed button. What it names is looked up and checked anew: a ref proves nothing."""
        if act in EVENTS:
            return await self._turns.hear(person, ref, EVENTS[act], key)
        for offered in self.offers:
            if act in offered.acts:
                return await offered.acts[act](person, ref, key)
        return self.help()

    async def fill(self, person: Person, form: Sent, key: str) -> Screen:
        """A form, sent: a session's page, or one of those that stand on their own. Raises NotThere."""
        if form.act is Act.ANSWER:
            return await self.submit(person, form.ref, form.page, form.values, key)
        for offered in self.offers:
            if form.act in offered.forms:
                return await offered.forms[form.act](person, form.ref, form.values, key)
        raise NotThere(form.ref)

    async def again(self, person: Person, form: Sent) -> Document:
        """The page of a form that could not be kept, to be filled in again. Writes nothing of a session."""
        if form.act is Act.ANSWER:
            return await self._turns.page(person, form.ref, form.page)
        return (await self.press(person, form.act, form.ref, "")).document

    def word(self, text: str) -> str:
        """The word of a typed command; empty where it is none."""
        word, rest = _command(text)
        if word == "coach":
            word, _ = _command(rest or "help")
        offered = (words for each in self.offers for words in each.words)
        return word if word in {"help", *self.library.flows, *offered} else ""

    def opens(self, text: str) -> bool:
        """Whether this command opens a form."""
        word, rest = _command(text)
        if word == "coach":
            word, _ = _command(rest)
        return word in self.library.flows or any(word in offered.opening for offered in self.offers)

    def opens_page(self, act: Act) -> bool:
        """Whether this button opens a form, or another page of one."""
        return act in EVENTS or act is Act.ANEW or any(act in offered.forms for offered in self.offers)

    @property
    def _flows(self) -> UseCases:
        """What begins a flow."""
        acts = {Act.BEGIN: self._begin_ref, Act.ANEW: self._turns.anew}
        return UseCases(acts=acts, forms={Act.BEGIN: self.choose})

    async def submit(
        self, person: Person, ref: str, page: str, values: Mapping[str, Values], key: str
    ) -> Screen:
        """A page of a session, submitted. Durable when this returns."""
        return await self._turns.hear(person, ref, events.Answer(page=page, values=values), key)

    async def close(
        self, person: Person, ref: str, page: str, values: Mapping[str, Values], key: str
    ) -> None:
        """A form closed half-way: what was typed is kept, and offered again."""
        await self._turns.hear(person, ref, events.Close(page=page, values=values), key)

    async def choose(self, person: Person, flow: str, values: Mapping[str, Values], key: str) -> Screen:
        """The answer to which deal it is about: a recent one, or a new name, which wins; or one that is near.

        Who was shown the near ones, and says that it is a new one, is not asked again.
        """
        name = " ".join(clean(values.get(guide.NEW, ())))
        chosen, near = ("".join(values.get(each, ())) for each in (guide.CHOSEN, guide.NEAR))
        if near and near != guide.NEW:
            return await self._begin_ref(person, f"{flow}/{near}", key)
        if name or not chosen:
            problem = "" if name else "choose.problem"
            return await self.begin(person, flow, name, key, problem, sure=bool(near))
        return await self._begin_ref(person, f"{flow}/{chosen}", key)

    async def begin(  # noqa: PLR0913  who, what about, and whether it is sure
        self, person: Person, flow: str, name: str, key: str, problem: str = "", *, sure: bool = True
    ) -> Screen:
        """A flow about the deal of that name, new or known; without a name, the choice of one.

        A name that is not ``sure`` may have been mistyped: if it is no deal's, near ones are shown first.
        """
        if person.team is None:
            raise NoTeam
        if flow not in self.library.flows:
            raise NotThere(flow)
        name = " ".join(" ".join(clean((name,))).split())
        if len(name) > guide.NAME_MOST:
            name, problem = "", "choose.too-long"
        if not name:
            recent = await self._recent(person, RECENT)
            page = guide.choose_deal(self.library.flows[flow], recent, self.library.words, problem)
            return Screen(document=page, opens=True)
        return await self._turns.begin(person, flow, person.team, name, key, sure=sure)

    def help(self, hint: str = "") -> Screen:
        """What can be done; ``hint`` is the key of a first line."""
        return Screen(document=guide.help_page(self.library.words, hint))

    async def unfinished(self, person: Person) -> tuple[tuple[Session, Deal], ...]:
        """The rep's open sessions with their deals, the newest first."""
        opened = await self._store.open_sessions(person.id)
        about = [(session, await self._store.deal(session.deal)) for session in opened]
        return tuple((session, deal) for session, deal in about if deal and deal.team == person.team)

    async def compose(self, delivery: Delivery) -> Document | None:
        """The document of a delivery as it should read now; None when it is no longer wanted."""
        makes = (offered.makes.get(delivery.kind) for offered in self.offers)
        make = next((each for each in makes if each), None)
        return await make(delivery) if make else None

    async def _recent(self, person: Person, most: int) -> tuple[Deal, ...]:
        """The rep's latest deals, those first that they opened a form of today and wrote nothing about yet.

        Those of a team that they have left are that team's.
        """
        deals, since = await self._store.deals(person.id, most), self._clock.now() - TODAY
        opened = [each for each in await self._store.open_sessions(person.id) if each.shown >= since]
        bare = dict.fromkeys(session.deal for session in opened[:most])
        begun = [await self._store.deal(each) for each in bare if each not in {deal.id for deal in deals}]
        found = (*(deal for deal in begun if deal and deal.closed is None), *deals)
        return tuple(deal for deal in found if deal.team == person.team)[:most]

    async def _begin_ref(self, person: Person, ref: str, key: str) -> Screen:
        """``flow`` or ``flow/deal id``."""
        flow, _, deal = ref.partition("/")
        if not deal:
            return await self.begin(person, flow, "", key)
        known = await team_deal(self._store, person, deal)
        return await self._turns.begin(person, flow, known.team, known.name, key)


def _command(text: str) -> tuple[str, str]:
    """The first word without its slash and in lower case, and the rest with single spaces."""
    word, _, rest = " ".join(text.split()).partition(" ")
    return word.lstrip("/").lower().rstrip(".,:;!?…"), rest
