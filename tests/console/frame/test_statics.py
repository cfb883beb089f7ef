"""Our own files: kept for ever under their version, compressed, and only those that are there."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from console.frame.statics import Statics
from tests.console.conftest import Desk

STATIC = Path(__file__).parents[3] / "console" / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))


async def test_a_file_under_its_version_is_kept_for_ever_and_under_another_one_is_not(desk: Desk) -> None:
    client = await desk.browser()
    page = (await client.get("/console/login")).text
    (address,) = re.findall(r'href="(/static/[0-9a-f]{12}/page\.css)"', page)
    assert "immutable" in (await client.get(address)).headers["cache-control"]
    of_another_release = await client.get("/static/0123456789ab/page.css")
    assert of_another_release.status_code == 200
    assert of_another_release.headers["cache-control"] == "no-cache"
    assert (await client.get("/static/page.css")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/", "/static", "/static/nix.css", "/static/a/..%2Fapp.py"]
)
async def test_nothing_but_our_files_is_served(desk: Desk, path: str) -> None:
    assert (await (await desk.browser()).get(path)).status_code == 404


def test_a_file_is_compressed_for_browsers_that_take_it_and_says_so_to_caches() -> None:
    statics = Statics()
    packed = statics.answer("talk.css", Headers({"accept-encoding": "gzip, br"}))
    plain = statics.answer("talk.css", Headers({}))
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers


def test_who_has_the_file_already_is_told_so() -> None:
    statics = Statics()
    tag = statics.answer("chat.js", Headers({})).headers["etag"]
    assert statics.answer("chat.js", Headers({"if-none-match": tag})).status_code == 304
    with pytest.raises(HTTPException):
        statics.answer("nix.js", Headers({}))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_a_module_that_takes_what_it_needs_from_files_beside_it(path: Path) -> None:
    text = path.read_text("utf-8")
    for name in re.findall(r"(?:from|import\() ?\"([^\"]+)\"", text):
        assert name.startswith("./"), name
        assert (STATIC / name[2:]).exists(), name
    assert "window.danban" not in text
    assert len(text.splitlines()) <= 300
