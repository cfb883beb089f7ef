"""Who is served a file of a case, as what, and who gets a 404."""

import pytest

from tests.console.cases.casework import PDF, Casework, jpeg
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_the_original_is_served_bit_for_bit_and_the_shown_one_without_exif(desk: Desk, work: Casework) -> None:
    content = jpeg()
    photo = work.keep(work.file(), content, name="rác thải.jpg")
    client = await desk.sign_in("hoa", role="officer")
    original = await client.get(f"/console/files/{photo}/original")
    assert original.content == content
    shown = await client.get(f"/console/files/{photo}/shown")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"2026:11:20" not in shown.content
    assert (await client.get(f"/console/files/{photo}/thumb")).status_code == 200
    assert (await client.get(f"/console/files/{photo}/secret")).status_code == 404


async def test_a_file_is_boxed_in(desk: Desk, work: Casework) -> None:
    filed = work.file()
    photo, paper = (
        work.keep(filed, jpeg(), name="a.jpg"),
        work.keep(filed, PDF, name="Đơn <b>.pdf", kind="document"),
    )
    client = await desk.sign_in("hoa", role="officer")
    picture = await client.get(f"/console/files/{photo}/original")
    document = await client.get(f"/console/files/{paper}/original")
    for answer in (picture, document):
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["content-disposition"].startswith("inline")
    assert document.headers["content-disposition"].startswith("attachment")
    assert document.headers["content-type"] == "application/octet-stream"


async def test_a_sealed_file_is_opened_for_the_named_list_only(desk: Desk, work: Casework) -> None:
    content = jpeg()
    photo = work.keep(work.file("Ông X nhận tiền", kind="to_cao"), content, name="a.jpg")
    desk.hire("lan", reads_sealed=True)
    named = await desk.sign_in("lan")
    answer = await named.get(f"/console/files/{photo}/original")
    assert answer.content == content
    assert answer.headers["cache-control"] == "no-store"
    half = await named.get(f"/console/files/{photo}/original", headers={"Range": "bytes=10-19"})
    assert (half.status_code, half.content) == (206, content[10:20])
    for asked, part in (("bytes=-20", content[-20:]), ("bytes=50-", content[50:]), ("bytes=0-999999999", content)):
        some = await named.get(f"/console/files/{photo}/original", headers={"Range": asked})
        assert (some.status_code, some.content) == (206, part), asked
    for asked in ("bytes=-", "bytes=a-b", "lines=1-2", "bytes=1-2,5-6", "bytes", "bytes=9" + "9" * 40 + "-"):
        answer = await named.get(f"/console/files/{photo}/original", headers={"Range": asked})
        assert (answer.status_code, answer.content) == (200, content), asked
    beyond = await named.get(f"/console/files/{photo}/original", headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416
    assert (
        await (await desk.sign_in("hoa", role="officer")).get(f"/console/files/{photo}/original")
    ).status_code == 404


async def test_observers_strangers_and_guessers_get_the_same_404(desk: Desk, work: Casework) -> None:
    photo = work.keep(work.file(), jpeg(), name="a.jpg")
    observer = await desk.sign_in("quan", role="observer")
    for version in ("original", "shown", "thumb"):
        assert (await observer.get(f"/console/files/{photo}/{version}")).status_code == 404
    officer = await desk.sign_in("hoa", role="officer")
    assert (await officer.get("/console/files/9999/original")).status_code == 404
    nobody = await desk.browser()
    assert (await nobody.get(f"/console/files/{photo}/original")).status_code == 303


async def test_a_recording_that_no_browser_plays_is_offered_to_be_saved(desk: Desk, work: Casework) -> None:
    filed = work.file()
    voice = work.keep(filed, b"#!AMR\n" + bytes(40), name="loi.amr", kind="voice")
    client = await desk.sign_in("hoa", role="officer")
    text = (await client.get(f"/console/cases/{filed.code}")).text
    assert f'href="/console/files/{voice}/original?download=1"' in text
    assert "<audio" not in text
    saved = await client.get(f"/console/files/{voice}/original?download=1")
    assert saved.headers["content-disposition"].startswith("attachment")
