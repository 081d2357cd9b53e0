"""The one place that reads the environment."""

from pathlib import Path
from typing import Literal

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
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(Settings().model_dump(by_alias=True) | given)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError("; ".join(wrong)) from None
