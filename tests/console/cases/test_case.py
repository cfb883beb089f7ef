"""The page of a case: what it shows to whom, and what staff do there."""

from datetime import timedelta

import pytest

from core.message import Point
from storage.cases import acts as case_acts
from storage.cases import cases
from storage.ward import audit, ward
from storage.ward.sight import Reader
from tests.console.cases.casework import PDF, Casework, at, jpeg, part
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_the_page_shows_the_whole_case_and_marks_it_read(desk: Desk, work: Casework) -> None:
    filed = work.file("Rác <script>alert(1)</script> thải", place="ngõ 12")
    page = (await (await desk.sign_in("hoa", role="officer")).get(at(filed))).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for shown in (filed.code, "Bác Tư", 'href="tel:0912345678"', "ngõ 12", "Chưa nhận", filed.due_basis):
        assert shown in page, shown
    assert not work.row(filed).unread


async def test_a_place_is_an_outgoing_link_that_does_not_say_where_it_came_from(desk: Desk, work: Casework) -> None:
    filed = work.file(point=Point(21.5942, 105.8481))
    page = (await (await desk.sign_in("hoa", role="officer")).get(at(filed))).text
    assert 'href="https://www.openstreetmap.org/?mlat=21.594200&amp;mlon=105.848100' in page
    assert 'rel="noopener noreferrer"' in page


async def test_an_edit_shows_both_versions_and_a_note_says_that_it_is_for_staff(desk: Desk, work: Casework) -> None:
    filed = work.file("Đèn hỏng một tuần")
    desk.database.run(cases.edited, work.row(filed).chat_id, "m1", "Đèn hỏng hai tuần")
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(filed, "note"), data={"text": "Đã gọi tổ trưởng"})
    talk = await part(client, filed, "talk")
    assert "<del>Đèn hỏng một tuần</del>" in talk
    assert "<ins>Đèn hỏng hai tuần</ins>" in talk
    assert "Đã gọi tổ trưởng" in talk
    assert "chỉ nội bộ" in talk


async def test_files_are_shown_as_what_they_are(desk: Desk, work: Casework) -> None:
    filed = work.file()
    photo = work.keep(filed, jpeg(), name="rac.jpg")
    paper = work.keep(filed, PDF, name="Đơn.pdf", kind="document")
    talk = await part(await desk.sign_in("hoa", role="officer"), filed, "talk")
    assert f'href="/console/files/{photo}/shown"' in talk
    assert 'data-taken="20/11/2026 09:12"' in talk
    assert f'href="/console/files/{paper}/original" download' in talk


async def test_take_move_assign_and_sort_are_done_and_stand_on_the_trail(desk: Desk, work: Casework) -> None:
    filed = work.file()
    unit = work.unit("Xóm Núi Hột")
    minh = desk.hire("minh")
    client = await desk.sign_in("hoa", role="officer")
    for act, values in (
        ("take", {}), ("urgent", {"urgent": "yes"}), ("topic", {"topic": "moi_truong"}), ("unit", {"unit": str(unit)}),
        ("kind", {"kind": "kien_nghi"}), ("move", {"to": "forwarded", "forwarded_to": "Điện lực"}),
        ("assign", {"officer": str(minh)}),
    ):  # fmt: skip
        answer = await client.post(at(filed, act), data=work.form(filed, **values))
        assert answer.status_code == 303, act
    row = work.row(filed)
    assert (row.officer_id, row.topic, row.unit_id, row.kind, row.state) == (
        minh, "moi_truong", unit, "kien_nghi", "forwarded",
    )  # fmt: skip
    trail = await part(client, filed, "trail")
    for words in ("Nhận xử lý", "Đổi lĩnh vực: Môi trường", "Đổi loại: Kiến nghị", "Chuyển trạng thái: Đã chuyển"):
        assert words in trail, words


async def test_only_moves_of_the_table_are_offered_and_taken(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    head = await part(client, filed, "case-head")
    assert 'value="forwarded"' in head
    assert 'value="closed"' not in head
    asked = await client.post(at(filed, "move"), data=work.form(filed, to="waiting"))
    assert asked.status_code == 422  # only a question brings it there
    assert "Hỏi thêm" in asked.text
    answer = await client.post(at(filed, "move"), data=work.form(filed, to="closed"))
    assert answer.status_code == 409
    assert work.row(filed).state == "new"


async def test_forwarding_asks_where_to(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    assert (await client.post(at(filed, "move"), data=work.form(filed, to="forwarded"))).status_code == 422
    form = work.form(filed, to="forwarded", forwarded_to="Điện lực Đồng Hỷ")
    assert (await client.post(at(filed, "move"), data=form)).status_code == 303
    assert "đã chuyển Điện lực Đồng Hỷ" in await part(client, filed, "case-head")


async def test_who_was_slower_reads_who_did_what(desk: Desk, work: Casework) -> None:
    filed = work.file()
    stale = work.form(filed, to="forwarded", forwarded_to="Điện lực")
    faster = Reader(desk.hire("ha", name="Nguyễn Thu Hà"), "officer")
    desk.database.run(case_acts.change_topic, filed.case_id, topic="y_te", by=faster)
    answer = await (await desk.sign_in("hoa", role="officer")).post(at(filed, "move"), data=stale)
    assert answer.status_code == 409
    assert "Nguyễn Thu Hà: Đổi lĩnh vực: Y tế" in answer.text
    assert work.row(filed).state == "new"


async def test_a_denunciation_is_sealed_only_when_asked_for_twice_and_then_gone_for_others(
    desk: Desk, work: Casework
) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    assert (await client.post(at(filed, "kind"), data=work.form(filed, kind="to_cao"))).status_code == 422
    assert not work.row(filed).sealed
    answer = await client.post(at(filed, "kind"), data=work.form(filed, kind="to_cao", seal_ok="yes"))
    assert answer.headers["location"].startswith("/console/?")  # hoa is not on the list: the case is gone for her
    assert work.row(filed).sealed
    assert (await client.get(at(filed))).status_code == 404


async def test_a_legal_clock_starts_with_the_date_of_a_valid_form_only(desk: Desk, work: Casework) -> None:
    filed = work.file("Tôi không đồng ý với quyết định", kind="khieu_nai")
    client = await desk.sign_in("hoa", role="officer")
    page = (await client.get(at(filed))).text
    assert "chưa tính hạn" in page
    assert "Luật Khiếu nại 2011, Điều 8" in page
    assert (await client.post(at(filed, "form-date"), data=work.form(filed, day="2026-12-30"))).status_code == 422
    assert (await client.post(at(filed, "form-date"), data=work.form(filed, day="hôm qua"))).status_code == 422
    assert (await client.post(at(filed, "form-date"), data=work.form(filed, day="2026-11-23"))).status_code == 303
    assert work.row(filed).due_legal
    assert work.row(filed).due_at.date().isoformat() == "2026-12-03"
    other = work.file()
    assert (await client.post(at(other, "form-date"), data=work.form(other, day="2026-11-23"))).status_code == 409


async def test_acceptance_starts_the_next_clock_and_a_second_complaint_has_its_own(desk: Desk, work: Casework) -> None:
    filed = work.file("Tôi không đồng ý với quyết định", kind="khieu_nai")
    client = await desk.sign_in("hoa", role="officer")

    async def enters(**values: str) -> tuple[int, str, str]:
        answer = await client.post(at(filed, "form-date"), data=work.form(filed, **values))
        row = work.row(filed)
        return answer.status_code, row.due_at.date().isoformat() if row.due_at else "", row.due_basis

    assert (await enters(accepted="2026-11-20"))[0] == 422  # no form yet
    assert (await enters(day="2026-11-20", accepted="2026-11-19"))[0] == 422
    assert (await enters(day="2006-11-20"))[0] == 422
    assert (await enters(day="2026-11-10"))[:2] == (303, "2026-11-19")
    status, due, basis = await enters(day="2026-11-10", accepted="2026-11-18")
    assert (status, due) == (303, "2026-12-18")
    assert "Điều 28" in basis
    ground = {"extended": "complex", "ground": "b", "complex_paper": "3/XM", "complex_on": "2026-11-18"}
    status, due, basis = await enters(day="2026-11-10", accepted="2026-11-18", second="yes", **ground)
    assert (status, due) == (303, "2027-01-18")  # 60 days end on a Sunday
    assert "Điều 37" in basis
    changed = {"day": "2026-11-11", "accepted": "2026-11-18", "second": "yes"}
    assert (await enters(**changed))[0] == 422  # what stood there is changed without a reason
    assert (await enters(**changed, reason="Gõ nhầm ngày"))[0] == 303
    page = (await client.get(at(filed))).text
    assert "đơn ngày 11/11/2026, thụ lý ngày 18/11/2026 (trước đó: đơn ngày 10/11/2026, thụ lý ngày 18/11/2026)" in page
    assert "Gõ nhầm ngày" in page
    assert "Gõ nhầm" not in str(desk.database.look(audit.trail, filed.case_id))


async def test_the_dates_of_a_denunciation_and_the_reason_are_for_the_named_list(desk: Desk, work: Casework) -> None:
    filed = work.file("Ông X nhận tiền", kind="to_cao")
    desk.hire("kin", reads_sealed=True)
    named, other = await desk.sign_in("kin"), await desk.sign_in("hoa", role="officer")
    form = {"day": "2026-11-20", "spoken": "yes"}
    assert (await other.post(at(filed, "form-date"), data=work.form(filed, **form))).status_code == 404
    assert (await named.post(at(filed, "form-date"), data=work.form(filed, **form))).status_code == 303
    assert work.row(filed).spoken
    again = work.form(filed, day="2026-11-23", anonymous="yes", reason="Không xác minh được Bà Sáu")
    assert (await named.post(at(filed, "form-date"), data=again)).status_code == 303
    assert work.row(filed).due_at is None
    assert "Bà Sáu" in (await named.get(at(filed))).text
    stored = b"".join(path.read_bytes() for path in desk.context.settings.files_dir.parent.glob("ward.sqlite3*"))
    assert "Không xác minh".encode() not in stored


async def test_a_spammer_is_blocked_with_a_reason_and_heard_again(desk: Desk, work: Casework) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    assert (await client.post(at(filed, "block"), data={"why": " "})).status_code == 422
    await client.post(at(filed, "block"), data={"why": "quảng cáo"})
    assert "Phường đang chặn người này" in (await client.get(at(filed))).text
    await client.post(at(filed, "unblock"))
    assert "Phường đang chặn người này" not in (await client.get(at(filed))).text


async def test_a_destroyed_file_leaves_its_trail_and_nothing_else(desk: Desk, work: Casework) -> None:
    filed = work.file()
    photo = work.keep(filed, jpeg(), name="can-cuoc.jpg")
    client = await desk.sign_in("hoa", role="officer")
    desk.clock.pass_(timedelta(days=3650))  # past the real moment at which the test's file was written
    client = await desk.sign_in("hoa")
    answer = await client.post(at(filed, f"files/{photo}/destroy"))
    assert answer.status_code == 303
    await desk.agree()
    assert (await client.get(f"/console/files/{photo}/original")).status_code == 404
    page = (await client.get(at(filed))).text
    assert "can-cuoc" not in page
    assert "Hủy tệp" in await part(client, filed, "trail")
    assert not [each for each in (desk.context.settings.files_dir).rglob("*") if each.is_file()]


async def test_other_cases_of_the_person_are_beside_it_but_never_sealed_ones(desk: Desk, work: Casework) -> None:
    filed = work.file("Rác thải đầu ngõ")
    same = {"resident_id": work.row(filed).resident_id, "chat_id": work.row(filed).chat_id}
    other = work.file("Đèn hỏng", **same)
    sealed = work.file("Ông X nhận tiền", kind="to_cao", **same)
    desk.hire("lan", reads_sealed=True)
    client = await desk.sign_in("lan")
    page = await part(client, filed, "case")
    assert other.code in page
    assert sealed.code not in page
    assert other.code not in await part(client, sealed, "case")


async def test_reports_of_the_same_thing_stand_beside_each_other(desk: Desk, work: Casework) -> None:
    filed = work.file("Rác thải đổ đầu ngõ 12 đường Đồng Bẩm")
    alike = work.file("Ngõ 12 đường Đồng Bẩm có đống rác thải rất to")
    apart = work.file("Xin hỏi lịch tiêm vắc xin của trẻ em", topic="rac_thai")
    page = await part(await desk.sign_in("hoa", role="officer"), filed, "case")
    assert alike.code in page
    assert apart.code not in page


async def test_a_sealed_case_is_marked_keeps_no_draft_and_writes_down_each_reading(desk: Desk, work: Casework) -> None:
    sealed = work.file("Ông X nhận tiền", kind="to_cao")
    desk.hire("lan", reads_sealed=True)
    client = await desk.sign_in("lan")
    page = (await client.get(at(sealed))).text
    assert "Hồ sơ tố cáo, giữ kín" in page
    assert "data-draft" not in page
    await client.get(at(sealed))
    assert work.acts(sealed).count("case.read") == 2
    assert (await (await desk.sign_in("hoa", role="officer")).get(at(sealed))).status_code == 404


async def test_who_is_named_in_a_denunciation_does_not_find_it(desk: Desk, work: Casework) -> None:
    sealed = work.file("Ông X nhận tiền", kind="to_cao")
    named = desk.hire("ong-x", reads_sealed=True)
    desk.hire("lan", reads_sealed=True)
    client = await desk.sign_in("ong-x")
    assert (await client.get(at(sealed))).status_code == 200
    await (await desk.sign_in("lan")).post(at(sealed, "named"), data=work.form(sealed, staff=str(named)))
    assert (await client.get(at(sealed))).status_code == 404
    assert sealed.code not in (await client.get("/console/")).text


async def test_an_observer_sees_clocks_and_can_do_nothing(desk: Desk, work: Casework) -> None:
    filed = work.file("Bà Bí Mật đổ rác", place="ngõ bí ẩn")
    client = await desk.sign_in("quan", role="observer")
    page = (await client.get(at(filed))).text
    assert filed.code in page
    for private in ("Bí Mật", "bí ẩn", "Bác Tư", "0912", "textarea", "Nhật ký"):
        assert private not in page, private
    for name in ("talk", "trail", "case-files", "others", "case-head"):
        assert "Bí Mật" not in await part(client, filed, name)
    for act in ("take", "move", "answer", "note", "here", "gone", "block", "files/1/destroy"):
        assert (await client.post(at(filed, act), data={"text": "x", "to": "waiting"})).status_code == 403, act
    assert work.row(filed).state == "new"


async def test_two_people_on_a_case_see_each_other(desk: Desk, work: Casework) -> None:
    filed = work.file()
    desk.hire("ha", name="Nguyễn Thu Hà")
    ha, hoa = await desk.sign_in("ha"), await desk.sign_in("hoa", role="officer")
    await ha.post(at(filed, "here"))
    assert "Nguyễn Thu Hà đang xem" in await part(hoa, filed, "others")
    await ha.post(at(filed, "here"), data={"writing": "1"})
    assert "Nguyễn Thu Hà đang viết" in await part(hoa, filed, "others")
    assert "Nguyễn Thu Hà" not in await part(ha, filed, "others")
    await ha.post(at(filed, "gone"))
    assert "Nguyễn Thu Hà" not in await part(hoa, filed, "others")


async def test_the_page_is_whole_in_english(desk: Desk, work: Casework) -> None:
    filed = work.file()
    desk.database.run(ward.put_canned, None, short="hen", title="Hẹn", text="Hẹn bà con thứ Hai")
    client = await desk.sign_in("hoa", role="officer")
    await client.post("/console/language", data={"language": "en"})
    page = (await client.get(at(filed))).text
    for words in ("Take it", "Send the result", "Internal note", "Similar" if "Similar" in page else "Trail"):
        assert words in page


async def test_no_such_case_is_a_calm_404(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    for code in ("LS-26-999999", "x", "%00", "..%2f"):
        assert (await client.get(f"/console/cases/{code}")).status_code == 404
