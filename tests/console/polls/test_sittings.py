"""A meeting inside a consultation on a quy ước: its steps, the figures of two people, and what follows its passing."""

import io
from datetime import timedelta

import docx

from handlers.polls import due
from tests.console.conftest import Desk
from tests.console.polls.test_polls import groups
from tests.console.polls.test_results import Ended, closed

__all__ = ["groups"]  # a fixture

FORM = {
    "held_on": "2026-11-20", "place": "Nhà văn hóa", "method": "ballots", "chair": "Nguyễn Văn An",
    "secretary": "Trần Thị Bình", "households": "120", "present": "86", "board.0": "Lê A", "board.1": "Lê B",
    "board.2": "Lê C", "witnesses.0": "Hộ D", "witnesses.1": "Hộ E", "whole.given": "86",
    "whole.collected": "85", "whole.valid": "83", "whole.invalid": "2", "whole.yes": "78", "whole.no": "5",
}  # fmt: skip
STEPS = {
    "held_on": "2026-11-20", "place": "Nhà văn hóa", "time": "19:30", "agenda": "Bàn", "notice_on": "2026-11-18",
    "documents_on": "2026-11-18",
}  # fmt: skip


async def test_a_meeting_counts_once_two_people_read_the_same_and_neither_sees_the_other(desk: Desk) -> None:
    ended = await closed(desk, kind="quy_uoc", posted_on="2026-10-20")
    second = await desk.sign_in("nam", role="officer")
    made = await ended.client.post(f"{ended.page}/sittings", data={"source": "meeting", "unit": "1", "clause": "15.3"})
    page = made.headers["location"]
    assert "Phải thông báo" not in (lacking := (await ended.client.get(page)).text)
    assert "thông báo cuộc họp ít nhất 02 ngày trước ngày họp (NĐ 59/2023 Điều 3 khoản 3)" in lacking
    assert 'name="whole.yes"' not in lacking, "no figures before the steps of the law"
    assert (await ended.client.post(page, data=FORM)).status_code == 422
    await ended.client.post(f"{page}/before", data=STEPS)
    late = await ended.client.post(page, data={**FORM, "held_on": "2026-11-19"})
    assert "Phải thông báo ít nhất 02 ngày trước ngày họp" in late.text
    wrong = await ended.client.post(page, data={**FORM, "whole.yes": "80", "chair": ""})
    assert wrong.status_code == 422
    assert "phải bằng số phiếu hợp lệ" in wrong.text
    assert 'value="80"' in wrong.text
    await ended.client.post(page, data={**FORM, "place": "Nhà văn hóa tổ 5 cũ"})
    blind = (await second.get(page)).text
    assert "hoa đã nhập" in blind
    assert "tổ 5 cũ" not in blind
    await second.post(page, data=FORM)
    for client in (ended.client, second):
        text = (await client.get(page)).text
        assert "khác nhau ở 1 ô" in text
        assert text.count("khác số của người kia") == 1
    assert "78/120" not in (await ended.client.get(ended.public)).text
    await ended.client.post(page, data=FORM)
    agreed = (await ended.client.get(page)).text
    assert "78/120 hộ tán thành, cần ít nhất 61 hộ" in agreed
    assert "cần phường xác nhận" not in agreed
    assert "30/11/2026" in agreed  # five working days; 24/11 is a day off
    assert "đề xuất nghỉ 23/11" in agreed, "the term crosses a day that may change"
    assert "78/120 hộ tán thành" in (await ended.client.get(ended.public)).text
    desk_page = (await ended.client.get(ended.page)).text
    assert "Biên bản kiểm phiếu" in desk_page
    assert "Tờ trình đề nghị công nhận" in desk_page
    await ended.client.post(f"{ended.page}/papers", data={"what": "count", "sitting_id": page.rpartition("/")[2]})
    await ended.work()
    told = docx.Document(
        io.BytesIO((await ended.client.get(f"{ended.page}/papers/count/{page.rpartition('/')[2]}")).content)
    )
    assert any("Lê B" in each.text for each in told.paragraphs)
    await recognised(desk, ended, page)


async def recognised(desk: Desk, ended: Ended, page: str) -> None:
    """NĐ 61 Điều 11 to 14, 18: the quy ước has the clocks and papers that a decision of a meeting has."""
    early = await ended.client.post(f"{page}/facts", data={"received_on": "2026-11-19"})
    assert "không thể nhận được trước ngày cộng đồng biểu quyết" in early.text
    facts = {"received_on": "2026-11-20", "recognised_on": "2026-11-23", "recognised_paper": "9/QĐ-UBND",
             "flagged_on": "2026-11-23"}  # fmt: skip
    assert (await ended.client.post(f"{page}/facts", data=facts)).status_code == 303
    text = (await ended.client.get(page)).text
    for wanted in ("Có hiệu lực từ 23/11/2026", "UBMTTQ chậm nhất 26/11/2026", "Tạm ngừng, hoặc trả lời bằng văn bản",
                   "Bãi bỏ, hoặc trả lời bằng văn bản, chậm nhất 01/12/2026"):  # fmt: skip
        assert wanted in text
    assert "Gửi quy ước đã công nhận" in (await ended.client.get("/console/today")).text
    for name, said in (("invitation", "GIẤY MỜI"), ("recognise", "QUYẾT ĐỊNH"), ("suspend", "QUYẾT ĐỊNH"),
                       ("annul", "QUYẾT ĐỊNH")):  # fmt: skip
        answer = await ended.client.get(f"{page}/giay-to/{name}.docx")
        assert any(each.text == said for each in docx.Document(io.BytesIO(answer.content)).paragraphs), name
    assert (await ended.client.get(f"{page}/giay-to/plan_ballots.docx")).status_code == 404, "it was a meeting"
    assert (await ended.client.get(f"{page}/phieu")).status_code == 404
    desk.clock.pass_(timedelta(days=3))
    assert desk.database.run(due.papers_due) == 2, "the text, and the suspension"
