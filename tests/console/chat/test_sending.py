"""A message from the browser is stored once in chat and inbox, or the browser is told why not."""

from pathlib import Path

import pytest

from console.frame.visitor import COOKIE
from core.message import Button, Kind, Outgoing, Point
from storage.messages import webchat
from tests.console.chat.conftest import Browser, Page
from tests.console.chat.ward import Ward

SCRIPT = {"X-Chat": "1"}
KEY = "0123456789abcdef"


def test_a_message_is_taken_with_202_and_waits_in_the_inbox(ward: Ward, page: Page) -> None:
    answer = page.post("/chat/send", json={"key": KEY, "text": "Rác đầy ngõ 12"}, headers=SCRIPT)
    assert answer.status_code == 202
    (incoming,) = ward.waiting()
    assert incoming.text == "Rác đầy ngõ 12"
    assert incoming.kind is Kind.MESSAGE
    assert incoming.address.chat == incoming.person == page.chat
    assert incoming.private
    assert incoming.language_hint == "vi"
    assert incoming.message_id == str(answer.json()["id"])


def test_the_same_message_sent_again_after_a_lost_line_stands_there_once(ward: Ward, page: Page) -> None:
    answers = [page.post("/chat/send", json={"key": KEY, "text": "Mất điện"}, headers=SCRIPT).json() for _ in range(3)]
    assert len({each["id"] for each in answers}) == 1
    assert len(ward.waiting()) == 1
    assert page.get("/chat").text.count("Mất điện") == 1


def test_the_same_key_in_two_browsers_is_two_messages(ward: Ward, browser: Browser) -> None:
    for _ in range(2):
        assert browser().post("/chat/send", json={"key": KEY, "text": "x"}, headers=SCRIPT).status_code == 202
    assert len({each.external_id for each in ward.waiting()}) == 2


def test_without_script_the_form_works_and_leads_back_to_the_page(ward: Ward, page: Page) -> None:
    answer = page.post("/chat/send", data={"key": KEY, "text": "Đèn đường hỏng", "reply_to": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat#write")
    assert "Đèn đường hỏng" in page.get("/chat").text
    assert [each.text for each in ward.waiting()] == ["Đèn đường hỏng"]


def test_without_script_a_form_brings_its_photos_along(ward: Ward, page: Page) -> None:
    page.post(
        "/chat/send", data={"key": KEY, "text": ""}, files=[("files", ("a.jpg", b"\xff\xd8\xffabc", "image/jpeg"))]
    )
    (incoming,) = ward.waiting()
    assert [(each.kind.value, each.name, each.size) for each in incoming.media] == [("photo", "a.jpg", 6)]
    assert b"".join(ward.room.staging.read(incoming.media[0].ref)) == b"\xff\xd8\xffabc"


def test_of_a_form_with_a_file_that_is_not_what_it_says_the_rest_goes_and_the_page_says_why(
    ward: Ward, page: Page
) -> None:
    files = [
        ("files", ("a.jpg", b"\xff\xd8\xffabc", "image/jpeg")),
        ("files", ("b.jpg", "không phải ảnh".encode(), "image/jpeg")),
    ]
    answer = page.post("/chat/send", data={"key": KEY, "text": "đèn hỏng"}, files=files)
    assert "b.jpg không phải là ảnh" in answer.text
    (incoming,) = ward.waiting()
    assert incoming.text == "đèn hỏng"
    assert [each.name for each in incoming.media] == ["a.jpg"]


def test_another_site_cannot_speak_for_a_resident(ward: Ward, page: Page) -> None:
    answer = page.post("/chat/send", json={"key": KEY, "text": "x"}, headers={**SCRIPT, "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert ward.waiting() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"key": KEY, "text": "  "}, 422),
        ({"key": KEY, "text": "a" * 20_001}, 413),
        ({"key": "no", "text": "a"}, 422),
        ({"text": "a"}, 422),
        ({"key": KEY, "point": {"lat": 91, "lon": 0}}, 422),
        ({"key": KEY, "point": {"lat": "x", "lon": 0}}, 422),
        ({"key": KEY, "uploads": ["0" * 32]}, 404),
        ({"key": KEY, "uploads": 7}, 422),
        ({"key": KEY, "start": "a b"}, 422),
        ({"key": KEY, "press": "x" * 65, "under": "1"}, 422),
        (["a"], 422),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(ward: Ward, page: Page, body: object, status: int) -> None:
    answer = page.post("/chat/send", json=body, headers=SCRIPT)
    assert answer.status_code == status
    assert "ông/bà" in answer.json()["says"].lower()
    assert ward.waiting() == []


def test_a_refused_form_gets_the_sentence_on_a_page_with_a_way_back(page: Page) -> None:
    answer = page.post("/chat/send", data={"key": KEY, "text": ""})
    assert answer.status_code == 422
    assert "Tin chưa có gì" in answer.text
    assert 'href="/chat#write"' in answer.text


def test_twenty_thousand_characters_come_through_whole(ward: Ward, page: Page) -> None:
    text = ("* _ [ ] < > & \u202eớ\u202c 😀\n" * 1200)[:20_000].strip()
    assert page.post("/chat/send", json={"key": KEY, "text": text}, headers=SCRIPT).status_code == 202
    assert ward.waiting()[0].text == text


def test_a_pressed_choice_carries_its_value_its_question_and_shows_its_label(ward: Ward, page: Page) -> None:
    asked = ward.database.run(webchat.say, page.chat, Outgoing("Xong chưa?", rows=((Button("Chưa xong", "c9=no"),),)))
    answer = page.post("/chat/send", json={"key": KEY, "press": "c9=no", "under": str(asked)}, headers=SCRIPT)
    assert "Chưa xong" in answer.json()["html"]
    (incoming,) = ward.waiting()
    assert incoming.kind is Kind.PRESS
    assert (incoming.press, incoming.message_id, incoming.text) == ("c9=no", str(asked), "")
    assert incoming.press_id == incoming.external_id


def test_a_choice_under_another_chats_message_is_refused(ward: Ward, browser: Browser) -> None:
    mine, other = browser(), browser()
    asked = ward.database.run(webchat.say, other.chat, Outgoing("?", rows=((Button("A", "a"),),)))
    answer = mine.post("/chat/send", json={"key": KEY, "press": "a", "under": str(asked)}, headers=SCRIPT)
    assert answer.status_code == 404
    assert ward.waiting() == []


def test_a_reply_brings_the_words_it_quotes(ward: Ward, page: Page) -> None:
    told = ward.database.run(webchat.say, page.chat, Outgoing("Đã dọn xong."))
    page.post("/chat/send", json={"key": KEY, "text": "Vẫn còn", "reply_to": str(told)}, headers=SCRIPT)
    quoted = ward.waiting()[0].quoted
    assert quoted is not None
    assert (quoted.message_id, quoted.text, quoted.from_bot) == (str(told), "Đã dọn xong.", True)


def test_a_reply_to_nothing_keeps_the_words(ward: Ward, page: Page) -> None:
    page.post("/chat/send", json={"key": KEY, "text": "Vẫn còn", "reply_to": "999"}, headers=SCRIPT)
    assert [(each.text, each.quoted) for each in ward.waiting()] == [("Vẫn còn", None)]


def test_a_place_is_a_point(ward: Ward, page: Page) -> None:
    page.post("/chat/send", json={"key": KEY, "point": {"lat": 21.5942, "lon": 105.8482}}, headers=SCRIPT)
    assert ward.waiting()[0].point == Point(21.5942, 105.8482)


def test_the_start_button_says_start_with_the_payload_of_the_link(ward: Ward, page: Page) -> None:
    assert 'name="start" value="dn_12"' in page.get("/chat?start=dn_12").text
    answer = page.post("/chat/send", json={"key": KEY, "start": "dn_12"}, headers=SCRIPT)
    (incoming,) = ward.waiting()
    assert (incoming.command, incoming.argument, incoming.text) == ("start", "dn_12", "")
    assert "/start" not in answer.json()["html"]


def test_half_a_character_does_not_break_the_page(ward: Ward, page: Page) -> None:
    half = '{"key": "0123456789abcdef", "text": "a\\ud83d b"}'
    answer = page.post("/chat/send", content=half, headers={**SCRIPT, "Content-Type": "application/json"})
    assert answer.status_code == 202
    assert page.get("/chat").status_code == 200
    assert ward.waiting()[0].text == "a\ufffd b"


def test_a_flood_from_one_chat_is_told_to_wait(ward: Ward, page: Page) -> None:
    statuses = [
        page.post("/chat/send", json={"key": f"{KEY}{n}", "text": "x"}, headers=SCRIPT).status_code for n in range(45)
    ]
    assert statuses.count(202) == 40
    assert set(statuses[40:]) == {429}


def test_neither_words_nor_cookie_can_be_read_in_the_database(ward: Ward, page: Page, tmp_path: Path) -> None:
    page.post("/chat/send", json={"key": KEY, "text": "tocaocanbo"}, headers=SCRIPT)
    ward.database.run(webchat.say, page.chat, Outgoing("cauhoikin"))
    stored = b"".join(each.read_bytes() for each in tmp_path.glob("ward.sqlite3*"))
    assert page.chat.encode() in stored
    for secret in ("tocaocanbo", "cauhoikin", page.cookies[COOKIE]):
        assert secret.encode() not in stored
