"""Starts `kairos tick` again and again, each a process of its own, without the seconds before it begins.

Modules, content and holidays are read once; what the database, Slack and signals see is the real thing.

Each line of standard input is a JSON list of argument lists, which are started at once. A line of standard
output has their process ids; the next one, when all have ended, their exit codes (negative: the signal).
"""

import json
import os
import sys
import traceback
from datetime import date

import bot.commands.tick
import bot.slack.api
import bot.slack.channel
from bot.cli import main
from bot.content import SHIPPED, library
from bot.sending.calendar import day_off


def child(arguments: list[str], log: str) -> int:
    """One `kairos`; what it says goes into a file."""
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    try:
        main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:  # noqa: BLE001  whatever it is, the log has it
        traceback.print_exc()
        return 99
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve(log: str) -> None:
    day_off("DE", date(2026, 3, 13))
    books = library(SHIPPED)
    setattr(bot.commands.tick, "library", lambda _: books)  # noqa: B010  mypy would mind the assignment
    say("ready")
    for line in sys.stdin:
        started: list[int] = []
        for arguments in json.loads(line):
            pid = os.fork()
            if pid == 0:
                code = child(arguments, log)
                sys.stdout.flush()
                os._exit(code)
            started.append(pid)
        say(json.dumps(started))
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in started]
        say(json.dumps(codes))


if __name__ == "__main__":
    serve(sys.argv[1])
