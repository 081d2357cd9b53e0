"""What a button or a form carries, and how it comes back. Who presses can change it: it proves nothing."""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from bot.teams.text import Json
from dialogs.document import Act, Field
from dialogs.flow import Kind
from dialogs.frozen import Frozen, Values

OURS = "kairos"
"""Under this name our own data travels, beside what was filled in."""

BETWEEN = ","
"""Stands between several choices; no id of an option holds one."""


class Pressed(Frozen):
    """A button that was pressed, or a form that was sent. ``key`` is the same however often it comes.

    ``values`` has every field of the form; what was left out, or never touched, is empty.
    """

    act: Act
    ref: str
    page: str
    key: str
    values: Mapping[str, Values]


class _Carried(Frozen):
    act: Act
    ref: str
    page: str
    key: str
    fields: Mapping[str, Kind] = {}


def carried(act: Act, ref: str, key: str, page: str = "", fields: Iterable[Field] = ()) -> Json:
    """The data of an action. ``fields`` says what was asked: only that is read from the answer."""
    ours: Json = {"act": act.value, "ref": ref, "page": page, "key": key}
    asked = {field.id: field.kind.value for field in fields}
    return {OURS: ours | ({"fields": asked} if asked else {})}


def pressed(data: Mapping[str, object]) -> Pressed | None:
    """What was pressed, from an action's data; None if it is none of ours."""
    try:
        ours = _Carried.model_validate(data.get(OURS))
        values = {name: _entered(data.get(name), kind) for name, kind in ours.fields.items()}
        return Pressed.model_validate({**ours.model_dump(exclude={"fields"}), "values": values})
    except ValidationError:
        return None


def _entered(value: object, kind: Kind) -> tuple[object, ...]:
    """One answer. What is no text is handed on, and refused with the rest."""
    if isinstance(value, str) and kind is Kind.CHOICES:
        return tuple(dict.fromkeys(filter(None, value.split(BETWEEN))))
    return () if value is None or value == "" else (value,)
