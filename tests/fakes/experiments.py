"""The port bot.ports.experiments in memory."""

from collections.abc import Sequence

from bot.sending.outbox import Delivery
from bot.store.experiments import LOOKED_BACK
from dialogs.digest.facts import Trial
from dialogs.flow import Ground
from dialogs.session import Session
from dialogs.trying import TRIALS_KEPT, Tried
from tests.fakes.tables import FakeBase, Tables, follow

ALL = frozenset(Ground)


class FakeExperiments(FakeBase):
    """Experiments taken."""

    async def put_trial(
        self,
        trial: Trial,
        deliveries: Sequence[Delivery] = (),
        *,
        ends: int | None = None,
        last: int | None = None,
    ) -> bool:
        stands = await self.trial(trial.rep)
        if last is not None and (stands.id if stands else 0) != last:
            return False
        known = self._kept.trials.get(ends or 0)
        if known and known.rep == trial.rep and not known.judged and known.ended is None:
            self._kept.trials[known.id] = known._replace(ended=trial.taken)
        self._kept.trials[trial.id] = trial
        for delivery in deliveries:
            follow(self._kept, delivery)
        return True

    async def trial(self, rep: int) -> Trial | None:
        found = [each for each in self._kept.trials.values() if each.rep == rep]
        return max(found, key=lambda each: (each.taken, each.id), default=None)

    def _tried(self, rep: int, check: Session | None) -> Tried:
        found = [each for each in self._kept.trials.values() if each.rep == rep]
        newest = sorted(found, key=lambda each: (each.taken, each.id), reverse=True)[:TRIALS_KEPT]
        earlier = [
            each.submitted
            for each in self._kept.sessions.values()
            if check and each.rep == rep and each.submitted and each.submitted >= check.began - LOOKED_BACK
            if check.submitted is None or each.submitted < check.submitted
            if self._kept.grounds.get(each.id, ALL) != ALL
        ]
        return Tried(tuple(newest), max(earlier, default=None))

    def _judged(self, key: str) -> None:
        """A digest was sent: what it told to its end is judged by it, unless another one did so before."""
        digest = self._kept.digests.get(key)
        known = self._kept.trials.get(digest.judges or 0) if digest else None
        if digest and known and not known.judged:
            self._kept.trials[known.id] = known._replace(judged=digest.period)


def forget_experiments(kept: Tables, person: int) -> None:
    for trial in list(kept.trials.values()):
        if trial.rep == person:
            del kept.trials[trial.id]
