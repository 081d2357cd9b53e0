"""What came in with a form of the team's setup: what it changes, or what is wrong with it, by field."""

import re
from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

from bot.ids import named
from bot.sending import calendar
from dialogs import entries
from dialogs.frozen import Values
from dialogs.pages.setup_forms import KEEP, NONE, YES
from dialogs.people import Team
from dialogs.tips import Wishes

CHANNELS = {"slack": re.compile(r"[CG][A-Z0-9]{1,30}")}
"""What a channel's id looks like, where a wrong one can be told from it."""

LINKED = re.compile(r"<#([^|>\s]+)(?:\|[^>]*)?>")
"""How Slack writes a channel into a text."""

FROM_WITHIN = {"teams"}
"""Where a channel's id says nothing to people: nobody types one, a channel is chosen from within it."""

Typed = Mapping[str, Values]
"""What stands in the fields, cleaned."""

Wrong = dict[str, str]
"""Keys of words, by field."""


def one(typed: Typed, field: str) -> str:
    """What stands in a field, on one line."""
    return " ".join(" ".join(typed.get(field, ())).split())


def place(team: Team, typed: Typed) -> tuple[Mapping[str, str], Wrong]:
    """Channel, country and zone. A form that does not ask for the channel leaves it as it is."""
    channel, country, zone = (one(typed, field) for field in ("channel", "country", "zone"))
    if team.platform in FROM_WITHIN:
        channel = {NONE: "", KEEP: team.channel, "": team.channel}.get(channel, channel)
    linked = LINKED.fullmatch(channel)
    channel = linked[1] if linked else channel
    shape = CHANNELS.get(team.platform)
    wrong: Wrong = {}
    if channel and shape and not shape.fullmatch(channel):
        wrong["channel"] = "setup.wrong-channel"
    try:
        country = calendar.country(country) if country else ""
    except ValueError:
        wrong["country"] = "setup.wrong-country"
    if zone not in available_timezones():
        wrong["zone"] = "settings.no-zone"
    return {"channel": channel, "country": country, "zone": zone}, wrong


def times(typed: Typed) -> tuple[Mapping[str, str], Wrong]:
    """The times of the digests and the tip."""
    changes: dict[str, str] = {}
    wrong: Wrong = {}
    for field in ("rep-digest", "manager-digest"):
        try:
            changes[field.replace("-", "_")] = entries.weekly(one(typed, field))
        except ValueError:
            wrong[field] = "setup.wrong-day-and-time"
    try:
        changes["tip_time"] = entries.daily(one(typed, "tip-time"))
    except ValueError:
        wrong["tip-time"] = "setup.wrong-time"
    return changes, wrong


def themes(wishes: Wishes, order: Sequence[str], typed: Typed) -> tuple[Wishes, Wrong]:
    """Order, pinned and skipped themes, and whether tips follow the gaps."""
    pinned, skipped = one(typed, "pinned"), frozenset(typed.get("skipped", ()))
    said = one(typed, "order")
    numbers = re.split(r"[\s,;]+", said) if said else []
    places = [number for each in numbers if (number := named(each)) and number <= len(order)]
    wrong: Wrong = {}
    if len(places) != len(numbers) or len(set(places)) != len(places):
        wrong["order"] = "setup.wrong-order"
    if not skipped < frozenset(order):
        wrong["skipped"] = "setup.wrong-skipped"
    if pinned not in {NONE, *order} or pinned in skipped:
        wrong["pinned"] = "setup.wrong-pinned"
    changes: dict[str, object] = {
        "order": tuple(order[number - 1] for number in places),
        "pinned": "" if pinned == NONE else pinned,
        "skipped": skipped,
        "follow_gaps": one(typed, "gaps") == YES,
    }
    return wishes.model_copy(update=changes), wrong
