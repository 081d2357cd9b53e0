"""What a person changed on a deal's form, and what somebody else changed meanwhile.

A form brings every field back, touched or not. So it carries a stamp of what it showed: what came back as it
was shown is left as it stands now, whoever changed it since.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dialogs.deal import Condition, Deal

BETWEEN = "/"
"""Stands between the parts of a stamp; no other sign of one can be taken for it."""

PARTS = 5

MOST = 100
"""So many glasses stand on the form, those known first; no channel's list is longer. The others stay."""


class Said(NamedTuple):
    """What came back: the glasses that are full (by key), the name, the date of their next step.

    ``dated``: whether the form asked for a date.
    """

    full: frozenset[str]
    name: str
    due: date | None
    dated: bool


class NewDate(NamedTuple):
    """Another date for the steps that the buyer named in a session, if it is still the last, and dated so."""

    session: int
    was: date | None
    now: date | None


class Edit(NamedTuple):
    """What a person changed, and nothing else. ``fill`` and ``empty``: conditions by key.

    ``name``: what it was, and what it is to be. None: nobody touched it.
    """

    fill: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    name: tuple[str, str] | None = None
    due: NewDate | None = None


class Met(NamedTuple):
    """What a person changed, held against the deal as it stands now, and where another was there before them.

    A glass that both changed is as both want it. ``glasses``: False where nobody can tell any more which
    glasses the form showed, because conditions have gone.
    """

    edit: Edit
    glasses: bool = True
    name_moved: bool = False
    due_moved: bool = False

    @property
    def agree(self) -> bool:
        """Whether it can be kept as it is."""
        return self.glasses and not self.name_moved and not self.due_moved


def stamp(deal: Deal) -> str:
    """What a form about the deal shows, in at most 53 signs, so that every channel carries it.

    Glasses are bits, in the order of their ids, with a 1 above; then what tells their ids, the name and the
    session that named the next step; and its date.
    """
    known = _by_id(deal)
    bits = "1" + "".join(str(int(each.full)) for each in known)
    session, due = _step(deal)
    return BETWEEN.join((f"{int(bits, 2):x}", _ids(known), _told(deal.name), _told(session), _day(due)))


def met(deal: Deal, shown: str, said: Said) -> Met:
    """What the person changed on a form of that stamp. What is no stamp was not shown by any form."""
    bits, idents, name, step, due = (*shown.split(BETWEEN), *[""] * PARTS)[:PARTS]
    full = _full(deal, bits, idents)
    edit = Edit()
    if full is not None:
        offered, was = full
        edit = Edit(fill=(said.full & offered) - was, empty=was - said.full)
    renamed = _told(said.name) != name and said.name != deal.name
    dated = said.dated and _day(said.due) != due
    known, stands = _step(deal)
    if known and dated and said.due != stands:
        edit = edit._replace(due=NewDate(known, stands, said.due))
    if renamed:
        edit = edit._replace(name=(deal.name, said.name))
    return Met(
        edit=edit,
        glasses=full is not None,
        name_moved=renamed and _told(deal.name) != name,
        due_moved=dated and said.due != stands and (_told(known), _day(stands)) != (step, due),
    )


def _by_id(deal: Deal) -> list[Condition]:
    return sorted(deal.conditions, key=lambda each: each.id)[:MOST]


def _full(deal: Deal, bits: str, idents: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Which conditions the form showed, and which of them full. Those that came since are behind them."""
    try:
        told = f"{int(bits, 16):b}"[1:]
    except ValueError:
        return None
    known = _by_id(deal)[: len(told)]
    if len(known) != len(told) or _ids(known) != idents:
        return None
    was = (each.key for each, bit in zip(known, told, strict=True) if bit == "1")
    return frozenset(each.key for each in known), frozenset(was)


def _step(deal: Deal) -> tuple[int, date | None]:
    """The session that named the buyer's next step, 0: none, and the step's date."""
    for reflected in reversed(deal.reflections):
        for step in reflected.steps:
            if step.theirs:
                return reflected.session, step.due
    return 0, None


def _day(due: date | None) -> str:
    return f"{due.toordinal():x}" if due else ""


def _ids(conditions: Iterable[Condition]) -> str:
    return _told(" ".join(str(each.id) for each in conditions))


def _told(what: object) -> str:
    """A few signs that tell it from anything else it might be by now."""
    return hashlib.sha256(str(what).encode()).hexdigest()[:6]
