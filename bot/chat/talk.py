"""A flow in a terminal: pages are shown as text, questions asked one by one, on the real engine and store.

What is typed comes from one stream and what is shown goes to another, so that no test needs a terminal.
Reading blocks, and that is why the coach is called through ``run``, turn by turn: between turns no event loop
runs, and Ctrl-C means what it means everywhere.
"""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TextIO

from bot.chat.prompts import Left, Pressed, Prompts
from bot.chat.transcript import Transcript
from bot.coach.scenes import Screen
from bot.house import House
from dialogs.document import Act, Button, Buttons, Document, Form
from dialogs.frozen import Values
from dialogs.people import Person
from dialogs.plain import lines

Run = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs one call of the coach to its end, and gives what it gave."""

EXPERIMENT = (Act.TAKE, Act.SWAP)
"""What can be done at a verdict in a terminal."""


class Chat:
    """One person in one flow about one deal."""

    def __init__(  # noqa: PLR0913, PLR0917  both ends of a terminal, and what stands behind it
        self, house: House, person: Person, run: Run, typed: TextIO, shown: TextIO, options: str = ""
    ) -> None:
        """Nothing is asked yet. ``options``: those that the command has to be given once more."""
        self._options = options
        self._coach = house.coach
        self._clock = house.clock
        self._ids = house.ids
        self._words = house.library.words
        self._person = person
        self._run = run
        self._prompts = Prompts(typed, shown, self._words)

    def talk(self, flow: str, deal: str) -> Transcript:
        """The whole conversation, to the verdict or to the end of the typing."""
        self._prompts.show(self._words.say("chat.how"))
        about = self._words.say("chat.about", deal=deal)
        transcript = Transcript(about, flow, deal, self._person.zone, self._clock.now())
        screen: Screen = self._run(self._coach.begin(self._person, flow, deal, self._key()))
        before: Document | None = None
        while form := self._show(screen.document, before).form:
            before, typed = screen.document, dict[str, Values]()
            try:
                screen = self._turn(form, typed, transcript)
            except (Left, KeyboardInterrupt):
                self._leave(form, typed, transcript)
                self._prompts.show(
                    "\n\n"
                    + self._words.say(
                        "chat.left", flow=flow, deal=deal, email=self._person.email, options=self._options
                    )
                )
                break
        else:
            self._offer(screen.document, transcript)
        return transcript

    def _offer(self, document: Document, transcript: Transcript) -> None:
        """The experiment below a verdict, to be taken or swapped."""
        while ways := {each.act.value: each for each in _experiment(document)}:
            try:
                pressed = self._prompts.choose(ways)
            except (Left, KeyboardInterrupt):
                return
            if pressed is None:
                return
            screen = self._run(self._coach.press(self._person, pressed.act, pressed.ref, self._key()))
            transcript.pressed_button(pressed, screen)
            document = self._show(screen.document, document)

    def _turn(self, form: Form, typed: dict[str, Values], transcript: Transcript) -> Screen:
        """Ask one page, and take what was typed to the coach."""
        try:
            self._prompts.fill(form, typed)
        except Pressed as pressed:
            screen: Screen = self._run(self._coach.press(self._person, pressed.act, form.ref, self._key()))
            transcript.pressed(pressed.act, screen)
            return screen
        values = {field.id: typed.get(field.id, field.values) for field in form.fields}
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
