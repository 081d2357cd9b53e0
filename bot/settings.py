"""The one place that reads the environment."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.content import SHIPPED
from bot.errors import SettingsError


class Settings(BaseSettings):
    """All that can be set, each by one variable of the environment."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    db: Path = Field(Path("kairos.db"), alias="KAIROS_DB")
    """The SQLite file (``kairos.db`` in the present folder)."""

    content: Path = Field(SHIPPED, alias="KAIROS_CONTENT")
    """The content folder (the one shipped)."""

    log: Literal["text", "json"] = Field("text", alias="KAIROS_LOG")
    """How the log is written."""

    port: int = Field(3000, alias="PORT", ge=0, le=65535)
    """The port that `kairos serve` listens on (3000)."""

    public_url: str = Field("", alias="KAIROS_PUBLIC_URL")
    """Where the outside reaches this process, for the app manifests (nowhere)."""

    slack_bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN")
    """Slack: the bot's token, ``xoxb-…`` (no Slack)."""

    slack_signing_secret: SecretStr = Field(SecretStr(""), alias="SLACK_SIGNING_SECRET")
    """Slack over HTTP: what requests are signed with."""

    slack_app_token: SecretStr = Field(SecretStr(""), alias="SLACK_APP_TOKEN")
    """Slack by Socket Mode instead: the app's token, ``xapp-…``."""

    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    """The base of Slack's Web API (Slack's own)."""

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
    return settings(**{field.alias: field.default for field in fields if field.alias in wrong}), wrong


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


def _faults(error: ValidationError) -> dict[str, str]:
    """What is wrong, by variable."""
    return {str(each["loc"][0]): each["msg"] for each in error.errors()}
