"""A draft pasted in the console is opened, closed and shown; the law's days are kept."""

from pathlib import Path

from console.splitting import split
from storage import polls
from tests.console.conftest import Desk

TEXT = "QUY ƯỚC\n\nChương I\nĐiều 1. Phạm vi\nGiữ sạch ngõ.\n\nChương II\nĐiều 7a. Tiếng ồn\nKhông mở loa sau 22 giờ."


def test_a_draft_is_split_by_articles_and_else_by_paragraphs() -> None:
    assert [(each.code, each.title, each.text) for each in split(TEXT)] == [
        ("d1", "Điều 1. Phạm vi", "Phạm vi\nGiữ sạch ngõ."),
        ("d7a", "Điều 7a. Tiếng ồn", "Tiếng ồn\nKhông mở loa sau 22 giờ."),
    ]
    assert [each.code for each in split("Một ý.\n\nHai ý.")] == ["p1", "p2"]
    assert [each.code for each in split("Điều 1. A\nĐiều 1. B")] == ["d1", "d1x"]


def keys_of(desk: Desk) -> list[Path]:
    """The files of keys that still exist."""
    return list((desk.context.settings.files_dir.absolute().parent / "poll_keys").iterdir())


async def test_a_pasted_draft_is_opened_closed_and_its_result_shown_to_all(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    made = await client.post("/console/polls", data={"title": "Quy ước", "kind": "informal", "text": TEXT})
    page = made.headers["location"]
    public = page.replace("/console/polls/", "/gop-y/")
    assert "Điều 7a" in (await client.get(page)).text
    assert (await client.get(public)).status_code == 404
    assert (await client.post(f"{page}/open", data={"closes": "2026-12-30"})).status_code == 303
    assert len(keys_of(desk)) == 1
    assert "Chưa đến 5 người góp ý" in (await client.get(page)).text
    assert "không phải kết quả biểu quyết" in (await client.get(public)).text
    assert (await client.post(f"{page}/close")).status_code == 303
    assert "0 phiếu góp ý" in (await client.get(public)).text
    assert keys_of(desk) == []


async def test_a_quy_uoc_posted_too_short_is_refused_with_the_article_of_the_decree(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    made = await client.post("/console/polls", data={"title": "Quy ước", "kind": "quy_uoc", "text": TEXT})
    page = made.headers["location"]
    answer = await client.post(f"{page}/open", data={"closes": "2026-12-23", "posted": "2026-11-24"})
    assert answer.status_code == 409
    assert "NĐ 61/2023 Điều 9" in answer.text
    assert desk.database.look(polls.get, page.rpartition("/")[2]).state == "draft"
    assert (await client.post(f"{page}/open", data={"closes": "2026-12-24", "posted": "2026-11-24"})).status_code == 303


async def test_a_draft_without_text_comes_back_and_an_observer_is_kept_out(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post("/console/polls", data={"title": "Quy ước", "kind": "informal", "text": ""})
    assert answer.status_code == 422
    assert "Quy ước" in answer.text
    watching = await desk.sign_in("quan", role="observer")
    assert (await watching.get("/console/polls")).status_code == 403
