"""The content linter: every check looks at the whole library and returns all the issues it finds."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from dialogs.flow import Flow, Ground, Kind, Page, PageKind, Question, When
from dialogs.frozen import Frozen
from dialogs.known import DEFAULTS, FACTS
from dialogs.library import BARRIERS, Issue, Library
from dialogs.pushback import flaws
from dialogs.theme import TIP_WORDS
from dialogs.words import names_in

Check = Callable[[Library], Iterator[Issue]]
CHECKS: list[Check] = []


class Used(Frozen):
    """A word that Python uses: where, and the names it fills in. ``prefix``: any key that begins so."""

    file: str
    line: int
    names: frozenset[str] | None = None
    prefix: bool = False


def check(library: Library, used: Mapping[str, tuple[Used, ...]] | None = None) -> tuple[Issue, ...]:
    """Every issue of the library as a whole, in the order of the files; words last."""
    issues = [issue for each in CHECKS for issue in each(library)]
    issues.sort(key=lambda issue: issue.file)
    return (*issues, *(_words(library, used) if used is not None else ()))


def _checks(function: Check) -> Check:
    CHECKS.append(function)
    return function


def _at(flow: Flow, page: int, *rest: object) -> tuple[str, ...]:
    return ("pages", str(page), *map(str, rest))


def _asked(flow: Flow) -> Iterator[tuple[int, int, Question]]:
    for at, page in enumerate(flow.pages):
        for number, question in enumerate(page.questions):
            yield at, number, question


@_checks
def names(library: Library) -> Iterator[Issue]:
    """A file is named after what it holds."""
    held = {f"flows/{name}.yaml": flow.id for name, flow in library.flows.items()}
    held |= {f"themes/{name}.yaml": theme.id for name, theme in library.themes.items()}
    for file, name in held.items():
        if not file.endswith(f"/{name}.yaml"):
            yield Issue(file=file, key=("id",), message=f"the id is {name}, so the file must be {name}.yaml")


@_checks
def budgets(library: Library) -> Iterator[Issue]:
    """A flow keeps to the time and the texts it promises."""
    for name, flow in library.flows.items():
        for what, used, most in (
            ("seconds", flow.seconds, flow.budget.seconds),
            ("texts", flow.texts, flow.budget.texts),
        ):
            if used > most:
                message = (
                    f"the flow costs {used} {what}, its budget is {most}: fold, default or drop a question"
                )
                yield Issue(file=f"flows/{name}.yaml", key=("budget", what), message=message)


@_checks
def ids(library: Library) -> Iterator[Issue]:
    """No page, question or option of a flow stands twice."""
    for name, flow in library.flows.items():
        file = f"flows/{name}.yaml"
        for page, count in Counter(page.id for page in flow.pages).items():
            if count > 1:
                yield Issue(file=file, key=("pages",), message=f"page {page} stands {count} times")
        seen: set[str] = set()
        for at, number, question in _asked(flow):
            key = _at(flow, at, "questions", number)
            if question.id in seen:
                yield Issue(file=file, key=key, message=f"question {question.id} stands twice in this flow")
            seen.add(question.id)
            for option, count in Counter(option.id for option in question.options).items():
                if count > 1:
                    yield Issue(
                        file=file, key=(*key, "options"), message=f"option {option} stands {count} times"
                    )


@_checks
def shapes(library: Library) -> Iterator[Issue]:
    """A choice has options, nothing else has; a default is an option or a known rule."""
    for name, flow in library.flows.items():
        for at, number, question in _asked(flow):
            key = _at(flow, at, "questions", number)
            file = f"flows/{name}.yaml"
            chosen = question.kind in {Kind.CHOICE, Kind.CHOICES}
            offered = {option.id for option in question.options}
            if chosen and not offered and not question.options_from:
                yield Issue(file=file, key=key, message="a choice needs options or options_from")
            if not chosen and (offered or question.options_from):
                yield Issue(file=file, key=key, message="only choice and choices have options")
            if question.default and question.default not in DEFAULTS | offered:
                message = f"{question.default} is no option; or use one of {', '.join(sorted(DEFAULTS))}"
                yield Issue(file=file, key=(*key, "default"), message=message)
            if question.folded and question.required:
                yield Issue(file=file, key=(*key, "folded"), message="what is required cannot be folded away")


@_checks
def references(library: Library) -> Iterator[Issue]:
    """A condition names an answer of an earlier page, or a known fact, and values that exist."""
    for name, flow in library.flows.items():
        file = f"flows/{name}.yaml"
        for at, page in enumerate(flow.pages):
            earlier = {asked.id: asked for before in flow.pages[:at] for asked in before.questions}
            yield from _when(file, _at(flow, at, "when"), page.when, earlier)
            for number, question in enumerate(page.questions):
                yield from _when(file, _at(flow, at, "questions", number, "when"), question.when, earlier)


def _when(
    file: str, key: tuple[str, ...], when: When | None, earlier: Mapping[str, Question]
) -> Iterator[Issue]:
    if when is None:
        return
    if bool(when.answered) == bool(when.known):
        yield Issue(file=file, key=key, message="name either answered or known")
    if when.known and when.known not in FACTS:
        message = f"{when.known} is not known; there are {', '.join(sorted(FACTS))}"
        yield Issue(file=file, key=(*key, "known"), message=message)
    if when.answered and when.answered not in earlier:
        message = f"{when.answered} is asked on no earlier page"
        yield Issue(file=file, key=(*key, "answered"), message=message)
    question = earlier.get(when.answered)
    if question and question.options and not question.options_from:
        offered = {option.id for option in question.options}
        for value in (*when.any_of, *when.none_of):
            if value not in offered:
                message = f"{value} is no option of {question.id}, so this never matters"
                yield Issue(file=file, key=key, message=message)


@_checks
def reachable(library: Library) -> Iterator[Issue]:
    """Every page can be reached: the verdict stands last, a push-back has a ground to push on."""
    for name, flow in library.flows.items():
        for at, page in enumerate(flow.pages):
            for reason in _unreachable(flow, at, page):
                message = f"page {page.id} cannot be reached: {reason}"
                yield Issue(file=f"flows/{name}.yaml", key=_at(flow, at), message=message)
        if flow.pages[-1].kind is not PageKind.VERDICT:
            yield Issue(
                file=f"flows/{name}.yaml", key=("pages",), message="the last page must be the verdict"
            )


def _unreachable(flow: Flow, at: int, page: Page) -> Iterator[str]:
    before = flow.pages[:at]
    if any(earlier.kind is PageKind.VERDICT for earlier in before):
        yield "it stands behind the verdict"
    if page.kind is PageKind.PUSH_BACK:
        if any(earlier.kind is PageKind.PUSH_BACK for earlier in before):
            yield "the coach pushes back only once"
        asked = {question.id for earlier in before for question in earlier.questions}
        if missing := [ground.value for ground in Ground if ground not in asked]:
            yield f"no earlier page asks {', '.join(missing)}"
    if page.when and page.when.any_of and page.when.answered:
        question = flow.question(page.when.answered)
        if question and not question.options_from and question.options:
            offered = {option.id for option in question.options}
            if not offered & set(page.when.any_of):
                yield f"no option of {question.id} lets it be shown"


@_checks
def rules(library: Library) -> Iterator[Issue]:
    """Every ground has a rule, its patterns work, and its options exist."""
    for ground in Ground:
        rule = library.rules.get(ground)
        file = f"rules/{ground}.yaml"
        if rule is None:
            yield Issue(file=file, message="this ground has no rule; the check cannot be read without it")
            continue
        for key, message in flaws(rule):
            yield Issue(file=file, key=key, message=message)
        precall = library.flows.get("precall")
        question = precall.question("doubt" if rule.needs else ground) if precall else None
        offered = {option.id for option in question.options} if question else set()
        for value in (*rule.needs, *rule.enough):
            if offered and value not in offered:
                yield Issue(
                    file=file, key=("needs" if rule.needs else "enough",), message=f"{value} is no option"
                )


NUMBER = re.compile(r"\d|%|\bper ?cent\b|\b(?:half|twice|double|triple|third|quarter) (?:of|as|the)\b")


@_checks
def tips(library: Library) -> Iterator[Issue]:
    """A tip is short, opens with a question, and gives the source of a number."""
    for name, theme in library.themes.items():
        for at, tip in enumerate(theme.tips):
            file, key = f"themes/{name}.yaml", ("tips", str(at))
            if tip.words > TIP_WORDS:
                yield Issue(file=file, key=key, message=f"the tip has {tip.words} words, {TIP_WORDS} at most")
            if not tip.ask.endswith("?"):
                yield Issue(file=file, key=(*key, "ask"), message="a tip opens with a question")
            if not tip.source and NUMBER.search(" ".join((tip.ask, tip.idea, tip.try_))):
                yield Issue(file=file, key=key, message="there is a number in this tip; add its source")
            if tip.id != f"{theme.id}-{at + 1}":
                yield Issue(file=file, key=(*key, "id"), message=f"the id must be {theme.id}-{at + 1}")


@_checks
def themes(library: Library) -> Iterator[Issue]:
    """The order names themes that exist; the barriers have their plans."""
    for at, name in enumerate(library.order):
        if name not in library.themes:
            yield Issue(file="order.yaml", key=("themes", str(at)), message=f"there is no theme {name}")
    barriers = library.themes.get(BARRIERS)
    if barriers is None or not barriers.plans:
        message = "the if-then plans of the barriers stand in this theme; it needs them"
        yield Issue(file=f"themes/{BARRIERS}.yaml", key=("plans",), message=message)


@_checks
def braces(library: Library) -> Iterator[Issue]:
    """The names to fill in stand in matching braces."""
    for key, phrase in library.words.phrases.items():
        try:
            names_in(phrase)
        except ValueError as error:
            yield Issue(
                file="words.yaml", key=tuple(key.split(".")), message=f"the braces do not match: {error}"
            )


def _words(library: Library, used: Mapping[str, tuple[Used, ...]]) -> Iterator[Issue]:
    """Words and Python agree: none missing, none unused, no name left unfilled."""
    phrases = library.words.phrases
    prefixes = tuple(key for key, places in used.items() if any(place.prefix for place in places))
    for key, places in sorted(used.items()):
        for place in places:
            where = f"{place.file}:{place.line}"
            if place.prefix:
                if not any(phrase.startswith(key) for phrase in phrases):
                    yield Issue(file="words.yaml", message=f"no word begins with {key}, which {where} uses")
            elif key not in phrases:
                yield Issue(file="words.yaml", message=f"the word {key} is missing, which {where} uses")
            elif place.names is not None and (unfilled := names_in(phrases[key]) - place.names - {"count"}):
                message = f"{{{', '.join(sorted(unfilled))}}} is not filled in at {where}"
                yield Issue(file="words.yaml", key=tuple(key.split(".")), message=message)
    for key in phrases:
        if key not in used and not key.startswith(prefixes or ("\0",)):
            yield Issue(
                file="words.yaml", key=tuple(key.split(".")), message="no code uses this word; drop it"
            )
