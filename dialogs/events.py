"""What a rep does to a session, as data: the engine hears these."""

from collections.abc import Mapping

from dialogs.frozen import Frozen, Values


class Answer(Frozen):
    """The rep submitted a page. ``shown``: the stamp of the glasses on it; empty: those as they stand now."""

    page: str
    values: Mapping[str, Values] = {}
    shown: str = ""


class Keep(Frozen):
    """The rep keeps theirs: the coach was heard and overruled."""


class Close(Frozen):
    """The rep closed the form half-way; ``values`` is what was typed, ``shown`` as of an answer."""

    page: str
    values: Mapping[str, Values] = {}
    shown: str = ""


class Resume(Frozen):
    """The rep comes back to an open session."""


class Reopen(Frozen):
    """The rep wants to edit what was submitted."""


class Anew(Frozen):
    """The rep lets this session go, to begin anew or to be rid of it."""


Event = Answer | Keep | Close | Resume | Reopen | Anew
