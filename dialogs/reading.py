"""Reads what came in for a page: which values can be kept, and what is wrong with the others."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time

from dialogs.document import Field
from dialogs.flow import Kind, Question
from dialogs.frozen import Values

MOST = 3000
"""No text longer than this is taken in, whatever a question allows."""

KEPT = frozenset("\n\u200c\u200d")
"""Line breaks and joiners: of the characters no one can see, the ones that are kept."""

_JOINERS = re.compile(
    r"(?<=[^\s\u200c\u200d])([\u200c\u200d])[\u200c\u200d]*(?=[^\s\u200c\u200d])|[\u200c\u200d]+"
)
"""Joiners between two signs, the first of them caught, or joiners that join nothing."""


def clean(values: Values) -> Values:
    """Without white space around, without empty values, without characters no one can see or store.

    Lines end in one way, and a joiner stays where it joins: emoji and whole scripts are spelled with it.
    """
    kept = (_clean(value) for value in values)
    return tuple(value for value in kept if value)


def _clean(value: str) -> str:
    if value.isprintable():  # most are: one line, and every character of it can be seen
        return value.strip()
    lines = "\n".join(value.replace("\t", " ").splitlines())
    seen = "".join(
        sign for sign in lines if sign in KEPT or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )
    return _JOINERS.sub(r"\1", seen).strip()


def problem(question: Question | Field, values: Values) -> str:
    """The key of what is wrong with an answer, empty if nothing is. Values are clean already."""
    if not values:
        return _needed(question) if question.required else ""
    if question.kind is not Kind.CHOICES and len(values) > 1:
        return "problem.one-only"
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        return _chosen(question, values)
    return _written(question, values[0])


def _needed(question: Question | Field) -> str:
    return "problem.required-text" if question.kind is Kind.TEXT else "problem.required"


def _chosen(question: Question | Field, values: Values) -> str:
    offered = {option.id: option for option in question.options}
    if any(value not in offered for value in values):
        return "problem.not-offered"
    if len(values) > 1 and any(offered[value].alone for value in values):
        return "problem.alone"
    return ""


def _written(question: Question | Field, value: str) -> str:
    if question.kind is Kind.TEXT:
        return "problem.too-long" if len(value) > question.most else ""
    try:
        (date if question.kind is Kind.DATE else time).fromisoformat(value)
    except ValueError:
        return "problem.date" if question.kind is Kind.DATE else "problem.time"
    return ""


def read(
    questions: tuple[Question, ...], given: Mapping[str, Values]
) -> tuple[dict[str, Values], dict[str, str]]:
    """What was given for these questions, cleaned, and the problems by question. Other keys are left out."""
    answers = {asked.id: _once(clean(given.get(asked.id, ()))) for asked in questions}
    problems = {asked.id: problem(asked, answers[asked.id]) for asked in questions}
    return answers, {asked: found for asked, found in problems.items() if found}


def draft(questions: tuple[Question, ...], given: Mapping[str, Values]) -> dict[str, Values]:
    """What was typed and not submitted: kept as it is, cut only at what can be stored."""
    asked = {question.id for question in questions}
    return {
        key: tuple(value[:MOST] for value in clean(values)) for key, values in given.items() if key in asked
    }


def _once(values: Values) -> Values:
    return tuple(dict.fromkeys(values))
