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


class Unsure(PlatformError):
    """Nobody can tell whether the platform took it."""
