"""Whatever goes wrong becomes a plain sentence for the person; our own mistakes get an error id as well."""

import logging

from bot.errors import PlatformError, StoreError
from bot.ids import Ids
from dialogs.document import Document
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.pages.guide import trouble_page
from dialogs.words import Words

log = logging.getLogger(__name__)


class Troubles:
    """Explains errors."""

    def __init__(self, words: Words, ids: Ids, platform: str) -> None:
        """``ids`` makes the error ids that the log and the person share; ``platform`` is its name."""
        self.words = words
        self._ids = ids
        self._platform = platform

    def explain(self, error: Exception) -> Document:
        """The page that says what went wrong."""
        match error:
            case NotYours():
                return trouble_page("trouble.not-yours", self.words)
            case NotThere():
                return trouble_page("trouble.not-there", self.words)
            case NoTeam():
                return trouble_page("trouble.no-team", self.words)
            case StoreError():
                log.warning("the store could not do it: %s", error)
                return trouble_page("trouble.not-saved", self.words)
            case PlatformError():
                log.warning("%s could not do it: %s", self._platform, error)
                return trouble_page("trouble.no-answer", self.words, platform=self._platform)
            case _:
                error_id = f"{self._ids():x}"
                log.error("error %s", error_id, exc_info=error)
                return trouble_page("trouble.our-mistake", self.words, error=error_id)
