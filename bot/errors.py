"""The shell's errors. A class's docstring is its message; its base says whose mistake it is."""

import errno

from dialogs.errors import AuthorError, KairosError

MACHINE = {
    errno.ENOENT: "there is no such file or folder",
    errno.EACCES: "this may not be read or written by this user",
    errno.EPERM: "this may not be read or written by this user",
    errno.EISDIR: "this is a folder, and a file is wanted",
    errno.ENOTDIR: "this is a file, and a folder is wanted",
    errno.EEXIST: "this is there already",
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "this disk may only be read",
    errno.EADDRINUSE: "this port is in use already; choose another one with --port or PORT",
    errno.EADDRNOTAVAIL: "this machine has no such address; see --host",
}
"""What the machine means by its numbers."""


def plainly(error: OSError) -> str:
    """The machine's error in an admin's words: which file, and what about it."""
    said = MACHINE.get(error.errno or 0) or error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


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


class NoDatabase(AdminError):
    """There is no database here; name it with KAIROS_DB, or with --db where the command takes it."""
