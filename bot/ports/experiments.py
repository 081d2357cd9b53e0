"""What experiments need from the store."""

from collections.abc import Sequence
from typing import Protocol

from bot.sending.outbox import Delivery
from dialogs.digest.facts import Trial


class ExperimentStore(Protocol):
    """The experiments that reps took. Which digest judged one is kept when that digest is sent."""

    async def put_trial(
        self,
        trial: Trial,
        deliveries: Sequence[Delivery] = (),
        *,
        ends: int | None = None,
        last: int | None = None,
    ) -> bool:
        """Keep an experiment that a rep took; False, and nothing changed, if they took another meanwhile.

        ``last``: the trial of theirs that was the last when they were looked at, 0: there was none; None:
        nobody looked. ``ends``: the trial of theirs that runs, and ends early with that; one that was judged
        meanwhile, or ended before, is left as it is. ``deliveries``: one whose key was sent already goes out
        once more, and changes where it stands.
        """

    async def trial(self, rep: int) -> Trial | None:
        """The experiment that a rep took last."""
