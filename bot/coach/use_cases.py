"""What a group of use cases offers: typed words, buttons, forms. The coach asks them all the same way."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.coach.scenes import Screen
from bot.sending.outbox import Delivery, Kind
from dialogs.document import Act, Document
from dialogs.frozen import Frozen, Values
from dialogs.people import Person

Say = Callable[[Person, str, str], Awaitable[Screen]]
"""(person, what stands behind the word, key) -> what they see."""

Press = Callable[[Person, str, str], Awaitable[Screen]]
"""(person, the button's ref, key) -> what they see. A ref proves nothing: it is looked up and checked."""

Fill = Callable[[Person, str, Mapping[str, Values], str], Awaitable[Screen]]
"""(person, the form's ref, its values, key) -> what they see."""


class Sent(Frozen):
    """A form as it came back: what it is for, which page of it, and what stands in it."""

    act: Act
    ref: str
    page: str
    values: Mapping[str, Values]


Make = Callable[[Delivery], Awaitable[Document | None]]
"""A delivery's document as it should read now; None when it is no longer wanted."""


@dataclass(frozen=True)
class UseCases:
    """By word of ``/coach``, by act of a button, by act of a form, by kind of a delivery.

    ``opening`` are those of the words that open a form.
    """

    words: Mapping[str, Say] = field(default_factory=dict)
    acts: Mapping[Act, Press] = field(default_factory=dict)
    forms: Mapping[Act, Fill] = field(default_factory=dict)
    makes: Mapping[Kind, Make] = field(default_factory=dict)
    opening: frozenset[str] = frozenset()
