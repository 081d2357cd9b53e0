"""Asks the questions of a form one by one: prefilled, with numbered options, on a pair of text streams."""

import re
from collections.abc import Mapping
from typing import TextIO

from dialogs import reading
from dialogs.document import Act, Button, Field, Form
from dialogs.flow import Kind, Option
from dialogs.frozen import Values
from dialogs.words import Words

HELP, EMPTY, MORE = "?", "-", "m"
"""What may be typed instead of an answer."""

BETWEEN = re.compile(r"[\s,;]+")


class Left(Exception):
    """Nothing more is typed: Ctrl-D, or the end of the input."""


class Pressed(Exception):
    """Another way out of the page was taken."""

    def __init__(self, act: Act) -> None:
        super().__init__(act)
        self.act = act


class Prompts:
    """Puts questions to whoever types."""

    def __init__(self, typed: TextIO, shown: TextIO, words: Words) -> None:
        self._typed = typed
        self._shown = shown
        self._words = words

    def show(self, text: str) -> None:
        """Show a line."""
        self._shown.write(text + "\n")

    def fill(self, form: Form, answers: dict[str, Values]) -> None:
        """Ask a form's questions; each answer stands in ``answers`` as soon as it is given.

        Where some have a problem, only those are asked again. Raises Left and Pressed.
        """
        ways = {other.act.value: other.act for other in form.others}
        for other in form.others:
            self.show("\n" + self._words.say("chat.way", word=other.act, label=other.label))
        wrong = [field for field in form.fields if field.problem]
        asked = wrong or [field for field in form.fields if not field.folded]
        for field in asked:
            answers[field.id] = self._ask(field, ways)
        folded = [field for field in form.fields if field.folded and not wrong]
        if (
            folded
            and self._line("\n" + self._words.say("chat.more", more=form.more, letter=MORE) + " ") == MORE
        ):
            for field in folded:
                answers[field.id] = self._ask(field, ways)

    def ask(self, field: Field) -> Values:
        """Ask one question, until its answer can be taken. Raises Left."""
        return self._ask(field, {})

    def choose(self, ways: Mapping[str, Button]) -> Button | None:
        """One of these buttons, by its word; None where Enter passes them by. Raises Left."""
        for word, button in ways.items():
            self.show(self._words.say("chat.way", word=word, label=button.label))
        while typed := self._line(self._words.say("chat.pass") + " "):
            if typed in ways:
                return ways[typed]
        return None

    def _ask(self, field: Field, ways: Mapping[str, Act]) -> Values:
        label = self._words.say("chat.needed", question=field.label) if field.required else field.label
        self.show(f"\n{label}")
        if field.hint:
            self.show(f"  {field.hint}")
        for number, option in enumerate(field.options, 1):
            mark = "*" if option.id in field.values else " "
            self.show(f" {mark}{number:>2}  {option.label}" + (f": {option.note}" if option.note else ""))
        problem = self._problem(field, field.values) if field.values else ""
        stands = () if problem else field.values  # what is wrong is not offered: Enter would take it again
        problem = problem or field.problem
        called = "; ".join(_called(field.options, value) for value in stands)
        while True:
            if problem:
                self.show(f"! {problem}")
            text, problem = self._line(f"[{called}] > " if called else "> "), ""
            if text in ways:
                raise Pressed(ways[text])
            if text == HELP:
                self._help(field)
                continue
            values, problem = self._read(field, text, stands)
            problem = problem or self._problem(field, values)
            if not problem:
                return values

    def _problem(self, field: Field, values: Values) -> str:
        """What the page would say is wrong with an answer; empty if nothing is."""
        key = reading.problem(field, values)
        return self._words.say(key, most=field.most) if key else ""

    def _read(self, field: Field, text: str, stands: Values) -> tuple[Values, str]:
        """What was typed, as values: a text, or options by their numbers or ids; and what is no option."""
        if text in {"", EMPTY}:
            return () if text else stands, ""
        if not field.options:
            return reading.clean((text,)), ""
        ids = {option.id for option in field.options}
        numbers = {str(number): option.id for number, option in enumerate(field.options, 1)}
        typed = [each for each in BETWEEN.split(text) if each]
        for each in typed:
            if each not in numbers and each not in ids:
                return (), self._words.say("chat.no-number", typed=each, most=len(field.options))
        return tuple(numbers.get(each, each) for each in typed), ""

    def _help(self, field: Field) -> None:
        if field.kind in {Kind.CHOICE, Kind.CHOICES}:
            self.show(
                self._words.say("chat.help-choices" if field.kind is Kind.CHOICES else "chat.help-choice")
            )
        elif field.kind is Kind.TEXT:
            self.show(self._words.say("chat.help-text", most=field.most))
        else:
            self.show(self._words.say("problem.date" if field.kind is Kind.DATE else "problem.time"))
        if field.placeholder:
            self.show(self._words.say("chat.example", example=field.placeholder))
        self.show(self._words.say("chat.help"))

    def _line(self, prompt: str) -> str:
        self._shown.write(prompt)
        self._shown.flush()
        line = self._typed.readline()
        if not line:
            raise Left
        return line.strip()


def _called(options: tuple[Option, ...], value: str) -> str:
    return next((option.label for option in options if option.id == value), value)
