r"""The rules that read a rep's answer. Rules are content; no model, no guess beyond what they list.

A text is normalised (``normal``) before it is read: lower case, straight quotes, single spaces, "it's" and
"it is" alike, "sign-on" as "sign on". A **pattern** then stands for whole words, and is a small language:

    our offer         these words, one after the other
    offer*            any ending of a word: offer, offers, offering
    {product}         any entry of the rule's list ``product`` (an entry is a pattern too)
    <0-3>             between none and three words, not across a comma or a full stop
    <word> <number>   any word; digits, as in 12 or 9.800
    (a|b)  ( b)?      either; perhaps
    ^  $  (?!b)  [ab] start, end, not followed by, one of these signs; \? is a question mark

Nothing else can repeat, so a pattern's work grows with the text and never explodes: ``dangerous`` proves it.

A rule may cut a text into **parts**: at the end of a sentence, and before each match of ``cuts``. The parts
that match ``asks`` ask. A defect is found ``over``

    text      the whole text: one of ``finds`` matches it and none of ``unless``
    some      at least one part that asks
    every     every part that asks, and there is one
    several   more than one part
    none      no part asks (``finds`` is not read)

and what matches ``hides`` is taken out before.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Literal

from pydantic import Field, PositiveInt

from dialogs.flow import Ground
from dialogs.frozen import Frozen, Sentence, Slug, Values

MOST_WAYS = 5000
"""A pattern may try at most so many ways at one place of a text, whatever the text is."""

USUAL_DOUBT = "some"
"""How doubtful the buyer is taken to be when the rep does not say."""

Flaw = tuple[tuple[str | int, ...], str]
"""What is wrong with a rule: the path of keys to the place, and why."""


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
        for defect in self.defects:
            if defect.id == defect_id:
                return defect
        raise KeyError(defect_id)

    def patterns(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every pattern with its path of keys; the entries of lists aside."""
        for place, pattern in enumerate(self.cuts):
            yield ("cuts", place), pattern
        for place, pattern in enumerate(self.asks):
            yield ("asks", place), pattern
        for number, defect in enumerate(self.defects):
            for key in ("finds", "unless", "hides"):
                for place, pattern in enumerate(getattr(defect, key)):
                    yield ("defects", number, key, place), pattern

    @cached_property
    def compiled(self) -> Mapping[str, re.Pattern[str]]:
        """Each pattern, ready to search with. Raises ValueError where ``flaws`` has something to say."""
        return {pattern: _compile(pattern, self.words) for _, pattern in self.patterns()}

    def match(self, patterns: tuple[str, ...], text: str) -> bool:
        """Whether one of these patterns is in a normalised text."""
        return any(self.compiled[pattern].search(text) for pattern in patterns)


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
    return tuple(defect.id for defect in rule.defects if _shows(rule, defect, plain))


def normal(text: str) -> str:
    """The text as patterns read it; only line breaks and single spaces are left of its white space."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_QUOTES)
    for wrong, right in _NORMAL:
        plain = wrong.sub(right, plain)
    return plain.strip()


def parts(rule: Rule, plain: str) -> tuple[str, ...]:
    """A normalised text cut at the end of each sentence and before each match of ``cuts``."""
    found: list[str] = []
    for sentence in _SENTENCE_END.split(plain):
        cuts = {match.start() for pattern in rule.cuts for match in rule.compiled[pattern].finditer(sentence)}
        found += [
            sentence[start:end].strip(" ,") for start, end in pairwise(sorted({0, len(sentence)} | cuts))
        ]
    return tuple(part for part in found if part)


def flaws(rule: Rule) -> list[Flaw]:
    """Everything that keeps the rule from being read as its author meant, each with its path of keys."""
    found: list[Flaw] = []
    for name, entries in rule.words.items():
        for place, entry in enumerate(entries):
            found += _pattern_flaws(("words", name, place), entry, rule.words)
    for path, pattern in rule.patterns():
        found += _pattern_flaws(path, pattern, rule.words)
    return found + list(_rule_flaws(rule))


def dangerous(pattern: str, words: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Why a pattern cannot be trusted with a long text or cannot be read at all; empty if it can."""
    try:
        _, ways = _translate(pattern, words or {})
    except ValueError as problem:
        return str(problem)
    return "" if ways <= MOST_WAYS else f"tries {ways} ways at one place, at most {MOST_WAYS} are allowed"


# ------------------------------------------------------------------------------------------ what a text shows


def _shows(rule: Rule, defect: Defect, plain: str) -> bool:
    for hidden in defect.hides:
        plain = rule.compiled[hidden].sub("_", plain)
    if defect.over == "text":
        return _found(rule, defect, plain)
    pieces = parts(rule, plain)
    if defect.over == "several":
        return sum(_found(rule, defect, piece) for piece in pieces) > 1
    asking = [piece for piece in pieces if rule.match(rule.asks, piece)]
    if defect.over == "none":
        return not asking
    found = [_found(rule, defect, piece) for piece in asking]
    return any(found) if defect.over == "some" else bool(found) and all(found)


def _found(rule: Rule, defect: Defect, text: str) -> bool:
    return rule.match(defect.finds, text) and not rule.match(defect.unless, text)


def _latin(plain: str) -> bool:
    """Whether most of the letters are Latin ones; so are a text's without letters (digits, emoji)."""
    letters = [sign for sign in plain if sign.isalpha()]
    return 2 * sum(sign < "\u0250" for sign in letters) >= len(letters)


# single quotes, apostrophes and accents; double quotes; hyphens and dashes: as phones set them
_QUOTES = str.maketrans(
    "\u2018\u2019\u02bc\u00b4`\u201c\u201d\u201e\u2010\u2011\u2013\u2014", "'" * 5 + '"' * 3 + "-" * 4
)
_NORMAL = tuple(
    (re.compile(wrong), right)
    for wrong, right in (
        (r"[-=]+>", "→"),
        (r"[^\S\n]+", " "),
        (r" ?\n[ \n]*", "\n"),
        (r"(?<!\w)'|'(?!\w)", ""),  # quotes; an apostrophe stands between letters
        (r"(?<=\w)-(?=[^\W\d])", " "),  # sign-on, 4-day; not 20-30
        (r"\b(e\.g|i\.e|vs|approx|ca|incl|max|min|nr|no)\.(?= )", r"\1"),  # a full stop that ends no sentence
        (r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should|ca|wo)nt\b", r"\1n't"),
        (r"\b(what|who|how|where|why|when)s\b", r"\1 is"),
        (r"\b(what|who|how|where|why|when|it|that|there|he|she)'s\b", r"\1 is"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'d\b", " would"),
        (r"\bi'm\b", "i am"),
        (r"\blet's\b", "let us"),
    )
)
_SENTENCE_END = re.compile(r"(?<=[.?!;]) |\n")


# ------------------------------------------------------------------------------------- how a pattern is read

_TOKEN = re.compile(
    r"""\{(?P<list>[a-z-]+)\}
      | (?P<gap><(?P<least>\d)-(?P<most>\d)>\ )
      | (?P<number><number>)
      | (?P<word><word>)
      | (?P<ending>(?<=[a-z0-9>])\*(?![a-z0-9<{\[\\]))
      | (?P<optional>(?<=[a-z0-9)}\]'.,:% ])\?(?![?*+]))
      | (?P<open>\((?:\?[=!])?)
      | (?P<close>\))
      | (?P<either>\|)
      | (?P<sign>\\[^a-z0-9]|\\[dw]|\[[^\]\[]+\]|[^\\*+?<>{}()\[\]|])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS = {"number": r"\d[\d.,]{0,15}", "word": r"[^ ,;:.?!\n]{1,40}", "ending": r"[\w']{0,20}"}
_PLAIN = re.compile(r"[\w' %]+(\* )?")  # a list's entries come here with a space behind: they are whole words
_BEFORE, _AFTER = r"(?:(?<![\w'])|(?![\w']))", r"(?:(?![\w'])|(?<![\w']))"


def _compile(pattern: str, words: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    regex, _ = _translate(pattern, words)
    return re.compile(f"{_BEFORE}(?:{regex}){_AFTER}")


def _translate(
    pattern: str, words: Mapping[str, tuple[str, ...]], within: tuple[str, ...] = ()
) -> tuple[str, int]:
    """The pattern as a regular expression, and in how many ways it can fit at one place, at the worst.

    Raises ValueError for anything outside the language: a repeat, an unknown list, a list in itself.
    """
    # one level for each open group: how it opened, and its alternatives so far (source, ways)
    levels: list[tuple[str, list[tuple[str, int]]]] = [("", [("", 1)])]
    regex, place = "", 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            raise ValueError(f"{pattern[place:]!r} cannot be read: it is no part of the language of patterns")
        place, kind, source, ways = token.end(), token.lastgroup or "", token[0], 1
        spelled = _SIGNS.get(kind, source)
        if kind == "list":
            spelled, ways = _list(token["list"], words, within)
        elif kind == "gap":
            spelled = f"(?:[^ ,;:.?!\\n]{{1,40}} ){{{token['least']},{token['most']}}}"
            ways = max(1, int(token["most"]) - int(token["least"]) + 1)
        elif kind == "open":
            levels.append((source, [("", 1)]))
        elif kind == "either":
            levels[-1][1].append(("", 1))
        elif kind == "close":
            source, ways = _closed(levels)
        regex += spelled
        if kind not in {"open", "either"}:
            _count(levels[-1][1], source, ways, optional=kind == "optional")
    if len(levels) > 1:
        raise ValueError("does not compile: a ( has no ) behind it")
    return regex, _ways(levels[0][1])


def _closed(levels: list[tuple[str, list[tuple[str, int]]]]) -> tuple[str, int]:
    if len(levels) == 1:
        raise ValueError("does not compile: a ) has no ( before it")
    opening, alternatives = levels.pop()
    return f"{opening}...)", _ways(alternatives)


def _count(alternatives: list[tuple[str, int]], source: str, ways: int, *, optional: bool) -> None:
    """Add one more sign to the alternative at hand."""
    before, most = alternatives[-1]
    if source.startswith("(?"):  # a look ahead is looked at once, and not gone into again
        most, ways = max(most, ways), 1
    alternatives[-1] = (before + source, most * ways + (most if optional else 0))


def _list(name: str, words: Mapping[str, tuple[str, ...]], within: tuple[str, ...]) -> tuple[str, int]:
    if name not in words or name in within:
        raise ValueError(
            f"{{{name}}} " + ("stands within itself" if name in within else "is no list of this rule")
        )
    entries = [_translate(entry, words, (*within, name)) for entry in words[name]]
    ways = _ways([(entry + " ", most) for entry, (_, most) in zip(words[name], entries, strict=True)])
    return f"(?:{'|'.join(regex for regex, _ in entries)}){_AFTER}", ways


def _ways(alternatives: list[tuple[str, int]]) -> int:
    """How many of these can fit at one place, at the worst: a word fits beside its own beginnings only."""
    plain = [source.replace("* ", "") for source, _ in alternatives if _PLAIN.fullmatch(source)]
    chain = max((sum(word.startswith(other) for other in plain) for word in plain), default=0)
    return max(1, chain + sum(most for source, most in alternatives if not _PLAIN.fullmatch(source)))


def _rule_flaws(rule: Rule) -> Iterator[Flaw]:
    ids = [defect.id for defect in rule.defects]
    for number, defect in enumerate(rule.defects):
        if defect.id in ids[:number]:
            yield ("defects", number, "id"), f"{defect.id} stands here twice"
        if rule.reads == "text" and defect.over != "none" and not defect.finds:
            yield ("defects", number, "finds"), "nothing can be found without a pattern"
    used = " ".join(
        [*(pattern for _, pattern in rule.patterns()), *(" ".join(e) for e in rule.words.values())]
    )
    for name in rule.words:
        if f"{{{name}}}" not in used:
            yield ("words", name), "no pattern uses this list"
    if rule.reads == "text" and rule.blank not in ids:
        yield ("blank",), "name the defect that a blank text has"
    if rule.reads == "count" and USUAL_DOUBT not in rule.needs:
        yield ("needs",), f"say how many are needed when the doubt is {USUAL_DOUBT!r}"
    if rule.reads == "among" and not rule.enough:
        yield ("enough",), "name at least one option that is enough"
    if rule.reads != "text" and all(defect.chosen for defect in rule.defects):
        yield ("defects",), "one defect must do without `chosen`, for an answer left out"


def _pattern_flaws(
    path: tuple[str | int, ...], pattern: str, words: Mapping[str, tuple[str, ...]]
) -> Iterator[Flaw]:
    problem = dangerous(pattern, words)
    if not problem:
        try:
            _compile(pattern, words)
        except re.error as error:
            problem = f"does not compile: {error}"
    if problem:
        yield path, problem
