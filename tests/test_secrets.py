"""The scan for secrets in CI: it finds what is planted, says where and not what, and the tree has none."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCAN = ROOT / ".ci/secrets.py"

PLANTED = {
    "Slack token": "xo" + "xb-123456789012-abcdefABCDEF",
    "Slack webhook": "https://hooks.slack" + ".com/services/T00000000/B00000000/abcdefgh",
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "GitHub token": "gh" + "p_" + "a1B2" * 9,
    "AWS key": "AKI" + "AABCDEFGHIJKLMNOP",
    "JSON web token": "ey" + "Jhbg0123456789.eyJzdWIiOiIxMjM0.abcdefghij0123",
    "Azure secret": "abc8" + "Q~" + "x1Y2" * 8,
    "password in an address": "postgres://kairos:" + "hunter22" + "@db.example",
    "assigned secret": 'client_secret = "' + "a1b2c3d4" * 4 + '"',
}
"""Each is put together here, so that this file holds none."""

INNOCENT = (
    "SLACK_BOT_TOKEN=xoxb-…",
    "it begins with 'xoxb-'",
    "token = settings.slack_bot_token.get_secret_value()",
    "postgres://${USER}:${PASSWORD}@host/db",
    'secret = "what only the two of us know about it"',
)


def scan(folder: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, SCAN, folder], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_found_and_not_repeated(tmp_path: Path, kind):
    (tmp_path / "settings.yaml").write_text(f"first: 1\nplanted: {PLANTED[kind]}\n")
    code, said = scan(tmp_path)
    assert code == 1
    assert f"settings.yaml:2: this looks like a {kind}" in said
    assert PLANTED[kind] not in said


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_speaks_of_secrets_is_left_alone(tmp_path: Path, text):
    (tmp_path / "notes.md").write_text(text)
    assert scan(tmp_path) == (0, "")


def test_what_is_known_to_be_made_up_is_left_alone(tmp_path: Path):
    """By a hash of file and text: the same text in another file is a find."""
    (tmp_path / ".ci").mkdir()
    script = tmp_path / ".ci/secrets.py"
    script.write_text(SCAN.read_text())
    (tmp_path / "made-up.yaml").write_text(PLANTED["AWS key"])
    command = [sys.executable, str(script), str(tmp_path)]
    listed = subprocess.run([*command, "--baseline"], capture_output=True, text=True, check=True).stdout
    assert PLANTED["AWS key"] not in listed
    (tmp_path / ".ci/secrets.known").write_text(listed)
    assert subprocess.run(command, check=False).returncode == 0
    (tmp_path / "real.yaml").write_text(PLANTED["AWS key"])
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


def test_the_tree_has_none():
    assert scan(ROOT) == (0, "")


def test_ci_scans():
    assert "python3 .ci/secrets.py" in (ROOT / ".ci/run").read_text()
