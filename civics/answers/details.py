"""A procedure as the national portal prints it (`ChiTietTTHC_<mã>.doc`): labels, and a table below some of them.

It has what the portal's page lacks: the legal basis, the result, and who need not pay the fee.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from civics.answers.portal import longest
from civics.answers.records import MOST_ITEMS, Record
from core.text import fold

_LABELS = (
    *("ma thu tuc", "ten thu tuc", "so quyet dinh", "cap thuc hien", "loai thu tuc", "linh vuc", "trinh tu thuc hien"),
    *("cach thuc thuc hien", "thanh phan ho so", "doi tuong thuc hien", "co quan thuc hien", "co quan co tham quyen"),
    *("dia chi tiep nhan", "co quan duoc uy quyen", "co quan phoi hop", "ket qua thuc hien", "ket qua xu ly"),
    *("can cu phap ly", "yeu cau, dieu kien", "tu khoa", "mo ta", "so bo ho so", "so luong bo ho so"),
)
_WAYS = {"truc tiep": "Nộp tại chỗ", "truc tuyen": "Cổng Dịch vụ công quốc gia", "dich vu buu chinh": "Bưu điện"}
_SPAN = re.compile(r"(\d{1,4})\s*(ngày làm việc|ngày|giờ|tháng)", re.IGNORECASE)
_SIGN = re.compile(r"[:|]")  # between a label and what stands beside it
_PAID = re.compile(r"phí|đồng|miễn|giảm", re.IGNORECASE)
# in a cell without its white space
_NOTHING = re.compile(r"(?:phí|lệphí|phí,lệphí)?:?0(?:[.,]0+)?(?:đồng|vnđ|đ)?(?:\(\))?", re.IGNORECASE)
_FEE = re.compile(r"^(?:phí, )?(?:lệ )?phí\s*:\s*", re.IGNORECASE)
_HEADS = ("ten giay to", "hinh thuc nop", "so ky hieu", "bao gom", "ten giay to, tai lieu")
_MOST = 3_000


def is_detail(lines: Sequence[str]) -> bool:
    """Whether these lines are such a file: they name a code and a name under the portal's labels."""
    return {"ma thu tuc", "ten thu tuc"} <= {label for label, _ in _parts(lines[:400])}


def read(lines: Sequence[str], *, today: date) -> Record | None:
    """The procedure in these lines; the cells of a table's row are joined by ` | `. None without code or name."""
    said: dict[str, list[str]] = {}
    for label, line in _parts(lines):
        said.setdefault(label, []).extend([line] if line else [])
    code, name = "".join(said.get("ma thu tuc", [])[:1]), " ".join(said.get("ten thu tuc", []))
    if not code or not name:
        return None
    ways = [row for row in map(_cells, said.get("cach thuc thuc hien", [])) if fold(row[0]) in _WAYS]
    fee, remark = _fee(ways)
    decision = " ".join(said.get("so quyet dinh", []))[:200]
    results = "; ".join(said.get("ket qua thuc hien", said.get("ket qua xu ly", [])))[:300]
    return Record(
        code.strip(), name[:_MOST], code=code.strip(), who="; ".join(said.get("co quan thuc hien", []))[:_MOST],
        where=tuple(dict.fromkeys(_WAYS[fold(row[0])] for row in ways)),
        documents=_papers(said.get("thanh phan ho so", [])), time=longest([_span(row) for row in ways]), fee=fee,
        basis="; ".join(_basis(said.get("can cu phap ly", [])))[:_MOST], seen=today, confidence="source",
        source="Cổng Dịch vụ công quốc gia" + (f", Quyết định {decision}" if decision else ""),
        note=" ".join(filter(None, [f"Kết quả: {results}." if results else "", remark]))[:_MOST],
    )  # fmt: skip


def _parts(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each line with the label above it; a label itself gives what stands beside it."""
    label = ""
    for line in lines:
        found = _label(line)
        if found:
            label = found
            yield label, line[len(_SIGN.split(line, maxsplit=1)[0]) :].lstrip(" :|").strip()
        elif label and line.strip():
            yield label, line.strip()


def _label(line: str) -> str:
    head = fold(_SIGN.split(line, maxsplit=1)[0]).strip()
    return next(
        (each for each in _LABELS if head == each or (head.startswith(each) and len(head) < len(each) + 12)), ""
    )


def _cells(line: str) -> list[str]:
    return [each.strip() for each in line.split("|")]


def _span(row: Sequence[str]) -> tuple[int | None, str]:
    found = _SPAN.match(row[1]) if len(row) > 1 else None
    return (int(found[1]), found[2].lower()) if found else (None, "")


def _tight(cell: str) -> str:
    return "".join(cell.split())


def _fee(ways: Sequence[Sequence[str]]) -> tuple[str, str]:
    """The fee in the portal's words, with who need not pay; and a remark when it only says 0 beside a note."""
    paid = [each for row in ways for each in row[2:] if _PAID.search(each) or _NOTHING.fullmatch(_tight(each))]
    cells = dict.fromkeys(_FEE.sub("", each) for each in paid)
    told = [each for each in cells if not _NOTHING.fullmatch(_tight(each))]
    nothing = [each for each in cells if _NOTHING.match(_tight(each))]
    if nothing and not told:
        return "Không thu", ""
    if nothing:
        return "", ("Cổng ghi 0 đồng kèm ghi chú: " + "; ".join(told))[:_MOST]
    return "; ".join(told)[:_MOST], ""


def _papers(lines: Sequence[str]) -> tuple[str, ...]:
    found = [_cells(line)[0].lstrip("-+• ") for line in lines]
    kept = [each for each in found if each and not fold(each).startswith(_HEADS)]
    return tuple(dict.fromkeys(each[:1_000] for each in kept))[:MOST_ITEMS]


def _basis(lines: Sequence[str]) -> list[str]:
    return [" ".join(_cells(line)[:2]) for line in lines if not fold(line).startswith(_HEADS)][:20]
