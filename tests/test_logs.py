"""How the log is written: plain or as JSON, and never with the words of an error."""

import json
import logging
import sys

from bot.logs import Discreet, Lines

ANSWER = "what the rep wrote"
"""No number, so that ``int`` quotes it in its complaint."""


def failed() -> logging.LogRecord:
    """A record of an error that quotes an answer."""
    info = None
    try:
        int(ANSWER)
    except ValueError:
        info = sys.exc_info()
    return logging.LogRecord("bot", logging.ERROR, "", 0, "it failed, error %s", ("1f",), info)


def test_a_line_of_json_names_the_error_and_where_it_went_through():
    said = json.loads(Lines().format(failed()))
    assert (said["level"], said["logger"], said["message"]) == ("error", "bot", "it failed, error 1f")
    assert said["error"][-1] == "ValueError"
    assert "test_logs.py" in said["error"][0]


def test_no_error_quotes_an_answer():
    for formatter in (Lines(), Discreet()):
        assert ANSWER not in formatter.format(failed())
