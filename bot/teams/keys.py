"""The keys that Teams signs with: fetched ahead, fetched again when they change, never too often."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import InvalidKeyError
from jwt.algorithms import RSAAlgorithm

from bot.clock import Clock

DAY = timedelta(hours=24)
"""So long keys are taken as they are."""

BETWEEN = timedelta(minutes=1)
"""At least so long between two fetches: anybody can name a key that there is not."""

AGAIN = timedelta(seconds=5)
"""The same after one that failed."""

PATIENCE = aiohttp.ClientTimeout(total=10)

log = logging.getLogger(__name__)


class Key(NamedTuple):
    """A public key, and the channels that it may speak for."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """Microsoft's keys, by id."""

    def __init__(self, session: aiohttp.ClientSession, metadata: str, clock: Clock) -> None:
        """``metadata`` is the address of the document that says where the keys are."""
        self._session = session
        self._metadata = metadata
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, Key] = {}
        self._fetched = self._not_before = clock.now()
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        """The key of that id. One that is not known may be new, so it is asked for, if none was just now."""
        if kid not in self._keys:
            await self.fetch()
        elif self._clock.now() - self._fetched > DAY and not self._lock.locked():
            self._fetching = asyncio.create_task(self.fetch())  # kept, or it could end half-way
        return self._keys.get(kid)

    async def fetch(self) -> None:
        """Have the present keys, unless they were asked for just now; the old ones stay where that fails."""
        async with self._lock:
            now = self._clock.now()
            if now < self._not_before:
                return
            try:
                found = dict(_readable(await self._said()))
            except (aiohttp.ClientError, TimeoutError, ValueError, TypeError, KeyError) as error:
                log.warning("Microsoft's keys could not be fetched: %s", type(error).__name__)
                self._not_before = now + AGAIN
                return
            if not found:
                log.warning("Microsoft names no key that can be used; the ones known before go on")
                self._not_before = now + AGAIN
                return
            self._keys, self._fetched, self._not_before = found, now, now + BETWEEN

    async def _said(self) -> list[Any]:
        metadata = await self._json(self._metadata)
        keys: list[Any] = (await self._json(metadata["jwks_uri"]))["keys"]
        return keys

    async def _json(self, url: str) -> Any:  # noqa: ANN401  JSON
        async with self._session.get(url, timeout=PATIENCE, raise_for_status=True) as response:
            return await response.json(content_type=None)


def _readable(said: list[Any]) -> Iterator[tuple[str, Key]]:
    """The keys that can be used; others are for somebody else."""
    for each in said:
        try:
            public = RSAAlgorithm.from_jwk(each)
            if isinstance(public, RSAPublicKey):
                yield str(each["kid"]), Key(public, frozenset(each.get("endorsements") or ()))
        except (InvalidKeyError, ValueError, TypeError, KeyError):
            log.info("one of Microsoft's keys is of a kind that is not used here")
