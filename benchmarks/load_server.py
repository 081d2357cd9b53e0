"""`kairos serve` as it is, but for two things that nothing in the environment says.

- Its clock runs as the machine's, so many seconds ahead: a run on a Sunday night lives on a Friday morning.
- Microsoft's servers are the stand-in's.
"""

import argparse
from datetime import timedelta
from functools import partial

import bot.commands.serve
import bot.teams.server
from bot.cli import main as kairos
from bot.clock import ShiftedClock, SystemClock
from bot.teams.endpoints import Endpoints


def main() -> None:
    """Read what is different, and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ahead", type=float, default=0.0)
    parser.add_argument("--microsoft", default="")
    given = parser.parse_args()
    ahead = timedelta(seconds=given.ahead)
    setattr(bot.commands.serve, "SystemClock", lambda: ShiftedClock(SystemClock(), ahead))  # noqa: B010  mypy
    if given.microsoft:
        there = Endpoints(metadata=f"{given.microsoft}/openid", login=f"{given.microsoft}/login")
        connected = partial(bot.teams.server.connected, endpoints=there)
        setattr(bot.teams.server, "connected", connected)  # noqa: B010  the same
    kairos(["serve", "--host", "127.0.0.1", "--port", "0"])


if __name__ == "__main__":
    main()
