"""The use cases: what a person says, presses or sends becomes an event, a turn, and a screen.

Every way in comes through here, whichever channel it came by, and who asks is checked here.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.clock import Clock
from bot.ids import Ids, named
from bot.outbox import Delivery, Kind
from bot.own import OwnThings
from bot.ports import Store
from bot.scenes import Scenes, Screen
from bot.turns import Turns
from dialogs import events
from dialogs.deal import Deal
from dialogs.document import Act, Document
from dialogs.errors import NotThere, NotYours, RepError
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.pages import guide
from dialogs.pages.deals import deal_page, deals_page
from dialogs.pages.own import ON, YES
from dialogs.people import Person
from dialogs.reading import clean
from dialogs.session import Session

RECENT = 9
"""So many recent deals are offered to choose from; with a new one that is ten, which every channel shows."""

DEALS_SHOWN = 8
"""So many deals are shown at once."""


EVENTS: Mapping[Act, events.Event] = {
    Act.KEEP: events.Keep(),
    Act.RESUME: events.Resume(),
    Act.REOPEN: events.Reopen(),
}
"""Buttons that are one event in the session they name."""


class NoTeam(RepError):
    """This person is in no team yet."""


class Coach:
    """Kairos's use cases on a store, a library, a clock and a maker of ids."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._scenes = Scenes(store, library)
        self._turns = Turns(store, library, self._scenes, clock, ids)
        self.library = library
        self.own = OwnThings(store, library, clock)

    async def say(self, person: Person, text: str, key: str) -> Screen:
        """A typed command: ``/precall Acme``, ``postcall Acme``, ``/coach deals``; anything else: help."""
        word, rest = _command(text)
        if word == "coach":
            word, rest = _command(rest or "help")
        if word in self.library.flows:
            return await self.begin(person, word, rest, key)
        if word == "deals" or (word == "deal" and not rest):
            return await self.deals(person)
        if word == "deal":
            return await self.deal_named(person, rest)
        own: Mapping[str, Callable[[], Awaitable[Screen]]] = {
            "settings": lambda: self.own.settings(person),
            "quiet": lambda: self.own.quiet(person, on=rest.lower() != "off"),
            "export": lambda: self.own.export(person),
            "forget": self.own.ask_to_forget,
        }
        if word in own:
            return await own[word]()
        return self.help("" if word == "help" else "help.not-understood")

    async def press(self, person: Person, act: Act, ref: str, key: str) -> Screen:
        """A pressed button. What it names is looked up and checked anew: a ref proves nothing."""
        if act in EVENTS:
            return await self._turns.hear(person, ref, EVENTS[act], key)
        pages: Mapping[Act, Callable[[], Awaitable[Screen]]] = {
            Act.BEGIN: lambda: self._begin_ref(person, ref, key),
            Act.ANEW: lambda: self._turns.anew(person, ref, key),
            Act.DEALS: lambda: self.deals(person),
            Act.DEAL: lambda: self._deal(person, ref),
            Act.HOME: lambda: self.own.home(person),
            Act.SETTINGS: lambda: self.own.settings(person),
            Act.QUIET: lambda: self.own.quiet(person, on=ref == ON),
            Act.EXPORT: lambda: self.own.export(person),
            Act.FORGET: lambda: self.own.forget(person) if ref == YES else self.own.ask_to_forget(),
        }
        return await pages[act]() if act in pages else self.help()

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
        """The answer to which deal it is about: a recent one, or a new name, which wins."""
        name = " ".join(clean(values.get(guide.NEW, ())))
        chosen = "".join(values.get(guide.CHOSEN, ()))
        if name or not chosen:
            return await self.begin(person, flow, name, key, "" if name else "choose.problem")
        return await self._begin_ref(person, f"{flow}/{chosen}", key)

    async def begin(self, person: Person, flow: str, name: str, key: str, problem: str = "") -> Screen:
        """A flow about the deal of that name, new or known; without a name, the choice of one."""
        if person.team is None:
            raise NoTeam
        if flow not in self.library.flows:
            raise NotThere(flow)
        name = " ".join(" ".join(clean((name,))).split())
        if len(name) > guide.NAME_MOST:
            name, problem = "", "choose.too-long"
        if not name:
            recent = await self._store.deals(person.id, RECENT)
            page = guide.choose_deal(self.library.flows[flow], recent, self.library.words, problem)
            return Screen(document=page, opens=True)
        deal = await self._store.open_deal(person.team, name, self._clock.now())
        return await self._turns.begin(person, flow, deal, key)

    def help(self, hint: str = "") -> Screen:
        """What can be done; ``hint`` is the key of a first line."""
        return Screen(document=guide.help_page(self.library.words, hint))

    async def deals(self, person: Person) -> Screen:
        """The rep's deals with their glasses."""
        deals = await self._store.deals(person.id, DEALS_SHOWN)
        return Screen(document=deals_page(deals, self.library.words))

    async def deal_named(self, person: Person, name: str) -> Screen:
        """One deal of the team's, by name."""
        if person.team is None:
            raise NoTeam
        deal = await self._store.deal_named(person.team, name)
        if deal is None:
            return Screen(document=guide.no_deal_page(name, self.library.words))
        return self._deal_screen(person, deal)

    async def unfinished(self, person: Person) -> tuple[tuple[Session, Deal], ...]:
        """The rep's open sessions with their deals, the newest first."""
        opened = await self._store.open_sessions(person.id)
        about = [(session, await self._store.deal(session.deal)) for session in opened]
        return tuple((session, deal) for session, deal in about if deal is not None)

    async def compose(self, delivery: Delivery) -> Document | None:
        """The document of a delivery as it should read now; None when it is no longer wanted."""
        session = await self._store.session(int(delivery.payload.get("session", 0)))
        if session is None:
            return None
        scene = await self._scenes.scene(session)
        if delivery.kind is Kind.CARD:
            return self._scenes.verdict(session, scene, self._clock.now())
        if delivery.kind is Kind.NUDGE and session.ends and await self._wants_nudge(session):
            return guide.nudge_page(scene.known.deal, self.library.words)
        return None

    async def _wants_nudge(self, check: Session) -> bool:
        """Whether the rep may be written to now, and has not reflected on that call already."""
        preferences = await self._store.preferences(check.rep)
        today = local_day(self._clock.now(), check.zone)
        away = preferences.away_until is not None and today <= preferences.away_until
        return not (preferences.quiet or away or await self._reflected(check))

    async def _reflected(self, check: Session) -> bool:
        last = await self._store.last_submitted(check.rep, check.deal, "postcall")
        return bool(last and last.submitted and check.submitted and last.submitted >= check.submitted)

    async def _begin_ref(self, person: Person, ref: str, key: str) -> Screen:
        """``flow`` or ``flow/deal id``."""
        flow, _, deal = ref.partition("/")
        if not deal:
            return await self.begin(person, flow, "", key)
        return await self._turns.begin(person, flow, await self._team_deal(person, deal), key)

    async def _deal(self, person: Person, ref: str) -> Screen:
        return self._deal_screen(person, await self._team_deal(person, ref))

    async def _team_deal(self, person: Person, ref: str) -> Deal:
        number = named(ref)
        deal = await self._store.deal(number) if number is not None else None
        if deal is None:
            raise NotThere(ref)
        if deal.team != person.team:
            raise NotYours(ref)
        return deal

    def _deal_screen(self, person: Person, deal: Deal) -> Screen:
        page = deal_page(deal, self.library.flows["postcall"], person.zone, self.library.words)
        return Screen(document=page)


def _command(text: str) -> tuple[str, str]:
    """The first word without its slash and in lower case, and the rest with single spaces."""
    word, _, rest = " ".join(text.split()).partition(" ")
    return word.lstrip("/").lower().rstrip(".!?"), rest
