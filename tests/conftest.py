"""What tests of every room may ask for: a browser, and what npm installs."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser, async_playwright

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

settings.register_profile("whenever", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("whenever")  # no example fails because the machine has other work


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The machine's own Chromium. Without one the test is skipped, or fails where KAIROS_BROWSER=required."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        reason = f"left out: no Chromium is installed (looked for {', '.join(CHROMIUM)})"
        if os.environ.get("KAIROS_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found, args=[*FLAGS])
        yield opened
        await opened.close()


@pytest.fixture
def node_modules() -> Path:
    """What `npm install --no-package-lock --ignore-scripts --prefix tests/teams` brings.

    Without it the test is skipped, or fails where KAIROS_NODE=required.
    """
    folder = Path(__file__).parent / "teams" / "node_modules"
    if shutil.which("node") is None or not (folder / "@microsoft" / "m365agentsplayground").is_dir():
        reason = "left out: needs `npm install --no-package-lock --ignore-scripts --prefix tests/teams`"
        if os.environ.get("KAIROS_NODE") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
