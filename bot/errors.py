"""The shell's errors. A class's docstring is its message; its base says whose mistake it is."""

from dialogs.errors import AuthorError, KairosError


class AdminError(KairosError):
    """Something about this installation is wrong; its admin can mend it."""


class SettingsError(AdminError):
    """A setting is missing or wrong."""


class RosterError(AdminError):
    """The roster cannot be applied; nothing of it was."""


class ContentError(AuthorError):
    """The content has issues; run `kairos content lint`."""


class StoreError(KairosError):
    """The database could not do this; nothing of it was kept."""


class PlatformError(KairosError):
    """The platform did not take a message."""


class Refused(PlatformError):
    """The platform refused it for good."""


class TryLater(PlatformError):
    """The platform wants it later."""

    seconds: float = 0
    """How long the platform wants to be left alone; 0: it did not say."""


class Unsure(PlatformError):
    """Nobody can tell whether the platform took it."""


class Lost(Unsure):
    """Nobody can find out whether it arrived."""


class NotWanted(KairosError):
    """This message is not wanted any longer."""
