"""The whole service on Zalo, from the webhook to the answer: one case, free and paid hours, files, and digits."""

import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.channels import zalo_media
from storage.cases import cases, entries
from tests.bot.zalo_ward import ZaloWard
from tests.servers.zalo import OA_ID, ZaloServer, sign

AMR = b"#!AMR\n" + b"\x3c" * 640


def picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64 + number, 48), (number * 30 % 255, 90, 60)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    async with ZaloServer() as made:
        yield made


@pytest.fixture
async def ward(server: ZaloServer, tmp_path: Path) -> AsyncIterator[ZaloWard]:
    made = ZaloWard(server, tmp_path)
    yield made
    await made.close()


async def filed(ward: ZaloWard) -> int:
    """A petition told with digits only; its case."""
    resident = ward.resident()
    for text in ("xin chào", "1", "Nước cống tràn ra ngõ 12", "1"):
        await resident.says(text)
    ((case_id,),) = ward.rows("SELECT id FROM cases")
    assert isinstance(case_id, int)
    return case_id


async def test_the_whole_petition_is_done_with_digits(ward: ZaloWard) -> None:
    await filed(ward)
    assert str(ward.rows("SELECT code FROM cases")[0][0]) in ward.resident().known.texts[-1]
    assert ward.rows("SELECT kind, state FROM cases") == [("phan_anh", "new")]


async def test_labels_without_diacritics_answer_as_well(ward: ZaloWard) -> None:
    resident = ward.resident()
    for text in ("xin chao", "bao viec hong", "Đèn hỏng ở đầu ngõ", "DOI NOI"):
        await resident.says(text)
    assert resident.known.texts[-1].startswith("Việc này ở đâu?")


async def test_six_images_a_place_and_a_voice_note_are_one_case_with_the_originals(
    ward: ZaloWard, server: ZaloServer
) -> None:
    resident = ward.resident()
    for text in ("xin chào", "1", "Rác đổ trộm sau chợ"):
        await resident.says(text)
    pictures = [picture(number) for number in range(6)]
    for number, each in enumerate(pictures):
        await resident.sends("image", f"a{number}.jpg", each)
    await resident.sends("audio", "loi.amr", AMR)
    await resident.presses("Đồng ý")
    await resident.is_at("21.5942", "105.8482")
    await resident.says("1")
    assert ward.rows("SELECT count(*) FROM cases") == [(1,)]
    found = ward.rows("SELECT digest FROM attachments WHERE state = 'kept' AND case_id IS NOT NULL")
    assert {each for (each,) in found} == {hashlib.sha256(each).hexdigest() for each in (*pictures, AMR)}
    assert ward.rows("SELECT round(lat, 4), round(lon, 4) FROM cases") == [(21.5942, 105.8482)]


@pytest.mark.parametrize(
    ("hours", "minutes", "paid", "state"),
    [
        (47, 59, False, "sent"), (48, 1, False, "held"), (48, 1, True, "sent"), (167, 0, True, "sent"),
        (192, 0, True, "held"),
    ],
)  # fmt: skip
async def test_an_answer_is_sent_free_or_paid_or_kept(
    ward: ZaloWard, server: ZaloServer, hours: int, minutes: int, *, paid: bool, state: str
) -> None:
    server.paid_account = hours > 48 or minutes > 0
    case_id, officer = await filed(ward), ward.officer()
    since = server.clock.monotonic() - ward.resident().known.last
    server.clock.advance(hours * 3600 + minutes * 60 - since)
    ward.answer(case_id, "Đã thông cống.", by=officer, paid=paid)
    server.clock.advance(46)  # most of the minute for second thoughts: at 47 h 59 it leaves a little sooner
    await ward.settle(seconds=20)
    found = ward.rows("SELECT state FROM outbox WHERE entry_id IS NOT NULL AND unique_key IS NULL")
    assert found == [(state,)]
    await ward.resident().says("còn đó không")
    texts = ward.resident().known.texts
    answer = next(number for number, each in enumerate(texts) if "Đã thông cống." in each)
    assert sum("Đã thông cống." in each for each in texts) == 1
    assert "đã xong thật chưa" in texts[answer + 1]


async def test_a_burst_of_answers_that_waited_asks_once_whether_it_is_done(ward: ZaloWard, server: ZaloServer) -> None:
    """Three answers after the window closed wait for the person's next message; after them comes one question."""
    case_id, officer = await filed(ward), ward.officer()
    server.clock.advance(9 * 24 * 3600)
    for text in ("Đang kiểm tra.", "Đã gọi thợ.", "Đã sửa xong."):
        ward.answer(case_id, text, by=officer)
        await ward.settle(seconds=90)
    known = ward.resident().known
    before = len(known.texts)
    await ward.resident().says("còn đó không")
    await ward.settle(seconds=30)
    told = known.texts[before:]
    assert [sum(word in each for each in told) for word in ("Đang kiểm tra.", "Đã gọi thợ.", "Đã sửa xong.")] == [1] * 3
    assert sum("đã xong thật chưa" in each for each in told) == 1


async def test_a_paid_answer_that_arrived_is_not_shown_as_waiting(ward: ZaloWard, server: ZaloServer) -> None:
    """The question after it is not paid for, so it waits; the answer itself was sent."""
    server.paid_account = True
    case_id, officer = await filed(ward), ward.officer()
    server.clock.advance(3 * 24 * 3600)
    ward.answer(case_id, "Đã sửa xong.", by=officer, paid=True)
    await ward.settle(seconds=90)
    states = ward.rows("SELECT state FROM outbox WHERE entry_id IS NOT NULL ORDER BY id")
    assert [row[0] for row in states] == ["sent", "held"]
    entry = ward.service.database.look(lambda work: entries.of_case(work, case_id))[-1]
    assert entry.delivery == "sent"


async def test_a_refusal_by_the_platform_keeps_the_answer_until_the_person_writes(
    ward: ZaloWard, server: ZaloServer
) -> None:
    case_id, officer = await filed(ward), ward.officer()
    ward.resident().known.refuses = -230
    ward.answer(case_id, "Đã thông cống.", by=officer)
    server.clock.advance(61)
    await ward.settle()
    assert ward.rows("SELECT state, says FROM outbox WHERE entry_id IS NOT NULL AND unique_key IS NULL") == [
        ("held", "send.waits")
    ]
    ward.resident().known.refuses = 0
    await ward.resident().says("alo")
    assert any("Đã thông cống." in each for each in ward.resident().known.texts)


@pytest.mark.parametrize(
    ("url", "reason", "told"),
    [
        ("http://169.254.169.254/latest", "bad_address", "không tải được tệp"),
        ("{server}/files/inside", "bad_address", "không tải được tệp"),
        ("{server}/files/huge.jpg", "too_big", "lớn quá 20 MB"),
    ],
)
async def test_a_file_that_is_not_taken_is_told_to_both_sides(
    ward: ZaloWard, server: ZaloServer, monkeypatch: pytest.MonkeyPatch, *, url: str, reason: str, told: str
) -> None:
    monkeypatch.setattr(zalo_media, "LARGEST", 1_000)
    server.moved["inside"] = "http://127.0.0.1:1/secret"
    server.keep("huge.jpg", b"\xff\xd8" + b"x" * 1_000)
    resident = ward.resident()
    for text in ("xin chào", "1", "Rác đổ trộm sau chợ"):
        await resident.says(text)
    payload = {"url": url.format(server=server.url), "name": "rac.jpg"}
    message = {"msg_id": server.number(), "attachments": [{"type": "image", "payload": payload}]}
    await resident.does("user_send_image", sender={"id": resident.id}, recipient={"id": OA_ID}, message=message)
    assert any(told in each and "rac.jpg" in each for each in resident.known.texts)
    await resident.says("1")
    found = ward.service.database.look(cases.view, 1, reader=ward.officer())
    assert [(each.name, each.state, each.reason) for each in (*found.files, *found.entries[0].files)] == [
        ("rac.jpg", "refused", reason)
    ]
    assert ward.service.shared.words.has("vi", f"desk.file.reason.{reason}")


async def test_an_event_signed_wrongly_is_refused_and_counted(ward: ZaloWard, server: ZaloServer) -> None:
    body, _ = server.event("user_send_text", sender={"id": "3"}, message={"msg_id": "m", "text": "x"})
    assert await ward.deliver(body, sign(body, "1", secret="app-secret")) == 403
    assert await ward.deliver(body, {}) == 403
    assert ward.rows("SELECT count(*) FROM inbox") == [(0,)]
    assert 'refused_total{channel="zalo"} 2' in ward.service.metrics.text()


async def test_redeliveries_echoes_and_unknown_events_change_nothing(ward: ZaloWard, server: ZaloServer) -> None:
    resident = ward.resident()
    sender = {"sender": {"id": resident.id}, "recipient": {"id": OA_ID}}
    resident.known.last = server.clock.monotonic()
    body, headers = server.event("user_send_text", **sender, message={"msg_id": "m1", "text": "xin chào"})
    for _ in range(3):
        assert await ward.deliver(body, {**headers, "num_retry": "1"}) == 200
        server.clock.advance(1800)
    before = len(resident.known.got)
    assert before == 1  # the greeting, once
    echo = {"sender": {"id": OA_ID}, "recipient": {"id": resident.id}, "message": {"msg_id": "m2", "text": "Chào"}}
    await ward.deliver(*server.event("oa_send_text", **echo))
    await ward.deliver(*server.event("user_seen_message", **echo))
    await ward.deliver(*server.event("an_event_of_next_year", **sender))
    assert len(resident.known.got) == before
    assert ward.rows("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]


async def test_who_follows_the_account_is_greeted_once_and_languages_bear_no_digit(ward: ZaloWard) -> None:
    resident = ward.resident()
    for _ in range(2):
        await resident.does("follow", oa_id=OA_ID, follower={"id": resident.id}, source="oa_profile")
    (greeting,) = resident.known.got
    titles = [each["title"] for each in greeting["attachment"]["payload"]["buttons"]]
    assert titles == ["1. Báo việc hỏng", "2. Hỏi phường", "3. Xem hồ sơ", "4. Góp ý dự thảo", "5. Xem thêm"]
    await resident.says("english")
    assert resident.known.texts[-1].startswith("I answer in English")
    await resident.says("tieng viet")
    await resident.says("1")
    assert "việc gì, ở đâu" in resident.known.texts[-1]


async def test_a_sticker_adds_nothing_to_an_open_case(ward: ZaloWard) -> None:
    await filed(ward)
    resident = ward.resident()
    await resident.says("hồ sơ")
    await resident.says("1")
    await resident.does(
        "user_send_sticker", sender={"id": resident.id}, recipient={"id": OA_ID},
        message={"msg_id": "s1", "attachments": [{"type": "sticker", "payload": {"id": "x", "url": "https://x.test/"}}]},
    )  # fmt: skip
    assert resident.known.texts[-1].startswith("Mình chưa đọc được tin này")
    assert ward.rows("SELECT count(*) FROM entries WHERE kind = 'said'") == [(1,)]  # the petition itself
