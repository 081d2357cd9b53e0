"""The small tree of errors. A class's docstring is its message; its base says whose mistake it is."""


class KairosError(Exception):
    """Something went wrong."""

    def __init__(self, what: str = "") -> None:
        """``what`` names the place: a file and key, a command's word, a row.

        A ``what`` that ends with a full stop is a sentence of its own, and says it all.
        """
        self.what = what
        message = (self.__doc__ or type(self).__name__).strip().splitlines()[0]
        super().__init__(what if what.endswith(".") else f"{what}: {message}" if what else message)


class AuthorError(KairosError):
    """The content is wrong; its author can mend it."""


class RepError(KairosError):
    """What the person sent cannot be used; they can send something else."""


class NotYours(RepError):
    """This belongs to somebody else."""


class NotThere(RepError):
    """There is nothing of that name."""


class NoTeam(RepError):
    """This person is in no team yet."""
