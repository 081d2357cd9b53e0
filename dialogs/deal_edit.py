"""What a person changed on a deal's form, and what somebody else changed meanwhile.

A form brings every field back, touched or not. So it carries a stamp of what it showed: what came back as it
was shown is left as it stands now, whoever changed it since.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from dialogs import glasses
from dialogs.deal import Condition, Deal
from dialogs.glasses import BETWEEN, told

PARTS = 5


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


class Reworded(NamedTuple):
    """Other words for a condition, if it still has those; none: it goes."""

    was: str
    now: str


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

    The glasses' stamp, what tells the name and the session that named the next step; and its date.
    """
    session, due = _step(deal)
    return BETWEEN.join((glasses.stamp(deal), told(deal.name), told(session), _day(due)))


def met(deal: Deal, shown: str, said: Said) -> Met:
    """What the person changed on a form of that stamp. What is no stamp was not shown by any form."""
    bits, idents, name, step, due = (*shown.split(BETWEEN), *[""] * PARTS)[:PARTS]
    poured = glasses.changes(deal, BETWEEN.join((bits, idents)), said.full)
    edit = Edit(*poured) if poured else Edit()
    renamed = told(said.name) != name and said.name != deal.name
    dated = said.dated and _day(said.due) != due
    known, stands = _step(deal)
    if known and dated and said.due != stands:
        edit = edit._replace(due=NewDate(known, stands, said.due))
    if renamed:
        edit = edit._replace(name=(deal.name, said.name))
    return Met(
        edit=edit,
        glasses=poured is not None,
        name_moved=renamed and told(deal.name) != name,
        due_moved=dated and said.due != stands and (told(known), _day(stands)) != (step, due),
    )


class Wording(NamedTuple):
    """What a person changed in conditions' words, by condition; and what they want where another was there.

    ``gone``: what they want of conditions that are there no longer.
    """

    texts: Mapping[int, Reworded]
    moved: Mapping[int, str]
    gone: tuple[str, ...] = ()


def worded(condition: Condition) -> str:
    """The field of a condition: which, and what tells the words that it shows."""
    return f"{condition.id}-{told(_line(condition.text))}"


def reworded(deal: Deal, given: Mapping[str, str]) -> Wording:
    """What was changed, of what came back by ``worded``. What came back as it was shown changes nothing."""
    known = {str(each.id): each for each in deal.conditions}
    texts, moved, gone = {}, {}, []
    for field, said in given.items():
        ident, _, shown = field.partition("-")
        if told(said) == shown:
            continue
        condition = known.get(ident)
        if condition is None:
            gone += [said] if said and shown else []
        elif worded(condition) == field:
            texts[condition.id] = Reworded(condition.text, said)
        elif said != _line(condition.text):
            moved[condition.id] = said
    return Wording(texts, moved, tuple(gone))


def _line(text: str) -> str:
    return " ".join(text.split())


def _step(deal: Deal) -> tuple[int, date | None]:
    """The session that named the buyer's next step, 0: none, and the step's date."""
    for reflected in reversed(deal.reflections):
        for step in reflected.steps:
            if step.theirs:
                return reflected.session, step.due
    return 0, None


def _day(due: date | None) -> str:
    return f"{due.toordinal():x}" if due else ""
