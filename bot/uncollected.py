"""Many values made at once, without the collector looking for cycles among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_inside = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection in this process meanwhile, however many threads are in here.

    Facts are made by the hundred thousand and all of them stay: looking through them for garbage again and
    again costs as much as making them. Where the collector is off already it stays off.
    """
    global _inside, _was_on  # noqa: PLW0603  the collector is one for the process, so these are too
    with _lock:
        if not _inside:
            _was_on = gc.isenabled()
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _was_on and not _inside:
                gc.enable()
