"""A flow in a terminal: pages are shown as text, questions asked one by one, on the real engine and store.

What is typed comes from one stream and what is shown goes to another, so that nobody needs a terminal to test it.
Reading blocks, and that is why the coach is called through ``run``, turn by turn: between the turns no event
loop is running, and Ctrl-C means what it means everywhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TextIO

from bot.app import House
from bot.prompts import Left, Pressed, Prompts
from bot.scenes import Screen
from bot.transcript import Transcript
from dialogs.document import Act, Document, Form
from dialogs.frozen import Values
from dialogs.people import Person
from dialogs.plain import lines
from dialogs.session import Status

Run = Callable[[Awaitable[Any]], Any]
"""Runs one call of the coach to its end."""


class Chat:
    """One person in one flow about one deal."""

    def __init__(self, house: House, person: Person, run: Run, streams: tuple[TextIO, TextIO]) -> None:
        """``streams`` are what is typed, and what is shown."""
        self._house = house
        self._person = person
        self._run = run
        self._out = streams[1]
        self._words = house.library.words
        self._prompts = Prompts(*streams, self._words)

    def talk(self, flow: str, deal: str) -> Transcript:
        """The whole conversation, from the first page to the verdict or to the end of the typing."""
        self._prompts.say(self._words.say("chat.how"))
        begun = self._house.clock.now()
        screen: Screen = self._run(self._house.coach.begin(self._person, flow, deal, self._key()))
        about = self._words.say("chat.about", deal=deal)
        transcript = Transcript(about, flow, deal, self._person.zone, begun)
        shown: Document | None = None
        while True:
            self._show(screen.document, shown)
            shown = screen.document
            form = shown.form
            if form is None:
                return transcript
            typed: dict[str, Values] = {}
            try:
                screen = self._turn(form, typed, transcript)
            except (Left, KeyboardInterrupt):
                self._leave(form, typed, transcript)
                self._prompts.say("\n" + self._words.say("chat.left", command=f'kairos chat {flow} "{deal}"'))
                return transcript
