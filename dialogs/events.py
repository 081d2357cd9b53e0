"""What a rep does to a session, as data: the engine hears these."""

from collections.abc import Mapping

from dialogs.frozen import Frozen, Values


class Answer(Frozen):
    """The rep submitted a page."""

    page: str
    values: Mapping[str, Values] = {}


class Keep(Frozen):
    """The rep keeps theirs: the coach was heard and overruled."""


class Close(Frozen):
    """The rep closed the form half-way; ``values`` is what was typed."""

    page: str
    values: Mapping[str, Values] = {}


class Resume(Frozen):
    """The rep comes back to an open session."""


class Reopen(Frozen):
    """The rep wants to edit what was submitted."""


class Anew(Frozen):
    """The rep begins anew and lets this session go."""


Event = Answer | Keep | Close | Resume | Reopen | Anew
