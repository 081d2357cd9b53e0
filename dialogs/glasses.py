"""Glasses on a form: what it showed, and what a person changed there.

A form brings every glass back, touched or not, and another may have filled one meanwhile. So it carries a
stamp of what it showed: a glass that came back as it was shown is left as it stands now.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from dialogs.deal import Condition, Deal
from dialogs.frozen import Values

BETWEEN = "/"
"""Stands between the parts of a stamp; no other sign of one can be taken for it."""

MOST = 100
"""So many glasses stand in a stamp, those known first; no channel's list is longer."""

EMPTIED = "-"
"""In a draft: the glass whose key follows was full, and is to be empty."""


class Changes(NamedTuple):
    """Glasses to fill and to empty, by their conditions' keys; every other stays as it is."""

    fill: frozenset[str]
    empty: frozenset[str]


NONE = Changes(frozenset(), frozenset())
"""Nobody touched any."""


def stamp(deal: Deal) -> str:
    """Which glasses a form shows, and which of them full, in at most 33 signs.

    They are bits, in the order of their ids, with a 1 above; behind them what tells their ids.
    """
    known = _by_id(deal)
    bits = "1" + "".join(str(int(each.full)) for each in known)
    return f"{int(bits, 2):x}{BETWEEN}{_ids(known)}"


def changes(deal: Deal, shown: str, said: Iterable[str]) -> Changes | None:
    """What a person changed on a form of that stamp, who said that these are full.

    None where nobody can tell any more which glasses the form showed, because conditions have gone.
    """
    bits, _, idents = shown.partition(BETWEEN)
    try:
        told = f"{int(bits, 16):b}"[1:]
    except ValueError:
        return None
    known = _by_id(deal)[: len(told)]  # those that came since are behind them
    if len(known) != len(told) or _ids(known) != idents:
        return None
    was = frozenset(each.key for each, bit in zip(known, told, strict=True) if bit == "1")
    offered, full = frozenset(each.key for each in known), frozenset(said)
    return Changes(fill=(full & offered) - was, empty=was - full)


def towards(deal: Deal, said: Iterable[str]) -> Changes:
    """What makes these glasses full and no others, as the deal stands now."""
    full, known = frozenset(said), frozenset(each.key for each in deal.conditions)
    now = _full(deal)
    return Changes(fill=(full & known) - now, empty=now - full)


def after(deal: Deal, made: Changes) -> Values:
    """The glasses that are full once that is done, in the order of the deal's."""
    full = (_full(deal) | made.fill) - made.empty
    return tuple(each.key for each in deal.conditions if each.key in full)


def drafted(made: Changes) -> Values:
    """Changes as a draft keeps them: glasses may be filled and emptied by others before it is sent."""
    return (*sorted(made.fill), *sorted(EMPTIED + key for key in made.empty))


def read_draft(draft: Values) -> Changes:
    """What ``drafted`` wrote."""
    empty = frozenset(each.removeprefix(EMPTIED) for each in draft if each.startswith(EMPTIED))
    return Changes(fill=frozenset(each for each in draft if not each.startswith(EMPTIED)), empty=empty)


def told(what: object) -> str:
    """A few signs that tell it from anything else it might be by now."""
    return hashlib.sha256(str(what).encode()).hexdigest()[:6]


def _full(deal: Deal) -> frozenset[str]:
    return frozenset(each.key for each in deal.conditions if each.full)


def _by_id(deal: Deal) -> list[Condition]:
    return sorted(deal.conditions, key=lambda each: each.id)[:MOST]


def _ids(conditions: Iterable[Condition]) -> str:
    return told(" ".join(str(each.id) for each in conditions))
