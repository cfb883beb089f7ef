"""What a resident sees: both sides, only their own, in their language and size."""

import re
from datetime import timedelta

import pytest

from console.frame.visitor import COOKIE
from core.message import Button, Outgoing
from core.words import LANGUAGES
from storage.messages import webchat
from tests.console.chat.conftest import Browser, Page
from tests.console.chat.ward import StoppedClock, Ward
from tests.parts import catalogue


def say(ward: Ward, page: Page, outgoing: Outgoing) -> int:
    return ward.database.run(webchat.say, page.chat, outgoing)


def test_a_newcomer_is_told_what_this_is_and_how_to_begin(page: Page) -> None:
    text = page.get("/chat").text
    assert "Đây là nơi nhắn tin cho phường Linh Sơn" in text
    assert "Trợ lý tự động" in text
    assert ">Bắt đầu</button>" in text


def test_both_sides_stand_in_order_and_escaped(ward: Ward, page: Page) -> None:
    page.post("/chat/send", data={"key": "0123456789abcdef", "text": "<script>alert(1)</script> & 'x'"})
    say(ward, page, Outgoing("Mình <b>đã</b> nhận. Xem https://linhson.example.vn/a?b=1&c=2"))
    text = page.get("/chat").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;x&#39;" in text
    assert "<script>alert" not in text
    assert "Mình &lt;b&gt;đã&lt;/b&gt; nhận." in text
    assert 'href="https://linhson.example.vn/a?b=1&amp;c=2"' in text
    assert text.index("alert(1)") < text.index("Mình &lt;b&gt;")


def test_a_button_with_a_strange_address_is_not_drawn(ward: Ward, page: Page) -> None:
    say(
        ward,
        page,
        Outgoing("?", rows=((Button("Bấm", url="javascript:alert(1)"), Button("Trang", url="https://a.vn")),)),
    )
    text = page.get("/chat").text
    assert "javascript:" not in text
    assert 'href="https://a.vn"' in text


def test_a_number_to_call_is_a_link_that_dials(ward: Ward, page: Page) -> None:
    say(ward, page, Outgoing("Gọi ngay 114.", rows=((Button("Gọi 114", url="tel:114"),),)))
    assert '<a class="chip chip--call" href="tel:114">Gọi 114</a>' in page.get("/chat").text


def test_another_browser_sees_nothing_of_it(ward: Ward, browser: Browser) -> None:
    mine, other = browser(), browser()
    say(ward, mine, Outgoing("Chỉ mình bà con thấy"))
    assert "Chỉ mình bà con thấy" in mine.get("/chat").text
    assert "Chỉ mình bà con thấy" not in other.get("/chat").text
    assert other.get("/chat/messages?after=0").json() == []


def test_the_chat_id_that_the_database_holds_opens_nothing(ward: Ward, browser: Browser) -> None:
    mine, thief = browser(), browser()
    say(ward, mine, Outgoing("Chỉ mình bà con thấy"))
    thief.cookies.set(COOKIE, mine.chat)
    assert "Chỉ mình bà con thấy" not in thief.get("/chat").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(ward: Ward, page: Page) -> None:
    said = page.get("/chat").headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=31536000", "Path=/"):
        assert part in said


def test_no_page_of_the_chat_is_kept_on_disk_or_framed_elsewhere(page: Page) -> None:
    answer = page.get("/chat")
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in page.get("/chat?embed=1").headers["content-security-policy"]


def test_the_page_loads_nothing_from_elsewhere_and_has_no_inline_code(page: Page) -> None:
    text = page.get("/chat").text
    assert re.findall(r'(?:src|action)="(?!/)', text) == []
    assert re.findall(r'<link[^>]*href="(?!/)', text) == []
    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", text) == []


@pytest.mark.parametrize(
    ("asked", "word"),
    [("vi-VN,en;q=0.5", "Bắt đầu"), ("en-GB", "Start"), ("zh-CN,zh", "开始"), ("ko", "시작"), ("fr", "Bắt đầu")],
)
def test_the_page_speaks_the_browsers_language(page: Page, asked: str, word: str) -> None:
    assert f">{word}</button>" in page.get("/chat", headers={"Accept-Language": asked}).text


def test_a_chosen_language_and_size_stay(page: Page) -> None:
    assert page.post("/chat/look", data={"lang": "ko"}).status_code == 303
    page.post("/chat/look", data={"size": "large"})
    text = page.get("/chat").text
    assert '<html lang="ko">' in text
    assert "chat--large" in text
    page.post("/chat/look", data={"size": "usual"})
    assert "chat--large" not in page.get("/chat").text


def test_only_choices_after_the_persons_last_word_stand_open(ward: Ward, page: Page) -> None:
    say(ward, page, Outgoing("Một?", rows=((Button("A", "r=a"),),)))
    page.post("/chat/send", data={"key": "0123456789abcdef", "text": "a"})
    say(ward, page, Outgoing("Hai?", rows=((Button("B", "r=b"),),), step=(2, 5)))
    text = page.get("/chat").text
    assert text.count('<details class="picks">') == 1
    assert text.count('<details class="picks picks--now" open>') == 1
    assert text.index('<details class="picks">') < text.index("picks--now")
    assert "Bước 2/5" in text


def test_a_card_shows_the_code_in_a_form_to_keep(ward: Ward, page: Page) -> None:
    say(ward, page, Outgoing("Mình đã ghi nhận.", card="LS-26-000123"))
    assert 'data-code="LS-26-000123"' in page.get("/chat").text


def test_who_answered_is_told(ward: Ward, page: Page) -> None:
    say(ward, page, Outgoing("Mình đã ghi nhận."))
    assert "Cán bộ phường trả lời" not in page.get("/chat").text
    say(ward, page, Outgoing("Đã thay bóng đèn.", by="staff"))
    assert page.get("/chat").text.count("Cán bộ phường trả lời") == 1


def test_an_edit_changes_the_message_in_place_and_tells_open_pages(ward: Ward, page: Page) -> None:
    first = say(ward, page, Outgoing("Bản đầu", rows=((Button("A", "a"),),)))
    seen = page.get("/chat/messages?after=0").json()[-1]["id"]
    say(ward, page, Outgoing("Bản sửa", edits=str(first)))
    text = page.get("/chat").text
    assert "Bản sửa" in text
    assert "Bản đầu" not in text
    event = page.get(f"/chat/messages?after={seen}").json()[-1]
    assert event["edits"] == str(first)
    assert "Bản sửa" in event["html"]


def test_a_toast_passes_and_leaves_no_bubble(ward: Ward, page: Page, clock: StoppedClock) -> None:
    say(ward, page, Outgoing("Đã ghi", answers_press="x"))
    assert page.get("/chat/messages?after=0").json()[-1]["toast"] == "Đã ghi"
    assert "Đã ghi" not in page.get("/chat").text
    clock.move(timedelta(hours=2))
    assert ward.database.run(webchat.sweep) == 1
    assert page.get("/chat/messages?after=0").json() == []


def test_sweeping_leaves_every_message(ward: Ward, page: Page, clock: StoppedClock) -> None:
    page.post("/chat/send", data={"key": "0123456789abcdef", "text": "của bà con"})
    say(ward, page, Outgoing("của mình"))
    clock.move(timedelta(days=400))
    assert ward.database.run(webchat.sweep) == 0
    assert "của mình" in page.get("/chat").text
    assert "của bà con" in page.get("/chat").text


def test_older_messages_are_a_link_away(ward: Ward, page: Page) -> None:
    for n in range(70):
        say(ward, page, Outgoing(f"tin số {n:02}"))
    text = page.get("/chat").text
    assert "tin số 69" in text
    assert "tin số 09" not in text
    found = re.search(r'href="(/chat\?before=\d+)"', text)
    assert found is not None
    older = page.get(found[1]).text
    assert "tin số 09" in older
    assert "tin số 10" not in older


def test_a_reply_can_be_begun_without_script(ward: Ward, page: Page) -> None:
    told = say(ward, page, Outgoing("Đã dọn xong."))
    text = page.get(f"/chat?reply={told}").text
    assert f'name="reply_to" value="{told}"' in text


def test_a_day_other_than_today_is_named(ward: Ward, page: Page, clock: StoppedClock) -> None:
    say(ward, page, Outgoing("hôm qua"))
    assert ">14:05</time>" in page.get("/chat").text
    clock.move(timedelta(days=1))
    assert ">24/11 14:05</time>" in page.get("/chat").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_of_the_chat(language: str) -> None:
    words = catalogue()
    assert {key for key in words.keys("vi") if key.startswith("chat.")} == {
        key for key in words.keys(language) if key.startswith("chat.")
    }
