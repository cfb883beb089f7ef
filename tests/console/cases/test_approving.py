"""Answers of the topics that the ward has marked leave when a leader agrees to them."""

import json

from storage.media import attachments
from tests.console.cases.casework import Casework, at, jpeg
from tests.console.conftest import Desk

_PAGE = "/console/settings/approval"
_SECOND = "/console/second"


async def marked(desk: Desk) -> Casework:
    admin = await desk.sign_in("lan", role="admin")
    await admin.post(_PAGE, data={"topic": ["xay_dung", "khong-co"]})
    assert (await admin.get(_PAGE)).text.count(" checked") == 1
    return Casework(desk)


async def test_a_leader_sends_back_with_a_reason_or_sends_in_their_own_name(desk: Desk) -> None:
    work = await marked(desk)
    officer, leader = await desk.sign_in("hong", role="officer"), await desk.sign_in("long", role="leader")
    assert (await officer.get(_PAGE)).status_code == 403
    filed = work.file("Nhà bên xây lấn ngõ", topic="xay_dung")
    assert 'id="leader"' in (await officer.get(at(filed))).text
    form = work.form(filed, text="Đã lập biên bản <dừng>.", verb="answer")
    asked = await officer.post(at(filed, "answer"), data=form, files={"files": ("sau.jpg", jpeg(), "image/jpeg")})
    assert "did=leader" in asked.headers["location"]
    assert "Bà con chưa nhận được" in (await officer.get(asked.headers["location"])).text
    assert work.sent() == []
    assert work.row(filed).state == "new"
    again = await officer.post(at(filed, "answer"), data=work.form(filed, text="Lần nữa.", verb="answer"))
    assert again.status_code == 422  # one answer at a time waits
    own = (await officer.get(at(filed))).text
    assert "Đang chờ lãnh đạo đồng ý" in own
    assert "long" in own
    assert f"{_SECOND}/1/yes" not in own
    assert (await officer.post(f"{_SECOND}/1/yes")).status_code == 409
    assert work.sent() == []
    seen = (await leader.get(at(filed))).text
    assert "Đã lập biên bản &lt;dừng&gt;." in seen
    assert "sau.jpg" in seen
    assert filed.code in (await leader.get(_SECOND)).text
    back = await leader.post(f"{_SECOND}/1/no", data={"why": "Ghi rõ số biên bản", "back": at(filed)})
    assert back.headers["location"].startswith(at(filed))
    told = (await officer.get(at(filed))).text
    assert "Ghi rõ số biên bản" in told
    draft = told.split("?draft=")[1].split("#")[0]
    anew = (await officer.get(f"{at(filed)}?draft={draft}")).text
    assert "Đã lập biên bản &lt;dừng&gt;.</textarea>" in anew
    form = work.form(filed, text="Đã lập biên bản số 5.", verb="answer")
    await officer.post(at(filed, "answer"), data=form, files={"files": ("so5.jpg", jpeg(), "image/jpeg")})
    yes = await leader.post(f"{_SECOND}/2/yes", data={"back": at(filed)})
    assert yes.headers["location"] == f"{at(filed)}?done=second_done"
    ((state, body),) = work.sent()
    assert state == "waiting"
    assert "biên bản số 5" in body
    assert [each["name"] for each in json.loads(body)["media"]] == ["so5.jpg"]
    names = sorted(each.name for each in desk.database.look(attachments.files_of, filed.case_id))
    assert names == ["sau.jpg", "so5.jpg"]
    assert work.row(filed).state == "answered"
    acts = work.acts(filed)
    assert [each for each in acts if each.startswith(("second.", "case.drafted"))] == [
        "case.drafted", "second.asked", "second.refused", "case.drafted", "second.asked", "second.done",
    ]  # fmt: skip


async def test_what_changed_meanwhile_is_not_sent_and_no_other_way_leads_around_it(desk: Desk) -> None:
    work = await marked(desk)
    officer, leader = await desk.sign_in("hong", role="officer"), await desk.sign_in("long", role="leader")
    filed, second = work.file("Xây lấn", topic="xay_dung"), work.file("Xây lấn ngõ sau", topic="xay_dung")
    await officer.post(at(filed, "answer"), data=work.form(filed, text="Đã xong.", verb="answer"))
    await officer.post(at(filed, "move"), data=work.form(filed, to="forwarded", forwarded_to="Sở Xây dựng"))
    void = await leader.post(f"{_SECOND}/1/yes")
    assert void.headers["location"] == f"{_SECOND}?done=second_void"
    assert not any("Đã xong." in each for each in work.all_sent())
    timed = work.form(second, text="Đã xong.", verb="answer", at="2026-11-25T08:00")
    assert "lãnh đạo đồng ý" in (await officer.post(at(second, "answer"), data=timed)).text
    many = {"does": "say", "verb": "answer", "text": "Đã xong.", "code": [second.code], "sure": "yes"}
    await officer.post("/console/bulk", data=many)
    word = await officer.post(at(second, "answer"), data=work.form(second, text="Đang xem.", verb="word"))
    assert "did=word" in word.headers["location"]
    assert [body for _, body in work.sent() if "Đã xong." in body] == []
    await leader.post(at(second, "answer"), data=work.form(second, text="Đã xong hẳn.", verb="answer"))
    assert any("Đã xong hẳn." in body for _, body in work.sent())


async def test_a_master_with_a_follower_of_a_marked_topic_waits_for_both(desk: Desk) -> None:
    work = await marked(desk)
    officer, leader = await desk.sign_in("hong", role="officer"), await desk.sign_in("long", role="leader")
    master, other = work.file("Xây chắn cống", topic="rac_thai"), work.file("Xây lấn cống", topic="xay_dung")
    await officer.post(at(other, "link"), data=work.form(other, master=master.code))
    assert work.row(other).master_id == master.case_id
    said = work.form(master, text="Đã thông cống.", verb="answer", to_all="yes")
    assert "did=leader" in (await officer.post(at(master, "answer"), data=said)).headers["location"]
    assert work.sent() == []
    await leader.post(f"{_SECOND}/1/yes")
    assert len([body for _, body in work.sent() if "Đã thông cống." in body]) == 2
