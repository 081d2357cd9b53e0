"""The app package: Teams takes it, it says what the content says, and it is the same each time."""

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator

from bot.cli import main
from bot.clock import FixedClock
from bot.coach.coach import Coach
from bot.ids import ids
from bot.teams.manifest import ICONS, LATEST, STABLE, NoManifest, manifest, package
from tests.dialogs.house import CONTENT, LIBRARY, NOW, WORDS
from tests.fakes.store import FakeStore
from tests.teams.validator import Json

APP = "12345678-90ab-cdef-1234-567890abcdef"
URL = "https://kairos.example.com"
LONGEST = {"short name": 30, "full name": 100, "short": 80, "full": 4000, "developer": 32}


def made(*, latest: bool = False) -> Json:
    """The manifest of our app."""
    return manifest(WORDS, app_id=APP, url=URL, version="1.2.3", latest=latest)


def problems(manifest: Json) -> Iterator[str]:
    """What Teams would refuse of a manifest, as far as its rules are known without its schema."""
    said = {
        "short name": manifest["name"]["short"],
        "full name": manifest["name"]["full"],
        "developer": manifest["developer"]["name"],
        **manifest["description"],
    }
    yield from (f"{name} is too long" for name, most in LONGEST.items() if not 0 < len(said[name]) <= most)
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", manifest["version"]):
        yield "the version is no semver"
    if len(manifest["bots"]) != 1 or manifest["bots"][0]["botId"] != manifest["id"]:
        yield "there is one bot, and its id is the app's"
    yield from _bot_problems(manifest["bots"][0])


def _bot_problems(bot: Json) -> Iterator[str]:
    if bot["isNotificationOnly"]:
        yield "nobody could write to it"
    lists = bot["commandLists"]
    if len(lists) > 3:
        yield "there are too many lists of commands"
    for each in lists:
        if not set(each["scopes"]) <= set(bot["scopes"]):
            yield "commands are offered where the bot is not"
        if not 0 < len(each["commands"]) <= 12:
            yield "a list has too many commands"
        titles = [command["title"] for command in each["commands"]]
        if len(titles) != len(set(titles)):
            yield "a command stands twice"
        if any(not 0 < len(title) <= 32 for title in titles):
            yield "a command is too long"
        if any(not 0 < len(command["description"]) <= 128 for command in each["commands"]):
            yield "a command is described at too great a length"


@pytest.mark.parametrize("latest", [False, True])
def test_the_manifest_keeps_the_rules_that_matter_most(latest: bool):  # noqa: FBT001  a parameter of the test
    assert list(problems(made(latest=latest))) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"version": "1.2"},
        {"name": {"short": "K" * 31, "full": "Kairos"}},
        {"bots": [made()["bots"][0] | {"botId": "another"}]},
        {"bots": [made()["bots"][0] | {"isNotificationOnly": True}]},
        {"bots": [made()["bots"][0] | {"commandLists": made()["bots"][0]["commandLists"] * 2}]},
        {"bots": [made()["bots"][0] | {"scopes": ["personal"]}]},
    ],
)
def test_those_rules_find_what_breaks_them(broken: Json):
    assert list(problems(made() | broken))


@pytest.mark.parametrize("version", [STABLE, LATEST])
def test_microsofts_schema_takes_the_manifest(node_modules: Path, version: str):
    folder = node_modules / "@microsoft/app-manifest/build/json-schemas/teams" / f"v{version}"
    schema = json.loads((folder / "MicrosoftTeams.schema.json").read_text("utf-8-sig"))
    validator = Draft4Validator(schema)
    ours = made(latest=version == LATEST)
    assert [error.message for error in validator.iter_errors(ours)] == []
    assert not validator.is_valid(ours | {"id": "12"})
    assert not validator.is_valid(ours | {"bot": []})


def test_only_the_latest_manifest_offers_a_slash():
    assert "slash" not in json.dumps(made())
    bot = made(latest=True)["bots"][0]
    assert bot["supportsTargetedMessages"] is True
    assert [each["triggers"] for each in bot["commandLists"]] == [["mention", "slash"]] * 2


def test_every_flow_is_offered_where_people_are_alone_with_kairos():
    personal = made()["bots"][0]["commandLists"][0]
    assert personal["scopes"] == ["personal"]
    assert set(LIBRARY.flows) <= {command["title"] for command in personal["commands"]}


def test_every_command_that_is_offered_is_one_that_kairos_understands():
    clock = FixedClock(NOW)
    dice = ids(clock, seed=1)
    coach = Coach(FakeStore(dice), LIBRARY, clock, dice)
    known = {*LIBRARY.flows, "help"}.union(*(offered.words for offered in coach.offers))
    lists = made()["bots"][0]["commandLists"]
    assert {command["title"] for each in lists for command in each["commands"]} <= known


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/api/messages", f"  {URL}/api/messages/ "])
def test_an_address_with_its_path_is_taken_too(url: str):
    assert manifest(WORDS, app_id=APP, url=url, version="1.2.3")["developer"]["websiteUrl"] == URL


@pytest.mark.parametrize(
    ("version", "release"), [("1.2.3", "1.2.3"), ("0.2.0.dev4", "0.2.0"), ("nightly", "0.0.1")]
)
def test_a_version_between_releases_is_that_of_its_release(version: str, release: str):
    assert manifest(WORDS, app_id=APP, url=URL, version=version)["version"] == release


@pytest.mark.parametrize(
    ("app_id", "url", "why"),
    [
        ("", URL, "MICROSOFT_APP_ID"),
        ("kairos", URL, "MICROSOFT_APP_ID"),
        (APP, "http://k", "https://"),
        (APP, "", "https"),
    ],
)
def test_what_teams_would_refuse_is_refused_here(app_id: str, url: str, why: str):
    with pytest.raises(NoManifest, match=why):
        manifest(WORDS, app_id=app_id, url=url, version="1.2.3")


def test_the_package_has_three_files_at_its_root_and_the_same_bytes_each_time():
    packed = package(made())
    assert packed == package(made())
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", *ICONS.values()]
        assert json.loads(archive.read("manifest.json")) == made()
        assert all(archive.read(name).startswith(b"\x89PNG") for name in ICONS.values())


def pixels(name: str) -> tuple[int, int, list[bytes]]:
    """Width, height and pixels of one of our icons, which are written without filters."""
    data = (Path(package.__code__.co_filename).parent / name).read_bytes()
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    size = {2: 3, 6: 4}[kind]
    assert depth == 8
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    raw = zlib.decompress(data[start + 4 : start + 4 + length])
    rows = [raw[row * (width * size + 1) :][: width * size + 1] for row in range(height)]
    assert {row[0] for row in rows} == {0}
    return width, height, [row[1 + at * size : 1 + (at + 1) * size] for row in rows for at in range(width)]


def test_the_coloured_icon_fills_its_square():
    width, height, shown = pixels(ICONS["color"])
    assert (width, height) == (192, 192)
    assert {len(pixel) for pixel in shown} == {3}
    assert len(set(shown)) > 100


def test_the_outline_is_white_on_nothing():
    width, height, shown = pixels(ICONS["outline"])
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in shown} == {b"\xff\xff\xff"}
    seen = [pixel[3] for pixel in shown]
    assert seen[0] == seen[31] == 0
    assert 100 < sum(alpha > 200 for alpha in seen) < 500


# ---------------------------------------------------------------------------------------------- the command


def kairos(*arguments: str, **env: str) -> Result:
    """`kairos manifest teams`, in an environment that knows nothing of Teams but this."""
    known = {"MICROSOFT_APP_ID": "", "KAIROS_PUBLIC_URL": "", "KAIROS_CONTENT": str(CONTENT)}
    return CliRunner().invoke(main, ["manifest", "teams", *arguments], env=known | env)


@pytest.mark.parametrize(("flags", "version"), [((), STABLE), (("--latest",), LATEST)])
def test_the_command_writes_the_package(tmp_path: Path, flags: tuple[str, ...], version: str):
    out = tmp_path / "kairos.zip"
    result = kairos("--out", str(out), *flags, MICROSOFT_APP_ID=APP, KAIROS_PUBLIC_URL=URL)
    assert result.exit_code == 0, result.output
    assert version in result.stdout
    with zipfile.ZipFile(out) as archive:
        written = json.loads(archive.read("manifest.json"))
    assert (written["id"], written["manifestVersion"]) == (APP, version)
    assert list(problems(written)) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--url", URL), "--app-id"),
        (("--app-id", APP), "--url"),
        (("--app-id", "kairos", "--url", URL), "MICROSOFT_APP_ID"),
        (("--app-id", APP, "--url", "http://kairos.example.com"), "https://"),
    ],
)
def test_the_command_says_what_is_missing_and_writes_nothing(tmp_path: Path, arguments, said: str):
    out = tmp_path / "kairos.zip"
    result = kairos("--out", str(out), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not out.exists()
