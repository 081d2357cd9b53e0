"""What came of a learning that was asked back: the rep's own word, kept with the reflection it stands in."""

from enum import StrEnum
from typing import NamedTuple

RECALLED = "recalled"
"""Under this name it stands among the reflection's answers. No flow asks it: a digest does, weeks later."""


class Came(StrEnum):
    """Whether the moment came, and what the rep did. As with a plan: what happened, and no judgement."""

    KEPT = "kept"
    MISSED = "missed"
    NO_MOMENT = "no-moment"


class Recall(NamedTuple):
    """What a button says: of the learning of which reflection, and what came of it."""

    session: str
    came: Came | None

    @property
    def ref(self) -> str:
        """As a button's ref."""
        return f"{self.session}/{self.came or ''}"


def recall_of(ref: str) -> Recall:
    """What a button's ref says; nothing came of it where it is none of ours."""
    session, _, came = ref.partition("/")
    return Recall(session, Came(came) if came in set(Came) else None)
