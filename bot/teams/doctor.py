"""Looks whether Microsoft would let Kairos in, and says in plain words what keeps it out."""

import re

import aiohttp

from bot.errors import SettingsError
from bot.settings import Settings, teams_mode
from bot.teams.credentials import NoToken, by_identity, by_secret
from bot.teams.endpoints import Endpoints

HERE = "127.0.0.1"
"""Where nothing is served is asked about this machine alone."""

TENANT = "it stands on the app registration's page as Directory (tenant) ID"

REASONS = {
    "AADSTS90002": f"MICROSOFT_APP_TENANT_ID names no organisation that Microsoft knows; {TENANT}",
    "AADSTS900023": f"MICROSOFT_APP_TENANT_ID is no id and no domain of an organisation; {TENANT}",
    "AADSTS700016": "that organisation has no app of this id; MICROSOFT_APP_ID stands on the app "
    "registration's page as Application (client) ID, and MICROSOFT_APP_TENANT_ID has to be that page's own",
    "AADSTS7000222": "the client secret has expired; make a new one on the app registration's page, under "
    "Certificates & secrets, and put its value into MICROSOFT_APP_PASSWORD",
    "AADSTS7000215": "MICROSOFT_APP_PASSWORD is not this app's client secret; take the secret's value, not "
    "its id, and if it is no longer shown, make a new one",
    "AADSTS7000112": "the app registration is disabled; your Microsoft admin can enable it",
}
"""What Microsoft's login says most, by its number, and what to do about it."""

NUMBER = re.compile(r"AADSTS\d+")

Finding = tuple[str, str]
"""`ok`, `warning` or `wrong`, and what about it."""


async def check(settings: Settings, endpoints: Endpoints | None = None) -> list[Finding]:
    """One call to Microsoft's login, and what it says; nothing where Teams is not set up."""
    try:
        mode = teams_mode(settings, HERE)
    except SettingsError as error:
        return [("wrong", f"teams: {error}")]
    if mode is None:
        return []
    if mode == "insecure":
        return [
            ("warning", "teams: KAIROS_INSECURE_TEAMS is on, so nobody's word is checked; never in earnest")
        ]
    found = [await _token(settings, endpoints or Endpoints())]
    if not settings.microsoft_app_tenant_id:
        found.append(("warning", "teams: without MICROSOFT_APP_TENANT_ID every organisation is heard"))
    return found


async def _token(settings: Settings, endpoints: Endpoints) -> Finding:
    async with aiohttp.ClientSession() as session:
        if settings.microsoft_app_type == "UserAssignedMSI":
            fetch = by_identity(settings.microsoft_app_id)
        else:
            fetch = by_secret(settings, session, endpoints)
        try:
            await fetch()
        except NoToken as refused:
            number = NUMBER.search(str(refused))
            reason = REASONS.get(number.group()) if number else None
            return "wrong", f"teams: {refused}" + (f" That means: {reason}." if reason else "")
    return "ok", f"teams: Microsoft gives tokens to the app {settings.microsoft_app_id}"
