"""The rules that read a rep's answer. Rules are content; no model, no guess beyond what they list.

A rule may cut a text into **parts**: at the end of a sentence, and before each match of ``cuts``. The parts
that match ``asks`` ask. A defect is found ``over``

    text      the whole text: one of ``finds`` matches it and none of ``unless``
    some      at least one part that asks
    every     every part that asks, and there is one
    several   more than one part
    none      no part asks (``finds`` is not read)

and what matches ``hides`` is taken out before. The patterns are those of ``dialogs.patterns``.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from pydantic import Field, PositiveInt

from dialogs.flow import Ground
from dialogs.frozen import Frozen, Sentence, Slug, Values
from dialogs.patterns import compiled, dangerous, normal, together

__all__ = ["Defect", "Flaw", "Rule", "dangerous", "defects", "flaws", "parts", "read_text"]

USUAL_DOUBT = "some"
"""How doubtful the buyer is taken to be when the rep does not say."""

FEW = 6
"""So many patterns that hide something are looked for at a time."""

Flaw = tuple[tuple[str | int, ...], str]
"""What is wrong with a rule: the path of keys to the place, and why."""

_SENTENCE_END = re.compile(r"(?<=[.?!;]) |\n")


class Defect(Frozen):
    """Something that keeps a ground empty, and what the coach says of it.

    ``over``, ``finds``, ``unless`` and ``hides`` are for text rules. ``chosen`` lists the options that show
    this defect where a choice is read; without it, it shows whenever nothing else does.
    """

    id: Slug
    weight: PositiveInt
    missing: Sentence = Field(max_length=150)
    why: Sentence = Field(max_length=300)
    pattern: Sentence = Field(max_length=300)
    do: Sentence = Field(max_length=200)
    over: Literal["text", "some", "every", "several", "none"] = "text"
    finds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()


class Rule(Frozen):
    """How one ground is read.

    ``text`` by patterns; ``count`` against what the doubt ``needs``; ``among``: full when the choice is
    ``enough``; ``chosen``: full when there is a choice. ``blank`` is the defect of a text left blank.
    """

    ground: Ground
    version: PositiveInt
    reads: Literal["text", "count", "among", "chosen"]
    blank: str = ""
    words: Mapping[str, tuple[str, ...]] = {}
    cuts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    needs: Mapping[str, PositiveInt] = {}
    enough: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = Field(min_length=1)

    def defect(self, defect_id: str) -> Defect:
        """The defect of that id; KeyError if the rule has none."""
        return {defect.id: defect for defect in self.defects}[defect_id]

    def patterns(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every pattern with its path of keys; the entries of lists aside."""
        for key in ("cuts", "asks"):
            for place, pattern in enumerate(getattr(self, key)):
                yield (key, place), pattern
        for number, defect in enumerate(self.defects):
            for key in ("finds", "unless", "hides"):
                for place, pattern in enumerate(getattr(defect, key)):
                    yield ("defects", number, key, place), pattern

    @cached_property
    def compiled(self) -> Mapping[str, re.Pattern[str]]:
        """Each pattern that cuts or hides. Raises ValueError where ``flaws`` has something to say."""
        alone = [*self.cuts, *(pattern for defect in self.defects for pattern in defect.hides)]
        return {pattern: compiled(pattern, self.words) for pattern in alone}

    @cached_property
    def together(self) -> Mapping[tuple[str, ...], re.Pattern[str]]:
        """Patterns of which any will do, as one. Raises ValueError where ``flaws`` has something to say."""
        lists = [self.cuts, self.asks]
        for defect in self.defects:
            lists += [defect.finds, defect.unless, *_few(defect.hides)]
        return {patterns: together(patterns, self.words) for patterns in lists if patterns}

    def match(self, patterns: tuple[str, ...], text: str) -> bool:
        """Whether one of these patterns is in a normalised text."""
        return bool(patterns) and self.together[patterns].search(text) is not None


class Cut(NamedTuple):
    """A text in its parts, and those of them that ask."""

    parts: tuple[str, ...]
    asking: tuple[str, ...]


def defects(rule: Rule, answers: Mapping[str, Values]) -> tuple[str, ...]:
    """The ids of what keeps the rule's ground empty in these answers, in the author's order."""
    values = answers.get(rule.ground, ())
    if rule.reads == "text":
        return read_text(rule, "\n".join(values))
    if rule.reads == "count":
        doubt = next(iter(answers.get("doubt", ())), USUAL_DOUBT)
        full = len(set(values)) >= rule.needs.get(doubt, rule.needs[USUAL_DOUBT])
    elif rule.reads == "among":
        full = not set(values).isdisjoint(rule.enough)
    else:
        full = bool(values)
    if full:
        return ()
    shown = tuple(defect.id for defect in rule.defects if not set(values).isdisjoint(defect.chosen))
    return shown or tuple(defect.id for defect in rule.defects if not defect.chosen)


def read_text(rule: Rule, text: str) -> tuple[str, ...]:
    """The ids of the defects of one text, in the author's order.

    A text in another script than the rules' own is let pass: a false alarm costs more than a miss.
    """
    plain = normal(text)
    if not plain:
        return (rule.blank,) if rule.blank else ()
    if not _latin(plain):
        return ()
    cut: dict[str, Cut] = {}  # most defects hide nothing, and look at the very same parts
    return tuple(defect.id for defect in rule.defects if _shows(rule, defect, plain, cut))


def parts(rule: Rule, plain: str) -> tuple[str, ...]:
    """A normalised text cut at the end of each sentence and before each match of ``cuts``."""
    found: list[str] = []
    for sentence in _SENTENCE_END.split(plain):
        places = sorted({0, len(sentence), *_cuts(rule, sentence)})
        found += [sentence[start:end].strip(" ,-") for start, end in pairwise(places)]
    return tuple(part for part in found if part)


def _cuts(rule: Rule, sentence: str) -> Iterator[int]:
    """Where any of ``cuts`` begins; two of them may overlap."""
    if rule.match(rule.cuts, sentence):
        for pattern in rule.cuts:
            yield from (match.start() for match in rule.compiled[pattern].finditer(sentence))


def flaws(rule: Rule) -> list[Flaw]:
    """Everything that keeps the rule from being read as its author meant, each with its path of keys."""
    return [*_pattern_flaws(rule), *_defect_flaws(rule), *_reading_flaws(rule)]


def _shows(rule: Rule, defect: Defect, plain: str, cut: dict[str, Cut]) -> bool:
    plain = _hidden(rule, defect, plain)
    if defect.over == "text":
        return _found(rule, defect, plain)
    if plain not in cut:
        pieces = parts(rule, plain)
        cut[plain] = Cut(pieces, tuple(piece for piece in pieces if rule.match(rule.asks, piece)))
    if defect.over == "several":
        return sum(_found(rule, defect, piece) for piece in cut[plain].parts) > 1
    if defect.over == "none":
        return not cut[plain].asking
    found = [_found(rule, defect, piece) for piece in cut[plain].asking]
    return any(found) if defect.over == "some" else bool(found) and all(found)


def _hidden(rule: Rule, defect: Defect, plain: str) -> str:
    """The text without what the defect hides; most of it hides nothing."""
    for some in _few(defect.hides):
        if rule.match(some, plain):
            for pattern in some:
                plain = rule.compiled[pattern].sub("_", plain)
    return plain


def _few(patterns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The patterns, a few at a time."""
    return [patterns[start : start + FEW] for start in range(0, len(patterns), FEW)]


def _found(rule: Rule, defect: Defect, text: str) -> bool:
    return rule.match(defect.finds, text) and not rule.match(defect.unless, text)


def _latin(plain: str) -> bool:
    """Whether most of the letters are Latin ones; so are a text's without letters (digits, emoji)."""
    letters = [sign for sign in plain if sign.isalpha()]
    return 2 * sum(sign < "\u0250" for sign in letters) >= len(letters)


def _pattern_flaws(rule: Rule) -> Iterator[Flaw]:
    patterns = list(rule.patterns())
    for name, listed in rule.words.items():
        patterns += [(("words", name, place), entry) for place, entry in enumerate(listed)]
    sound, spelled = _compiles(rule), dict[str, tuple[str, int]]()
    for path, pattern in patterns:
        if problem := dangerous(pattern, rule.words, compiles=sound, spelled=spelled):
            yield path, problem
    for name in rule.words:
        if not any(f"{{{name}}}" in pattern for _, pattern in patterns):
            yield ("words", name), "no pattern uses this list"


def _compiles(rule: Rule) -> bool:
    """Whether all patterns compile as they are used: far quicker than each alone, and not in vain."""
    try:
        _ = rule.together, rule.compiled
    except ValueError:
        return False
    return True


def _defect_flaws(rule: Rule) -> Iterator[Flaw]:
    ids = [defect.id for defect in rule.defects]
    for number, defect in enumerate(rule.defects):
        if defect.id in ids[:number]:
            yield ("defects", number, "id"), f"{defect.id} stands here twice"
        if rule.reads == "text" and defect.over != "none" and not defect.finds:
            yield ("defects", number, "finds"), "nothing can be found without a pattern"
    if rule.reads == "text" and rule.blank not in ids:
        yield ("blank",), "name the defect that a blank text has"
    if rule.reads != "text" and all(defect.chosen for defect in rule.defects):
        yield ("defects",), "one defect must do without `chosen`, for an answer left out"


def _reading_flaws(rule: Rule) -> Iterator[Flaw]:
    if rule.reads == "count" and USUAL_DOUBT not in rule.needs:
        yield ("needs",), f"say how many are needed when the doubt is {USUAL_DOUBT!r}"
    if rule.reads == "among" and not rule.enough:
        yield ("enough",), "name at least one option that is enough"
