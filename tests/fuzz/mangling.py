"""Real things spoilt: JSON with wrong keys, types and nesting, bytes that are no text, broken files."""

import asyncio
import copy
import json
import logging
import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from typing import Any, Generic, NamedTuple, TypeVar

import pytest
from aiohttp.http_exceptions import LineTooLong
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.teams.standin.standin import LOG as STANDIN

Json = Any

Path = tuple[str | int, ...]

ODD_TEXTS = (
    "", " ", "\x00", "\ud800", "\u202eevil", "🦄" * 70, "x" * 4000, "x" * 60_000, "../../etc/passwd",
    "<!channel> <@U1> <http://evil.example|here>", "{0.__class__}", "%s%n%x", "'; DROP TABLE people; --",
    '=HYPERLINK("http://evil.example")', "²", "9" * 40, "1e999", "null", "-1", "\r\nSet-Cookie: a=b",
    "http://169.254.169.254/latest", "kairos", "answer", "precall", "true", "e\u0301" * 90, "\n" * 200,
)  # fmt: skip
"""Texts that trip somebody up."""

ODD_VALUES: tuple[Json, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**300, 1.5, float("inf"), float("nan"), [], {}, [[]],
    [None], {"a": {"b": {}}}, {"": ""}, ["a", "b"], [{"id": "a"}], {"id": None}, {"id": "U1"},
)  # fmt: skip
"""Values of another kind than the one expected."""

ODD_KEYS = ("", "id", "type", "value", "values", "user", "__class__", "kairos", "x" * 300, "\x00", "ID")

FEW, MANY = 150, 4000

EXAMPLES = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
"""How much is tried: always the same few, and many on request (`make long`)."""

ERROR_ID = re.compile(r"error [0-9a-f]{8,}$")


def trying(examples: int) -> settings:
    """The same examples each time; reality is slow, so no deadline."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


# ------------------------------------------------------------------------------------------------------- JSON


def places(value: Json, at: Path = ()) -> Iterator[Path]:
    """Every place inside a value."""
    inner: Sequence[tuple[str | int, Json]] = ()
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for key, each in inner:
        yield (*at, key)
        yield from places(each, (*at, key))


def found(value: Json, at: Path) -> Json:
    for key in at:
        value = value[key]
    return value


def leaves() -> st.SearchStrategy[Json]:
    """Something else to stand there."""
    return st.one_of(
        st.sampled_from(ODD_TEXTS),
        st.sampled_from(ODD_VALUES),
        st.text(max_size=30),
        st.integers(),
        st.recursive(
            st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=6
        ),
    )


@st.composite
def mangled(draw: st.DrawFn, samples: Sequence[Json]) -> Json:
    """A sample with one to four things wrong in it."""
    value = copy.deepcopy(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(1, 4))):
        every = list(places(value))
        if not every:
            return value
        at = draw(st.sampled_from(every))
        holder, key = found(value, at[:-1]), at[-1]
        match draw(st.sampled_from(["retype", "retype", "drop", "rename", "wrap", "move", "double", "nest"])):
            case "retype":
                holder[key] = copy.deepcopy(draw(leaves()))
            case "drop":
                del holder[key]
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(ODD_KEYS))] = holder.pop(key)
            case "wrap":
                holder[key] = [holder[key]]
            case "move":
                holder[key] = copy.deepcopy(found(value, draw(st.sampled_from(every))))
            case "double" if isinstance(holder, list):
                holder *= 2
            case "nest":
                holder[key] = {str(key): holder[key]}
    return value


# ------------------------------------------------------------------------------------------------------ bytes


def broken(text: bytes) -> st.SearchStrategy[bytes]:
    """Bytes that were once a text: cut off, torn, doubled, in another encoding, nested without end."""
    position = st.integers(0, max(len(text) - 1, 0))
    ways: list[st.SearchStrategy[bytes]] = [
        position.map(lambda at: text[:at]),
        st.tuples(position, st.binary(min_size=1, max_size=8)).map(
            lambda got: text[: got[0]] + got[1] + text[got[0] :]
        ),
        st.tuples(position, st.integers(1, 60)).map(lambda got: text[: got[0]] + text[got[0] + got[1] :]),
        st.sampled_from(
            [
                b"",
                text * 2,
                b"\xef\xbb\xbf" + text,
                text.decode(errors="replace").encode("utf-16"),
                text + b"\xff\xfe",
                text.replace(b'"', b"'"),
                text.replace(b":", b"=", 3),
                text.replace(b"{", b"[", 1),
                b"[" * 50_000,
                b'{"a":' * 50_000,
                b"1" * 5_000,
                text.replace(b'":', b'": null, "type":', 2),
                b"\x1f\x8b" + text,
            ]
        ),
        st.binary(max_size=200),
    ]
    return st.one_of(ways)


def written(value: Json) -> bytes:
    """As JSON, as far as it can be written as such."""
    return json.dumps(value).encode()


# ------------------------------------------------------------------------------------------------------- logs


class Heard(logging.Handler):
    """Every record that somebody should have to look into."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def without_an_id(self) -> list[str]:
        """Tracebacks and errors that nobody can find by the id a person was told."""
        return [
            record.getMessage()
            for record in self.records
            if (record.exc_info or record.levelno >= logging.ERROR)
            and not ERROR_ID.search(record.getMessage())
            and not _of_a_stand_in(record)
        ]


def _of_a_stand_in(record: logging.LogRecord) -> bool:
    """Whether a stand-in says it, asked about somebody whose id is longer than an address may be."""
    too_long = record.exc_info and isinstance(record.exc_info[1], LineTooLong)
    return bool(too_long) and record.name == STANDIN.name


@contextmanager
def heard() -> Iterator[Heard]:
    """What is logged meanwhile."""
    ear, root = Heard(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield ear
    finally:
        root.removeHandler(ear)


# ----------------------------------------------------------------------------------------------------- worlds

World = TypeVar("World")


class Life(NamedTuple, Generic[World]):
    """A world that lives in a loop of its own: hypothesis is no friend of coroutines."""

    world: World
    run: Callable[[Coroutine[Any, Any, Any]], Any]


@contextmanager
def living(opening: AbstractAsyncContextManager[World]) -> Iterator[Life[World]]:
    """Open a world, and close it in the end."""
    with asyncio.Runner() as runner:
        world = runner.run(_entered(opening))
        wrong: BaseException | None = None
        try:
            yield Life(world, runner.run)
        except BaseException as error:
            wrong = error
            raise
        finally:
            runner.run(_left(opening, wrong))


async def _entered(opening: AbstractAsyncContextManager[World]) -> World:
    return await opening.__aenter__()


async def _left(opening: AbstractAsyncContextManager[World], wrong: BaseException | None) -> None:
    with suppress(BaseException) if wrong else nullcontext():
        await opening.__aexit__(type(wrong) if wrong else None, wrong, None)
