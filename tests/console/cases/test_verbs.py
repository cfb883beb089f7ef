"""The verbs of a case in the console: words, put aside, dropped, sent later; and the next case by one press."""

import re
from datetime import timedelta

import pytest

from handlers.cases import later
from storage.cases import acts as case_acts
from storage.ward import bodies, ward
from storage.ward.sight import Reader
from tests.console.cases.casework import PDF, Casework, at, part
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_an_interim_word_leaves_the_case_and_its_clock_as_they_are_and_asks_nothing(
    desk: Desk, work: Casework
) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "take"), data=work.form(filed))
    before = work.row(filed)
    answer = await client.post(at(filed, "answer"), data=work.form(filed, text="Mai cử người tới", verb="word"))
    assert answer.headers["location"].endswith("?done=answer&did=word")
    after = work.row(filed)
    assert (after.state, after.due_at, after.answered_at) == ("taken", before.due_at, None)
    assert [state for state, _ in work.sent()] == ["waiting"]
    assert "xong thật chưa" not in str(work.all_sent())
    assert "Nhắn tạm" in await part(client, filed, "talk")
    assert "Nhắn tạm" in await part(client, filed, "trail")


async def test_asking_back_is_one_act_with_one_message(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Số nhà nào ạ?", verb="ask"))
    row = work.row(filed)
    assert (row.state, row.due_name, row.answered_at) == ("waiting", "ack", None)  # the law's period runs on
    (sent,) = work.all_sent()
    assert "Số nhà nào ạ?" in sent
    assert "trả lời ngay trong chat này" in sent
    assert "cam kết của phường tạm dừng" in await part(client, filed, "case-head")


async def test_a_question_taken_back_leaves_the_case_as_it_was(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Số nhà nào ạ?", verb="ask"))
    talk = await part(client, filed, "talk")
    (entry,) = re.findall(r"/entries/(\d+)/back", talk)
    answer = await client.post(at(filed, f"entries/{entry}/back"), data=work.form(filed))
    assert ">Số nhà nào ạ?</textarea>" in answer.text
    assert work.row(filed).state == "new"


async def test_a_second_answer_takes_the_first_ones_question_back(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    for text in ("Đã sửa", "Đã sửa, thay cả bóng"):
        await client.post(at(filed, "answer"), data=work.form(filed, text=text))
    assert sum("xong thật chưa" in each for each in work.all_sent()) == 1


@pytest.mark.parametrize(
    ("act", "form"),
    [("move", {"to": "reopened"}), ("move", {"to": "closed"}), ("answer", {"text": "Số nhà nào?", "verb": "ask"})],
)
async def test_a_move_takes_back_the_question_whether_it_is_done(
    desk: Desk, work: Casework, act: str, form: dict[str, str]
) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Đã sửa"))
    assert any("xong thật chưa" in each for each in work.all_sent())
    assert (await client.post(at(filed, act), data=work.form(filed, **form))).status_code == 303
    assert not any("xong thật chưa" in each for each in work.all_sent())


async def test_what_is_sent_later_leaves_at_its_hour_in_its_authors_name(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    form = work.form(filed, text="Đã sửa xong ạ", at="2026-11-24T14:00")  # now it is 10:00
    assert (await client.post(at(filed, "answer"), data=form)).headers["location"].endswith("did=later")
    assert (work.sent(), work.row(filed).state) == ([], "new")
    talk = await part(client, filed, "talk")
    assert "gửi lúc 14:00 hôm nay" in talk
    assert desk.database.run(later.send, desk.context.ward) == 0
    desk.clock.pass_(timedelta(hours=4))
    assert desk.database.run(later.send, desk.context.ward) == 1
    assert desk.database.run(later.send, desk.context.ward) == 0
    assert work.row(filed).state == "answered"
    assert "Đã sửa xong ạ" in work.sent()[0][1]
    assert "Đã sửa xong ạ" in await part(client, filed, "talk")


async def test_what_waits_for_its_hour_is_stopped_and_stands_in_the_box_again(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    form = work.form(filed, text="Mai phường dọn", verb="word", at="2026-11-25T08:00")
    await client.post(at(filed, "answer"), data=form)
    (send,) = re.findall(r"/sends/(\d+)/stop", await part(client, filed, "talk"))
    answer = await client.post(at(filed, f"sends/{send}/stop"), data=work.form(filed))
    assert ">Mai phường dọn</textarea>" in answer.text
    desk.clock.pass_(timedelta(days=1))
    assert desk.database.run(later.send, desk.context.ward) == 0
    client = await desk.sign_in("hoa")
    assert (await client.post(at(filed, f"sends/{send}/stop"), data=work.form(filed))).status_code == 409


async def test_a_move_ends_what_waits_for_its_hour_and_is_untrue_then(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    for verb in ("word", "answer"):
        form = work.form(filed, text=f"Câu {verb}", verb=verb, at="2026-11-25T08:00")
        await client.post(at(filed, "answer"), data=form)
    form = work.form(filed, to="forwarded", forwarded_to="Điện lực")
    await client.post(at(filed, "move"), data=form)
    talk = await part(client, filed, "talk")
    assert "Câu word" in talk  # "we work on it" is still true
    assert "Câu answer" not in talk
    assert "Bỏ hẹn giờ gửi vì hồ sơ đã đổi trạng thái" in await part(client, filed, "trail")


@pytest.mark.parametrize(
    ("hour", "files", "says"),
    [
        ("2026-11-24T09:00", False, "phải ở phía trước"),
        ("2027-11-24T09:00", False, "phải ở phía trước"),
        ("mai", False, "phải ở phía trước"),
        ("2026-11-25T08:00", True, "chưa kèm được tệp"),
    ],
)
async def test_a_bad_hour_or_a_file_keeps_the_words_and_says_why(
    desk: Desk, work: Casework, hour: str, files: bool, says: str
) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    given = [("files", ("don.pdf", PDF, "application/pdf"))] if files else None
    answer = await client.post(at(filed, "answer"), data=work.form(filed, text="Đã sửa", at=hour), files=given)
    assert answer.status_code == 422
    assert says in answer.text
    assert ">Đã sửa</textarea>" in answer.text
    assert f'value="{hour}"' in answer.text


async def test_what_cannot_be_sent_at_its_hour_stays_on_the_page_and_the_case_is_unread(
    desk: Desk, work: Casework
) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Đã sửa", at="2026-11-25T08:00"))
    minh = await desk.sign_in("minh", role="admin")
    await minh.get(at(filed))
    await minh.post("/console/staff/1/disable")
    desk.clock.pass_(timedelta(days=1))
    sent = desk.database.run(later.send, desk.context.ward)
    assert sent == 0
    assert work.row(filed).unread
    minh = await desk.sign_in("minh")
    assert "tới giờ mà chưa gửi được" in await part(minh, filed, "talk")


async def test_a_case_put_aside_leaves_the_open_ones_until_its_day(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post(at(filed, "snooze"), data=work.form(filed, day="2026-11-26"))
    assert answer.status_code == 303
    assert "hẹn lại tới 26/11" in await part(client, filed, "case-head")
    assert filed.code not in (await client.get("/console/?view=new")).text
    assert filed.code in (await client.get("/console/?view=aside")).text
    desk.clock.pass_(timedelta(days=2))
    client = await desk.sign_in("hoa")
    assert filed.code in (await client.get("/console/?view=new")).text


async def test_a_case_put_aside_comes_back_with_its_residents_words_or_by_a_press(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "snooze"), data=work.form(filed, day="2026-11-26"))
    assert (await client.post(at(filed, "snooze"), data=work.form(filed))).status_code == 303
    assert work.row(filed).snoozed_until is None
    for day in ("2026-11-23", "2028-01-01", "hôm qua"):
        assert (await client.post(at(filed, "snooze"), data=work.form(filed, day=day))).status_code == 422


async def test_a_duplicates_resident_is_told_the_code_that_goes_on_and_spam_is_told_nothing(
    desk: Desk, work: Casework
) -> None:
    master, filed, spam = work.file(), work.file("Đèn hỏng"), work.file("Mua thuốc giảm cân")
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post(at(filed, "drop"), data=work.form(filed, why="duplicate", of=master.code.lower()))
    assert answer.status_code == 303
    assert work.row(filed).state == "dropped"
    (told,) = work.all_sent()
    assert master.code in told
    assert (await client.post(at(spam, "drop"), data=work.form(spam, why="spam"))).status_code == 303
    assert len(work.all_sent()) == 1


@pytest.mark.parametrize("of", ["", "LS-26-000000", "self"])
async def test_a_duplicate_of_nothing_is_refused_with_a_sentence(desk: Desk, work: Casework, of: str) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    form = work.form(filed, why="duplicate", of=filed.code if of == "self" else of)
    answer = await client.post(at(filed, "drop"), data=form)
    assert answer.status_code == 422
    assert "Không thấy hồ sơ có mã đó" in answer.text
    assert work.row(filed).state == "new"


async def test_a_body_of_the_address_book_is_chosen_and_what_it_answers_stands_as_a_note(
    desk: Desk, work: Casework
) -> None:
    filed = work.file()
    desk.database.run(bodies.put, None, name="Điện lực Đồng Hỷ", phone="19006769", about="Điện")
    client = await desk.sign_in("hoa", role="officer")
    assert "Điện lực Đồng Hỷ</option>" in await part(client, filed, "case-head")
    form = work.form(filed, to="forwarded", body="Điện lực Đồng Hỷ", forwarded_to="")
    await client.post(at(filed, "move"), data=form)
    assert "đã chuyển Điện lực Đồng Hỷ" in await part(client, filed, "case-head")
    form = work.form(filed, text="Thứ Năm thay bóng")
    assert (await client.post(at(filed, "body-answered"), data=form)).status_code == 303
    assert work.row(filed).state == "taken"
    talk = await part(client, filed, "talk")
    assert "Thứ Năm thay bóng" in talk
    assert "Nơi được chuyển đã trả lời" in await part(client, filed, "trail")


async def test_a_prepared_answer_has_the_cases_own_words_counts_its_uses_and_says_what_it_is(
    desk: Desk, work: Casework
) -> None:
    filed = work.file(unit_id=work.unit("Tổ 5"))
    text = "Chào {tên}, hồ sơ {mã} ở {tổ}, hạn {hạn}. {khác}"
    canned = desk.database.run(ward.put_canned, None, short="hen", title="Hẹn", text=text, verb="word")
    desk.database.run(ward.put_canned, None, short="dien", title="Điện", text="x", topic="dien_nuoc")
    client = await desk.sign_in("hoa", role="officer")
    shown = (await client.get(at(filed))).text
    assert "/dien" not in shown  # of another topic
    form = work.form(filed, text="", canned=str(canned), insert="yes")
    page = (await client.post(at(filed, "answer"), data=form)).text
    assert f"Chào Bác Tư, hồ sơ {filed.code} ở Tổ 5, hạn 08/12/2026. {{khác}}</textarea>" in page
    assert re.search(r'compose__send" name="verb"\s+value="word"', page)
    assert f'name="used" value="{canned}"' in page
    form = work.form(filed, text="Chào bác", verb="word", used=str(canned))
    await client.post(at(filed, "answer"), data=form)
    assert [each.uses for each in desk.database.look(ward.canned_answers) if each.id == canned] == [1]


async def test_the_next_case_is_one_press_away(desk: Desk, work: Casework) -> None:
    first, second = work.file("Rác"), work.file("Đèn", urgent=True)
    client = await desk.sign_in("hoa", role="officer")
    head = await part(client, second, "case-head")
    assert 'data-key="x"' in head
    bar, _, rare = head.partition('id="rare-acts"')
    assert at(second, "take") in bar
    assert not any(at(second, act) in bar for act in ("snooze", "drop", "urgent")), "rare acts: one button"
    assert all(at(second, act) in rare for act in ("snooze", "drop", "urgent"))
    answer = await client.get(f"{at(second, 'next')}?view=new")
    assert answer.headers["location"] == f"{at(first)}?view=new"
    by = Reader(1, "officer")
    desk.database.run(case_acts.take, first.case_id, by=by)
    answer = await client.get(f"{at(first, 'next')}?view=new")  # it has left the list
    assert answer.headers["location"] == f"{at(second)}?view=new"
    desk.database.run(case_acts.take, second.case_id, by=by)
    assert (await client.get(f"{at(second, 'next')}?view=new")).headers["location"] == "/console/?view=new"


async def test_nothing_is_sent_later_in_a_sealed_case(desk: Desk, work: Casework) -> None:
    filed = work.file(kind="to_cao")
    desk.hire("ha", reads_sealed=True)
    client = await desk.sign_in("ha")
    form = work.form(filed, text="Mời bác tới", verb="word", at="2026-11-25T08:00")
    answer = await client.post(at(filed, "answer"), data=form)
    assert answer.status_code == 422
    assert "Hồ sơ kín" in answer.text
