"""What a platform needs to remember to reach somebody: kept as it says it, read by nobody else."""

from collections.abc import Mapping
from typing import Protocol

from dialogs.people import Identity


class AddressStore(Protocol):
    """Addresses by identity. A channel's is kept like a person's, with the channel's id as the user."""

    async def put_address(self, identity: Identity, address: Mapping[str, str]) -> None:
        """Keep how somebody is reached now; a channel's ``name`` in it is what people call it."""

    async def address(self, identity: Identity) -> Mapping[str, str] | None:
        """How somebody was reached last."""

    async def newest_address(self, platform: str, workspace: str) -> Mapping[str, str] | None:
        """The address kept last in that workspace: whoever was never met may be reached through it."""
