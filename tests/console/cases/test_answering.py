"""Answers: where they go, the minute to take them back, how they fared; and that nothing typed is ever lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from civics.answers.examples import examples
from storage.answers import questions, records
from storage.cases import acts as case_acts
from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, outbox
from storage.ward import ward
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework, at, part
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


def _fare(work: UnitOfWork, state: str, says: str) -> None:
    work.conn.execute(update(outbox).values(state=state, says=says))


async def test_an_answer_waits_its_minute_and_says_so(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn ạ"))
    assert answer.status_code == 303
    assert "done=answer" in answer.headers["location"]
    [(state, body)] = work.sent()
    assert state == "waiting"
    assert "Mai phường dọn ạ" in body
    talk = await part(client, filed, "talk")
    assert "Thu lại" in talk
    assert "data-until" in talk
    assert work.row(filed).state == "answered"


async def test_an_answer_taken_back_never_leaves_and_stands_in_the_box_again(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Nhầm hồ sơ rồi"))
    entry = _entry_of(await part(client, filed, "talk"))
    answer = await client.post(at(filed, f"entries/{entry}/back"), data=work.form(filed))
    assert answer.status_code == 200
    assert ">Nhầm hồ sơ rồi</textarea>" in answer.text
    assert work.sent()[0][0] == "back"
    assert work.row(filed).state == "new"


async def test_after_its_minute_an_answer_cannot_be_taken_back(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn"))
    entry = _entry_of(await part(client, filed, "talk"))
    desk.clock.pass_(timedelta(seconds=61))
    assert "Thu lại" not in await part(client, filed, "talk")
    assert (await client.post(at(filed, f"entries/{entry}/back"), data=work.form(filed))).status_code == 409
    assert work.sent()[0][0] == "waiting"


async def test_the_answer_of_another_case_cannot_be_taken_back_from_here(desk: Desk, work: Casework) -> None:
    filed, other = work.file(), work.file("Đèn hỏng")
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn"))
    entry = _entry_of(await part(client, filed, "talk"))
    assert (await client.post(at(other, f"entries/{entry}/back"))).status_code == 404


@pytest.mark.parametrize(
    ("state", "said", "again"),
    [
        ("sent", "Đã gửi", False),
        ("sending", "Đang gửi", False),
        ("failed", "Chưa gửi được.", True),
        ("doubtful", "Chưa rõ đã tới hay chưa.", True),
        ("gone", "đã chặn bot", False),
    ],
)
async def test_an_answer_shows_how_it_fared(desk: Desk, work: Casework, state: str, said: str, again: bool) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn"))
    desk.clock.pass_(timedelta(minutes=2))
    desk.database.run(_fare, state, "")
    talk = await part(client, filed, "talk")
    assert said in talk
    assert ("/again" in talk) is again


async def test_what_could_not_be_sent_is_sent_again_by_a_button(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn"))
    desk.database.run(_fare, "failed", "")
    entry = _entry_of(await part(client, filed, "talk"))
    assert (await client.post(at(filed, f"entries/{entry}/again"), data=work.form(filed))).status_code == 303
    assert work.sent()[0][0] == "waiting"


async def test_who_answers_second_keeps_their_words_and_reads_who_was_first(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    stale = work.form(filed, text="Câu của tôi <i>vẫn đây</i>")
    faster = Reader(desk.hire("ha", name="Nguyễn Thu Hà"), "officer")
    desk.database.run(case_acts.take, filed.case_id, by=faster)
    answer = await client.post(at(filed, "answer"), data=stale)
    assert answer.status_code == 409
    assert "Câu của tôi &lt;i&gt;vẫn đây&lt;/i&gt;</textarea>" in answer.text
    assert "Nguyễn Thu Hà: Nhận xử lý" in answer.text
    assert work.sent() == []
    assert f'name="version" value="{work.row(filed).version}"' in answer.text  # the next press sends


async def test_an_answer_into_a_group_must_be_confirmed_and_keeps_its_words(desk: Desk, work: Casework) -> None:
    filed = work.file(group="TDP 5")
    client = await desk.sign_in("hoa", role="officer")
    assert "Trả lời trong nhóm TDP 5: cả nhóm sẽ đọc." in (await client.get(at(filed))).text
    refused = await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn"))
    assert refused.status_code == 422
    assert ">Mai phường dọn</textarea>" in refused.text
    assert work.sent() == []
    form = work.form(filed, text="Mai phường dọn", group_ok="yes")
    assert (await client.post(at(filed, "answer"), data=form)).status_code == 303
    assert '"reply_to":"m1"' in work.sent()[0][1]


async def test_a_case_without_chat_is_called_back_and_what_was_said_is_written_down(desk: Desk, work: Casework) -> None:
    filed = work.file(origin="desk", chat_id=None, message_ids=(), phone="0987 000 111")
    client = await desk.sign_in("hoa", role="officer")
    assert "Gọi lại theo số 0987 000 111" in (await client.get(at(filed))).text
    answer = await client.post(at(filed, "answer"), data=work.form(filed, text="Đã gọi, hẹn thứ Hai"))
    assert answer.status_code == 303
    assert work.sent() == []
    talk = await part(client, filed, "talk")
    assert "Đã gọi, hẹn thứ Hai" in talk
    assert "Đã trả lời trực tiếp" in talk


async def test_a_blocked_bot_is_said_before_one_writes(desk: Desk, work: Casework) -> None:
    filed = work.file(state="blocked")
    assert "đã chặn bot" in (await (await desk.sign_in("hoa", role="officer")).get(at(filed))).text


async def test_nothing_written_is_no_answer(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    empty = [("files", ("", b"", "application/octet-stream"))]  # what a browser sends for no file
    answer = await client.post(at(filed, "answer"), data=work.form(filed, text="  "), files=empty)
    assert answer.status_code == 422
    assert work.row(filed).state == "new"


async def test_a_prepared_answer_is_put_behind_what_was_typed_without_a_script(desk: Desk, work: Casework) -> None:
    filed = work.file()
    canned = desk.database.run(ward.put_canned, None, short="hen", title="Hẹn", text="Hẹn bà con thứ Hai.")
    client = await desk.sign_in("hoa", role="officer")
    form = work.form(filed, text="Chào bác.", canned=str(canned), insert="yes")
    page = await client.post(at(filed, "answer"), data=form)
    assert page.status_code == 200
    assert ">Chào bác.\nHẹn bà con thứ Hai.</textarea>" in page.text
    assert work.sent() == []


async def test_a_long_answer_comes_through_whole(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    text = " ".join(f"từ{n}" for n in range(2000))
    await client.post(at(filed, "answer"), data=work.form(filed, text=text))
    assert len(work.sent()) > 1
    assert text in await part(client, filed, "talk")


def _entry_of(talk: str) -> int:
    return int(talk.rsplit('id="entry-', 1)[1].split('"', maxsplit=1)[0])


@pytest.mark.parametrize(
    ("hours", "shows", "paid"),
    [(-1, "Trả lời miễn phí đến", False), (49, "Zalo tính phí", True), (200, "tự gửi ngay khi bà con nhắn lại", False)],
)
async def test_the_box_says_what_may_still_be_said(
    desk: Desk, work: Casework, hours: int, shows: str, *, paid: bool
) -> None:
    filed = work.file()
    spoke = desk.database.clock() - timedelta(hours=hours if hours > 0 else 1)
    desk.database.run(_windows, work.row(filed).chat_id, spoke)
    client = await desk.sign_in("hoa", role="officer")
    page = (await client.get(at(filed))).text
    assert shows in page
    assert ('name="paid_ok"' in page) is paid
    await client.post(
        at(filed, "answer"), data=work.form(filed, text="Mai phường dọn ạ", **({"paid_ok": "yes"} if paid else {}))
    )
    query = select(outbox.c.paid).where(outbox.c.entry_id.is_not(None), outbox.c.unique_key.is_(None))
    assert desk.database.look(lambda unit: unit.conn.execute(query).scalar_one()) is paid


async def test_an_answer_that_waits_for_the_persons_word_says_so(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "answer"), data=work.form(filed, text="Mai phường dọn ạ"))
    desk.database.run(_fare, "held", "send.waits")
    desk.clock.pass_(timedelta(minutes=2))
    assert "Chờ người dân nhắn lại" in await part(client, filed, "talk")


def _windows(work: UnitOfWork, chat_id: int, spoke: datetime) -> None:
    free, last = spoke + timedelta(hours=48), spoke + timedelta(days=7)
    work.conn.execute(update(chats).where(chats.c.id == chat_id).values(free_until=free, paid_until=last))


async def test_the_nearest_records_stand_beside_a_question_to_answer_it_from(desk: Desk, work: Casework) -> None:
    desk.database.run(lambda unit: records.begin(unit, examples()))
    asked = work.file("mất thẻ căn cước thì làm lại ở đâu hả cán bộ", kind="hoi", topic="ho_tich")
    client = await desk.sign_in("hoa", role="officer")
    page = (await client.get(at(asked))).text
    found = next(each for each in examples() if "Cấp lại thẻ căn cước" in each.name)
    assert f'href="/hoi-dap/{found.key}"' in page
    added = await client.post(at(asked, "answer"), data=work.form(asked, text="Chào bác.", record=found.key))
    assert added.status_code == 200
    assert all(each in added.text for each in ("Chào bác.\nCấp lại thẻ căn cước", "Nguồn: Cổng Dịch vụ công quốc gia"))
    assert work.sent() == []
    report = work.file("mất thẻ căn cước thì làm lại ở đâu hả cán bộ")
    assert 'id="nearest"' not in (await client.get(at(report))).text


async def test_an_answer_to_a_question_becomes_a_proposed_record_with_one_press(desk: Desk, work: Casework) -> None:
    question = work.file("Sân bóng phường thuê bao nhiêu, gọi tôi 0912 345 678", kind="hoi", topic="")
    desk.database.run(questions.unanswered, "sân bóng phường thuê bao nhiêu gọi tôi …", reason="ngoai_kho", nearest=[])
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    await first.post(at(question, "answer"), data=work.form(question, text="Sân bóng 100.000 đồng một giờ."))
    entry = _entry_of(await part(first, question, "talk"))
    assert "Thành câu trả lời có sẵn" not in await part(first, question, "talk")
    desk.clock.pass_(timedelta(seconds=61))
    assert "Thành câu trả lời có sẵn" in await part(first, question, "talk")
    shown = await first.post(f"/console/answers/from/{question.code}/{entry}", follow_redirects=True)
    assert "Sân bóng 100.000 đồng một giờ." in shown.text
    [waits] = desk.database.look(records.waiting)
    assert waits.record.words == ("Sân bóng phường thuê bao nhiêu, gọi tôi …",)
    assert desk.database.look(questions.open_ones) == []
    await second.post(f"/console/answers/waiting/{waits.id}/agree")
    found = await (await desk.browser()).get("/hoi-dap", params={"q": "thuê sân bóng"})
    assert f"/hoi-dap/{waits.record.key}" in found.text
    report = work.file()
    await first.post(at(report, "answer"), data=work.form(report, text="Đã dọn."))
    desk.clock.pass_(timedelta(seconds=61))
    talk = await part(first, report, "talk")
    assert "Thành câu trả lời có sẵn" not in talk
    assert (await first.post(f"/console/answers/from/{report.code}/{_entry_of(talk)}")).status_code == 404
