#!/usr/bin/env python3
"""Looks for what seems to be a secret in every file of the tree, and for nothing else.

    .ci/secrets.py [FOLDER]         exit code 1, with file and line of each find; never the find itself
    .ci/secrets.py --baseline       the same finds as lines for .ci/secrets.known, for those that are made up

It reads files, asks nobody, and needs nothing but Python. A find is known by a hash of its text and its file.
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

KNOWN = Path(__file__).with_name("secrets.known")

KINDS = {
    "Slack token": r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}",
    "Slack webhook": r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]{20,}",
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "GitHub token": r"gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}",
    "AWS key": r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    "Google key": r"AIza[A-Za-z0-9_-]{35}",
    "PyPI token": r"pypi-[A-Za-z0-9_-]{40,}",
    "JSON web token": r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "Azure secret": r"(?<![A-Za-z0-9])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}",
    "password in an address": r"[a-z][a-z0-9+]*://[^\s/:@{}<>$\"']+:[^\s/:@{}<>$\"']{6,}@[a-z0-9]",
    "assigned secret": (
        r"(?i:secret|token|passw(?:or)?d|api_?key)[\"']?\s*[:=]\s*[\"']"
        r"(?=[^\"']*\d)(?=[^\"']*[A-Za-z])[A-Za-z0-9+/_~.-]{24,}[\"']"
    ),
}
"""What a secret looks like. Words that only speak of one (xoxb-…) do not."""

PATTERNS = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}

LARGEST = 2_000_000
"""Larger files are data, not text."""


def main(arguments: list[str]) -> int:
    """The exit code."""
    listing = "--baseline" in arguments
    folder = Path(next((each for each in arguments if not each.startswith("-")), "."))
    known = set(re.findall(r"^[0-9a-f]{64}", KNOWN.read_text(), re.MULTILINE)) if KNOWN.exists() else set()
    code = 0
    for path, line, kind, mark in found(folder):
        if listing:
            print(f"{mark}  {path}  {kind}")
        elif mark not in known:
            print(f"{path}:{line}: this looks like a {kind}; take it out, and revoke it where it is valid")
            code = 1
    return code


def found(folder: Path) -> Iterator[tuple[str, int, str, str]]:
    """File, line, kind and mark of all that looks like a secret."""
    for path in sorted(files(folder)):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.is_symlink() or path.stat().st_size > LARGEST:
            continue
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            for kind, pattern in PATTERNS.items():
                for seen in pattern.finditer(line):
                    mark = hashlib.sha256(f"{name}\n{seen[0]}".encode()).hexdigest()
                    yield name, number, kind, mark


def files(folder: Path) -> list[Path]:
    """What git knows or would take in; without git, every file."""
    listed = subprocess.run(
        ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        return [path for path in folder.rglob("*") if ".git" not in path.parts]
    return [folder / name for name in listed.stdout.decode().split("\0") if name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
