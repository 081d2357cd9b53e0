"""Names that a typed name may stand for: what a thumb on a phone leaves out, or mistypes once."""

from collections.abc import Sequence
from difflib import get_close_matches

from dialogs.deal import name_key

SOME = 3
"""A part of so many signs is looked for anywhere in a name; a shorter one where a word begins."""

LOWEST = 0.75
"""No two names are near that are less alike: one mistyped letter in four."""

ROUNDING = 0.001


def near(typed: str, names: Sequence[str], most: int) -> tuple[int, ...]:
    """Which of the names, by place, the typed one may stand for, the likeliest first; ``most`` at most.

    Names that begin with it, then those that hold it, then those that are one typing mistake away: two
    letters swapped, one too many, one too few, another one; and last those of which as many words as were
    typed are, for on a phone the first one stands for the name. Names that differ in a number are two names.
    """
    key, keys = name_key(typed), [name_key(name) for name in names]
    if not key:
        return ()
    found = [place for place, each in enumerate(keys) if each.startswith(key)]
    found += [place for place, each in enumerate(keys) if _holds(each, key)]
    found += _mistyped(key, keys, most)
    found += _mistyped(key, [_beginning(each, len(key.split())) for each in keys], most)
    return tuple(dict.fromkeys(found))[:most]


def _mistyped(key: str, keys: Sequence[str], most: int) -> list[int]:
    numbered = {place: each for place, each in enumerate(keys) if _digits(each) == _digits(key)}
    cutoff = max(LOWEST, 1 - 1 / len(key)) - ROUNDING
    alike = get_close_matches(key, list(dict.fromkeys(numbered.values())), n=max(most, 1), cutoff=cutoff)
    return [place for each in alike for place, other in numbered.items() if other == each]


def _beginning(name: str, words: int) -> str:
    return " ".join(name.split()[:words])


def _holds(name: str, part: str) -> bool:
    return part in name if len(part) >= SOME else f" {part}" in name


def _digits(key: str) -> str:
    return "".join(sign for sign in key if sign.isdigit())
