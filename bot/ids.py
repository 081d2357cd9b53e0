"""The one place that throws dice: ids that rise with time, fit 63 bits and do not collide in one process.

They are no secrets: whoever names one is asked anew who they are. A command that plays at another instant
takes its ids from the machine's clock all the same, or two of them would begin in the same millisecond.
"""

import os
import random
from collections.abc import Callable
from threading import Lock

from bot.clock import Clock

Ids = Callable[[], int]
"""Gives a new id at each call."""

EPOCH_MS = 1_704_067_200_000
"""The first instant of 2024 (UTC), in milliseconds: where ids begin to count."""

DICE_BITS = 22
"""So many random bits stand below the milliseconds, so that two processes hardly ever meet."""

LARGEST = 2**63 - 1
"""The largest id there can be."""


def ids(clock: Clock, seed: int | None = None) -> Ids:
    """A maker of ids: milliseconds since 2024, then random bits, always above the one before.

    A ``seed`` makes the dice repeatable, for the demo and for tests.
    """
    dice = random.Random(seed if seed is not None else os.urandom(16))
    lock = Lock()
    last = 0

    def make() -> int:
        nonlocal last
        milliseconds = int(clock.now().timestamp() * 1000) - EPOCH_MS
        with lock:
            last = max(last + 1, (milliseconds << DICE_BITS) | dice.getrandbits(DICE_BITS))
            return last

    return make


def named(ref: str) -> int | None:
    """The id that a text names; None where it names none that could be."""
    digits = ref.isascii() and ref.isdecimal() and len(ref) <= len(str(LARGEST))
    return int(ref) if digits and int(ref) <= LARGEST else None
