"""The one place that reads the environment."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
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


def settings(**overrides: object) -> Settings:
    """The settings of this process; ``overrides`` by variable name win over the environment.

    Raises SettingsError that names every variable that is wrong.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("; ".join(f"{name}: {why}" for name, why in _faults(error).items())) from None


def sound_settings() -> tuple[Settings, dict[str, str]]:
    """The settings with each wrong variable taken as not set, and what is wrong with those."""
    try:
        return Settings(), {}
    except ValidationError as error:
        wrong = _faults(error)
    fields = Settings.model_fields.values()
    return settings(**{field.alias: field.default for field in fields if field.alias in wrong}), wrong


def _faults(error: ValidationError) -> dict[str, str]:
    """What is wrong, by variable."""
    return {str(each["loc"][0]): each["msg"] for each in error.errors()}
