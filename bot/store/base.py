"""What every part of the store stands on: a thread that writes, a few that read."""

from pathlib import Path

from bot.ids import Ids
from bot.store.reader import Reader
from bot.store.writer import Writer


class StoreBase:
    """The file with its threads. The parts of SqliteStore inherit it and add methods, a port each."""

    def __init__(self, path: Path, ids: Ids, writer: Writer, reader: Reader) -> None:
        """Use ``SqliteStore.open``."""
        self.path = path
        self._ids = ids
        self.writer = writer
        self.reader = reader
        self._write = writer.run
        self._read = reader.run
        self._read_quick = reader.quick
