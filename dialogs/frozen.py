"""The one base of every value in the pure heart: frozen, strict about unknown keys, JSON-able."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""An id an author writes: lower-case words joined by hyphens."""

Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Words that a person reads: never empty."""

Values = tuple[str, ...]
"""One answer: no value (left out), one (a choice, a text, a date, a time) or several (choices)."""


class Frozen(BaseModel):
    """A value: two with the same fields are equal, none can be changed, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
