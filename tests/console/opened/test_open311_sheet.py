"""Open311 over HTTP, call by call: what GeoReport v2 and its clients' habits ask of the server (docs/open311.md)."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from civics import open311 as rules
from console.app import build
from handlers.cases import releasing
from storage.tables.cases import cases, entries
from storage.tables.media import attachments
from storage.tables.ward import unit_boundaries
from storage.ward import ward as settings
from tests.console.conftest import Desk
from tests.console.opened.released import Released
from tests.console.opened.test_open311 import LAMP, V2, key_of, other, rows

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, kind)
    return out.getvalue()


def _all(tree: ET.Element, name: str) -> Iterator[str]:
    return (each.text or "" for each in tree.iter(name))


async def test_files_and_pictures_behind_addresses_are_all_kept_or_named(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk)
    large = _picture("PNG") + bytes(4_500_000)  # a phone's picture as PNG, which one client always makes
    files: list[tuple[str, tuple[str, bytes] | tuple[str, bytes, str]]] = [
        ("media", ("a.png", large, "application/octet-stream")),
        *[("media[]", (f"{each}.jpg", _picture("JPEG"), "text/plain")) for each in "bcde"],
        ("file_x", ("sixth.jpg", _picture("JPEG"))),
    ]
    pairs = {**LAMP, "api_key": key, "media_url": ["http://127.0.0.1/1.jpg", "http://127.0.0.1/2.jpg"]}
    sent = await client.post(f"{V2}/requests.xml", data=pairs, files=files)
    assert sent.status_code == 200, sent.text
    assert sorted(each.state for each in rows(desk, attachments)) == ["kept"] * 5 + ["wanted"] * 2  # type: ignore[attr-defined]  # rows
    notes = " ".join(each.text for each in rows(desk, entries) if each.kind == "note")  # type: ignore[attr-defined]  # rows
    assert "sixth.jpg" in notes
    given = ET.fromstring(sent.text).findtext("request/service_request_id")
    remark = {
        "api_key": key,
        "service_request_id": given,
        "update_id": "7",
        "description": "Vẫn tối",
        "first_name": "Tư",
    }
    told = await client.post(
        f"{V2}/servicerequestupdates.xml", data={**remark, "media_url": "http://127.0.0.1/3.jpg"},
        files={"photo1": ("đêm.jpg", _picture("JPEG")), "photo2": ("bảng.doc", b"no \x00")},
    )  # fmt: skip
    assert told.status_code == 200, told.text
    said = [each for each in rows(desk, entries) if each.kind == "said" and "Vẫn tối" in each.text]  # type: ignore[attr-defined]  # rows
    assert all(each in said[0].text for each in ("(Tư)", "http://127.0.0.1/3.jpg", "bảng.doc"))  # type: ignore[attr-defined]  # a row
    shown = [each.state for each in rows(desk, attachments) if each.entry_id == said[0].id]  # type: ignore[attr-defined]  # rows
    assert sorted(shown) == ["kept", "wanted"]


async def test_multipart_text_is_utf8_or_refused(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk)
    lines = [
        f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in {**LAMP, "api_key": key}.items()
    ]
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    whole = "".join(lines).encode() + b"--x--\r\n"
    broken = whole.replace("Đèn".encode(), b"\xd0\xe8n")
    refused = await client.post(f"{V2}/requests.json", content=broken, headers=kind)
    assert (refused.status_code, refused.json()[0]["code"]) == (400, "400"), "not another text than was sent"
    assert (await client.post(f"{V2}/requests.json", content=whole, headers=kind)).status_code == 200
    assert (
        await client.post(f"{V2}/requests.json", content=b"", headers={"Content-Type": "multipart/form-data"})
    ).status_code == 400
    assert [each.text.split("\n")[0] for each in rows(desk, cases)] == ["Đèn hỏng"]  # type: ignore[attr-defined]  # rows


async def test_places_and_doubles(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk)

    async def file(**changed: str) -> tuple[int, str]:
        found = await client.post(f"{V2}/requests.json", data={**LAMP, "api_key": key, **changed})
        return found.status_code, found.json()[0].get("service_request_id") or found.json()[0]["description"]

    unit = desk.database.run(settings.add_unit, "tdp-5", kind="to_dan_pho", name="Tổ dân phố 5")
    box = {"south": 21.61, "north": 21.63, "west": 105.84, "east": 105.85, "rings": []}
    desk.database.run(lambda work: work.conn.execute(unit_boundaries.insert().values(unit_id=unit, **box)))
    status, says = await file(lat="21.100000")
    assert (status, desk.context.settings.ward_name in says) == (400, True)
    one = await file(lat="", long="", address_string="Ngõ 12")
    assert one == await file(lat="", long="", address_string="Ngõ 12")
    assert rows(desk, cases)[-1].place == "Ngõ 12"  # type: ignore[attr-defined]  # a row
    desk.clock.pass_(timedelta(hours=25))
    assert one != await file(lat="", long="", address_string="Ngõ 12"), "a day later it is another case"
    assert len(rows(desk, cases)) == 2


async def test_lists_are_never_cut_in_silence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ward, client, keys = Released(desk), await other(desk), list[str]()
    desk.database.run(settings.put_settings, {releasing.TOPICS: ["duong_sa", "rac_thai", "dien_nuoc", "khac"]})
    for topic in ("duong_sa", "rac_thai", "duong_sa", "rac_thai", "dien_nuoc"):
        keys.insert(0, ward.release(f"Việc {len(keys)}", topic=topic)[1])
        desk.clock.pass_(timedelta(minutes=1))

    async def ids(query: str) -> list[str]:
        found = await client.get(f"{V2}/requests.json?{query}")
        assert found.status_code == 200, found.text
        return [each["service_request_id"] for each in found.json()]

    assert await ids("") == keys
    end = "2026-11-24T10:10:00%2B07:00"
    first = await ids(f"end_date={end}&page=1&page_size=2&extensions=true")
    desk.clock.pass_(timedelta(minutes=10))
    late = ward.release("Mới", topic="khac")[1]
    rest = [await ids(f"end_date={end}&page={page}&page_size=2") for page in (2, 3, 4)]
    assert [first, *rest] == [keys[:2], keys[2:4], keys[4:], []], "only the last page is short; each once"
    assert set(await ids("service_code=duong-sa,rac-thai")) == set(keys[1:])
    assert set(await ids("service_code=duong-sa&service_code=khac")) == {late, keys[2], keys[4]}
    assert (await client.get(f"{V2}/requests.json?service_code=duong-sa,x")).status_code == 404
    unknown = ",".join(f"V-{each:06}" for each in range(2_600))
    assert await ids(f"service_request_id={keys[4]},{unknown},{keys[0]}&status=closed&page_size=1") == [
        keys[0],
        keys[4],
    ]
    too_many = await client.get(f"{V2}/requests.xml?service_request_id={','.join(str(each) for each in range(5_001))}")
    assert "<code>400</code>" in too_many.text
    for since in ("2026-11-24T10:02:00+07:00", "2026-11-24T03:02:00Z", "2026-11-24T10:02:00.000%2B07:00"):
        assert await ids(f"start_date={since}") == [late, *keys[:3]], since
    monkeypatch.setattr(rules, "MOST_PAGE", 3)
    assert await ids("") == [late, *keys[:2]], "without paging: the newest, as many as the specification says"


async def test_what_may_not_be_known_is_one_answer_everywhere(desk: Desk) -> None:
    ward, client, key = Released(desk), await other(desk), key_of(desk)
    sent = await client.post(f"{V2}/requests.json", data={**LAMP, "api_key": key})
    unreleased = sent.json()[0]["service_request_id"]
    filed, sealed = ward.release("Ổ gà", topic="duong_sa")
    shown = (await client.get(f"{V2}/requests/{sealed}.xml")).text
    assert not any(each in shown for each in ("Bác Tư", "0912", filed.code))
    assert all(
        MOMENT.fullmatch(each)
        for name in ("requested_datetime", "updated_datetime")
        for each in _all(ET.fromstring(shown), name)
    )
    ward.seal(filed)
    for form in ("xml", "json"):
        answers = [await client.get(f"{V2}/requests/{each}.{form}") for each in (unreleased, sealed, "V-NEVER0")]
        assert {each.status_code for each in answers} == {404}
        assert len({(each.content, each.headers.get("etag"), each.headers["cache-control"]) for each in answers}) == 1
    assert (await client.get(f"{V2}/tokens/{'x' * 41}.json")).status_code == 404
    tokens = [
        (await client.get(f"{V2}/tokens/{each}.json")).text.replace(each, "") for each in (unreleased, "V-NEVER0")
    ]
    assert tokens[0] == tokens[1], "a token tells nobody whether there is such a case"


async def test_no_xml_has_an_attribute_and_no_error_is_a_page(desk: Desk) -> None:
    Released(desk).release("Ổ gà", topic="duong_sa")
    client, key = await other(desk), key_of(desk)
    for way in ("discovery", "v2/services", "v2/services/duong-sa", "v2/requests", "v2/requests/x", "v2/tokens/x", "y"):
        found = await client.get(f"/open311/{way}.xml")
        assert found.headers["content-type"] == "text/xml; charset=utf-8", way
        assert found.text.startswith("<?xml"), way
        assert not any(each.attrib or "}" in each.tag for each in ET.fromstring(found.text).iter()), way
    posted = await client.post(f"{V2}/requests.xml", data={**LAMP, "api_key": key})
    assert not any(each.attrib for each in ET.fromstring(posted.text).iter())
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
        wrong = await client.request(method, f"{V2}/services.json")
        assert (wrong.status_code, wrong.headers["content-type"]) == (405, "application/json; charset=utf-8"), method
    discovery = ET.fromstring((await client.get("/open311/discovery.xml")).text)
    assert set(_all(discovery, "specification")) == {"http://wiki.open311.org/GeoReport_v2"}
    assert all(rules.moment(each) < desk.clock() for each in _all(discovery, "changeset"))
    assert [len(list(each)) for each in discovery.iter("formats")] == [2, 2]
    assert all(discovery.findtext(each) for each in ("contact", "key_service"))


async def test_calls_of_one_address_are_limited_whatever_their_method(desk: Desk) -> None:
    few = replace(desk.context.limits, pages_per_minute=2)
    desk.app = build(replace(desk.context, limits=few))
    client = await other(desk)
    tried = [await client.post(f"{V2}/requests.xml", data={**LAMP, "api_key": "x"}) for _ in range(3)]
    assert [each.status_code for each in tried] == [403, 403, 429]
    assert int(tried[2].headers["retry-after"]) > 0
    assert "<errors><error><code>429</code>" in tried[2].text
