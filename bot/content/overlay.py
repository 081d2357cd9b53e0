"""One content folder laid over another: what the upper one says counts, everything else shines through.

flows/ rules/ themes/   a file of the upper folder stands in for the lower one of the same name
words.yaml              sentence by sentence
order.yaml              `themes` and `gaps`, each as a whole
experiments.yaml        by id; those of the upper folder come first
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from bot.content.plain_yaml import Lines, Plain
from dialogs.library import PLURALS, Issue

WORDS, ORDER, EXPERIMENTS = "words.yaml", "order.yaml", "experiments.yaml"

Key = tuple[str, ...]


class Layer(NamedTuple):
    """A folder as it was read. A file that is no YAML is None."""

    folder: Path
    files: Mapping[str, Plain]
    lines: Mapping[str, Lines]
    issues: tuple[Issue, ...] = ()


class Place(NamedTuple):
    """Where an issue stands. Line 0: the file has no such place."""

    folder: Path
    file: str
    key: Key
    line: int


class Laid(NamedTuple):
    """Two folders as one. ``resting`` are theme files that the order need not name.

    ``listed`` says for each experiment which folder it is from, and its number there.
    """

    over: Layer
    under: Layer
    files: Mapping[str, Plain]
    issues: tuple[Issue, ...] = ()
    resting: frozenset[str] = frozenset()
    listed: tuple[tuple[Layer, int], ...] = ()

    def place(self, issue: Issue) -> Place:
        """Where somebody has to look who wants to mend it."""
        file, key = issue.file, issue.key
        if file == EXPERIMENTS and self.listed and key and key[0].isdigit():
            layer, number = self.listed[int(key[0])]
            return _place(layer, file, (str(number), *key[1:]))
        layers = [layer for layer in (self.over, self.under) if file in layer.lines] or [self.over]
        # words and order may stand in both: the one that has this very key, or else the key nearest above it
        for end in range(len(key), -1, -1):
            for layer in layers:
                if key[:end] in layer.lines.get(file, {}):
                    return _place(layer, file, key)
        return _place(layers[0], file, key)


def lay(over: Layer, under: Layer) -> Laid:
    """What counts where one folder lies over another, and what cannot be laid over anything."""
    files = {**under.files, **over.files}
    issues: list[Issue] = []
    mine, theirs = over.files.get(WORDS), under.files.get(WORDS)
    if mine is not None and isinstance(theirs, dict):
        files[WORDS] = _words(mine, theirs, tuple(_keys(theirs)), issues)
    mine, theirs = over.files.get(ORDER), under.files.get(ORDER)
    if isinstance(mine, dict) and isinstance(theirs, dict):
        files[ORDER] = {**theirs, **mine}
    issues += _unnamed(over, files.get(ORDER))
    listed = _listed(over, under)
    if listed:
        files[EXPERIMENTS] = [_experiments(layer)[number] for layer, number in listed]
    resting = frozenset(file for file in files if file.startswith("themes/"))
    return Laid(over, under, files, tuple(issues), resting, listed)


def changes(over: Layer, under: Layer) -> tuple[str, ...]:
    """What the upper folder says otherwise than the lower one: files by name, sentences counted."""
    differ = [file for file, data in over.files.items() if data != under.files.get(file) and file != WORDS]
    mine, theirs = (dict(_sentences(layer.files.get(WORDS))) for layer in (over, under))
    if count := sum(text != theirs.get(key) for key, text in mine.items()):
        differ.append(f"{count} {'sentence' if count == 1 else 'sentences'} of {WORDS}")
    return tuple(differ)


def _words(
    mine: Plain, theirs: dict[str, Plain], known: Sequence[str], issues: list[Issue], at: Key = ()
) -> Plain:
    """Their sentences with mine in their places. What has no place there is an issue, and left out."""

    def wrong(message: str, *key: str) -> None:
        issues.append(Issue(file=WORDS, key=(*at, *key), message=message))

    if not isinstance(mine, dict):
        wrong("sections of sentences are wanted here")
        return theirs
    laid = dict(theirs)
    for key, said in mine.items():
        meant = theirs.get(key)
        if meant is None:
            wrong(_nearest(".".join((*at, key)), known), key)
        elif isinstance(meant, dict) and not PLURALS.issuperset(meant):
            laid[key] = _words(said, meant, known, issues, (*at, key))
        elif isinstance(said, str):
            laid[key] = said
        elif isinstance(said, dict) and PLURALS.issuperset(said):
            laid[key] = {**(meant if isinstance(meant, dict) else {}), **said}
        else:
            wrong("one sentence is wanted here, or its two forms, one and other", key)
    return laid


def _nearest(key: str, known: Sequence[str]) -> str:
    near = get_close_matches(key, known, 1)
    remedy = f"the nearest is {near[0]}" if near else "drop it"
    return f"Kairos has no sentence called {key}; {remedy}"


def _keys(words: Plain, at: Key = ()) -> Iterator[str]:
    """Every section and every sentence, as people write them."""
    if at:
        yield ".".join(at)
    if isinstance(words, dict) and not (at and PLURALS.issuperset(words)):
        for key, value in words.items():
            yield from _keys(value, (*at, key))


def _sentences(words: Plain, at: Key = ()) -> Iterator[tuple[Key, Plain]]:
    if isinstance(words, dict) and not (at and PLURALS.issuperset(words)):
        for key, value in words.items():
            yield from _sentences(value, (*at, key))
    elif at:
        yield at, words


def _unnamed(over: Layer, order: Plain) -> Iterator[Issue]:
    """Themes of the upper folder that no order names: their week would never come."""
    named = order.get("themes") if isinstance(order, dict) else None
    if not isinstance(named, list):
        return  # said already
    for file in over.files:
        folder, _, name = file.removesuffix(".yaml").rpartition("/")
        if folder == "themes" and name not in named:
            message = f"its week never comes; name {name} in an {ORDER} of this folder"
            yield Issue(file=file, key=("id",), message=message)


def _listed(over: Layer, under: Layer) -> tuple[tuple[Layer, int], ...]:
    """Where each experiment is from, in the order they are offered in; nothing where one folder has none."""
    mine, theirs = _experiments(over), _experiments(under)
    if not mine or not theirs:
        return ()
    ids = {each.get("id") for each in mine if isinstance(each, dict)}
    kept = (at for at, each in enumerate(theirs) if not (isinstance(each, dict) and each.get("id") in ids))
    return (*((over, at) for at in range(len(mine))), *((under, at) for at in kept))


def _experiments(layer: Layer) -> list[Plain]:
    held = layer.files.get(EXPERIMENTS)
    return held if isinstance(held, list) else []


def _place(layer: Layer, file: str, key: Key) -> Place:
    """The line is that of the nearest key above it that the file has."""
    lines = layer.lines.get(file, {})
    near = key
    while near and near not in lines:
        near = near[:-1]
    return Place(layer.folder, file, key, lines.get(near, 0))
