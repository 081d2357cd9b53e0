"""How a command that serves comes to its end."""

import asyncio
import signal


def ending() -> asyncio.Event:
    """Set by Ctrl-C, or when the machine asks politely. Ask for it before saying that all is ready."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    return ended
