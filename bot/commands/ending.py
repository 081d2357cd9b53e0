"""How a command that serves comes to its end."""

import asyncio
import signal


async def until_ended() -> None:
    """Wait for Ctrl-C, or for the machine to ask politely."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()
