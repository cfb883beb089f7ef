"""The page of acts that wait for a second person."""

from console.frame.seconds import PAGE
from storage.polls import polls
from tests.console.cases.casework import Casework, at, jpeg
from tests.console.conftest import Desk
from tests.console.polls.test_polls import SETUP, given, groups, key_of, keys_of, opened

__all__ = ["groups"]  # a fixture


def state(desk: Desk, page: str) -> str:
    return desk.database.look(polls.get, key_of(page)).state.value


async def test_one_person_alone_opens_nothing_and_is_told_whom_to_add(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/setup", data=SETUP)
    asked = await client.post(f"{page}/open")
    assert asked.headers["location"].startswith(PAGE)
    shown = (await client.get(PAGE)).text
    assert "Quản trị thêm một tài khoản" in shown
    assert f"{PAGE}/1/yes" not in shown
    refused = await client.post(f"{PAGE}/1/yes")
    assert refused.status_code == 409
    assert "cần người khác đồng ý" in refused.text
    assert state(desk, page) == "draft"
    assert "Đang chờ người thứ hai" in (await client.get(f"{page}/setup")).text
    other = await desk.sign_in("nam", role="officer")  # an officer opens nothing, however many there are
    assert "quyền Lãnh đạo" in (await other.get(PAGE)).text
    assert (await other.post(f"{PAGE}/1/yes")).status_code == 409
    again = await client.post(f"{page}/open")
    assert "second_already" in again.headers["location"]
    second = await desk.agree()
    assert state(desk, page) == "open"
    assert "hoa đề nghị" not in (await second.get(PAGE)).text


async def test_a_draft_that_was_changed_after_the_asking_is_not_opened(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/setup", data=SETUP)
    await client.post(f"{page}/open")
    await client.post(f"{page}/setup", data={**SETUP, "secrecy": "named"})
    second = await desk.sign_in("nam", role="leader")
    answer = await second.post(f"{PAGE}/1/yes")
    assert answer.headers["location"] == f"{PAGE}?done=second_void"
    assert "không còn hiệu lực" in (await second.get(answer.headers["location"])).text
    assert state(desk, page) == "draft"


async def test_a_no_has_a_reason_that_the_asker_reads(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    await client.post(f"{page}/close")
    second = await desk.sign_in("nam", role="leader")
    assert (await second.post(f"{PAGE}/2/no", data={"why": " "})).status_code == 422
    assert (await second.post(f"{PAGE}/2/no", data={"why": "Còn <hai> ngày"})).status_code == 303
    assert "Còn &lt;hai&gt; ngày" in (await client.get(PAGE)).text
    assert state(desk, page) == "open"
    assert len(keys_of(desk)) == 1


async def test_an_observer_has_no_part_in_it_and_a_stranger_none(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    await client.post(f"{page}/cancel", data={"why": "Viết lại"})
    observer = await desk.sign_in("an", role="observer")
    assert (await observer.get(PAGE)).status_code == 403
    assert (await observer.post(f"{PAGE}/2/yes")).status_code == 403
    assert (await (await desk.browser()).post(f"{PAGE}/2/yes")).status_code == 303
    assert state(desk, page) == "open"


async def test_a_file_of_a_denunciation_waits_where_its_readers_alone_see_it(desk: Desk) -> None:
    work = Casework(desk)
    filed = work.file("Ông X nhận tiền", kind="to_cao")
    photo = work.keep(filed, jpeg(), name="mat.jpg")
    for login in ("lan", "mai"):
        desk.hire(login, reads_sealed=True)
    lan, mai = await desk.sign_in("lan"), await desk.sign_in("mai")
    assert (await lan.post(at(filed, f"files/{photo}/destroy"))).status_code == 303
    officer = await desk.sign_in("hoa", role="officer")
    assert filed.code not in (await officer.get(PAGE)).text
    assert (await officer.post(f"{PAGE}/1/yes")).status_code == 404
    assert filed.code in (await mai.get(PAGE)).text
    assert (await mai.post(f"{PAGE}/1/yes")).status_code == 303
    assert (await mai.get(f"/console/files/{photo}/original")).status_code == 404
