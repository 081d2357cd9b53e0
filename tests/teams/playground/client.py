"""Microsoft's own local Teams client, as a process of its own on this machine."""

import asyncio
import json
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

TENANT = "00000000-0000-0000-0000-0000000000001"
REP, MANAGER = "Aiko Rei", "Vera Voorbeeld"
PEOPLE = (REP, MANAGER, "Mia Muster", "Ola Przykład", "Paul Exemple", "Tom Sample")
"""The playground's made-up team, as many of it as the client wants: who is signed in, and five more."""

CHANNEL = "19:sales@thread.tacv2"
ZONE = "Europe/London"

HOOK = Path(__file__).with_name("loopback.cjs")
PATIENCE = 60


def object_id(name: str) -> str:
    """The Entra object id of somebody in the client's organisation."""
    return f"00000000-0000-0000-0000-00000000002{PEOPLE.index(name)}"


def email(name: str) -> str:
    """Theirs, by their first name."""
    return f"{_first(name)}@example.com"


def config(signed_in: str) -> str:
    """The client's organisation: its people, and one channel beside the general one."""
    people = {name: _person(name) for name in PEOPLE}
    made = {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "28:kairos", "name": "Kairos"},
        "currentUser": people.pop(signed_in),
        "users": list(people.values()),
        "personalChat": {"id": "19:personal"},
        "groupChat": {"id": "19:group", "name": "Group"},
        "team": {
            "id": "19:north",
            "name": "North",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": CHANNEL, "name": "sales"}],
        },
    }
    return json.dumps(made)  # which the client reads as YAML


def _first(name: str) -> str:
    return name.partition(" ")[0].lower()


def _person(name: str) -> dict[str, str]:
    first, _, last = name.partition(" ")
    return {
        "id": f"29:{_first(name)}",
        "name": name,
        "userPrincipleName": email(name),
        "aadObjectId": object_id(name),
        "givenName": first,
        "surname": last,
        "email": email(name),
    }


@asynccontextmanager
async def client(folder: Path, modules: Path, endpoint: str, signed_in: str = REP) -> AsyncIterator[str]:
    """The client's address. It calls ``endpoint``, and is ended in the end."""
    (folder / ".m365agentsplayground.yml").write_text(config(signed_in), encoding="utf-8")
    node = shutil.which("node")
    assert node, "node, which came with npm, is gone"
    process = await asyncio.create_subprocess_exec(
        node,
        str(modules / "@microsoft" / "m365agentsplayground" / "cli.js"),
        *("start", "--channel-id", "msteams", "--disable-telemetry", "--app-endpoint", endpoint),
        cwd=folder,
        env={
            "PATH": str(Path(node).parent),
            "HOME": str(folder),
            "TZ": ZONE,
            "TEAMSAPPTESTER_BROWSER": "none",
            "NODE_OPTIONS": f"--require={HOOK}",
        },
        stdout=PIPE,
        stderr=STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            port = await _port(process)
        async with asyncio.TaskGroup() as group:
            group.create_task(_read_on(process))
            try:
                yield f"http://127.0.0.1:{port}/"
            finally:
                process.kill()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _port(process: Process) -> int:
    said = b""
    assert process.stdout
    while not (found := re.search(rb"Listening on (\d+)", said)):
        line = await process.stdout.readline()
        assert line, said.decode()
        said += line
    return int(found[1])


async def _read_on(process: Process) -> None:
    assert process.stdout
    while await process.stdout.read(65536):
        pass
