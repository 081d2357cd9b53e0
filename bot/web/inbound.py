"""What the page sends, read strictly: anything else is refused before it reaches the coach."""

from typing import Annotated, TypeVar

from aiohttp import web
from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from bot.web.jumps import Jump
from dialogs.document import Act
from dialogs.errors import RepError
from dialogs.frozen import Frozen, Values


class Unreadable(RepError):
    """This request cannot be read."""


Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]
"""An id as text: it has more digits than a number in JavaScript can hold."""

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]{0,80}(/=[^\r\n]{1,600})?$")]
"""What a button or a form names; behind ``/=`` a deal, by its name, or a question."""

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
"""What the page repeats when it repeats itself."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]


class Inbound(Frozen):
    """Whose act it is, and the key that makes it count once."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    who: Number = Field(alias="as")
    key: Key


class Said(Inbound):
    """A typed command."""

    text: str = Field(max_length=3000)


class Pressed(Inbound):
    """A pressed button."""

    act: Act
    ref: Ref = ""


class Filled(Inbound):
    """A form, sent or closed half-way, with what stands in it."""

    act: Act
    ref: Ref
    page: Name
    values: dict[Name, Values] = Field(max_length=100)


class Jumped(Inbound):
    """The clock is to go ahead."""

    to: Jump


Body = TypeVar("Body", bound=Inbound)


async def read(request: web.Request, kind: type[Body]) -> Body:
    """The request's body. Raises Unreadable for anything that is not exactly that kind."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} things are wrong") from None
