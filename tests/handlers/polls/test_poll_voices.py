"""Voice and photo opinions: accepted in named consultations, refused in secret ones, later removed from chats."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from civics.polls.rules import Secrecy
from core.errors import NotFoundError
from core.message import Media, MediaKind
from storage.media import attachments
from storage.media.file_rows import Kept
from storage.messages import runs
from storage.polls import ballots, opinion_files
from tests.handlers.polls.test_polling import begin, close, listed_apart
from tests.handlers.street import Citizen, Street


@pytest.fixture(autouse=True)
def folder(street: Street, tmp_path: Path) -> None:
    """Keys lie in a folder of the test's own."""
    street.ward = replace(street.ward, settings=replace(street.ward.settings, files_dir=tmp_path / "files"))


@pytest.fixture
def poll(street: Street) -> str:
    """An open consultation that keeps names, about two articles."""
    return begin(street, secrecy=Secrecy.NAMED)


def asked(street: Street) -> Citizen:
    """Somebody who was asked for an opinion of their own about the first article."""
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    lan.press("Ý kiến khác")
    return lan


def settled(street: Street) -> None:
    """The few seconds are over in which an album's parts share one answer."""
    street.now.pass_(seconds=3)
    street.send()


def refs(street: Street) -> list[str]:
    """The files there are rows of, as the platform names them."""
    held = [plain(row["media"])["sealed"] for row in street.rows("attachments")]
    return sorted(json.loads(street.store.seal.open_text(each))["ref"] for each in held)


def plain(column: object) -> Any:
    """What a column of JSON holds; SQLite gives its text."""
    return json.loads(column) if isinstance(column, str) else column


def arrived(street: Street) -> list[int]:
    """Everything that was wanted lies in the store; the ids, which are drawn, by who sent what first."""
    rows = [row for row in street.rows("attachments") if row["state"] == "wanted"]
    rows.sort(key=lambda row: (int(str(row["chat_id"])), str(row["created_at"]), int(str(row["part"]))))
    ids = [int(str(row["id"])) for row in rows]
    for each in ids:
        name = f"{each:064d}"
        street.store.run(attachments.kept, each, Kept(name, name, 8, "image/jpeg", sealed=True))
    return ids


def test_a_voice_note_is_an_opinion_and_waits_for_its_consent(street: Street, poll: str) -> None:
    lan = asked(street)
    assert "ghi âm" in lan.sees()
    lan.voice("ghi-am-cua-lan")
    assert lan.saw("cho phép phường lưu giọng nói")
    lan.press_value("voice+")
    lan.say("tiếp tục")
    assert lan.sees().startswith("(2/2)")
    lan.press("Đồng ý")
    assert "Điều 1. Ngõ: Ý kiến khác · 1 ghi âm" in lan.sees()
    lan.press("Gửi đi")
    (file,) = arrived(street)
    assert listed_apart(close(street, poll))["articles"]["a1"]["other"] == 1  # type: ignore[call-overload, index]
    (said,) = street.rows("opinions")
    assert (said["text"], plain(said["files"])) == ("", [file])
    (row,) = street.rows("attachments")
    assert (row["state"], row["chat_id"], row["message_id"], row["run_id"]) == ("kept", None, "", None)
    assert "ghi-am-cua-lan" not in street.everything()


def test_pictures_of_one_album_and_words_under_one_of_them_are_one_opinion(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.photo("p1", album="x")
    lan.photo("p2", album="x", text="Cống ở đây")
    settled(street)
    assert lan.sees().startswith("Mình đã thêm vào ý kiến của ông/bà.\n\n(2/2)")
    lan.press("Ý kiến khác")
    lan.photo("p3", album="x")  # late: the next opinion is asked already
    lan.say("Loa to quá")
    assert "Điều 1. Ngõ: Ý kiến khác · Cống ở đây · 3 ảnh" in lan.sees()
    assert "Điều 2. Loa: Ý kiến khác · Loa to quá" in lan.sees()
    lan.press("Gửi đi")
    files = arrived(street)
    assert len(files) == 3
    close(street, poll)
    assert [(row["text"], sorted(plain(row["files"]))) for row in street.rows("opinions")] == [
        ("Cống ở đây", sorted(files)),
        ("Loa to quá", []),
    ]


def test_a_picture_right_after_the_words_belongs_to_them(street: Street, poll: str) -> None:
    lan = asked(street)
    words = lan.say("Đường lầy")
    lan.photo("p1")
    assert "thêm vào ý kiến" in lan.sees()
    lan.edit(words, "Đường lầy lắm")
    lan.press("Bỏ qua")
    assert "Ý kiến khác · Đường lầy lắm · 1 ảnh" in lan.sees()
    lan.photo("p2")
    assert "Bỏ qua" in lan.sees(), "behind another article nothing is added to this one"
    assert refs(street) == ["p1"]


def test_a_file_before_an_opinion_is_asked_for_and_one_of_another_kind_change_nothing(
    street: Street, poll: str
) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    lan.voice()
    assert 'chọn "Ý kiến khác" trước' in lan.sees()
    lan.press("Ý kiến khác")
    lan.say(media=(Media(MediaKind.VIDEO, "film", size=9),))
    assert "chưa nhận loại tệp này" in lan.sees()
    for number in range(6):
        lan.photo(f"p{number}", album="x")
    lan.photo("p7", album="x")
    assert lan.saw("6")
    assert refs(street) == [f"p{number}" for number in range(6)]


@pytest.mark.parametrize("say", ["hủy", "Thôi, không gửi nữa"])
def test_an_opinion_given_up_leaves_no_file(street: Street, poll: str, say: str) -> None:
    lan = asked(street)
    lan.photo("p1")
    lan.say("hủy") if say == "hủy" else lan.press("Bỏ qua")
    if say != "hủy":
        street.store.run(ballots.cancel, poll, why="Sai bản", staff_id=1)
    assert street.rows("attachments") == []


def test_a_changed_answer_keeps_only_the_files_of_the_last(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.photo("old")
    lan.press("Bỏ qua")
    lan.press("Gửi đi")
    arrived(street)
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    lan.press("Ý kiến khác")
    lan.photo("new")
    lan.press("Bỏ qua")
    lan.press("Gửi đi")
    (last,) = arrived(street)
    close(street, poll)
    assert [row["id"] for row in street.rows("attachments")] == [last]


def test_what_arrives_from_the_platform_after_the_close_is_kept_and_cut_too(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.photo("slow")
    lan.press("Bỏ qua")
    lan.press("Gửi đi")
    close(street, poll)
    assert street.rows("attachments")[0]["chat_id"] is not None, "it has to be fetched still"
    arrived(street)
    (row,) = street.rows("attachments")
    assert (row["state"], row["chat_id"], row["album"]) == ("kept", None, "")


def test_a_voice_without_consent_is_not_kept(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.voice()
    lan.press("Bỏ qua")
    lan.press("Gửi đi")
    close(street, poll)
    (row,) = street.rows("attachments")
    assert (row["state"], row["reason"], row["chat_id"]) == ("refused", "no_consent", None)


def test_a_late_picture_of_an_opinion_that_was_sent_is_answered_and_not_kept(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.photo("p1", album="x")
    settled(street)
    lan.press("Bỏ qua")
    lan.press("Gửi đi")
    lan.photo("p2", album="x")
    lan.photo("p3", album="x")
    assert [each.outgoing.text for each in lan.all()[-2:]].count(lan.sees()) == 1
    assert "đến sau khi ý kiến đã gửi" in lan.sees()
    assert refs(street) == ["p1"]


def test_a_secret_consultation_takes_words_only(street: Street) -> None:
    begin(street)
    lan = asked(street)
    lan.voice()
    assert "chỉ nhận chữ" in lan.sees()
    lan.photo("p1", text="Chữ dưới ảnh")
    assert "chỉ nhận chữ" in lan.sees()
    assert street.rows("attachments") == []
    lan.say("Nên là 21 giờ")
    assert lan.sees().startswith("(2/2)")


def test_answers_of_words_given_before_files_were_taken_go_on(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.say("Chỉ chữ")
    run = street.store.look(runs.by_key, str(street.rows("runs")[-1]["key"]))
    assert run is not None
    assert run.answers["o.a1"] == "Chỉ chữ", "as releases before wrote it"


def test_files_are_served_only_after_the_close_and_only_of_that_consultation(street: Street, poll: str) -> None:
    lan = asked(street)
    lan.photo("p1")
    lan.press("Bỏ qua")
    lan.press("Gửi đi")
    (file,) = arrived(street)
    with pytest.raises(NotFoundError):
        street.store.look(opinion_files.may_serve, poll, file)
    close(street, poll)
    assert street.store.look(opinion_files.may_serve, poll, file).id == file
    with pytest.raises(NotFoundError):
        street.store.look(opinion_files.may_serve, "nothere1", file)


def test_who_asks_to_be_forgotten_takes_their_voice_along_before_the_close_and_after(street: Street, poll: str) -> None:
    for name in ("Lan", "Tư", "Hoa"):
        someone = street.person(name).greeted()
        someone.say("lấy ý kiến")
        for label in ("Dự thảo quy ước", "Xem từng điều", "Ý kiến khác"):
            someone.press(label)
        someone.photo(f"p-{name}", text=f"Lời của {name}")
        someone.press("Bỏ qua")
        someone.press("Gửi đi")
    _, of_tu, of_hoa = arrived(street)
    forget(street.person("Lan"))
    assert {row["id"] for row in street.rows("attachments")} == {of_tu, of_hoa}
    close(street, poll)
    forget(street.person("Tư"))
    assert [row["id"] for row in street.rows("attachments")] == [of_hoa]
    assert len(street.rows("opinions")) == 3, "what was said stands, without a name"


def forget(someone: Citizen) -> None:
    someone.say("/xoadulieu")
    someone.press("Xóa dữ liệu của tôi")
