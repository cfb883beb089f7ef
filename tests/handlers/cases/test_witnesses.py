"""Who comes by the public page of a case follows it, or says that it is not done, and learns nothing else of it."""

from datetime import timedelta

from civics.cases.opening import Told
from handlers.cases import desk, followers, releasing
from handlers.cases.desk import Act
from storage.cases import acts, opened
from storage.people import staff
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street


def shown(street: Street) -> tuple[Citizen, str, str, Reader]:
    """A released lamp: who reported it, the case's code, its public id, its officer."""
    by = Reader(street.store.run(staff.add, "ha", name="Hà", password="x", role="officer"), "officer")
    lan = street.person("Lan").greeted()
    code = lan.files()
    topic = str(street.rows("cases")[-1]["topic"])
    street.store.run(ward.put_settings, {releasing.TOPICS: [topic]})
    street.store.run(lambda work: releasing.release(Act(work, street.ward, 1, by), Told("Đèn ngõ hỏng")))
    street.send()
    row = street.store.look(opened.of_case, 1)
    assert row is not None
    return lan, code, row.key, by


def test_somebody_else_follows_a_released_case_and_never_learns_its_code(street: Street) -> None:
    lan, code, key, by = shown(street)
    nam = street.person("Nam").greeted()
    nam.say(f"/start gap-{key}")
    assert "“Đèn ngõ hỏng”" in nam.sees()
    street.store.run(acts.take, 1, by=by)
    street.store.run(followers.tell, street.ward)
    street.send()
    assert "“Đèn ngõ hỏng”" in nam.sees()
    assert "Đang xử lý" in nam.sees()
    nam.press("Thôi theo dõi")
    assert street.rows("case_followers") == []
    lan.say(f"/start gap-{key}")
    assert "là của" in lan.sees()
    assert not nam.saw(code)
    street.store.run(acts.change_kind, 1, kind="to_cao", by=Reader(by.staff_id, "officer", reads_sealed=True))
    for verb in ("gap", "chuaxong"):
        nam.say(f"/start {verb}-{key}")
        assert "không còn trên trang" in nam.sees()
    nam.say("/start gap-V-UNKNOWN")
    assert "không còn trên trang" in nam.sees()


def test_what_others_see_undone_goes_to_the_officer_with_its_photo_and_changes_no_state(street: Street) -> None:
    lan, code, key, by = shown(street)
    street.store.run(lambda work: desk.answer(Act(work, street.ward, 1, by), text="Đã thay bóng"))
    street.now.at += timedelta(minutes=3)
    street.send()
    nam = street.person("Nam").greeted()
    nam.say(f"/start chuaxong-{key}")
    assert "còn gì chưa xong" in nam.sees()
    nam.photo("p1", text="Bóng lại tắt rồi")
    assert "sẽ xem lại" in nam.sees()
    case = street.rows("cases")[0]
    assert (case["state"], bool(case["unread"])) == ("answered", True)
    (photo,) = street.rows("attachments")
    assert (photo["case_id"], "p1" in str(photo["media"])) == (1, True)
    assert any("Bóng lại tắt rồi" in str(each["text"]) for each in street.rows("entries") if each["kind"] == "note")
    assert len(street.rows("cases")) == 1
    assert not nam.saw(code)
    lan.say(f"/start chuaxong-{key}")
    lan.say("Vẫn tối")
    assert street.rows("cases")[0]["state"] == "reopened", "its own resident opens it again"


def test_a_denunciation_among_such_words_becomes_a_sealed_talk_of_its_own(street: Street) -> None:
    _, _, key, _ = shown(street)
    nam = street.person("Nam").greeted()
    nam.say(f"/start chuaxong-{key}")
    nam.say("Tôi muốn tố cáo cán bộ phường nhận hối lộ để không sửa đèn")
    assert not any("hối lộ" in str(each["text"]) for each in street.rows("entries"))
    assert "hối lộ" not in street.everything()
