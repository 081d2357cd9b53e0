"""What takes the place of the card that was used, and what comes as a message of its own below it."""

from bot.teams.heard import PLATFORM, Heard
from bot.teams.pressed import Pressed
from dialogs.document import Act

IN_PLACE = {Act.KEEP, Act.RESUME, Act.REOPEN, Act.PLAN, Act.ANEW, Act.PAUSE}
"""What comes of these takes the place of the card that they stand on, as what comes of a form does."""

TRIED = {Act.TAKE, Act.SWAP}
"""An experiment is taken or swapped where it stands on a verdict; from a card or a digest, below it."""

TURNING = {Act.QUIET, Act.FORGET, Act.SETUP}
"""These do so on a card that answered somebody; on a welcome, say, they leave it standing."""

ANSWERED = ("nudge:", "feedback:", "note:")
"""A card with such a key asks something: the form that answers it takes its place."""

OURS = f"{PLATFORM}:"
"""How the key of a card begins that answered somebody."""


def key_of(heard: Heard) -> str:
    """The key of what answers that: the same however often Teams sends it."""
    return f"{OURS}{heard.reference.conversation}:{heard.id}"


def in_place(act: Pressed) -> bool:
    """Whether what comes of it takes the place of the card that it stands on."""
    if act.page or act.act in IN_PLACE:
        return True
    if act.act in TRIED:
        return act.ref.count("/") == 1  # at a verdict that stands there as a page: it says what was taken
    return act.key.startswith(OURS if act.act in TURNING else ANSWERED)
