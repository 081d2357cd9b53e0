"""The content linter: every check looks at the whole library and returns all the issues it finds."""

from collections.abc import Callable, Iterator, Mapping

from dialogs.library import Issue, Library
from dialogs.lint import conditions, experiments, flows, themes, vocabulary, words
from dialogs.lint.words import Used, names

__all__ = ["Used", "check", "names"]

CHECKS: tuple[Callable[[Library], Iterator[Issue]], ...] = (
    flows.names,
    flows.budgets,
    flows.ids,
    flows.shapes,
    conditions.references,
    conditions.reachable,
    vocabulary.vocabulary,
    themes.rules,
    themes.themes,
    themes.tips,
    themes.gaps,
    experiments.experiments,
    words.phrases,
)
"""Each takes a library and says what is wrong with it."""


def check(library: Library, used: Mapping[str, tuple[Used, ...]] | None = None) -> tuple[Issue, ...]:
    """Every issue of the library as a whole. ``used`` says which words the code speaks, and where."""
    issues = [issue for each in CHECKS for issue in each(library)]
    return (*issues, *(words.uses(library, used) if used is not None else ()))
