r"""The language of patterns, in which an author says what words to look for.

A text is made plain before it is read: lower case, straight quotes, single spaces, "it's" and "it is" alike,
"sign-on" as "sign on". A pattern then stands for whole words:

    our offer         these words, one after the other
    offer*            any ending of a word: offer, offers, offering
    {product}         any entry of the list ``product`` (an entry is a pattern too)
    <0-3>             between none and three words, not across a comma or a full stop
    <word> <number>   any word; digits, as in 12 or 9.800
    (a|b)  ( b)?      either; perhaps
    ^  $  (?!b)  [ab] start, end, not followed by, one of these signs; \? is a question mark

Nothing else can repeat, so a pattern's work grows with the text and never explodes: ``dangerous`` proves it
by counting in how many ways a pattern can fit at one place, at the worst.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

MOST_WAYS = 5000
"""A pattern may try at most so many ways at one place of a text, whatever the text is."""

Lists = Mapping[str, tuple[str, ...]]
"""Lists of patterns by name."""

Spelled = dict[str, tuple[str, int]]
"""Lists that are translated already, by name: most patterns name the same few."""


def normal(text: str) -> str:
    """The text as patterns read it; only line breaks and single spaces are left of its white space."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_QUOTES)
    for wrong, right in _NORMAL:
        plain = wrong.sub(right, plain)
    return plain.strip()


def compiled(pattern: str, words: Lists) -> re.Pattern[str]:
    """The pattern, ready to search with. Raises ValueError where ``dangerous`` has something to say."""
    return _whole_words(translated(pattern, words)[0])


def together(patterns: Iterable[str], words: Lists) -> re.Pattern[str]:
    """Finds what any of the patterns finds, many times faster than one after the other.

    Raises ValueError as ``compiled`` does.
    """
    spelled: Spelled = {}
    regexes = [translated(pattern, words, spelled=spelled)[0] for pattern in patterns]
    return _whole_words("|".join(f"(?:{regex})" for regex in regexes))


def dangerous(
    pattern: str, words: Lists | None = None, *, compiles: bool = False, spelled: Spelled | None = None
) -> str:
    """Why a pattern cannot be trusted with a long text or cannot be read at all; empty if it can.

    ``compiles``: it is known to, so that is not tried again. ``spelled`` is kept from pattern to pattern.
    """
    try:
        regex, ways = translated(pattern, words or {}, spelled=spelled)
        if ways > MOST_WAYS:
            return f"tries {ways} ways at one place, at most {MOST_WAYS} are allowed"
        if not compiles:
            _whole_words(regex)
    except ValueError as problem:
        return str(problem)
    return ""


def translated(
    pattern: str, words: Lists, within: tuple[str, ...] = (), spelled: Spelled | None = None
) -> tuple[str, int]:
    """The pattern as a regular expression, and in how many ways it can fit at one place, at the worst.

    ``within`` are the lists it stands in; those that come up are added to ``spelled``. Raises ValueError for
    anything outside the language: a repeat, an unknown list, a list in itself.
    """
    spelled = {} if spelled is None else spelled
    # one level for each open group: how it opened, and its alternatives so far (source, ways)
    levels: list[tuple[str, list[tuple[str, int]]]] = [("", [("", 1)])]
    regex = ""
    for token in _tokens(pattern):
        kind, source = token.lastgroup, token[0]
        part, ways = _spelled(token, words, within, spelled)
        regex += part
        if kind == "open":
            levels.append((source, [("", 1)]))
        elif kind == "either":
            levels[-1][1].append(("", 1))
        else:
            if kind == "close":
                source, ways = _closed(levels)
            _count(levels[-1][1], source, ways, optional=kind == "optional")
    if len(levels) > 1:
        raise ValueError("does not compile: a ( has no ) behind it")
    return regex, _ways(levels[0][1])


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


def _whole_words(regex: str) -> re.Pattern[str]:
    try:
        return re.compile(f"{_BEFORE}(?:{regex}){_AFTER}")
    except re.error as error:
        raise ValueError(f"does not compile: {error}") from error


def _tokens(pattern: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None:
            raise ValueError(f"{pattern[place:]!r} cannot be read: it is no part of the language of patterns")
        yield token
        place = token.end()


def _spelled(
    token: re.Match[str], words: Lists, within: tuple[str, ...], spelled: Spelled
) -> tuple[str, int]:
    """One token as a regular expression, and its ways."""
    kind = token.lastgroup or ""
    if kind == "list":
        name = token["list"]
        if name not in spelled:
            spelled[name] = _list(name, words, within, spelled)
        return spelled[name]
    if kind == "gap":
        least, most = int(token["least"]), int(token["most"])
        return f"(?:[^ ,;:.?!\\n]{{1,40}} ){{{least},{most}}}", max(1, most - least + 1)
    if token[0] == "(":
        return "(?:", 1  # nobody asks what stood in it, and remembering that is dear
    return _SIGNS.get(kind, token[0]), 1


def _list(name: str, words: Lists, within: tuple[str, ...], spelled: Spelled) -> tuple[str, int]:
    if name not in words or name in within:
        where = "stands within itself" if name in within else "is no list of this rule"
        raise ValueError(f"{{{name}}} {where}")
    entries = [translated(entry, words, (*within, name), spelled) for entry in words[name]]
    ways = _ways([(entry + " ", most) for entry, (_, most) in zip(words[name], entries, strict=True)])
    return f"(?:{'|'.join(regex for regex, _ in entries)}){_AFTER}", ways


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


def _ways(alternatives: list[tuple[str, int]]) -> int:
    """How many of these can fit at one place, at the worst: a word fits beside its own beginnings only."""
    plain = [source.replace("* ", "") for source, _ in alternatives if _PLAIN.fullmatch(source)]
    chain = max((sum(word.startswith(other) for other in plain) for word in plain), default=0)
    return max(1, chain + sum(most for source, most in alternatives if not _PLAIN.fullmatch(source)))


# single quotes, apostrophes and accents; double quotes; hyphens and dashes: as phones set them
_QUOTES = str.maketrans(
    "\u2018\u2019\u02bc\u00b4`\u201c\u201d\u201e\u2010\u2011\u2013\u2014", "'" * 5 + '"' * 3 + "-" * 4
)
_NORMAL = tuple(
    (re.compile(wrong), right)
    for wrong, right in (
        (r"[-=]+>", "\u2192"),
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
