"""Staff bring, change and agree to records; anybody reads and searches them."""

import json

from civics.answers.examples import examples
from civics.answers.records import as_json
from storage.answers import choices, questions, records
from storage.ward import ward
from tests.console.conftest import Desk
from tests.real_files.word import docx, para, run


def begin(desk: Desk) -> None:
    desk.database.run(records.begin, examples())


def ids(desk: Desk) -> list[int]:
    return [each.id for each in desk.database.look(records.waiting)]


async def test_a_file_makes_proposals_that_a_second_person_agrees_to(desk: Desk) -> None:
    begin(desk)
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    raw = as_json(next(each for each in examples() if each.key == "2.000815")) | {"fee": "3.000 đồng một trang"}
    body = "\n".join(map(json.dumps, [raw, {"id": "9", "name": "odd"}]))
    page = await first.post("/console/answers/import", files={"file": ("a.jsonl", body)})
    assert "Tệp có 1 thay đổi" in page.text
    assert "mã không đúng dạng" in page.text
    assert "3.000 đồng một trang" in page.text
    assert "3.000" not in (await first.get("/hoi-dap/2.000815")).text
    (waits,) = ids(desk)
    assert (await first.post(f"/console/answers/waiting/{waits}/agree")).status_code == 409
    assert (await second.post(f"/console/answers/waiting/{waits}/agree")).status_code == 303
    assert "3.000 đồng một trang" in (await first.get("/hoi-dap/2.000815")).text


async def test_a_document_a_catalogue_and_a_decision_are_brought_with_a_diff(desk: Desk) -> None:
    begin(desk)
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    law = docx([para(run("Điều 1. Phạm vi")), para(run("Lời của điều một.")), para(run("Điều 2. Tên"))])
    page = await first.post(
        "/console/answers/import", files={"file": ("a.docx", law)}, data={"document": "Quy ước tổ 5"}
    )
    assert "Tệp có 2 thay đổi" in page.text
    assert "Lời của điều một." in page.text
    assert "Lời của điều một." not in (await first.get("/hoi-dap/x-quy-uoc-to-5-d1")).text
    page = await second.get("/console/answers")
    assert "Duyệt cả 2" in page.text
    await second.post("/console/answers/waiting/agree", data={"versions": [str(each) for each in ids(desk)]})
    assert "Lời của điều một." in (await first.get("/hoi-dap/x-quy-uoc-to-5-d1")).text
    assert "x-quy-uoc-to-5-d1" in (await first.get("/hoi-dap", params={"q": "điều 1 nói gì"})).text
    assert "Quy ước tổ 5" in (await first.get("/hoi-dap")).text
    page = await first.post("/console/answers/import", files={"file": ("a.csv", "mã,tên\n2.000815,Tên khác hẳn\n")})
    assert "<ins>Tên khác hẳn</ins>" in page.text
    assert ids(desk) == []
    table = "2.000815\tChứng thực\tbãi bỏ\t1/1/2027\t9/QĐ\n1.1\tSai\tmới\t1/1/2027"
    page = await first.post("/console/answers/import", data={"table": table})
    assert "Tệp có 1 thay đổi" in page.text
    assert "1.1 Sai mới" in page.text


async def test_a_record_is_changed_and_retired_on_its_page(desk: Desk) -> None:
    begin(desk)
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    typed = {"name": "Thuê chỗ ở chợ", "documents": "Đơn\nẢnh", "number": "2", "unit": "ngày", "source": "Ban quản lý"}
    assert (await first.post("/console/answers/x-cho", data=typed)).status_code == 303
    await second.post(f"/console/answers/waiting/{ids(desk)[0]}/agree")
    page = (await first.get("/hoi-dap/x-cho")).text
    assert "<li>Ảnh</li>" in page
    assert "2 ngày" in page
    assert "chưa công bố" in page
    await first.post("/console/answers/x-cho", data={**typed, "retires": "yes"})
    await second.post(f"/console/answers/waiting/{ids(desk)[0]}/agree")
    assert (await first.get("/hoi-dap/x-cho")).status_code == 404
    assert "bản cũ" in (await first.get("/console/answers/x-cho")).text


async def test_what_was_asked_in_vain_is_attached_to_a_record(desk: Desk) -> None:
    begin(desk)
    desk.database.run(questions.unanswered, "xin dấu giáp lai ở đâu", reason="ngoai_kho", nearest=["2.000884"])
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    assert "xin dấu giáp lai" in (await first.get("/console/answers")).text
    asked = desk.database.look(questions.open_ones)[0].id
    await first.post(f"/console/answers/questions/{asked}", data={"key": "2.000884"})
    await second.post(f"/console/answers/waiting/{ids(desk)[0]}/agree")
    found = (await (await desk.browser()).get("/hoi-dap", params={"q": "xin dấu giáp lai"})).text
    assert "/hoi-dap/2.000884" in found


async def test_a_change_that_breaks_another_answer_is_shown_before_it_is_agreed_to(desk: Desk) -> None:
    begin(desk)
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    words = "mất căn cước làm lại ở đâu\nmất thẻ căn cước\nmất căn cước"
    await first.post("/console/answers/x-la", data={"name": "Cấp lại thẻ căn cước", "words": words})
    [waits] = ids(desk)
    page = await second.post(f"/console/answers/waiting/{waits}/agree")
    assert "sẽ không còn đúng" in page.text
    assert "1.014064" in page.text
    assert ids(desk) == [waits]
    assert "Vẫn duyệt" not in (await first.get(f"/console/answers/waiting/{waits}/check")).text
    await second.post("/console/answers/waiting/agree", data={"versions": str(waits), "seen": "yes"})
    assert ids(desk) == []


async def test_the_desk_is_searched_without_marks(desk: Desk) -> None:
    begin(desk)
    client = await desk.sign_in("hoa", role="officer")
    desk.database.run(ward.add_unit, "tdp-5", kind="to_dan_pho", name="Tổ dân phố 5")
    desk.database.run(choices.log, "khai sinh …", ["1.014064"], key="1.014064", outcome="chosen", ms=90)
    whole = (await client.get("/console/answers")).text
    assert "khai sinh … · chọn" in whole
    assert "/console/answers/x-to-truong-tdp-5" in whole
    head = (await client.get("/console/answers/x-to-truong-tdp-5")).text
    assert 'value="Tổ trưởng, trưởng xóm: Tổ dân phố 5"' in head
    page = (await client.get("/console/answers", params={"q": "lai the can cuoc"})).text
    assert 'href="/console/answers/1.014064"' in page
    assert 'href="/console/answers/1.001193"' not in page


async def test_anybody_searches_without_marks_and_reads_with_the_source(desk: Desk) -> None:
    begin(desk)
    anybody = await desk.browser()
    assert "/hoi-dap/1.001193" in (await anybody.get("/hoi-dap")).text
    found = (await anybody.get("/hoi-dap", params={"q": "mat can cuoc"})).text
    assert found.index("/hoi-dap/1.014064") < found.index("/hoi-dap/1.014063")
    one = (await anybody.get("/hoi-dap/1.014064")).text
    assert "mã 1.014064, xem ngày 20/07/2026" in one
    assert "Đã quá 90 ngày" in one
    assert "<svg" in one
    assert (await anybody.get("/hoi-dap/9.999999")).status_code == 404


async def test_an_empty_ward_and_an_odd_file_get_a_sentence(desk: Desk) -> None:
    first = await desk.sign_in("hoa", role="officer")
    assert (await first.get("/hoi-dap")).status_code == 200
    assert (await first.get("/hoi-dap", params={"q": "khai sinh"})).status_code == 200
    assert (await first.post("/console/answers/import")).status_code == 422
    assert (await first.get(f"/console/answers/{'9' * 100}")).status_code == 404
    assert (await first.post(f"/console/answers/{'9' * 100}", data={"name": "x"})).status_code == 404
    odd = await first.post("/console/answers/import", files={"file": ("a.json", b"\xff\xfe\x00")})
    assert (odd.status_code, "không đọc được" in odd.text) == (422, True)


async def test_too_many_lines_and_odd_letters_do_not_break_the_base(desk: Desk) -> None:
    first, second = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    typed = {"name": "Chợ \0", "documents": "\n".join(["giấy"] * 500), "number": "9" * 30, "expires": "mai"}
    assert (await first.post("/console/answers/x-cho", data=typed)).status_code == 303
    assert (await second.post(f"/console/answers/waiting/{ids(desk)[0]}/agree")).status_code == 303
    assert (await first.get("/console/answers")).status_code == 200
    long = {"code": "1.000001", "name": "a", "executionMethods": [], "legalBasisesDetails": [{"name": "b" * 1_999}] * 9}
    page = await first.post("/console/answers/import", files={"file": ("a.json", json.dumps(long))})
    assert "không đọc được" in page.text


async def test_who_only_observes_changes_nothing(desk: Desk) -> None:
    watcher = await desk.sign_in("xem", role="observer")
    assert (await watcher.get("/console/answers")).status_code == 403


async def test_old_records_are_counted_once_and_listed_when_somebody_asks(desk: Desk) -> None:
    begin(desk)
    hoa = await desk.sign_in("hoa", role="officer")
    page = (await hoa.get("/console/answers")).text
    assert page.count("thủ tục quá 90 ngày chưa xem lại") == 1
    assert "badge--amber" not in page.partition('id="live"')[2].partition("</section>")[0]
    old = (await hoa.get("/console/answers", params={"old": "1"})).text
    assert "xem lại lần cuối 20/07/2026" in old
    assert "Xem tất cả" in old
