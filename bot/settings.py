"""The one place that reads the environment."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.content import SHIPPED
from bot.errors import SettingsError
from dialogs.measures.group import MIN_GROUP

NO_ADDRESS = (
    "this has to be an address with a host that begins with https:// and has no ? or #, "
    "like https://kairos.example.com"
)
"""What is said to an address that nobody can reach."""


class Settings(BaseSettings):
    """All that can be set, each by one variable of the environment."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    db: Path = Field(Path("kairos.db"), alias="KAIROS_DB")
    """The SQLite file (``kairos.db`` in the present folder)."""

    content: Path = Field(SHIPPED, alias="KAIROS_CONTENT")
    """A content folder, laid over the one shipped (that one alone)."""

    log: Literal["text", "json"] = Field("text", alias="KAIROS_LOG")
    """How the log is written."""

    min_group: int = Field(MIN_GROUP, alias="KAIROS_MIN_GROUP", ge=2)
    """So many reps need data before a manager sees a private number, of the team together (5; 2 at least)."""

    port: int = Field(3000, alias="PORT", ge=0, le=65535)
    """The port that `kairos serve` listens on (3000)."""

    public_url: str = Field("", alias="KAIROS_PUBLIC_URL")
    """Where the outside reaches this process, ``https://…``, for the app manifests (nowhere)."""

    slack_bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN")
    """Slack: the bot's token, ``xoxb-…`` (no Slack)."""

    slack_signing_secret: SecretStr = Field(SecretStr(""), alias="SLACK_SIGNING_SECRET")
    """Slack over HTTP: what requests are signed with."""

    slack_app_token: SecretStr = Field(SecretStr(""), alias="SLACK_APP_TOKEN")
    """Slack by Socket Mode instead: the app's token, ``xapp-…``."""

    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    """The base of Slack's Web API (Slack's own)."""

    microsoft_app_id: str = Field("", alias="MICROSOFT_APP_ID")
    """Teams: the bot's app id (no Teams)."""

    microsoft_app_password: SecretStr = Field(SecretStr(""), alias="MICROSOFT_APP_PASSWORD")
    """Teams: the app's client secret; a managed identity has none."""

    microsoft_app_type: Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"] = Field(
        "SingleTenant", alias="MICROSOFT_APP_TYPE"
    )
    """Teams: how the bot is registered (``SingleTenant``)."""

    microsoft_app_tenant_id: str = Field("", alias="MICROSOFT_APP_TENANT_ID")
    """Teams: the organisation that the bot belongs to; where it is set, no other one is heard."""

    insecure_teams: bool = Field(default=False, alias="KAIROS_INSECURE_TEAMS")
    """Teams without an app id, for a Teams client on this machine: nobody's word is checked (no)."""

    keep_weeks: int | None = Field(None, alias="KAIROS_KEEP_WEEKS", ge=13)
    """What reps wrote is deleted after so many weeks, 13 at least; deal facts stay (it is kept for ever)."""

    metrics: Literal["on", "local", "off"] = Field("on", alias="KAIROS_METRICS")
    """Who is answered at /metrics: anybody, this machine alone, or nobody (``on``; nobody is named there)."""

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, url: str) -> str:
        if url and not is_address(url):
            raise ValueError(NO_ADDRESS)
        return url

    @property
    def keep(self) -> timedelta | None:
        """How long what reps wrote is kept; None: for ever."""
        return timedelta(weeks=self.keep_weeks) if self.keep_weeks else None

    @property
    def teams_meant(self) -> bool:
        """Whether anything of Teams' is set, all or in part."""
        given = self.microsoft_app_id, self.microsoft_app_password.get_secret_value()
        return any((*given, self.microsoft_app_tenant_id, self.insecure_teams))

    @property
    def slack_tokens(self) -> tuple[SecretStr, ...]:
        """What Slack gave: set, all or in part, when Slack is meant to be served."""
        return self.slack_bot_token, self.slack_signing_secret, self.slack_app_token


def settings(**overrides: object) -> Settings:
    """The settings of this process; ``overrides`` by variable name win over the environment.

    Raises SettingsError that names every variable that is wrong.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(
            "; ".join(f"{name}: {why}" for name, why in _faults(error).items()) + "."
        ) from None


def sound_settings() -> tuple[Settings, dict[str, str]]:
    """The settings with each wrong variable taken as not set, and what is wrong with those."""
    try:
        return Settings(), {}
    except ValidationError as error:
        wrong = _faults(error)
    fields = Settings.model_fields.values()
    given: dict[str, Any] = {str(field.alias): field.default for field in fields if field.alias in wrong}
    return Settings(**given), wrong


def slack_mode(given: Settings) -> Literal["http", "socket"] | None:
    """How Slack is to be served; None where no variable of Slack's is set.

    Raises SettingsError that names what is missing or in the wrong place.
    """
    bot, app = given.slack_bot_token.get_secret_value(), given.slack_app_token.get_secret_value()
    secret = given.slack_signing_secret.get_secret_value()
    if not (bot or app or secret):
        return None
    if not bot:
        raise SettingsError(
            "Slack needs SLACK_BOT_TOKEN too; it stands on the app's page, under OAuth & Permissions."
        )
    if not bot.startswith(("xoxb-", "xoxe.xoxb-")):
        raise SettingsError("SLACK_BOT_TOKEN has to be a bot's token; it begins with 'xoxb-'.")
    if app and not app.startswith("xapp-"):
        raise SettingsError("SLACK_APP_TOKEN has to be an app-level token; it begins with 'xapp-'.")
    if not (app or secret):
        raise SettingsError(
            "Slack needs SLACK_SIGNING_SECRET too, to serve HTTP, or SLACK_APP_TOKEN, for Socket Mode."
        )
    return "socket" if app else "http"


def teams_mode(given: Settings, host: str) -> Literal["signed", "insecure"] | None:
    """How Teams is to be served on that address; None where it is not set up.

    Raises SettingsError that names what is missing, or why this address will not do.
    """
    secret, kind = given.microsoft_app_password.get_secret_value(), given.microsoft_app_type
    if not given.teams_meant:
        return None
    if given.microsoft_app_id:
        if kind != "UserAssignedMSI" and not secret:
            raise SettingsError(
                "Teams needs MICROSOFT_APP_PASSWORD too; it is a client secret of the app registration."
            )
        if kind != "MultiTenant" and not given.microsoft_app_tenant_id:
            raise SettingsError(
                f"Teams needs MICROSOFT_APP_TENANT_ID too, as MICROSOFT_APP_TYPE is {kind}; "
                "it stands on the app registration's page."
            )
        return "signed"
    if secret or not given.insecure_teams:
        raise SettingsError("Teams needs MICROSOFT_APP_ID too; it stands on the app registration's page.")
    if not _loopback(host):
        raise SettingsError(
            "KAIROS_INSECURE_TEAMS believes whoever reaches the port, so it is for this machine alone: "
            "serve with --host 127.0.0.1, or set MICROSOFT_APP_ID and what belongs to it."
        )
    return "insecure"


def is_address(url: str) -> bool:
    """Whether others can reach that: https with a host; on this machine http too."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or any(each.isspace() or each in "?#" for each in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _loopback(host))


def _loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _faults(error: ValidationError) -> dict[str, str]:
    """What is wrong, by variable."""
    return {str(each["loc"][0]): _plainly(each) for each in error.errors()}


def _plainly(fault: ErrorDetails) -> str:
    """What is wrong, in an admin's words; what was given is not repeated, it may be a secret."""
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "int_parsing" | "int_type" | "int_from_float":
            return "this has to be a whole number"
        case "greater_than_equal":
            return f"this has to be {limits['ge']} or more"
        case "less_than_equal":
            return f"this has to be {limits['le']} or less"
        case "literal_error":
            return f"this has to be {limits['expected']}"
        case "bool_parsing" | "bool_type":
            return "this has to be 1 or 0"
        case _:  # one of our own says so in our own words
            return str(limits.get("error", fault["msg"]))
