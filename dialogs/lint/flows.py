"""What can be wrong with the pages and questions of a flow."""

from collections import Counter
from collections.abc import Iterator

from dialogs.flow import Flow, Kind, Question
from dialogs.known import CONDITIONS, DEFAULTS
from dialogs.library import Issue, Library

Key = tuple[str, ...]
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})


def asked(flow: Flow) -> Iterator[tuple[Key, Question]]:
    """Every question with its key."""
    for at, page in enumerate(flow.pages):
        for number, question in enumerate(page.questions):
            yield ("pages", str(at), "questions", str(number)), question


def options(question: Question, library: Library) -> frozenset[str]:
    """The option ids that are known when it is written; none where the deal or the theme brings them."""
    if question.options_from in {*CONDITIONS, "lens"}:
        return frozenset()
    plans = library.plans if question.options_from == "barriers" else ()
    return frozenset(option.id for option in (*question.options, *plans))


def names(library: Library) -> Iterator[Issue]:
    """A file is named after what it holds."""
    held = {f"flows/{name}.yaml": flow.id for name, flow in library.flows.items()}
    held |= {f"themes/{name}.yaml": theme.id for name, theme in library.themes.items()}
    for file, name in held.items():
        if not file.endswith(f"/{name}.yaml"):
            yield Issue(file=file, key=("id",), message=f"the id is {name}, so the file must be {name}.yaml")


def budgets(library: Library) -> Iterator[Issue]:
    """A flow keeps to the time and the texts it promises."""
    for name, flow in library.flows.items():
        costs = (
            ("seconds", flow.seconds, flow.budget.seconds),
            ("texts", flow.texts, flow.budget.texts),
        )
        for what, used, most in costs:
            if used > most:
                message = f"costs {used} {what}, the budget is {most}: fold, default or drop a question"
                yield Issue(file=f"flows/{name}.yaml", key=("budget", what), message=message)


def ids(library: Library) -> Iterator[Issue]:
    """No page, question or option of a flow stands twice."""
    for name, flow in library.flows.items():
        file = f"flows/{name}.yaml"
        for at, page in enumerate(flow.pages):
            if page.id in {earlier.id for earlier in flow.pages[:at]}:
                key = ("pages", str(at), "id")
                yield Issue(file=file, key=key, message=f"page {page.id} stands twice in this flow")
        seen: set[str] = set()
        for place, question in asked(flow):
            if question.id in seen:
                message = f"question {question.id} stands twice in this flow"
                yield Issue(file=file, key=(*place, "id"), message=message)
            seen.add(question.id)
            for option, count in Counter(option.id for option in question.options).items():
                if count > 1:
                    message = f"option {option} stands {count} times"
                    yield Issue(file=file, key=(*place, "options"), message=message)


def shapes(library: Library) -> Iterator[Issue]:
    """A choice has options, nothing else has; a default fits its question."""
    for name, flow in library.flows.items():
        for place, question in asked(flow):
            for key, message in _shape(question, library):
                yield Issue(file=f"flows/{name}.yaml", key=(*place, *key), message=message)


def _shape(question: Question, library: Library) -> Iterator[tuple[Key, str]]:
    chosen, offered = question.kind in CHOSEN, options(question, library)
    if chosen and not question.options and not question.options_from:
        yield (), "a choice needs options or options_from"
    if not chosen and question.options:
        yield ("options",), "only choice and choices have options"
    if not chosen and question.options_from:
        yield ("options_from",), "only choice and choices have options"
    made = {Kind.TIME: {"proposed-end"}, Kind.TEXT: {"check"}}
    fits = {"likeliest", *offered} if chosen else made.get(question.kind, set())
    if question.default and question.default not in fits:
        remedy = f"use one of {', '.join(sorted(fits))}" if fits else f"a {question.kind} has none; drop it"
        known = "is made for another kind of question" if question.default in DEFAULTS else "is no option"
        yield ("default",), f"{question.default} {known}; {remedy}"
    if question.folded and question.required:
        yield ("folded",), "what is required cannot be folded away"
