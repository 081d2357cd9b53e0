"""How the log is written. Nobody's answer, token or signature stands in it.

An error of a library may quote what it was given, and that may be an answer. So a traceback is written as the
kind of error and the places it went through, without the error's own words.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """Text lines; an error's own words are left out."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  logging's own name
        """The kind of error and where it went through, the innermost place last."""
        kind, _, frames = ei
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(frames)]
        return "\n".join(f"  {place}" for place in (*places, kind.__name__ if kind else ""))


class Lines(Discreet):
    """One JSON object a line: time, level, logger, message, and for an error its kind and places."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["error"] = [line.strip() for line in self.formatException(record.exc_info).splitlines()]
        return json.dumps(said, ensure_ascii=False)


def set_up(style: Literal["text", "json"]) -> None:
    """Log to standard error, from INFO up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if style == "json" else Discreet(TEXT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
