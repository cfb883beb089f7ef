"""A draft in the console: recognised, corrected, set up, opened under the law's conditions, closed and shown."""

import re
from pathlib import Path

import httpx
import pytest

from civics.polls.rules import PollKind, PollState, Secrecy
from storage.polls import drafts as poll_drafts
from storage.polls import polls
from storage.polls.polls import Article
from storage.ward import ward
from tests.console.conftest import Desk

TEXT = "QUY ƯỚC\n\nChương I\nĐiều 1. Phạm vi\nGiữ sạch ngõ.\n\nChương II\nĐiều 7a. Tiếng ồn\nKhông mở loa sau 22 giờ."
SETUP = {
    "title": "Quy ước", "kind": "informal", "counted_by": "person", "secrecy": "secret", "changeable": "yes",
    "all_units": "1", "opens_at": "2026-11-24T08:00", "closes_at": "2026-12-30T21:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def groups(desk: Desk) -> None:
    """The ward has two groups."""
    for name in ("Tổ dân phố 5", "Tổ dân phố 6"):
        desk.database.run(ward.add_unit, f"tdp-{name[-1]}", kind="to_dan_pho", name=name)


def keys_of(desk: Desk) -> list[Path]:
    """The files of keys that still exist."""
    folder = desk.context.settings.files_dir.absolute().parent / "poll_keys"
    return list(folder.iterdir()) if folder.exists() else []


def key_of(page: str) -> str:
    """The poll's key in an address of its page."""
    return page.split("/")[3].partition("?")[0]


def articles(desk: Desk, page: str) -> list[Article]:
    """What stands in the store."""
    return desk.database.look(lambda work: polls.articles(work, polls.get(work, key_of(page)).id))


async def given(client: httpx.AsyncClient, text: str = TEXT) -> str:
    """A pasted draft; returns its page."""
    made = await client.post("/console/polls", data={"title": "Quy ước", "text": text})
    assert made.status_code == 303, made.text
    return made.headers["location"]


async def opened(desk: Desk, client: httpx.AsyncClient, text: str = TEXT, **changes: str) -> str:
    """An open consultation; returns its page."""
    page = await given(client, text)
    await client.post(f"{page}/setup", data={**SETUP, **changes})
    answer = await client.post(f"{page}/open")
    assert answer.status_code == 303, answer.text
    await desk.agree()
    return page


async def test_a_pasted_draft_is_opened_closed_and_its_result_shown_to_all(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    public = page.replace("/console/polls/", "/gop-y/")
    assert "Điều 7a. Tiếng ồn" in (await client.get(page)).text
    assert (await client.get(public)).status_code == 404
    await client.post(f"{page}/setup", data=SETUP)
    setup = (await client.get(f"{page}/setup")).text
    assert "Đủ điều kiện, hỏi 2 điều" in setup
    assert '<details class="fold choice--unit">' in setup, "with all units chosen the long list is folded"
    assert (await client.post(f"{page}/open")).status_code == 303
    await desk.agree()
    assert len(keys_of(desk)) == 1
    shown = (await client.get(page)).text
    assert "0 người đã góp ý." in shown
    days = shown.partition('<ol class="days"')[2].partition("</ol>")[0]
    assert days.index("24/11/2026") < days.index("30/12/2026"), "its days stand in their order"
    assert days.count("<li") == 2 + days.count("niêm yết")
    assert "không phải kết quả biểu quyết" in (await client.get(public)).text
    assert (await client.post(f"{page}/close")).status_code == 303
    await desk.agree()
    assert "Chưa có phiếu nào" in (await client.get(public)).text
    assert keys_of(desk) == []


async def test_an_opinion_poll_is_nowhere_called_a_vote(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    shown = [(await client.get(each)).text for each in (page, page.replace("/console/polls/", "/gop-y/"))]
    await client.post(f"{page}/close")
    await desk.agree()
    shown += [(await client.get(each)).text for each in (page, page.replace("/console/polls/", "/gop-y/"))]
    for text in shown:
        assert "không phải kết quả biểu quyết" in text
        assert "biểu quyết" not in text.replace("không phải kết quả biểu quyết", "")


async def test_a_draft_without_text_comes_back_and_an_observer_is_kept_out(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post("/console/polls", data={"title": "Quy ước", "text": ""})
    assert answer.status_code == 422
    assert 'value="Quy ước"' in answer.text
    answer = await client.post("/console/polls", data={"title": " ", "text": TEXT})
    assert answer.status_code == 422
    assert "Giữ sạch ngõ." in answer.text
    watching = await desk.sign_in("quan", role="observer")
    for path in ("/console/polls", "/console/polls/new"):
        assert (await watching.get(path)).status_code == 403


async def test_articles_are_merged_split_corrected_left_out_and_every_version_is_kept(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client, "Điều 1. A\nmột\nhai\nĐiều 2. B\nba")
    await client.post(f"{page}/merge", data={"code": "a1", "version": "1"})
    assert [each.code for each in articles(desk, page)] == ["a1"]
    cut = {"code": "a1", "version": "2", "line": "2", "label": "1a", "title": "Hai"}
    await client.post(f"{page}/split", data=cut)
    assert [each.title for each in articles(desk, page)] == ["Điều 1. A", "Điều 1a. Hai"]
    mended = {"code": "a3", "version": "3", "label": "2", "title": "B", "text": "ba"}
    await client.post(f"{page}/correct", data=mended)
    await client.post(f"{page}/note", data={"code": "a1", "plain": "Dễ hiểu"})
    first, second = articles(desk, page)
    assert (first.plain, first.asked, second.title, second.text) == ("Dễ hiểu", False, "Điều 2. B", "ba")
    kept = desk.database.look(lambda work: poll_drafts.versions(work, polls.get(work, key_of(page)).id))
    assert [(each.number, each.act) for each in kept] == [(4, "correct"), (3, "split"), (2, "merge"), (1, "given")]
    await client.post(f"{page}/back", data={"number": "1"})
    assert [each.text for each in articles(desk, page)] == ["một\nhai", "ba"]
    now = desk.database.look(polls.get, key_of(page))
    assert (now.version, now.fingerprint) == (5, kept[-1].fingerprint)
    assert kept[1].fingerprint != kept[-1].fingerprint
    assert kept[0].fingerprint == kept[-1].fingerprint  # the words were put back as they were


async def test_an_edit_of_a_draft_that_somebody_else_changed_is_refused(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/merge", data={"code": "a1", "version": "1"})
    answer = await client.post(f"{page}/merge", data={"code": "a1", "version": "1"})
    assert answer.status_code == 409
    assert "Có người vừa sửa" in answer.text
    answer = await client.post(f"{page}/merge", data={"code": "a1", "version": "2"})
    assert "không có điều nào sau nó" in answer.text
    answer = await client.post(f"{page}/note", data={"code": "a1", "plain": ""})
    assert "ít nhất một điều" in answer.text


async def test_a_quy_uoc_opens_only_thirty_days_after_its_posting(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/setup", data={**SETUP, "kind": "quy_uoc"})
    assert "ngày niêm yết" in (await client.post(f"{page}/open")).text
    await client.post(f"{page}/setup", data={**SETUP, "kind": "quy_uoc", "posted_on": "2026-10-26"})
    answer = await client.post(f"{page}/open")
    assert answer.status_code == 409
    assert "NĐ 61/2023 Điều 9" in answer.text
    assert desk.database.look(polls.get, key_of(page)).state is PollState.DRAFT
    await client.post(f"{page}/setup", data={**SETUP, "kind": "quy_uoc", "posted_on": "2026-10-25"})
    assert (await client.post(f"{page}/open")).status_code == 303
    await desk.agree()
    assert desk.database.look(polls.get, key_of(page)).state is PollState.OPEN


async def test_an_online_vote_names_every_condition_that_is_not_recorded(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/setup", data={**SETUP, "kind": "vote_15_6", "met_community": "2026-12-01"})
    kept = desk.database.look(polls.get, key_of(page))
    assert (kept.kind, kept.counted_by.value) == (PollKind.VOTE_15_6, "household")
    text = (await client.post(f"{page}/open")).text
    gates = text.partition('id="gates"')[2]
    for each in ("Mặt trận thống nhất", "UBND và UBMTTQ", "thiết bị", "còn ở phía trước", "danh sách hộ"):
        assert each in gates
    assert desk.database.look(polls.get, key_of(page)).state is PollState.DRAFT


async def test_what_was_opened_is_frozen_and_secrecy_is_never_turned_off(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    before = desk.database.look(polls.get, key_of(page))
    answer = await client.post(f"{page}/setup", data={**SETUP, "secrecy": "named", "kind": "article_25"})
    assert answer.status_code == 409
    assert "không sửa được nữa" in answer.text
    for act, sent in (
        ("merge", {"code": "a1", "version": "1"}),
        ("correct", {"code": "a1", "version": "1", "text": "khác"}),
        ("note", {"code": "a1", "plain": "khác", "asked": "1"}),
        ("text", {"text": "Điều 1. Khác"}),
        ("back", {"number": "1"}),
        ("drop", {}),
    ):
        assert (await client.post(f"{page}/{act}", data=sent)).status_code == 409, act
    after = desk.database.look(polls.get, key_of(page))
    assert after == before
    assert after.secrecy is Secrecy.SECRET


async def test_an_article_is_withdrawn_but_never_the_last(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    assert (await client.post(f"{page}/withdraw", data={"code": "a1"})).status_code == 303
    public = (await client.get(page.replace("/console/polls/", "/gop-y/"))).text
    assert "Đã rút" in public
    assert "Giữ sạch ngõ." not in public
    answer = await client.post(f"{page}/withdraw", data={"code": "a2"})
    assert answer.status_code == 409
    assert "Chưa rút được" in answer.text
    await client.post(f"{page}/close")
    await desk.agree()
    assert "Điều 1. Phạm vi" not in re.findall("<table.*</table>", (await client.get(page)).text, re.DOTALL)[0]


async def test_a_cancelled_consultation_says_why_and_its_key_goes(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    assert "ghi lý do" in (await client.post(f"{page}/cancel", data={"why": " "})).text
    assert (await client.post(f"{page}/cancel", data={"why": "Dự thảo phải viết lại"})).status_code == 303
    await desk.agree()
    assert keys_of(desk) == []
    for each in (page, page.replace("/console/polls/", "/gop-y/")):
        assert "Dự thảo phải viết lại" in (await client.get(each)).text
    assert (await client.post(f"{page}/cancel", data={"why": "Lần nữa"})).status_code == 409


async def test_a_dropped_draft_leaves_the_list(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    assert (await client.post(f"{page}/drop")).status_code == 303
    assert page not in (await client.get("/console/polls")).text
    assert (await client.get(page.replace("/console/polls/", "/gop-y/"))).status_code == 404


async def test_everybody_finds_bulletins_and_drafts_from_the_front_page(desk: Desk) -> None:
    browser = await desk.browser()
    front = (await browser.get("/")).text
    assert 'href="/ban-tin"' in front
    assert 'href="/gop-y"' in front
    listed = await browser.get("/gop-y")
    assert listed.status_code == 200
    assert "chưa lấy ý kiến về dự thảo nào" in listed.text
