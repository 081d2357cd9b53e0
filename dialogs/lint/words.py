"""What can be wrong between words.yaml and the code that speaks them."""

import re
from collections.abc import Iterator, Mapping

from dialogs.frozen import Frozen
from dialogs.library import Issue, Library
from dialogs.words import Phrase, Words, names_in

FILE = "words.yaml"


class Used(Frozen):
    """A use of a word: where, and the names it fills in (None: nobody can tell)."""

    file: str
    line: int
    names: frozenset[str] | None = None


def phrases(library: Library) -> Iterator[Issue]:
    """No sentence is empty, and the names to fill in stand in matching braces."""
    for key, phrase in library.words.phrases.items():
        forms = {(form,): text for form, text in phrase.items()} if isinstance(phrase, dict) else {(): phrase}
        for form, text in forms.items():
            if not text.strip():
                yield _issue((*key.split("."), *form), "this sentence is empty")
        try:
            names_in(phrase)
        except ValueError as error:
            yield _issue(key.split("."), f"the braces do not match: {error}")


def uses(library: Library, used: Mapping[str, tuple[Used, ...]]) -> Iterator[Issue]:
    """Words and code agree: none missing, none unused, no name left unfilled.

    A key of ``used`` may hold stars, each for one part of a key that is only known at run time.
    """
    known = library.words.phrases
    spoken: set[str] = set()
    for key, places in sorted(used.items()):
        meant = [each for each in known if _fits(key, each)] if "*" in key else [key] * (key in known)
        spoken.update(meant)
        for place in places:
            where = f"{place.file}:{place.line}"
            if not meant and "*" in key:
                yield _issue(_section(key, known), f"no word is called {key}, which {where} uses")
            elif not meant:
                yield _issue(_section(key, known), f"the word {key} is missing, which {where} uses")
            for each in meant:
                for message in _unfilled(known[each], place, where):
                    yield _issue(each.split("."), message)
    for key in known:
        if key not in spoken:
            yield _issue(key.split("."), "no code uses this word; drop it")


def names(library: Library, shipped: Words) -> Iterator[Issue]:
    """No sentence of one's own fills in a name that the shipped one does not: it would stay unfilled."""
    for key, phrase in library.words.phrases.items():
        if shipped.knows(key):
            try:
                known, here = names_in(shipped.phrases[key]), names_in(phrase)
            except ValueError:
                continue  # said already
            if unknown := here - known - {"count"}:
                there = f"there are {', '.join(sorted(known))}" if known else "there is none"
                yield _issue(key.split("."), f"{{{', '.join(sorted(unknown))}}} is no name here; {there}")


def _unfilled(phrase: Phrase, place: Used, where: str) -> Iterator[str]:
    if place.names is None:
        return
    try:
        unfilled = names_in(phrase) - place.names
    except ValueError:
        return
    if isinstance(phrase, dict) and "count" not in place.names:
        unfilled |= {"count"}
    if unfilled:
        yield f"{{{', '.join(sorted(unfilled))}}} is not filled in at {where}"


def _fits(pattern: str, key: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", r"[^.]+"), key) is not None


def _section(key: str, known: Mapping[str, Phrase]) -> list[str]:
    """The part of a key that the file has, so that the issue points somewhere."""
    section = key.split(".")[:-1]
    while section and not any(each.startswith(".".join(section) + ".") for each in known):
        section.pop()
    return section


def _issue(key: list[str] | tuple[str, ...], message: str) -> Issue:
    return Issue(file=FILE, key=tuple(key), message=message)
