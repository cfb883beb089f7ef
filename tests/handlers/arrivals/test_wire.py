"""Things that are easily lost: captions of albums, files that are too big, answers to people who unblocked us."""

import pytest

from core.message import Kind, Media, MediaKind, Quoted
from handlers.cases import due
from storage.across import dispatch
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.messages import inbox, outcomes
from storage.messages.outcomes import Outcome
from storage.people import staff
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street

STORY = "Rác chất đống sau chợ, bốn hôm nay chưa ai dọn"
BIG = Media(MediaKind.VIDEO, "film", name="ngõ 12.mp4", size=25_000_000)


def files_it(citizen: Citizen) -> None:
    citizen.press("Gửi đi")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_the_caption_of_an_album_is_the_story_whichever_part_brings_it(street: Street, part: int) -> None:
    lan = street.person(channel="telegram").greeted()
    for number in range(3):
        lan.photo(f"p{number}", album="A", text=STORY if number == part else "")
    street.now.pass_(seconds=10)
    street.send()
    assert "Ảnh, tệp: 3" in lan.sees()
    lan.press("Gửi đi")
    ((text,),) = [(row["text"],) for row in street.rows("cases")]
    assert text == STORY
    assert [row["case_id"] for row in street.rows("attachments")] == [1, 1, 1]


def test_a_later_part_of_an_album_goes_on_with_the_talk_that_took_the_first(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.photo("p0", album="A")
    run = street.rows("runs")[-1]["id"]
    lan.photo("p1", album="A", text=STORY)
    assert street.rows("runs")[-1]["id"] == run


def test_a_file_declared_too_big_is_refused_in_the_talk_and_never_called_received(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(STORY)
    seen = len(lan.all())
    lan.say(media=(BIG,))
    told = [each.outgoing.text for each in lan.all()[seen:]]
    assert sum("ngõ 12.mp4" in each and "20 MB" in each for each in told) == 1
    assert not any("Ảnh, tệp: 1" in each for each in told)
    lan.say("bỏ qua")
    assert "Ảnh, tệp: 0" in lan.sees()
    lan.press("Gửi đi")
    assert [(row["state"], row["case_id"]) for row in street.rows("attachments")] == [("refused", 1)]


def test_a_file_declared_too_big_is_refused_in_the_open_case(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(STORY)
    files_it(lan)
    lan.say("hồ sơ")
    lan.press(f"Mở {street.rows('cases')[0]['code']}")
    seen = len(lan.all())
    lan.say(media=(BIG,))
    told = [each.outgoing.text for each in lan.all()[seen:]]
    assert len(told) == 1
    assert "20 MB" in told[0]
    lan.say("đây là đoạn phim", media=(BIG,))
    assert lan.saw("Đã thêm vào hồ sơ")
    assert [row["state"] for row in street.rows("attachments")] == ["refused", "refused"]


def answered(street: Street, text: str) -> None:
    def answer(work: UnitOfWork) -> None:
        by = Reader(staff.add(work, "ha", name="Hà", password="x", role="officer"), "officer")
        case_answers.answer(work, 1, text=text, by=by)

    street.store.run(answer)
    street.now.pass_(seconds=61)


def refused_by_a_block(street: Street) -> None:
    claimed = street.store.run(dispatch.claim, "telegram", "telegram", limit=50, attempt="b")
    ends = [Outcome(each.id, each.chat_id, "gone", says="send.blocked") for each in claimed]
    street.store.run(outcomes.record, "b", ends)


@pytest.mark.parametrize("how", ["unblocked", "a word"])
def test_an_answer_refused_by_a_block_leaves_when_the_person_comes_back(street: Street, how: str) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(STORY)
    files_it(lan)
    if how == "unblocked":
        street.handle(lan.event(Kind.REMOVED))
    answered(street, "Chiều nay xe đến dọn ạ.")
    refused_by_a_block(street)
    street.send()
    assert not lan.saw("Chiều nay xe đến dọn ạ.")
    if how == "unblocked":
        street.handle(lan.event(Kind.ADDED))
    else:
        lan.say("cảm ơn")
    assert sum("Chiều nay xe đến dọn ạ." in each.outgoing.text for each in lan.all()) == 1
    assert {row["state"] for row in street.rows("outbox") if row["entry_id"] is not None} == {"sent"}
    lan.say("cảm ơn")
    assert sum("Chiều nay xe đến dọn ạ." in each.outgoing.text for each in lan.all()) == 1


def test_what_was_forwarded_is_marked_so_and_names_nobody(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(STORY, forwarded=True)
    files_it(lan)
    assert street.rows("cases")[0]["text"] == f"(Tin chuyển tiếp)\n{STORY}"
    lan.say("hồ sơ", forwarded=True)
    assert str(street.rows("cases")[0]["code"]) in lan.sees()


def test_the_part_that_was_picked_from_a_message_is_kept_with_the_answer(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(STORY)
    files_it(lan)
    answered(street, "Thứ hai dọn bãi rác, thứ ba thông cống.")
    street.send()
    answer = next(each.id for each in lan.all() if "thông cống" in each.outgoing.text)
    lan.say("Mấy giờ ạ?", picked="thứ ba thông cống", quoted=Quoted(answer, from_bot=True))
    assert street.rows("entries")[-1]["text"] == "Trích: “thứ ba thông cống”\nMấy giờ ạ?"


def test_a_group_files_the_whole_message_with_the_part_that_was_meant(street: Street) -> None:
    minh = street.person("Minh", channel="telegram").into("-1")
    words = minh.say("Ngõ 12 tối, ngõ 14 sáng", addressed=False)
    lan = street.person("Lan", channel="telegram").into("-1")
    lan.say(
        "/ghinhan", picked="Ngõ 12 tối",
        quoted=Quoted(words, person="Minh", person_name="Minh", text="Ngõ 12 tối, ngõ 14 sáng", forwarded=True),
    )  # fmt: skip
    minh.press("Đồng ý")
    assert street.rows("cases")[0]["text"] == "(Tin chuyển tiếp)\nTrích: “Ngõ 12 tối”\nNgõ 12 tối, ngõ 14 sáng"


def test_a_telegram_that_sends_nothing_any_more_is_told_once(street: Street) -> None:
    given: dict[str, str] = {"channel": "telegram", "bot": "telegram", "external_id": "1", "chat": "1"}
    street.store.run(inbox.accept, raw={}, **given)  # type: ignore[arg-type]  # fields by name
    for hours, told in ((23, 0), (1, 1), (1, 0)):
        street.now.pass_(hours=hours)
        assert street.store.run(due.silent, street.ward) == told
    assert [row["kind"] for row in street.rows("alerts")] == ["telegram_silent"]
