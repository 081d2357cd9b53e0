"""What can be wrong with themes, their tips, and the rules."""

import re
from collections.abc import Iterator

from dialogs.flow import Ground
from dialogs.known import NO_BARRIER
from dialogs.library import BARRIERS, Issue, Library
from dialogs.pushback import Rule, flaws
from dialogs.theme import TIP_WORDS, Theme
from dialogs.words import names_in

NUMBER = re.compile(
    r"\d|%|\bper ?cent\b|\b(?:half|twice|double|triple|third|quarter) (?:of|as|the)\b", re.IGNORECASE
)
"""What reads as a figure, and so needs its source."""

FILLED = {"digest": frozenset({"count", "total"}), "coaching_question": frozenset({"deal"})}
"""What is filled into a theme's sentences."""


def tips(library: Library) -> Iterator[Issue]:
    """A tip is short, opens with a question, and gives the source of a number."""
    for name, theme in library.themes.items():
        for at, tip in enumerate(theme.tips):
            file, key = f"themes/{name}.yaml", ("tips", str(at))
            if tip.words > TIP_WORDS:
                yield Issue(file=file, key=key, message=f"the tip has {tip.words} words, {TIP_WORDS} at most")
            if not tip.ask.endswith("?"):
                yield Issue(file=file, key=(*key, "ask"), message="a tip opens with a question")
            if not tip.source and NUMBER.search(f"{tip.ask} {tip.idea} {tip.try_}"):
                yield Issue(file=file, key=key, message="there is a number in this tip; add its source")
            if tip.id != f"{theme.id}-{at + 1}":
                yield Issue(file=file, key=(*key, "id"), message=f"the id must be {theme.id}-{at + 1}")


def themes(library: Library) -> Iterator[Issue]:
    """Ids stand once, sentences have the names that are filled in, the barriers have their plans."""
    for name, theme in library.themes.items():
        for key, message in (*_twice(theme), *_unfilled(theme)):
            yield Issue(file=f"themes/{name}.yaml", key=key, message=message)
    barriers = library.themes.get(BARRIERS)
    if barriers is None or not barriers.plans:
        message = "the if-then plans of the barriers stand in this theme; it needs them"
        yield Issue(file=f"themes/{BARRIERS}.yaml", key=("plans",), message=message)


def gaps(library: Library) -> Iterator[Issue]:
    """Where gaps are followed, every ground and every barrier has its theme, and nothing else has one."""
    if not library.gaps or not library.plans:  # a broken file of barriers has its own issue
        return
    wanted = (*Ground, *(plan.id for plan in library.plans))
    for gap in wanted:
        if gap not in library.gaps:
            message = f"{gap} has no theme here; name the one that helps"
            yield Issue(file="order.yaml", key=("gaps",), message=message)
    for gap, theme in library.gaps.items():
        if gap not in wanted:
            message = f"{gap} is neither a ground nor a barrier"
            yield Issue(file="order.yaml", key=("gaps", gap), message=message)
        elif theme not in library.order and theme not in library.themes:  # a theme at rest helps all the same
            yield Issue(file="order.yaml", key=("gaps", gap), message=f"there is no theme {theme}")


def _twice(theme: Theme) -> Iterator[tuple[tuple[str, ...], str]]:
    held = {
        ("lens", "options"): [option.id for option in theme.lens.options],
        ("plans",): [plan.id for plan in theme.plans],
    }
    for key, listed in held.items():
        for at, name in enumerate(listed):
            if name in listed[:at]:
                yield (*key, str(at), "id"), f"{name} stands twice here"
            elif key == ("plans",) and name == NO_BARRIER:
                yield (*key, str(at), "id"), f"{NO_BARRIER} means that there is no barrier; name this one"


def _unfilled(theme: Theme) -> Iterator[tuple[tuple[str, ...], str]]:
    sentences: dict[tuple[str, ...], str] = {("coaching_question",): theme.coaching_question}
    sentences |= {
        ("lens", "options", str(at), "digest"): option.digest for at, option in enumerate(theme.lens.options)
    }
    for key, sentence in sentences.items():
        try:
            unknown = names_in(sentence) - FILLED[key[-1]]
        except ValueError as error:
            yield key, f"the braces do not match: {error}"
            continue
        if unknown:
            known = ", ".join(sorted(FILLED[key[-1]]))
            yield key, f"{', '.join(sorted(unknown))} is not filled in here; there is {known}"


def rules(library: Library) -> Iterator[Issue]:
    """Every ground has a rule, its patterns work, and its options exist."""
    for ground in Ground:
        rule, file = library.rules.get(ground), f"rules/{ground}.yaml"
        if rule is None:
            yield Issue(file=file, message="this ground has no rule; the check cannot be read without it")
            continue
        for key, message in flaws(rule):
            yield Issue(file=file, key=tuple(map(str, key)), message=message)
        for key, message in _options(ground, rule, library):
            yield Issue(file=file, key=key, message=message)


def _options(ground: Ground, rule: Rule, library: Library) -> Iterator[tuple[tuple[str, ...], str]]:
    precall = library.flows.get("precall")
    named = [
        *((("needs", value), "doubt", value) for value in rule.needs),
        *((("enough", str(at)), ground.value, value) for at, value in enumerate(rule.enough)),
        *(
            (("defects", str(number), "chosen", str(at)), ground.value, value)
            for number, defect in enumerate(rule.defects)
            for at, value in enumerate(defect.chosen)
        ),
    ]
    for key, asked, value in named:
        question = precall.question(asked) if precall else None
        if question and value not in {option.id for option in question.options}:
            yield key, f"{value} is no option of {asked} in the check"
