"""The port bot.ports.addresses in memory."""

from collections.abc import Mapping

from dialogs.people import Identity


class FakeAddresses:
    """Part of tests.fakes.store.FakeStore: the address that was kept last stands last."""

    def __init__(self) -> None:
        self._addresses: dict[Identity, Mapping[str, str]] = {}

    async def put_address(self, identity: Identity, address: Mapping[str, str]) -> None:
        self._addresses.pop(identity, None)
        self._addresses[identity] = dict(address)

    async def address(self, identity: Identity) -> Mapping[str, str] | None:
        return self._addresses.get(identity)

    async def newest_address(self, platform: str, workspace: str) -> Mapping[str, str] | None:
        found = [
            address
            for identity, address in self._addresses.items()
            if address and (identity.platform, identity.workspace) == (platform, workspace)
        ]
        return found[-1] if found else None
