"""How platforms reach people and channels, as rows."""

import json
from collections.abc import Mapping
from sqlite3 import Connection

from bot.store import rows
from bot.store.base import StoreBase
from dialogs.people import Identity

PUT = """
    INSERT INTO addresses (platform, workspace, account, address, n)
    VALUES (?, ?, ?, ?, (SELECT COALESCE(MAX(a.n), 0) + 1 FROM addresses a))
    ON CONFLICT (platform, workspace, account) DO UPDATE SET address = excluded.address, n = excluded.n
"""

OF = "SELECT address FROM addresses WHERE platform = ? AND workspace = ? AND account = ?"

NEWEST = """
    SELECT address FROM addresses WHERE platform = ? AND workspace = ? AND address <> '{}'
    ORDER BY n DESC LIMIT 1
"""


class AddressPart(StoreBase):
    """The port bot.ports.addresses on SQLite."""

    async def put_address(self, identity: Identity, address: Mapping[str, str]) -> None:
        """Keep how somebody is reached now."""
        row = (identity.platform, identity.workspace, identity.user, rows.packed(dict(address)))
        await self._write(lambda db: db.execute(PUT, row).rowcount)

    async def address(self, identity: Identity) -> Mapping[str, str] | None:
        """How somebody was reached last."""
        place = (identity.platform, identity.workspace, identity.user)
        return await self._read(lambda db: _one(db, OF, *place))

    async def newest_address(self, platform: str, workspace: str) -> Mapping[str, str] | None:
        """The address that was kept last in that workspace."""
        return await self._read(lambda db: _one(db, NEWEST, platform, workspace))


def _one(db: Connection, sql: str, *arguments: str) -> Mapping[str, str] | None:
    row = db.execute(sql, arguments).fetchone()
    return dict(json.loads(row[0])) if row else None
