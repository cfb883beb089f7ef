"""A browser asks to be told: only its own chat's, only at a push service, and no longer than the chat is its own."""

import pytest

from storage.messages import push
from tests.console.chat.conftest import Browser, Page
from tests.console.chat.ward import Ward

SCRIPT = {"X-Chat": "1"}
ASKED = {"endpoint": "https://push.example/abc", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}


def told(ward: Ward, page: Page) -> int:
    """How many browsers would hear news of this page's chat."""
    owner = push.chat_owner(page.chat)
    return ward.database.run(push.notify, owner, topic="chat", says="chat.push.says", opens="/chat")


def test_a_browser_that_asked_is_told_once_however_often_it_asks(ward: Ward, page: Page) -> None:
    for _ in range(3):
        assert page.post("/chat/push", json=ASKED, headers=SCRIPT).status_code == 201
    assert told(ward, page) == 1


def test_a_browser_of_another_chat_hears_nothing_of_this_one(ward: Ward, browser: Browser) -> None:
    mine, other = browser(), browser()
    mine.post("/chat/push", json=ASKED, headers=SCRIPT)
    assert told(ward, other) == 0
    other.post("/chat/push", json=ASKED, headers=SCRIPT)  # the same browser, which has a new cookie
    assert (told(ward, mine), told(ward, other)) == (0, 1)


@pytest.mark.parametrize(
    "asked",
    [
        {}, [], "x", {**ASKED, "endpoint": "http://push.example/abc"}, {**ASKED, "endpoint": "https://ữ.example/"},
        {**ASKED, "keys": {"p256dh": "B" * 86, "auth": "a" * 22}}, {**ASKED, "keys": {"p256dh": "B" * 87, "auth": ""}},
        {**ASKED, "keys": None}, {**ASKED, "endpoint": "https://push.example/" + "a" * 5_000},
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused_with_a_sentence(ward: Ward, page: Page, asked: object) -> None:
    answer = page.post("/chat/push", json=asked, headers=SCRIPT)
    assert answer.status_code == 422
    assert "Máy chưa cho báo tin" in answer.json()["says"]
    assert told(ward, page) == 0


def test_another_site_cannot_ask(ward: Ward, page: Page) -> None:
    answer = page.post("/chat/push", json=ASKED, headers={**SCRIPT, "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert told(ward, page) == 0


def test_the_page_hands_out_the_wards_public_key_and_never_the_private_one(ward: Ward, page: Page) -> None:
    key = page.get("/chat").text.partition('data-push="')[2].partition('"')[0]
    assert len(key) == 87
    assert key.startswith("B")  # an uncompressed point
    assert key == page.get("/chat/shell").text.partition('data-push="')[2].partition('"')[0]
