"""A bulletin from the first word to its pause, as two officers see it."""

from storage.bulletins import bulletins, spreading
from storage.people import topics
from tests.console.conftest import Desk

TYPED = {"title": "Họp tổ {so_to}", "text": "Mời **bà con** họp.", "topic": "chung", "groups": "yes", "when": "now"}


async def test_it_is_written_asked_approved_by_another_and_paused(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    assert (await author.get("/console/bulletins")).status_code == 200
    assert (await author.get("/console/bulletins/new")).status_code == 200
    made = (
        (await author.post("/console/bulletins/new", data={**TYPED, "act": "save"})).headers["location"].split("?")[0]
    )
    refused = await author.post(f"{made}/ask")
    assert refused.status_code == 422
    assert "chưa điền" in refused.text
    await author.post(made, data={**TYPED, "fill_so_to": "5", "act": "save"})
    assert (await author.post(f"{made}/ask")).status_code == 303
    assert "một người khác duyệt" in (await author.get(made)).text
    assert (await author.post(f"{made}/approve", data={"typed": "0"})).status_code == 409
    other = await desk.sign_in("nam", role="officer")
    assert (await other.post(f"{made}/approve", data={"typed": "7"})).status_code == 409
    assert (await other.post(f"{made}/approve", data={"typed": "0"})).status_code == 303
    desk.database.run(bulletins.start_due)
    assert "Họp tổ 5" in (await other.get(made)).text
    assert (await other.post(f"{made}/pause")).status_code == 303
    assert "Gửi tiếp" in (await other.get(made)).text
    assert (await other.post(f"{made}/resume")).status_code == 303
    assert desk.database.run(spreading.go_on) == 0


async def test_the_preview_shows_three_looks_and_keeps_nothing(desk: Desk) -> None:
    author = await desk.sign_in("hoa", role="officer")
    answer = await author.post("/console/bulletins/new", data={**TYPED, "act": "preview"})
    assert "Mời <b>bà con</b> họp." in answer.text
    assert "Mời <strong>bà con</strong> họp." in answer.text
    assert desk.database.look(bulletins.latest) == []


async def test_a_secret_is_kept_nowhere_in_text_name_or_file(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    tries: tuple[tuple[dict[str, str], list[tuple[str, tuple[str, bytes, str]]]], ...] = (
        ({**TYPED, "text": "Công văn TỐI MẬT"}, []),
        (TYPED, [("files", ("tuyet_mat.txt", b"thong bao", "text/plain"))]),
        (TYPED, [("files", ("a.txt", "MẬT\nthông báo".encode(), "text/plain"))]),
    )
    for data, files in tries:
        answer = await author.post("/console/bulletins/new", data={**data, "act": "save"}, files=files or None)
        assert answer.status_code == 422
        assert "bí mật nhà nước" in answer.text
    assert desk.database.look(bulletins.latest) == []
    assert not [each for each in desk.context.settings.files_dir.rglob("*") if each.is_file()]


async def test_an_observer_is_kept_out(desk: Desk) -> None:
    watching = await desk.sign_in("quan", role="observer")
    assert (await watching.get("/console/bulletins")).status_code == 403


async def test_a_series_is_planned_shown_by_month_and_left_out_once(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    author = await desk.sign_in("hoa", role="officer")
    plan = {**TYPED, "fill_so_to": "5", "when": "again", "every": "year", "day": "9", "month": "11", "days": "-7, 0"}
    wrong = await author.post("/console/bulletins/new", data={**plan, "days": "hôm qua", "act": "save"})
    assert wrong.status_code == 422
    assert 'value="hôm qua"' in wrong.text
    made = (await author.post("/console/bulletins/new", data={**plan, "act": "save"})).headers["location"].split("?")[0]
    assert "-7, 0" in (await author.get(made)).text
    asked = await author.post(f"{made}/ask")
    assert asked.status_code == 303, asked.text
    other = await desk.sign_in("nam", role="officer")
    assert "cho mọi lần phát" in (await other.get(made)).text
    await other.post(f"{made}/approve", data={"typed": "0"})
    assert "Những lần tới" in (await other.get(made)).text
    shown = (await other.get("/console/bulletins/coming")).text
    assert "Tháng 11 năm 2027" in shown
    assert (await other.post(f"{made}/skip", data={"slot": "2027-11-02"})).headers["location"].endswith("did=skipped")
    assert 'value="2027-11-02"' not in (await other.get("/console/bulletins/coming")).text
    assert (await other.post(f"{made}/skip", data={"slot": "2027-11-02"})).headers["location"].endswith("did=late")
