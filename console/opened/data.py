"""Dữ liệu mở: released cases as CSV, JSON and GeoJSON, streamed whole; their schema and a DCAT record.

Sources: RFC 4180 and Table Schema (Frictionless) for the CSV, RFC 7946 for GeoJSON, DCAT 3 of W3C for the record. The
addresses and the names of columns do not change.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from console.frame import serving
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page, say
from console.opened.lasting import lasting
from core.clock import in_vietnam
from core.message import Json
from core.text import sound
from handlers.cases import releasing
from storage.cases import opened_list
from storage.cases.opened_list import Asked, Item
from storage.ward import ward

_BASE = "/du-lieu"
_AT_ONCE = 500  # rows that are in memory
_PIECE = 64_000  # characters that are sent at once
# Column, its type in Table Schema, what it means (in Vietnamese: the schema is the ward's own publication).
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("ma", "string", "Mã công khai, ngẫu nhiên; không phải mã hồ sơ"),
    ("tieu_de", "string", "Tiêu đề do cán bộ viết"),
    ("noi_dung", "string", "Nội dung do cán bộ viết hoặc kiểm tra"),
    ("tra_loi", "string", "Câu trả lời của phường"),
    ("loai", "string", "phan_anh hoặc kien_nghi"),
    ("linh_vuc", "string", "Lĩnh vực"),
    ("tinh_trang", "string", "Tình trạng của hồ sơ"),
    ("to", "string", "Tổ dân phố, xóm"),
    ("noi", "string", "Nơi, không có số nhà"),
    ("vi_do", "number", "Vĩ độ WGS 84, làm tròn khoảng 100 m"),
    ("kinh_do", "number", "Kinh độ WGS 84, làm tròn khoảng 100 m"),
    ("ngay_bao", "date", "Ngày báo"),
    ("ngay_tra_loi", "date", "Ngày trả lời"),
    ("cap_nhat", "date", "Ngày thay đổi sau cùng"),
)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_BASE, front, methods=["GET"])
    for name, body in (("viec-da-bao.csv", table), ("viec-da-bao.json", whole), ("viec-da-bao.geojson", geojson),
                       ("schema.json", schema), ("dcat.jsonld", dcat)):  # fmt: skip
        routes.add_api_route(f"{_BASE}/{name}", body, methods=["GET"])
    return routes


def front(request: Request) -> Response:
    """What there is, under which licence, and what is left out."""
    about = f"{context_of(request).settings.public_url}{_BASE}"
    return lasting(
        request, page(request, "opened/data.html", licence=_setting(request, releasing.LICENCE), about=about)
    )


def _setting(request: Request, key: str) -> str:
    return str(look(request, ward.setting, key) or "")


def row_of(item: Item, names: Mapping[int, str]) -> dict[str, Json]:
    """One row, by the names of the columns. Days only: the hour would help to find who it was."""
    over = item.answered_at if item.over else None
    return dict(
        zip(
            (each[0] for each in COLUMNS),
            (
                *(item.key, item.title, item.text, item.answer, item.kind, item.topic, item.state),
                *(names.get(item.unit_id or 0, ""), item.place),
                *((item.point.lat, item.point.lon) if item.point else (None, None)),
                in_vietnam(item.filed_at).date().isoformat(),
                in_vietnam(over).date().isoformat() if over else None,
                in_vietnam(item.updated_at).date().isoformat(),
            ),
            strict=True,
        )
    )


def _streamed(
    request: Request, kind: str, name: str, write: Callable[[Iterator[dict[str, Json]]], Iterator[str]]
) -> Response:
    """The rows as they are read, some hundred at a time: what was sealed meanwhile is not in the later ones."""
    names = look(request, ward.unit_names)

    def rows() -> Iterator[dict[str, Json]]:
        asked = Asked()
        while some := look(request, opened_list.some, asked, limit=_AT_ONCE):  # each in a transaction of its own
            yield from (row_of(each, names) for each in some)
            asked = Asked(after=some[-1].after)

    headers = {**serving.as_file(name), "Cache-Control": serving.MINUTE, "Access-Control-Allow-Origin": "*"}
    return StreamingResponse(_in_pieces(write(rows())), media_type=kind, headers=headers)


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """The same in pieces of some kilobytes: each piece is a walk to a thread and back."""
    waiting: list[str] = []
    size = 0
    for each in lines:
        waiting.append(each)
        size += len(each)
        if size > _PIECE:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def table(request: Request) -> Response:
    """CSV: UTF-8 with a BOM for Excel, commas, CRLF."""

    def write(rows: Iterator[dict[str, Json]]) -> Iterator[str]:
        yield "\ufeff" + _csv([each[0] for each in COLUMNS])
        for row in rows:
            yield _csv([_guarded(each) for each in row.values()])

    return _streamed(request, "text/csv; charset=utf-8", "viec-da-bao.csv", write)


def _csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _guarded(value: Json) -> str:
    """A text that a spreadsheet would take for a formula begins with an apostrophe. Numbers stay as they are."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else str(value)
    text = sound(str(value))
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def whole(request: Request) -> Response:
    """A JSON list of objects."""

    def write(rows: Iterator[dict[str, Json]]) -> Iterator[str]:
        before = "["
        for row in rows:
            yield before + json.dumps(row, ensure_ascii=False)
            before = ",\n"
        yield "]" if before != "[" else "[]"

    return _streamed(request, "application/json; charset=utf-8", "viec-da-bao.json", write)


def geojson(request: Request) -> Response:
    """A FeatureCollection of those that have a point; longitude first, as RFC 7946 says."""

    def write(rows: Iterator[dict[str, Json]]) -> Iterator[str]:
        before = '{"type":"FeatureCollection","features":['
        for row in rows:
            lat, lon = row.pop("vi_do"), row.pop("kinh_do")
            if lat is None:
                continue
            shape: Json = {"type": "Point", "coordinates": [lon, lat]}
            yield before + json.dumps({"type": "Feature", "geometry": shape, "properties": row}, ensure_ascii=False)
            before = ",\n"
        yield ("" if before == ",\n" else before) + "]}"

    return _streamed(request, "application/geo+json; charset=utf-8", "viec-da-bao.geojson", write)


def schema(request: Request) -> Response:
    """The columns of the CSV as Table Schema."""
    fields = [{"name": name, "type": kind, "description": about} for name, kind, about in COLUMNS]
    found = {"fields": fields, "primaryKey": "ma", "missingValues": [""], "encoding": "utf-8-sig",
             "description": "Văn bản bắt đầu bằng = + - @ có thêm dấu ' ở trước."}  # fmt: skip
    return lasting(request, JSONResponse(found))


def dcat(request: Request) -> Response:
    """The dataset as DCAT in JSON-LD."""
    base = context_of(request).settings.public_url
    licence, contact = _setting(request, releasing.LICENCE), _setting(request, releasing.CONTACT)
    files = (("viec-da-bao.csv", "text/csv"), ("viec-da-bao.json", "application/json"),
             ("viec-da-bao.geojson", "application/geo+json"))  # fmt: skip
    changed = look(request, opened_list.newest_change)
    found: dict[str, object] = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{base}{_BASE}", "@type": "dcat:Dataset",
        "dct:title": {"@value": say(request, "opened.title"), "@language": "vi"},
        "dct:description": {"@value": say(request, "opened.data_left_out"), "@language": "vi"},
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": context_of(request).settings.ward_name},
        "dct:conformsTo": {"@id": f"{base}{_BASE}/schema.json"},
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": f"{base}{_BASE}/{name}"}, "dcat:mediaType": kind,
             **({"dct:license": {"@id": licence}} if licence else {})}
            for name, kind in files
        ],
    }  # fmt: skip
    if licence:
        found["dct:license"] = {"@id": licence}
    if contact:
        found["dcat:contactPoint"] = {"@id": f"mailto:{contact}"}
    if changed:
        when = in_vietnam(changed).isoformat(timespec="seconds")
        found["dct:modified"] = {"@value": when, "@type": "xsd:dateTime"}
    return lasting(request, JSONResponse(found, media_type="application/ld+json"))
