"""The app package: what Kairos is in Teams, ready to upload. It asks for no permission at all."""

import io
import json
import re
import zipfile
from pathlib import Path

from bot.errors import SettingsError
from bot.teams.server import PATH
from bot.teams.text import Json
from dialogs.words import Words

STABLE, LATEST = "1.25", "1.30"
"""The manifest's versions: one that every Teams takes, and one whose commands may begin with a slash."""

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v{version}/MicrosoftTeams.schema.json"

PERSONAL = (
    *("precall", "postcall", "stuck", "breakthrough", "walk", "deals"),
    *("week", "ask", "team", "shared", "settings", "help"),
)
"""The commands that Teams offers in somebody's own chat: at most twelve. Help and settings name the rest."""

TEAM = ("precall", "postcall", "tip", "setup", "help")
"""Those it offers in a channel."""

GUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
RELEASE = re.compile(r"\d+\.\d+\.\d+")

COLOUR = "#0f5c55"

ICONS = {"color": "color.png", "outline": "outline.png"}
"""Our glass: in colour, 192 pixels wide, and as a white line, 32 pixels wide."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every file of the package bears, so that the same manifest makes the same bytes."""


class NoManifest(SettingsError):
    """Teams would refuse this manifest."""


def manifest(words: Words, *, app_id: str, url: str, version: str, latest: bool = False) -> Json:
    """The manifest of the app of that id. ``url`` is shown as ours; ``latest`` offers commands with a slash.

    Raises NoManifest for what Teams would refuse.
    """
    app, site, release = app_id.strip(), url.strip().rstrip("/").removesuffix(PATH), RELEASE.match(version)
    if not GUID.fullmatch(app):
        raise NoManifest(
            f"MICROSOFT_APP_ID looks like 12345678-90ab-cdef-1234-567890abcdef, not like {app!r}."
        )
    if not site.startswith("https://"):
        raise NoManifest(f"Teams wants an address that begins with https://, not {site!r}.")
    say = words.say
    number = LATEST if latest else STABLE
    return {
        "$schema": SCHEMA.format(version=number),
        "manifestVersion": number,
        "version": release.group() if release else "0.0.1",
        "id": app,
        "developer": {
            "name": say("teams.name"),
            "websiteUrl": site,
            "privacyUrl": site,
            "termsOfUseUrl": site,
        },
        "name": {"short": say("teams.name"), "full": say("teams.full-name")},
        "description": {"short": say("teams.description"), "full": say("teams.long-description")},
        "icons": ICONS,
        "accentColor": COLOUR,
        "defaultInstallScope": "personal",
        "bots": [_bot(app, words, latest=latest)],
    }


def package(made: Json) -> bytes:
    """The zip that Teams takes: the manifest and both icons, at the root. The same bytes each time."""
    files = {"manifest.json": json.dumps(made, indent=2, ensure_ascii=False).encode()}
    files |= {name: (Path(__file__).parent / name).read_bytes() for name in ICONS.values()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, EPOCH)
            about.create_system, about.external_attr = 3, 0o644 << 16
            archive.writestr(about, content)
    return packed.getvalue()


def _bot(app: str, words: Words, *, latest: bool) -> Json:
    made: Json = {
        "botId": app,
        "scopes": ["personal", "team"],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "commandLists": [
            {"scopes": [scope], "commands": [_command(each, words) for each in commands]}
            for scope, commands in (("personal", PERSONAL), ("team", TEAM))
        ],
    }
    if latest:
        made["supportsTargetedMessages"] = True
        made["commandLists"] = [each | {"triggers": ["mention", "slash"]} for each in made["commandLists"]]
    return made


def _command(command: str, words: Words) -> Json:
    return {"title": command, "description": words.say(f"teams.about-{command}")}
