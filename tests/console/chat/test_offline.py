"""What a browser needs to install the chat and to open it without a connection; and the size of the first load."""

import re

import pytest

from core.message import Outgoing
from storage.messages import webchat
from tests.console.chat.conftest import Page
from tests.console.chat.ward import Ward

FIRST_LOAD = 35 * 1024  # bytes, with everything that the page requests at once
BROWSER = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "none"}


def sent(page: Page, path: str, **headers: str) -> int:
    """The size of the transferred body in bytes."""
    answer = page.get(path, headers={**BROWSER, **headers})
    assert answer.status_code == 200, path
    return int(answer.headers["content-length"])


def parts(text: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"]+|/chat/manifest[^"]+)"', text))


def test_the_first_load_is_small(page: Page) -> None:
    text = page.get("/chat").text
    wanted = parts(text)
    assert len([each for each in wanted if each.endswith(".css")]) == 1
    assert len([each for each in wanted if each.endswith(".js")]) >= 5
    bodies = {path: sent(page, path) for path in {"/chat", *wanted}}
    heads = 350 * len(bodies)
    assert sum(bodies.values()) + heads <= FIRST_LOAD, bodies


def test_the_shell_holds_no_message_and_gives_no_cookie(ward: Ward, page: Page) -> None:
    ward.database.run(webchat.say, page.chat, Outgoing("điều kín của bà con", card="LS-26-000123"))
    page.post("/chat/send", data={"key": "0123456789abcdef", "text": "lời của tôi"})
    answer = page.get("/chat/shell")
    assert "điều kín" not in answer.text
    assert "lời của tôi" not in answer.text
    assert "LS-26-000123" not in answer.text
    assert "set-cookie" not in answer.headers
    assert "data-shell" in answer.text
    assert "Chưa có mạng" in answer.text
    assert parts(answer.text) >= {each for each in parts(page.get("/chat").text) if each.endswith((".css", ".js"))}


def test_the_manifest_names_the_ward_and_its_icons_are_there(page: Page) -> None:
    found = page.get("/chat/manifest.webmanifest?lang=vi").json()
    assert found["start_url"] == found["scope"] == "/chat"
    assert found["display"] == "standalone"
    assert found["name"].startswith("Phường")
    for icon in found["icons"]:
        answer = page.get(icon["src"])
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")


def test_the_worker_may_look_after_the_chat_and_is_asked_for_anew(page: Page) -> None:
    address = re.findall(r'data-worker="([^"]+)"', page.get("/chat").text)[0].replace("&amp;", "&")
    answer = page.get(address)
    assert answer.headers["service-worker-allowed"] == "/chat"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    page.post("/chat/look", data={"size": "large"})
    assert address not in page.get("/chat").text.replace("&amp;", "&")


def test_a_page_is_compressed_for_a_person_and_never_for_another_site(page: Page) -> None:
    plain = page.get("/chat", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for site in ("cross-site", "same-site"):
        forced = page.get("/chat", headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": site})
        assert "content-encoding" not in forced.headers, site
    packed = page.get("/chat", headers=BROWSER)
    assert packed.headers["content-encoding"] == "gzip"
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(packed.headers["vary"].split(", "))
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_small_answers_and_pictures_go_as_they_are(page: Page) -> None:
    assert "content-encoding" not in page.get("/chat/messages?after=0", headers=BROWSER).headers
    assert "content-encoding" not in page.get("/static/icon-192.png", headers=BROWSER).headers


@pytest.mark.parametrize("language", ["vi", "en", "zh", "ko"])
def test_a_compressed_page_is_the_same_page(page: Page, language: str) -> None:
    text = page.get(f"/chat/shell?lang={language}", headers=BROWSER).text
    assert text.rstrip().endswith("</html>")
    assert f'lang="{language}"' in text
