"""The public pages of cases: released, seen by anybody, gone in the commit that seals or erases."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

from fastapi.routing import APIRoute
from PIL import Image
from sqlalchemy import update

from console.opened import data, figures, machines, open311, public
from storage.across import erasing
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward.ward import put_settings
from tests.console.cases.casework import jpeg
from tests.console.conftest import Desk
from tests.console.opened.released import Released

BASE = "/viec-da-bao"


async def test_staff_release_a_case_with_the_consent_or_the_topic_and_take_it_back(desk: Desk) -> None:
    ward = Released(desk)
    filed = ward.work.file("Ổ gà trước nhà bà Sáu", topic="duong_sa", place="số 7 đường Chùa Hang", name="Trần Thị Sáu")
    photo = ward.work.keep(filed, jpeg(), name="anh.jpg")
    hoa, anybody = await desk.sign_in("hoa", role="officer"), await desk.browser()
    form = f"/console/cases/{filed.code}/opened"
    assert form in (await hoa.get(f"/console/cases/{filed.code}")).text
    page = (await hoa.get(form)).text
    assert "được phường cho đăng" in page
    assert "đường Chùa Hang" in page
    assert "số 7" not in page
    bad = await hoa.post(form, data={"title": "Ổ gà nhà bà Sáu", "text": "Sâu lắm"})
    assert (bad.status_code, "không ai bị nhận ra" in bad.text, "Sâu lắm" in bad.text) == (422, True, True)
    unseen = await hoa.post(form, data={"title": "Ổ gà", "before": str(photo)})
    assert "Cần xem ảnh trước" in unseen.text
    typed = {
        "title": "Ổ gà đường Chùa Hang", "text": "Sâu <b>lắm</b>", "place": "số 7 đường Chùa Hang",
        "before": str(photo), "checked": "yes",
    }  # fmt: skip
    assert (await hoa.post(form, data=typed)).status_code == 303
    key = ward.key(filed)
    shown = (await anybody.get(f"{BASE}/{key}")).text
    assert "Sâu &lt;b&gt;lắm" in shown
    assert not any(each in shown for each in (filed.code, "số 7", "Sáu", "0912", "Bác Tư"))
    picture = await anybody.get(f"{BASE}/{key}/truoc.jpg")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == (
        "image/jpeg", "public, max-age=60, must-revalidate",
    )  # fmt: skip
    assert b"2026:11:20" not in picture.content, "nothing of the camera"
    shared = await anybody.get(f"{BASE}/{key}/chia-se.png")
    assert (shared.headers["content-type"], shared.headers["cache-control"]) == ("image/png", "no-store")
    assert Image.open(io.BytesIO(shared.content)).size == (1200, 630)
    assert f'og:image" content="http://linhson.test{BASE}/{key}/chia-se.png"' in shown
    assert {"case.opened"} <= set(ward.work.acts(filed))
    await hoa.post(form, data={**typed, "title": "Ổ gà đã vá"})
    assert "Ổ gà đã vá" in (await anybody.get(f"{BASE}/{key}")).text, "the address stays"
    assert (await hoa.post(f"{form}/back")).status_code == 303
    assert [(await anybody.get(f"{BASE}/{key}{each}")).status_code for each in ("", "/truoc.jpg", "/chia-se.png")] == [
        404
    ] * 3
    assert {"case.opened_changed", "case.opened_back"} <= set(ward.work.acts(filed))
    other = ward.work.file("Điện yếu", topic="dien_nuoc")
    refused = await hoa.post(f"/console/cases/{other.code}/opened", data={"title": "Điện yếu"})
    assert "Người báo chưa đồng ý" in refused.text
    complaint = ward.work.file("Khiếu nại", kind="khieu_nai", topic="duong_sa")
    refused = await hoa.post(f"/console/cases/{complaint.code}/opened", data={"title": "Khiếu nại"})
    assert "không bao giờ đăng" in refused.text
    observer = await desk.sign_in("quan.sat", role="observer")
    assert (await observer.post(form, data=typed)).status_code == 403


async def test_the_list_is_searched_filtered_drawn_and_told_as_a_feed(desk: Desk) -> None:
    ward = Released(desk)
    unit = ward.work.unit("tdp-5")
    _, hole = ward.release("Ổ gà đường Chùa Hang", topic="duong_sa", unit_id=unit)
    _, rubbish = ward.release("Rác đầu ngõ & <cống>", topic="rac_thai", point=None)
    anybody = await desk.browser()

    async def keys(address: str) -> set[str]:
        answer = await anybody.get(address)
        assert answer.status_code == 200, address
        return set(re.findall(rf'<a href="{BASE}/(V-[A-Z0-9]+)">', answer.text))

    assert await keys(BASE) == {hole, rubbish}
    assert await keys(f"{BASE}?q=o ga chua hang") == {hole}
    assert await keys(f"{BASE}/linh-vuc/rac_thai") == {rubbish}
    assert await keys(f"{BASE}/to/{unit}") == await keys(f"{BASE}?unit={unit}&topic=x&state=y&after=9_z") == {hole}
    assert await keys(f"{BASE}?state=over") == set()
    assert await keys(f"{BASE}?after=99999999999999999_1") in ({hole, rubbish}, set())
    assert [(await anybody.get(f"{BASE}/{each}")).status_code for each in ("linh-vuc/x", "to/999", "V-X")] == [404] * 3
    whole = await anybody.get(BASE)
    assert whole.text.count("<circle") == 1
    assert 'aria-label="Ổ gà đường Chùa Hang"' in whole.text
    assert "105.84321" not in whole.text
    tag = whole.headers["etag"]
    again = await anybody.get(BASE, headers={"If-None-Match": f'W/"x", {tag}'})
    assert (again.status_code, again.content, whole.headers["cache-control"]) == (
        304, b"", "public, max-age=60, must-revalidate",
    )  # fmt: skip
    assert "What people told us" in (await anybody.get(f"{BASE}?lang=en")).text
    feed = ET.fromstring((await anybody.get(f"{BASE}/rss.xml")).text)
    items = feed.findall("channel/item")
    assert {each.findtext("guid") for each in items} == {hole, rubbish}
    assert all((each.findtext("pubDate") or "").endswith("+0700") for each in items)
    framed = await anybody.get(f"{BASE}/nhung")
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "<script" not in framed.text
    assert hole in framed.text


async def test_what_is_sealed_or_erased_is_gone_and_an_observer_sees_what_a_stranger_sees(desk: Desk) -> None:
    ward = Released(desk)
    where: dict[str, Any] = {"topic": "duong_sa", "unit_id": (unit := ward.work.unit("tdp-5"))}
    stays = ward.release("Ổ gà ở lại", **where)[1]
    sealed, one = ward.release("Ổ gà niêm phong", **where)
    erased, two = ward.release("Ổ gà xóa", **where)
    stranger, observer = await desk.browser(), await desk.sign_in("quan.sat", role="observer")
    before = [(await stranger.get(each)).text for each in addresses(one, unit)]
    assert sum("niêm phong" in each for each in before) > 4
    asked = [each.partition("?")[0] for each in addresses(one, unit)]
    forgotten = [
        route.path
        for module in (public, figures, data, machines, open311)
        for route in module.router().routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
        and not any(route.path_regex.fullmatch(each) for each in asked)
    ]  # fmt: skip
    assert forgotten == [], "an address of the public pages that this test does not ask for"
    ward.seal(sealed)
    row = ward.work.row(erased)
    desk.database.run(erasing.erase, row.resident_id)
    for address in (*addresses(one, unit), *addresses(two, unit), *addresses(stays, unit)):
        seen = [await each.get(address) for each in (stranger, observer)]
        assert seen[0].content == seen[1].content, address
        assert not any(each in seen[0].text for each in ("niêm phong", "Ổ gà xóa", sealed.code)), address
        gone = one in address or two in address
        assert seen[0].status_code == (404 if gone else 200), address
        assert gone or not any(each in seen[0].text for each in (one, two)), address


def addresses(key: str, unit: int) -> tuple[str, ...]:
    """Every address at which a case may stand."""
    data = "/du-lieu/viec-da-bao"
    return (
        BASE, f"{BASE}/{key}", f"{BASE}/{key}/chia-se.png",
        f"{BASE}/rss.xml", f"{BASE}/nhung", f"{BASE}/linh-vuc/duong_sa", f"{BASE}?q=o+ga",
        f"{data}.csv", f"{data}.json", f"{data}.geojson", "/sitemap.xml", "/sitemap-viec-1.xml",
        "/con-so", "/du-lieu", "/du-lieu/dcat.jsonld",
        "/du-lieu/con-so.json", "/open311/v2/requests.json", "/open311/v2/requests.xml",
        f"/open311/v2/requests/{key}.json", f"/open311/v2/requests/{key}.xml", "/open311/v2/services.json",
        f"{BASE}/to/{unit}", "/du-lieu/schema.json", "/sitemap-trang.xml", "/robots.txt",
    )  # fmt: skip


async def test_figures_tell_no_small_group_and_the_data_is_whole_and_described(desk: Desk) -> None:
    ward = Released(desk)
    for _ in range(6):
        ward.work.file("Ổ gà", topic="duong_sa")
    ward.work.file("Rác", topic="rac_thai")
    desk.clock.pass_(timedelta(days=1))
    _, key = ward.release("=Ổ gà", topic="duong_sa", told={"text": "Sâu, rộng", "answer": "@vá rồi"})
    ward.release("Rác đầu ngõ", topic="rac_thai", point=None)
    anybody = await desk.browser()
    figures = (await anybody.get("/con-so")).text
    month = figures.partition("Năm nay")[0]
    assert "<strong>7</strong>" in month, "today's are not counted"
    assert "Rác" not in month, "one case is told with the others"
    assert "Các nhóm nhỏ gộp lại" in month
    told = (await anybody.get("/du-lieu/con-so.json")).json()
    assert (told[0]["whole"]["count"], [each["key"] for each in told[0]["topic"]]) == (7, [""]), told
    table = await anybody.get("/du-lieu/viec-da-bao.csv")
    assert table.content.startswith(b"\xef\xbb\xbfma,tieu_de,")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    found = next(each for each in rows if each["ma"] == key)
    assert len(rows) == 2
    assert (found["tieu_de"], found["noi_dung"], found["tra_loi"]) == ("'=Ổ gà", "Sâu, rộng", "'@vá rồi")
    assert (found["vi_do"], found["kinh_do"], found["ngay_bao"]) == ("21.62", "105.843", "2026-11-25")
    whole = (await anybody.get("/du-lieu/viec-da-bao.json")).json()
    assert {each["ma"] for each in whole} == {each["ma"] for each in rows}
    shapes = (await anybody.get("/du-lieu/viec-da-bao.geojson")).json()
    assert [each["geometry"]["coordinates"] for each in shapes["features"]] == [[105.843, 21.62]]
    schema = (await anybody.get("/du-lieu/schema.json")).json()
    assert [each["name"] for each in schema["fields"]] == list(rows[0])
    desk.database.run(put_settings, {"opened.licence": "https://creativecommons.org/licenses/by/4.0/"})
    record = (await anybody.get("/du-lieu/dcat.jsonld")).json()
    assert record["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert record["dct:modified"]["@value"].endswith("+07:00")
    front = (await anybody.get("/du-lieu")).text
    assert "Không có trong dữ liệu" in front
    assert "creativecommons" in front
    index = (await anybody.get("/sitemap.xml")).text
    assert re.findall(r"/(sitemap-[^<]+)</loc>", index) == ["sitemap-trang.xml", "sitemap-viec-1.xml"]
    assert f"/viec-da-bao/{key}</loc>" in (await anybody.get("/sitemap-viec-1.xml")).text
    assert (await anybody.get("/sitemap-viec-2.xml")).status_code == 404
    listed = [
        each.text or "" for each in ET.fromstring((await anybody.get("/sitemap-trang.xml")).text).iter() if each.text
    ]
    pages = [each.removeprefix("http://linhson.test") for each in listed if each.startswith("http://linhson.test/")]
    assert "/viec-da-bao/linh-vuc/duong_sa" in pages
    assert {(await anybody.get(each)).status_code for each in pages[:12]} == {200}
    assert "Disallow: /console" in (await anybody.get("/robots.txt")).text


async def test_an_empty_ward_has_whole_files_too(desk: Desk) -> None:
    anybody = await desk.browser()
    assert (await anybody.get("/du-lieu/viec-da-bao.json")).json() == []
    assert (await anybody.get("/du-lieu/viec-da-bao.geojson")).json()["features"] == []
    assert (await anybody.get("/con-so")).status_code == (await anybody.get(BASE)).status_code == 200


async def test_satisfaction_is_told_by_topic_and_a_page_that_is_known_is_not_sent_again(desk: Desk) -> None:
    ward = Released(desk)
    ids = [ward.work.file("Ổ gà", topic="duong_sa").case_id for _ in range(12)]
    _, key = ward.release("Rác đầu ngõ", topic="rac_thai")

    def said(work: UnitOfWork) -> None:
        closed = {"state": "closed", "answered_at": work.now, "closed_at": work.now}
        work.conn.execute(update(cases).where(cases.c.id.in_(ids[:6])).values(closed))
        work.conn.execute(update(cases).where(cases.c.id.in_(ids[6:11])).values(disputes=1))

    desk.database.run(said)
    desk.clock.pass_(timedelta(days=1))
    anybody = await desk.browser()
    shown = (await anybody.get("/con-so")).text
    assert "Bà con nói đã xong: 55%" in shown
    assert "phat" not in shown, "no officer"
    told = (await anybody.get("/du-lieu/con-so.json")).json()[0]
    assert (told["whole"]["satisfied"], told["whole"]["disputed"]) == (55, 5)
    for address in (BASE, f"{BASE}/{key}", "/con-so"):
        tag = (await anybody.get(address)).headers["etag"]
        again = await anybody.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), address
    assert (await anybody.get("/con-so", headers={"If-None-Match": '"x"'})).status_code == 200


async def test_an_admin_adds_a_webhook_changes_its_secret_and_ends_it(desk: Desk) -> None:
    admin, officer = await desk.sign_in("quan.tri", role="admin"), await desk.sign_in("hoa", role="officer")
    form = "/console/settings/opened/hooks"
    assert (await officer.post(form, data={"url": "https://tinh.example/in"})).status_code == 403
    assert (await admin.post(form, data={"url": "http://tinh.example/in"})).status_code == 422
    secrets = [
        re.findall(r"whsec_[\w+/=]+", (await admin.post(address, data={"url": "https://tinh.example/in"})).text)
        for address in (form, f"{form}/1/secret", "/console/settings/opened")
    ]
    assert [len(each) for each in secrets] == [1, 1, 0], "each is shown once"
    assert secrets[0] != secrets[1]
    assert (await officer.post(f"{form}/1/secret")).status_code == 403
    assert (await admin.post(f"{form}/1/end")).status_code == 303
    assert "Đã thôi" in (await admin.get("/console/settings/opened")).text
    assert [(await admin.post(f"{form}/{each}/secret")).status_code for each in (1, 9)] == [404] * 2
