"""A flow in a terminal: pages are shown as text, questions asked one by one, on the real engine and store.

What is typed comes from one stream and what is shown goes to another, so that no test needs a terminal.
Reading blocks, and that is why the coach is called through ``run``, turn by turn: between turns no event loop
runs, and Ctrl-C means what it means everywhere.
"""

import shlex
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from bot.chat.prompts import Left, Pressed, Prompts
from bot.chat.transcript import Transcript
from bot.coach.scenes import Screen
from bot.house import House
from dialogs.document import Act, Button, Buttons, Document, Form
from dialogs.flow import Flow
from dialogs.frozen import Values
from dialogs.pages import guide
from dialogs.people import Person
from dialogs.plain import lines

Run = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs one call of the coach to its end, and gives what it gave."""

EXPERIMENT = (Act.TAKE, Act.SWAP)
"""What can be done at a verdict in a terminal."""


class Ended(NamedTuple):
    """How a conversation came to its end: what was said about its deal, and whether Ctrl-C ended it."""

    transcript: Transcript | None
    interrupted: bool = False


class Chat:
    """One person in one flow about one deal."""

    def __init__(  # noqa: PLR0913, PLR0917  both ends of a terminal, and what stands behind it
        self,
        house: House,
        person: Person,
        run: Run,
        typed: TextIO,
        shown: TextIO,
        options: Sequence[str] = (),
    ) -> None:
        """Nothing is asked yet. ``options``: those that the command has to be given once more."""
        self._options = options
        self._coach = house.coach
        self._store = house.store
        self._clock = house.clock
        self._ids = house.ids
        self._words = house.library.words
        self._person = person
        self._run = run
        self._prompts = Prompts(typed, shown, self._words)

    def talk(self, flow: Flow, deal: str, *, sure: bool = True) -> Ended:
        """The whole conversation, to the verdict or to the end of the typing.

        If the deal's name is not ``sure``, and near some, which of them is meant is asked first.
        """
        self._prompts.show(self._words.say("chat.how"))
        begun = self._coach.flows.begin(self._person, flow.id, deal, self._key(), sure=sure)
        screen: Screen = self._run(begun)
        form = screen.document.form
        if form and form.page == guide.NEAR:
            self._show(screen.document, None)
            try:
                screen, deal = self._which(flow, form)
            except (Left, KeyboardInterrupt) as end:
                self._prompts.show("\n\n" + self._words.say("chat.left-unnamed"))
                return Ended(None, interrupted=isinstance(end, KeyboardInterrupt))
        about = self._words.say("chat.about", deal=deal)
        transcript = Transcript(about, flow.id, deal, self._person.zone, self._clock.now())
        before: Document | None = None
        while form := self._show(screen.document, before).form:
            typed = dict[str, Values]()
            try:
                after = self._turn(form, typed, transcript, below=form.page == flow.pages[-1].id)
            except (Left, KeyboardInterrupt) as end:
                self._leave(form, typed, transcript)
                self._prompts.show("\n\n" + self._left(flow, deal, form, typed))
                return Ended(transcript, interrupted=isinstance(end, KeyboardInterrupt))
            if after is None:
                break
            before, screen = screen.document, after
        self._offer(screen.document, transcript)
        return Ended(transcript)

    def _which(self, flow: Flow, form: Form) -> tuple[Screen, str]:
        """Which deal is meant: one of those that are near, or a new one; and its name. Raises Left."""
        fields = {field.id: field for field in form.fields}
        values = {guide.NEAR: self._prompts.ask(fields[guide.NEAR])}
        (chosen,) = values[guide.NEAR]
        if chosen == guide.NEW:
            values[guide.NEW] = self._prompts.ask(fields[guide.NEW].model_copy(update={"required": True}))
            (name,) = values[guide.NEW]
        else:
            name = self._run(self._store.deal(int(chosen))).name
        return self._run(self._coach.flows.choose(self._person, flow.id, values, self._key())), name

    def _left(self, flow: Flow, deal: str, form: Form, typed: dict[str, Values]) -> str:
        """What is kept of a conversation that stops at this page, and how to go on with it."""
        if form.page == flow.pages[-1].id:
            return self._words.say("chat.left-verdict")
        command = shlex.join(["kairos", "chat", flow.id, deal, "--as", self._person.email, *self._options])
        if not any(typed.values()):
            return self._words.say("chat.left-untyped", command=command)
        return self._words.say("chat.left", count=sum(map(bool, typed.values())), command=command)

    def _offer(self, document: Document, transcript: Transcript) -> None:
        """The experiment below a verdict, to be taken or swapped."""
        while ways := {each.act.value: each for each in _experiment(document)}:
            try:
                pressed = self._prompts.choose(ways)
            except (Left, KeyboardInterrupt):
                self._prompts.show("")
                return
            if pressed is None:
                return
            screen = self._run(self._coach.press(self._person, pressed.act, pressed.ref, self._key()))
            transcript.pressed_button(pressed, screen)
            document = self._show(screen.document, document)

    def _turn(
        self, form: Form, typed: dict[str, Values], transcript: Transcript, *, below: bool
    ) -> Screen | None:
        """Ask one page, and take what was typed to the coach.

        What stands ``below`` a verdict may be passed by: None then.
        """
        try:
            self._prompts.fill(_free(form) if below else form, typed)
        except Pressed as pressed:
            screen: Screen = self._run(self._coach.press(self._person, pressed.act, form.ref, self._key()))
            transcript.pressed(pressed.act, screen)
            return screen
        values = {field.id: typed.get(field.id, field.values) for field in form.fields}
        if below and not any(values.values()):
            return None
        screen = self._run(self._coach.submit(self._person, form.ref, form.page, values, self._key()))
        transcript.answered(form, values, screen)
        return screen

    def _leave(self, form: Form, typed: dict[str, Values], transcript: Transcript) -> None:
        """What was typed is kept, and offered again."""
        self._run(self._coach.close(self._person, form.ref, form.page, typed, self._key()))
        transcript.closed(form, typed)

    def _show(self, document: Document, before: Document | None) -> Document:
        """Show a page without its questions; of one that is shown again, only what is new."""
        known = set(text(before)) if before and before.title == document.title else set()
        fresh = [line for line in text(document) if line not in known]
        self._prompts.show("\n".join(["", *fresh] if fresh else []))
        return document

    def _key(self) -> str:
        return f"chat:{self._ids()}"


def _free(form: Form) -> Form:
    """The form with nothing in it that has to be answered."""
    fields = tuple(field.model_copy(update={"required": False}) for field in form.fields)
    return form.model_copy(update={"fields": fields})


def _experiment(document: Document) -> Iterator[Button]:
    for block in document.blocks:
        if isinstance(block, Buttons):
            yield from (each for each in block.items if each.act in EXPERIMENT)


def text(document: Document) -> Iterator[str]:
    """A page's lines without its questions."""
    yield document.title
    for block in document.blocks:
        if not isinstance(block, Form):
            yield from lines(block)
