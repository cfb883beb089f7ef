"""Reads a call of Open311: its format, the parts of its address, its fields and files."""

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from civics import open311 as rules
from civics.open311 import Fault, Fields

_FORMS = {rules.XML, rules.JSON}
_MOST_FIELDS, _MOST_FILES = 500, 10

_Pairs: TypeAlias = tuple[tuple[str, str], ...]
_Files: TypeAlias = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came. `parts`: the address below the endpoint; `test`: at the endpoint that keeps nothing."""

    form: str
    parts: tuple[str, ...]
    fields: Fields
    files: _Files = field(default=(), repr=False)
    test: bool = False
    fault: Fault | None = None


async def read(request: Request, rest: str) -> Call:
    """Read address and body. A body of any kind is read by its type; without a charset it is UTF-8."""
    way, _, ending = rest.rpartition(".")
    form = ending if way and ending in _FORMS else ""
    parts = tuple(each for each in (way if form else rest).split("/") if each)
    query = tuple(request.query_params.multi_items())
    test = parts[:1] == ("test",)
    parts = parts[1:] if test else parts
    call = partial(Call, form or rules.XML, parts, test=test)
    try:
        body, files = await _body(request) if request.method == "POST" else ((), ())
    except (ValueError, MultiPartException):
        return call(Fields(query), fault=Fault(400, "body"))
    return call(Fields((*query, *body)), files, fault=None if form else Fault(404, "format"))


async def _body(request: Request) -> tuple[_Pairs, _Files]:
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return await _parts(request, kind)
    text = (await request.body()).decode("utf-8-sig")
    found = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    return tuple(found), ()


async def _parts(request: Request, kind: str) -> tuple[_Pairs, _Files]:
    """The parts of a multipart body. The parser would read bytes that are no UTF-8 as Latin-1, so we decode them."""
    plain = re.sub(r";\s*charset=[^;]*", "", kind, flags=re.IGNORECASE)
    parser = MultiPartParser(
        Headers({"content-type": f"{plain}; charset=latin-1"}), request.stream(), max_files=_MOST_FILES,
        max_fields=_MOST_FIELDS,
    )  # fmt: skip
    given = await parser.parse()
    try:
        pairs = tuple((_utf8(name), _utf8(value)) for name, value in given.multi_items() if isinstance(value, str))
        parts = [each for _, each in given.multi_items() if isinstance(each, UploadFile)]
        return pairs, tuple([(_utf8(each.filename or "anh"), await each.read()) for each in parts])
    finally:
        await given.close()


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode()
