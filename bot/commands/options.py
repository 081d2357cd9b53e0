"""Options that several commands share."""

from datetime import datetime
from pathlib import Path

import click


class Instant(click.ParamType[datetime]):
    """An instant as ISO 8601 with its zone."""

    name = "ISO8601"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant; a usage error where the text is none, or has no zone."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no instant; write it like 2027-03-01T09:00+01:00", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{value!r} has no zone; add it, as in {value}+01:00 or {value}Z", param, ctx)
        return instant


NOW = click.option("--now", type=Instant(), help="Play at this instant, with its zone.")

DB = click.option(
    "--db",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The database, instead of KAIROS_DB.",
)
