"""Every sentence that a person can read, by key. Authors write them in ``content/words.yaml``."""

from collections.abc import Mapping
from datetime import date
from string import Formatter

from dialogs.errors import AuthorError
from dialogs.frozen import Frozen

Phrase = str | dict[str, str]
"""A sentence with ``{names}`` to fill, or two forms of it, ``one`` and ``other``, chosen by ``count``."""


def names_in(phrase: Phrase) -> frozenset[str]:
    """The ``{names}`` a phrase wants filled.

    Raises ValueError where the braces do not match.
    """
    forms = phrase.values() if isinstance(phrase, dict) else (phrase,)
    return frozenset(name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None)


class MissingWord(AuthorError):
    """words.yaml has no sentence under this key."""


class Words(Frozen):
    """The phrase book."""

    phrases: Mapping[str, Phrase]

    def say(self, key: str, **values: object) -> str:
        """The sentence under that key with its names filled in; values are never formatted twice.

        Raises MissingWord if there is none.
        """
        phrase = self.phrases.get(key)
        if phrase is None:
            raise MissingWord(key)
        if isinstance(phrase, dict):
            phrase = phrase["one" if values.get("count") == 1 else "other"]
        return phrase.format_map(values)

    def knows(self, key: str) -> bool:
        """Whether there is a sentence under that key."""
        return key in self.phrases

    def day(self, iso: str) -> str:
        """A date (ISO 8601) as people write it, in the words' own language."""
        day = date.fromisoformat(iso)
        weekday, month = self.say(f"weekday.{day.weekday()}"), self.say(f"month.{day.month}")
        return self.say("date.day", weekday=weekday, day=day.day, month=month)
