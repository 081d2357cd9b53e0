"""A session: one rep in one flow about one deal. It survives a restart as JSON."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from dialogs.errors import KairosError
from dialogs.flow import Ground
from dialogs.frozen import Frozen, Values

FORM = 1
"""The shape of a stored session. A change of shape raises it and teaches ``from_dict`` the old one."""


class Status(StrEnum):
    """How far a session is."""

    OPEN = "open"  #: pages are still to be answered; it can be taken up again at any time
    SUBMITTED = "submitted"  #: the verdict is given; the rep may still edit
    LET_GO = "let-go"  #: the rep began anew instead, or put it away


class UnknownForm(KairosError):
    """This session was stored by a newer Kairos."""


class PushBack(Frozen):
    """The one time the coach pushed back in this session."""

    ground: Ground
    defects: tuple[str, ...]
    kept: bool | None = None


class Session(Frozen):
    """Where one run of a flow stands. ``turn`` rises with each event heard, so that a stale form shows.

    ``answers`` are submitted, ``draft`` was typed on the present page and not submitted; until the verdict it
    holds also which glasses were touched on an earlier page (dialogs/glasses.py).
    ``seconds`` sums, page by page, the time from shown to submitted. ``check`` is the check that a
    reflection is held against, ``theme`` the week's theme when it began, ``ends`` when the call ends.
    """

    id: int
    flow: str
    version: int
    digest: str
    rep: int
    deal: int
    zone: str
    began: datetime
    page: str
    shown: datetime
    turn: int = 0
    status: Status = Status.OPEN
    submitted: datetime | None = None
    seconds: float = 0.0
    answers: Mapping[str, Values] = {}
    draft: Mapping[str, Values] = {}
    push_back: PushBack | None = None
    check: int | None = None
    theme: str = ""
    ends: datetime | None = None

    @property
    def written(self) -> bool:
        """Whether anything was written in it. A form that was opened and closed again is nothing."""
        return bool(self.draft) or any(self.answers.values())

    def answer(self, question: str) -> str:
        """The first value of that question's answer, or an empty text."""
        values = self.answers.get(question, ())
        return values[0] if values else ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data with the shape's number."""
        return {"form": FORM, **self.model_dump(mode="json")}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Session":
        """The session that ``to_dict`` wrote. Raises UnknownForm for a shape of the future."""
        fields = dict(data)
        form = fields.pop("form", FORM)
        if form != FORM:
            raise UnknownForm(str(form))
        return cls.model_validate(fields)
