"""A rep's rate of few observations, steadied: shrunk towards the team.

Each rep's true rate is taken as drawn from one beta distribution of the team (beta-binomial model), fitted
by the method of moments. Source: J. C. Kleinman (1973), Proportions with extraneous variance: single and
independent samples, JASA 68, 46-54, with weights n.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from dialogs.measures.facts import AnyFact, See, by_rep, seen
from dialogs.measures.group import MIN_GROUP
from dialogs.measures.rates import Rate, rate


@dataclass(frozen=True, slots=True)
class Prior:
    """The team's beta distribution: ``mean`` a / (a + b), ``strength`` a + b, in observations' worth."""

    mean: float
    strength: float


@dataclass(frozen=True, slots=True)
class Steadied:
    """A rep's own rate, and the team's prior if there is one."""

    own: Rate
    prior: Prior | None

    @property
    def used(self) -> bool:
        """Whether the team has moved the rate: the digest then says so."""
        return self.own.enough and self.prior is not None and self.prior.strength > 0

    @property
    def shown(self) -> float | None:
        """(count + strength · mean) / (of + strength): between the rep's own rate and the team's.

        The own rate where no prior is used; None under eight observations of the rep's own. Wilson's interval
        belongs to the own rate, not to this.
        """
        if not self.own.enough:
            return None
        share = self.own.count / self.own.of
        if self.prior is None:
            return share
        weight = self.prior.strength / (self.own.of + self.prior.strength)
        return share + weight * (self.prior.mean - share)


def rates_by_rep(facts: Iterable[AnyFact], see: See[AnyFact, bool]) -> dict[int, Rate]:
    """A rate of each rep with data for it."""
    found = {rep: rate(seen(its, see)) for rep, its in by_rep(facts).items()}
    return {rep: own for rep, own in found.items() if own.of}


def fit_prior(reps: Iterable[Rate], least: int = MIN_GROUP) -> Prior | None:
    """The beta distribution that the team's rates look drawn from; one rate for each rep.

    Rep i of k has c_i of n_i, p_i = c_i/n_i; N = Σn_i, p = Σc_i/N, χ² = Σ n_i (p_i - p)² / p(1-p).
    The variance between reps, as a share of p(1-p), is g = (χ² - (k-1)) / Σ (n_i-1)(1 - n_i/N), in [0, 1].
    mean = p; strength = 1/g - 1, and at most N: a prior cannot be surer than what it was fitted on.

    None with fewer than ``least`` reps (of two, each would learn the other's rate) or if nobody has more than
    one observation, which tells nothing about how alike the reps are.
    """
    rates = [own for own in reps if own.of]
    if len(rates) < max(2, least) or all(own.of == 1 for own in rates):
        return None
    total, between = sum(own.of for own in rates), len(rates) - 1
    mean = sum(own.count for own in rates) / total
    spread = mean * (1 - mean)
    # fsum: the order of the reps cannot change the last digit
    chi = fsum(own.of * (own.count / own.of - mean) ** 2 for own in rates) / spread if spread else 0.0
    room = fsum((own.of - 1) * (1 - own.of / total) for own in rates)
    alike = min(1.0, max(1 / (1 + total), (chi - between) / room))  # at least so much: strength <= N
    return Prior(mean, 1 / alike - 1)


def steady(own: Rate, prior: Prior | None) -> Steadied:
    """The rep's rate, shrunk towards the team where a prior could be fitted."""
    return Steadied(own, prior)
