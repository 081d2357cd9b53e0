"""What can be wrong with conditions: what they name, and whether every page can be reached."""

from collections.abc import Iterator, Mapping

from dialogs.flow import Flow, Ground, Page, PageKind, Question, When
from dialogs.known import FACTS
from dialogs.library import Issue, Library
from dialogs.lint.flows import Key, options


def references(library: Library) -> Iterator[Issue]:
    """A condition names an answer of an earlier page, or a known fact, and values that exist."""
    for name, flow in library.flows.items():
        for at, page in enumerate(flow.pages):
            earlier = {question.id: question for before in flow.pages[:at] for question in before.questions}
            place = ("pages", str(at))
            conditions: list[tuple[Key, When | None]] = [((*place, "when"), page.when)]
            for number, question in enumerate(page.questions):
                conditions.append(((*place, "questions", str(number), "when"), question.when))
            for key, when in conditions:
                for rest, message in _when(when, earlier, library) if when else ():
                    yield Issue(file=f"flows/{name}.yaml", key=(*key, *rest), message=message)


def _when(when: When, earlier: Mapping[str, Question], library: Library) -> Iterator[tuple[Key, str]]:
    if bool(when.answered) == bool(when.known):
        yield (), "name either answered or known"
    if when.any_of and when.none_of:
        yield ("none_of",), "any_of decides alone; drop one of the two"
    if when.known and when.known not in FACTS:
        yield ("known",), f"{when.known} is not known; there are {', '.join(sorted(FACTS))}"
    if when.answered and when.answered not in earlier:
        yield ("answered",), f"{when.answered} is asked on no earlier page"
    question = earlier.get(when.answered)
    offered = options(question, library) if question else frozenset()
    plans = frozenset(plan.id for plan in library.plans) if when.known == "plan" else frozenset()
    for listed in ("any_of", "none_of"):
        for value in getattr(when, listed):
            if (offered or plans) and value not in offered | plans:
                called = f"option of {when.answered}" if question else "barrier"
                yield (listed,), f"{value} is no {called}, so this never matters"


def reachable(library: Library) -> Iterator[Issue]:
    """Every page can be reached, asks something, and the verdict stands last."""
    for name, flow in library.flows.items():
        for at, page in enumerate(flow.pages):
            for reason in _unreachable(flow, at, library):
                message = f"page {page.id} cannot be reached: {reason}"
                yield Issue(file=f"flows/{name}.yaml", key=("pages", str(at)), message=message)
            for key, message in _useless(at, page):
                yield Issue(file=f"flows/{name}.yaml", key=("pages", str(at), *key), message=message)
        if flow.pages[-1].kind is not PageKind.VERDICT:
            message = "the last page must be the verdict"
            yield Issue(file=f"flows/{name}.yaml", key=("pages", str(len(flow.pages) - 1)), message=message)


def _unreachable(flow: Flow, at: int, library: Library) -> Iterator[str]:
    page, before = flow.pages[at], flow.pages[:at]
    if any(earlier.kind is PageKind.VERDICT for earlier in before):
        yield "it stands behind the verdict"
    if page.kind is PageKind.PUSH_BACK:
        if any(earlier.kind is PageKind.PUSH_BACK for earlier in before):
            yield "the coach pushes back only once"
        known = {question.id for earlier in before for question in earlier.questions}
        if missing := [ground.value for ground in Ground if ground not in known]:
            yield f"no earlier page asks {', '.join(missing)}"
    question = flow.question(page.when.answered) if page.when else None
    offered = options(question, library) if question else frozenset()
    if page.when and question and offered:
        if page.when.any_of and not offered & set(page.when.any_of):
            yield f"no option of {question.id} lets it be shown"
        if not page.when.any_of and offered <= set(page.when.none_of):
            yield f"every option of {question.id} keeps it from being shown"


def _useless(at: int, page: Page) -> Iterator[tuple[Key, str]]:
    if page.when and (at == 0 or page.kind is PageKind.VERDICT):
        yield ("when",), "the first page and the verdict are always shown; drop the condition"
    if page.kind is PageKind.FORM and not page.questions:
        yield (), f"page {page.id} asks nothing"
    if page.kind is PageKind.PUSH_BACK and page.questions:
        yield ("questions",), "a push-back asks again what it pushes on; drop its questions"
