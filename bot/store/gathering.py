"""All that a turn needs, in one read: what was one hop to a thread after another is one."""

from sqlite3 import Connection

from bot.ports import Gathered, Opening
from bot.store.deals import background, deal_id
from bot.store.experiments import tried
from bot.store.sessions import last_submitted, session, unfinished
from dialogs.trying import NOTHING

CHECK = "precall"
"""The flow whose forms and verdicts speak of experiments."""


def gathered(db: Connection, ident: int) -> Gathered | None:
    """The session, what is known about its deal, and the check that it is held against."""
    found = session(db, ident)
    if found is None:
        return None
    check = session(db, found.check) if found.check else None
    known = background(db, found.rep, found.deal)
    tries = tried(db, found.rep, found) if found.flow == CHECK else NOTHING
    return Gathered(found, known, check, tries)


def opening(  # noqa: PLR0913, PLR0917  who, about what, and what for
    db: Connection, rep: int, team: int, name: str, flow: str, check: str
) -> Opening | None:
    """What is known about the team's deal of that name, and what the rep has begun and checked there."""
    deal = deal_id(db, team, name)
    known = background(db, rep, deal) if deal else None
    if deal is None or known is None:
        return None
    checked = last_submitted(db, rep, deal, check) if check else None
    tries = tried(db, rep, None) if flow == CHECK else NOTHING
    return Opening(known, unfinished(db, rep, deal, flow), checked, tries)
