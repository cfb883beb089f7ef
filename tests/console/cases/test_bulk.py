"""Acts on many cases at once: first a count of who is told what; unsuitable cases are left out; all can be undone."""

import html
import re
from datetime import timedelta

import pytest

from storage.ward import ward
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


def _token(page: str) -> dict[str, str]:
    (found,) = re.findall(r'name="token" value="([^"]+)"', page)
    return {"token": html.unescape(found)}


async def test_rows_are_chosen_and_what_would_happen_is_counted(desk: Desk, work: Casework) -> None:
    private, group = work.file(), work.file("Đèn", group="TDP 5")
    spoken = work.file("Rác", origin="desk", chat_id=None, message_ids=())
    sealed = work.file("Ông X", kind="to_cao")
    client = await desk.sign_in("hoa", role="officer")
    queue = (await client.get("/console/")).text
    assert f'name="codes" value="{private.code}" form="bulk"' in re.sub(r"\s+", " ", queue)
    codes = [each.code for each in (private, group, spoken, sealed)]
    page = (await client.post("/console/bulk", data={"codes": codes, "does": "say"})).text
    assert "2 hồ sơ được làm." in page
    assert "1 người được nhắn trong chat riêng." in page
    assert "1 người cần gọi điện." in page
    assert "2 hồ sơ bỏ qua." in page  # sealed, and a group that was not agreed to
    form = {"codes": codes, "does": "say", "group_ok": "yes", "text": "x"}
    assert "1 câu vào nhóm" in (await client.post("/console/bulk", data=form)).text
    assert work.all_sent() == []


async def test_one_prepared_answer_goes_to_many_with_each_ones_own_words_and_is_undone(
    desk: Desk, work: Casework
) -> None:
    first, second = work.file(name="Bác Lan"), work.file("Đèn", name="Chú Tư")
    canned = desk.database.run(
        ward.put_canned, None, short="mai", title="Mai", text="Chào {tên}, mai phường tới.", verb="word"
    )
    client = await desk.sign_in("hoa", role="officer")
    codes = [first.code, second.code]
    page = (await client.post("/console/bulk", data={"codes": codes, "does": "say", "canned": str(canned)})).text
    assert "Chào {tên}, mai phường tới.</textarea>" in page
    form = {"codes": codes, "does": "say", "verb": "word", "text": "Chào {tên}, mai phường tới."}
    done = (await client.post("/console/bulk/do", data=form)).text
    assert [each for each in ("Chào Bác Lan,", "Chào Chú Tư,") if each in str(work.all_sent())] == [
        "Chào Bác Lan,", "Chào Chú Tư,",
    ]  # fmt: skip
    assert work.row(first).state == "new"
    undone = await client.post("/console/bulk/undo", data=_token(done))
    assert "2 hồ sơ được làm." in undone.text
    assert work.all_sent() == []


@pytest.mark.parametrize(
    ("form", "column", "values"),
    [
        ({"does": "assign", "officer": "1"}, "officer_id", (1, None)),
        ({"does": "topic", "topic": "y_te"}, "topic", ("y_te", "rac_thai")),
        ({"does": "drop", "why": "spam"}, "state", ("dropped", "reopened")),
    ],
)
async def test_each_act_is_done_to_all_and_undone(
    desk: Desk, work: Casework, form: dict[str, str], column: str, values: tuple[object, object]
) -> None:
    filed = [work.file(), work.file("Đèn")]
    client = await desk.sign_in("hoa", role="officer")
    data = {**form, "codes": [each.code for each in filed]}
    done = (await client.post("/console/bulk/do", data=data)).text
    assert [getattr(work.row(each), column) for each in filed] == [values[0]] * 2
    await client.post("/console/bulk/undo", data=_token(done))
    assert [getattr(work.row(each), column) for each in filed] == [values[1]] * 2


async def test_many_are_put_aside_and_follow_a_master(desk: Desk, work: Casework) -> None:
    master, first, second = work.file(), work.file("Đèn"), work.file("Rác")
    client = await desk.sign_in("hoa", role="officer")
    codes = [each.code for each in (master, first, second)]
    done = (await client.post("/console/bulk/do", data={"codes": codes, "does": "link", "code": master.code})).text
    assert [work.row(each).master_id for each in (master, first, second)] == [None, *[master.case_id] * 2]
    assert "1 hồ sơ bỏ qua." in done
    await client.post("/console/bulk/undo", data=_token(done))
    assert work.row(first).master_id is None
    done = (await client.post("/console/bulk/do", data={"codes": codes, "does": "snooze", "day": "2026-11-26"})).text
    assert work.row(first).snoozed_until is not None
    await client.post("/console/bulk/undo", data=_token(done))
    assert work.row(first).snoozed_until is None


async def test_three_duplicates_are_dropped_in_one_act_and_each_hears_the_code_that_goes_on(
    desk: Desk, work: Casework
) -> None:
    master, *others = [work.file(text) for text in ("Đèn", "Đèn hỏng", "Đèn tắt", "Mất đèn")]
    client = await desk.sign_in("hoa", role="officer")
    form = {"codes": [each.code for each in others], "does": "drop", "why": "duplicate", "code": master.code}
    assert "3 người được nhắn" in (await client.post("/console/bulk/do", data=form)).text
    assert [work.row(each).state for each in others] == ["dropped"] * 3
    assert sum(master.code in each for each in work.all_sent()) == 3


async def test_a_bulk_act_is_bounded_and_needs_what_it_needs(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    for lacking in (
        {"does": "snooze"},
        {"does": "say", "text": " "},
        {"does": "topic", "topic": "x"},
        {"does": "link"},
    ):
        answer = await client.post("/console/bulk/do", data={**lacking, "codes": [filed.code]})
        assert answer.status_code == 422, lacking
        assert "Còn thiếu thông tin" in answer.text
    many = [f"LS-26-{n:06d}" for n in range(101)]
    answer = await client.post("/console/bulk/do", data={"does": "assign", "officer": "1", "codes": many})
    assert answer.status_code == 422
    assert "chọn ít hơn" in answer.text
    assert (await client.post("/console/bulk", data={"does": "assign"})).status_code == 303
    assert (await client.post("/console/bulk", data={"does": "burn", "codes": [filed.code]})).status_code == 303


async def test_only_who_did_it_undoes_it_and_only_for_ten_minutes(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("minh", role="officer")
    done = (await client.post("/console/bulk/do", data={"does": "topic", "topic": "y_te", "codes": filed.code})).text
    assert (await other.post("/console/bulk/undo", data=_token(done))).status_code == 409
    assert (await client.post("/console/bulk/undo", data={"token": "x"})).status_code == 409
    desk.clock.pass_(timedelta(minutes=11))
    assert (await client.post("/console/bulk/undo", data=_token(done))).status_code == 409
    assert work.row(filed).topic == "y_te"


async def test_an_observer_chooses_nothing(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("tu", role="observer")
    assert 'name="codes"' not in (await client.get("/console/")).text
    assert (await client.post("/console/bulk", data={"does": "assign", "codes": filed.code})).status_code == 403
    assert (await client.get(at(filed))).status_code == 200
