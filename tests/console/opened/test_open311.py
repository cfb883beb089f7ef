"""Open311 as real clients call it (docs/open311.md), over HTTP: what they get, and what the intake gets."""

import re
from datetime import datetime, timedelta
from itertools import count
from xml.etree import ElementTree as ET

import httpx
import pytest

from civics.open311 import CallError, Fields, moment, states, window
from handlers.cases import open311
from storage.tables.cases import cases, entries
from tests.console.cases.casework import jpeg
from tests.console.conftest import HERE, Desk
from tests.console.opened.released import Released

V2 = "/open311/v2"
LAMP = {"service_code": "dien-nuoc", "description": "Đèn hỏng\r\n\r\nNgõ 12", "lat": "21.620300", "long": "105.843200"}


async def other(desk: Desk) -> httpx.AsyncClient:
    """Another program: no browser, no cookie, no word of where it comes from."""
    transport = httpx.ASGITransport(desk.app, client=("192.0.2.9", 40_000))
    return await desk.stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=HERE))


def key_of(desk: Desk, *, per_hour: int = 60) -> str:
    return desk.database.run(open311.make_key, name="FixMyStreet", per_hour=per_hour, by=desk.hire(f"k{per_hour}"))


def rows(desk: Desk, table: object) -> list[object]:
    every = table.select().order_by(*table.primary_key)  # type: ignore[attr-defined]
    return desk.database.look(lambda work: list(work.conn.execute(every).all()))


async def test_a_report_goes_into_the_same_intake_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    client, key = await other(desk), key_of(desk)
    form = {
        **LAMP, "api_key": key, "attribute[fixmystreet_id]": "4711", "attribute[mau][]": "đỏ", "first_name": "Nguyễn",
        "last_name": "Thị Lan", "phone": "0912345678", "email": "lan@mail.example", "media_url": "http://127.0.0.1/a.jpg",
    }  # fmt: skip
    first = await client.post(f"{V2}/requests.xml", data=form)
    assert first.status_code == 200, first.text
    assert "=" not in first.text.partition("?>")[2], "no attribute anywhere: FixMyStreet would post it again"
    given = ET.fromstring(first.text).findtext("request/service_request_id") or ""
    assert re.fullmatch(r"[A-Za-z0-9-]{1,40}", given)
    again = await client.post(f"{V2}/requests.json", data={**form, "description": "khác"})
    assert again.json()[0]["service_request_id"] == given, "the other program's number is the key"
    filed = rows(desk, cases)
    assert len(filed) == 1
    row = filed[0]
    assert (row.origin, row.topic, row.text, row.name, row.phone) == (  # type: ignore[attr-defined]  # a row
        "open311", "dien_nuoc", "Đèn hỏng\n\nNgõ 12", "Nguyễn Thị Lan", "0912345678",
    )  # fmt: skip
    note = " ".join(each.text for each in rows(desk, entries) if each.kind == "note")  # type: ignore[attr-defined]  # a row
    assert all(
        each in note for each in ("FixMyStreet", "4711", "lan@mail.example", "mau: đỏ", "http://127.0.0.1/a.jpg")
    )
    assert row.code not in first.text  # type: ignore[attr-defined]  # a row
    assert key not in caplog.text
    hoa = await desk.sign_in("hoa", role="officer")
    assert "Qua Open311" in (await hoa.get(f"/console/cases/{row.code}")).text  # type: ignore[attr-defined]  # a row
    assert (await client.get(f"{V2}/requests/{given}.json")).status_code == 404, "it is filed, not released"


async def test_doubles_files_limits_and_the_test_endpoint(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk, per_hour=3)
    one = (await client.post(f"{V2}/requests.json?api_key={key}", data=LAMP)).json()[0]["service_request_id"]
    two = (await client.post(f"{V2}/requests.json?api_key={key}", data=LAMP)).json()[0]["service_request_id"]
    assert one == two, "the same words at the same place within a day"
    tried = await client.post(
        f"/open311/test{V2.removeprefix('/open311')}/requests.json", data={**LAMP, "api_key": key}
    )
    assert tried.json()[0]["service_request_id"] == "TEST"
    photos = {"media": ("a.jpg", jpeg()), "photo1": ("b", jpeg("#111")), "photo2": ("c.jpg", b"not a picture \x00")}
    sent = await client.post(
        f"{V2}/requests.json", data={**LAMP, "description": "Hai ảnh", "api_key": key}, files=photos
    )
    assert sent.status_code == 200, sent.text
    assert rows(desk, cases)[-1].photos == 2  # type: ignore[attr-defined]  # a row
    note = " ".join(each.text for each in rows(desk, entries) if each.kind == "note")  # type: ignore[attr-defined]  # a row
    assert "c.jpg" in note
    desk.clock.pass_(timedelta(hours=25))
    words = count()
    for _ in range(3):
        assert (
            await client.post(f"{V2}/requests.json", data={**LAMP, "description": f"{next(words)}", "api_key": key})
        ).is_success
    late = await client.post(f"{V2}/requests.json", data={**LAMP, "description": "nữa", "api_key": key})
    assert (late.status_code, late.headers["retry-after"], late.json()[0]["code"]) == (429, "600", "429")


async def test_what_is_wrong_is_told_in_the_asked_format(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk)

    async def refused(data: dict[str, str], status: int, *parts: str, form: str = "json") -> None:
        found = await client.post(f"{V2}/requests.{form}", data=data)
        assert found.status_code == status, found.text
        assert all(each in found.text for each in parts), found.text

    await refused(LAMP, 403, "api_key")
    await refused({**LAMP, "api_key": "x"}, 403, "<errors><error><code>403</code>", form="xml")
    await refused({**LAMP, "api_key": key, "service_code": "x", "description": ""}, 404, "services", "description")
    await refused({"api_key": key}, 400, "service_code", "lat", "address_string")
    await refused({**LAMP, "api_key": key, "long": ""}, 400, "có cả hai")
    await refused({**LAMP, "api_key": key, "lat": "21,62"}, 400, "dấu chấm")
    await refused({**LAMP, "api_key": key, "lat": "nan"}, 400, "dấu chấm")
    await refused({**LAMP, "api_key": key, "description": "a" * 4001}, 400, "4000")
    await refused({**LAMP, "api_key": key, "jurisdiction_id": "hanoi.vn"}, 404, "jurisdiction_id")
    bad = await client.post(
        f"{V2}/requests.json",
        content=b"description=\xff",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (bad.status_code, bad.json()[0]["code"]) == (400, "400")
    for method, address, status in (
        ("GET", f"{V2}/requests.yaml", 404), ("GET", f"{V2}/requests", 404), ("PUT", f"{V2}/requests.json", 405),
        ("GET", f"{V2}/services/x.json", 404), ("GET", f"{V2}/requests/x.xml", 404), ("GET", "/open311/x.json", 404),
        ("OPTIONS", f"{V2}/services.json", 405), ("GET", f"{V2}/requests.json?status=xyz", 400),
        ("GET", f"{V2}/requests.json?start_date=29/11/2026", 400), ("GET", f"{V2}/requests.json?page_size=1001", 400),
        ("GET", f"{V2}/requests.json?start_date=2026-01-01&end_date=2026-11-01", 400),
    ):  # fmt: skip
        found = await client.request(method, address)
        assert found.status_code == status, (address, found.text)
        assert "html" not in found.headers["content-type"], address
    assert rows(desk, cases) == []


async def test_services_and_released_requests_are_read_in_both_formats_and_nothing_else(desk: Desk) -> None:
    ward, client = Released(desk), await other(desk)
    lists = (await client.get(f"{V2}/services.json?jurisdiction_id=null")).json()
    parsed = ET.fromstring((await client.get(f"{V2}//services.xml")).text)
    assert [each["service_code"] for each in lists] == [each.text for each in parsed.iter("service_code")]
    assert all(each["metadata"] is True for each in lists)
    definition = (await client.get(f"{V2}/services/duong-sa.json")).json()
    assert [each["code"] for each in definition["attributes"]] == ["fixmystreet_id"]
    assert ET.fromstring((await client.get(f"{V2}/service/duong-sa.xml")).text).findtext(
        "attributes/attribute/automated"
    )
    assert (await client.get(f"{V2}/requests.xml")).text.endswith("<service_requests/>")
    assert (await client.get(f"{V2}/requests.json")).json() == []
    filed, key = ward.release("Ổ gà & <hố>", topic="duong_sa", told={"text": "Sâu", "place": "số 7 đường Chùa Hang"})
    sealed, other_key = ward.release("Ổ gà sẽ niêm phong", topic="duong_sa")
    found = (await client.get(f"{V2}/requests/{key}.json")).json()
    assert len(found) == 1
    assert len(found[0]) == 17
    assert (found[0]["service_request_id"], found[0]["lat"], found[0]["address"], found[0]["status"]) == (
        key, 21.62, "đường Chùa Hang", "open",
    )  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", found[0]["requested_datetime"])
    answer = await client.get(f"{V2}/requests.xml?service_request_id={key},{other_key},V-UNKNOWN")
    tree = ET.fromstring(answer.text)
    assert all(not each.attrib for each in tree.iter()), "no attribute, no namespace"
    assert len(tree) == 2
    assert not any(each in answer.text for each in (filed.code, "0912", "Bác Tư", "số 7"))
    assert answer.headers["access-control-allow-origin"] == "*"
    for query, many in (
        ("status=open,closed", 2), ("status=closed", 0), ("service_code=rac-thai", 0), ("page=2&page_size=1", 1),
        ("start_date=2026-11-24T00:00:00+07:00&end_date=", 2), ("end_date=2026-11-24T00:00:00Z", 0),
        ("extensions=true", 2),
    ):  # fmt: skip
        assert len((await client.get(f"{V2}/requests.json?{query}")).json()) == many, query
    ward.seal(sealed)
    gone = [(await client.get(f"{V2}/requests/{each}.xml")).content for each in (other_key, "V-NEVER")]
    assert gone[0] == gone[1], "sealed and never there are the same"
    assert "niêm phong" not in (await client.get(f"{V2}/requests.json")).text
    assert (await client.get(f"{V2}/tokens/{key}.json")).json() == [{"service_request_id": key, "token": key}]
    found = (await client.get("/open311/discovery.json")).json()
    assert [each["type"] for each in found["endpoints"]] == ["production", "test"]
    assert found["endpoints"][0]["url"] == f"{HERE}{V2}"
    assert (
        len(
            ET.fromstring((await client.get("/open311/discovery.xml")).text).findall(
                "endpoints/endpoint/formats/format"
            )
        )
        == 4
    )


async def test_an_admin_makes_and_revokes_keys_and_sets_what_is_released(desk: Desk) -> None:
    admin, client = await desk.sign_in("quan.tri", role="admin"), await other(desk)
    page = "/console/settings/opened"
    made = await admin.post(f"{page}/keys", data={"name": "FixMyStreet", "per_hour": "60"})
    key = re.findall(r"[0-9a-f]{40}", made.text)[0]
    assert key not in (await admin.get(page)).text, "shown once"
    assert (await admin.post(f"{page}/keys", data={"name": "", "per_hour": "0"})).status_code == 422
    assert (await client.post(f"{V2}/requests.json", data={**LAMP, "api_key": key})).status_code == 200
    revoke = re.findall(rf'action="({page}/keys/\d+/revoke)"', (await admin.get(page)).text)[0]
    assert (await admin.post(revoke)).status_code == 303
    assert (await client.post(f"{V2}/requests.json", data={**LAMP, "api_key": key})).status_code == 403
    bad = await admin.post(page, data={"licence": "javascript:alert(1)", "topic": ["duong_sa"]})
    assert bad.status_code == 422
    saved = await admin.post(
        page, data={"licence": "https://l.example/by", "topic": ["duong_sa", "x"], "contact": "a@b.vn"}
    )
    assert saved.status_code == 303
    hooked = await admin.post(f"{page}/hooks", data={"url": "https://province.example/in"})
    secret = re.findall(r"whsec_[A-Za-z0-9+/=]+", hooked.text.replace("&#43;", "+"))[0]
    text = (await admin.get(page)).text
    assert secret not in text, "shown once"
    assert (await admin.post(f"{page}/hooks", data={"url": "http://10.0.0.1/"})).status_code == 422
    end = re.findall(rf'action="({page}/hooks/\d+/end)"', text)[0]
    assert (await admin.post(end)).status_code == 303
    assert "Đã thôi" in (await admin.get(page)).text
    assert text.count(" checked") == 1
    assert "https://l.example/by" in (await client.get("/du-lieu")).text


def test_moments_states_windows_and_repeated_fields_in_every_shape() -> None:
    noon = datetime.fromisoformat("2026-11-29T12:00:00+07:00")
    for each in (
        "2026-11-29T12:00:00+07:00", "2026-11-29T05:00:00Z", "2026-11-29T12:00:00 07:00",
        "2026-11-29T12:00:00.000+07:00", "2026-11-29T12:00:00",
    ):  # fmt: skip
        assert moment(each) == noon, each
    assert moment("2026-11-29").hour == 0
    with pytest.raises(CallError):
        moment("29/11/2026")
    assert (states([]), states(["open"]), states(["Closed"]), states(["closed", "open"])) == (None, False, True, None)
    begin, end = window("", "2026-11-29", now=noon)
    assert begin is not None
    assert end is not None
    assert (end - begin).days == 90
    shapes = (("attribute[X]", "1"), ("attribute[X][]", "2"), ("attribute[X][0]", "3"), ("attribute[Y]", ""))
    assert Fields(shapes).attributes() == {"X": ["1", "2", "3"]}
    assert Fields((("media_url", "a"), ("media_url[]", "b"))).every("media_url") == ["a", "b"]
    assert Fields((("status", "open"), ("status", ""))).one("status") == "open"
