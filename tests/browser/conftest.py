"""Browsers are patient: on a machine that does other things too, a page takes its time."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    expect.set_options(timeout=20_000)
