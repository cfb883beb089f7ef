"""Records in a ward's own sheet, and the portal's catalogue, which only says which codes there are under which name."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civics.answers.portal import is_higher, is_key
from civics.answers.records import MOST_ITEMS, Record, Span
from core.text import fold

Rows = Sequence[Sequence[str]]
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("ma", "maso", "matthc", "mathutuc", "code"),
    "name": ("ten", "tentthc", "tenthutuc", "tenthutuchanhchinh", "name"),
    "who": ("coquan", "coquanthuchien", "coquangiaiquyet"),
    "issued": ("coquanbanhanh", "coquancongbo"),
    "family": ("linhvuc",),
    "time": ("thoihan", "thoihangiaiquyet", "thoigian", "thoigiangiaiquyet"),
    "fee": ("phi", "lephi", "philephi", "mucphi"),
    "fee_online": ("phionline", "phitructuyen"),
    "documents": ("giayto", "hoso", "thanhphanhoso"),
    "where": ("noinop", "diachi", "noitiepnhan", "odau"),
    "basis": ("cancu", "cancuphaply", "quyetdinh", "soquyetdinh"),
    "source": ("nguon", "evidence"),
    "note": ("ghichu", "luuy"),
    "words": ("loihoi", "tukhoa", "cachhoi"),
    "text": ("loivan", "noidung", "traloi"),
    "link": ("duongdan", "link", "lienket"),
    "begins": ("tungay", "effectivefrom", "hieuluctu", "ngayhieuluc"),
    "expires": ("denngay", "effectiveto", "hethieuluc", "hieulucden"),
}
_OF_A_RECORD = frozenset({"time", "fee", "documents", "where", "text"})
_DEEPEST = 15  # rows above the head
_SPAN = re.compile(r"(\d{1,4})\s*(ngày làm việc|ngày|giờ|tháng)\s*\W*(.*)", re.IGNORECASE | re.DOTALL)
_NOTHING = re.compile(r"0(?:[.,]0+)?\s*(?:đồng|vnđ|đ)?\W*", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})")
_WARD = re.compile(r"\b(?:xa|phuong)\b")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a catalogue says of the live records: codes with the names, ours and theirs."""

    new: tuple[tuple[str, str], ...]
    renamed: tuple[tuple[str, str, str], ...]
    gone: tuple[tuple[str, str], ...]
    rows: int


def rows_of(text: str) -> Rows:
    """The rows of a pasted or saved table: cells between tabs, else `;`, `|` or commas, whichever is most used.

    Raises csv.Error for a cell of more than 131,072 characters.
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = whole.split("\n", 20)[:20]
    sign = max("\t;|,", key=lambda each: (sum(line.count(each) for line in lines), each == "\t"))
    rows = csv.reader(
        io.StringIO(whole, newline=""), delimiter=sign
    )  # lines without their ends would lose those of cells
    return [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]


def is_catalogue(rows: Rows) -> bool:
    """Whether the table has codes and names, and nothing that an answer needs."""
    head = _head(rows)
    return head is not None and not _OF_A_RECORD & head[1].keys()


def read(rows: Rows, *, today: date) -> Iterator[Record | None]:
    """The record of each row with a code below the head; None for one without a name. Nothing without a head."""
    head = _head(rows)
    for row in rows[head[0] + 1 :] if head else ():
        said = {name: row[at].strip() if at < len(row) else "" for name, at in (head[1] if head else {}).items()}
        if said["key"]:
            yield _record(said, today=today) if said["name"] else None


def compare(rows: Rows, known: Mapping[str, Record]) -> Catalogue:
    """The difference between a catalogue and the live records that have a code of the portal."""
    head = _head(rows)
    if head is None:
        return Catalogue((), (), (), 0)
    at = head[1]
    listed: dict[str, tuple[str, str]] = {}
    for row in rows[head[0] + 1 :]:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in at.items()}
        if is_key(cells["key"]) and cells["name"]:
            listed[cells["key"]] = cells["name"], cells.get("who", "")
    ours = {key: each for key, each in known.items() if not key.startswith("x-")}
    return Catalogue(
        tuple((key, name) for key, (name, who) in listed.items() if key not in ours and _is_ours(name, who)),
        tuple((key, each.name, listed[key][0]) for key, each in ours.items()
              if key in listed and _bare(each.name) != _bare(listed[key][0])),
        tuple((key, each.name) for key, each in ours.items() if key not in listed), len(listed),
    )  # fmt: skip


def day(text: str) -> date | None:
    """A day as people write it (1/7/2026) or as programs do (2026-07-01)."""
    found = _DAY.search(text)
    if found is None:
        return None
    parts = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _is_ours(name: str, who: str) -> bool:
    return not is_higher(name) and (not who or _WARD.search(fold(who)) is not None)


def _bare(name: str) -> str:
    return " ".join(fold(name).split())


def _head(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """The row that names the columns, and where each is."""
    for number, row in enumerate(rows[:_DEEPEST]):
        heads = [re.sub(r"[^a-z0-9]", "", fold(cell)) for cell in row]
        at = {name: heads.index(each) for name, known in _COLUMNS.items() for each in known if each in heads}
        if {"key", "name"} <= at.keys():
            return number, at
    return None


def _record(said: Mapping[str, str], *, today: date) -> Record:
    def of(name: str) -> str:
        return said.get(name, "")[:2_000]

    fee, remark = _fee(of("fee"))
    online = of("fee_online")
    return Record(
        said["key"][:64], said["name"][:300], code="" if said["key"].startswith("x-") else said["key"][:64],
        who=of("who"), family=of("family"), time=_time(of("time")),
        fee="; ".join(filter(None, [fee, f"nộp trên mạng: {online}" if online and fee else ""])),
        documents=_lines(of("documents")), where=_lines(of("where")), basis=of("basis"), words=_lines(of("words")),
        source=of("source") or "Bảng của phường", note=" ".join(filter(None, [of("note"), remark])), link=of("link"),
        seen=today, text=of("text"), begins=day(of("begins")), expires=day(of("expires")),
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip(" -•") for each in re.split(r"[\n;]", text))))[:MOST_ITEMS]


def _time(text: str) -> Span:
    found = _SPAN.match(text)
    return Span(int(found[1]), found[2].lower(), found[3].strip(" ()")) if found else Span(note=text)


def _fee(text: str) -> tuple[str, str]:
    """The fee as the sheet says it. A 0 alone is no fee; a 0 with more words is set elsewhere, so it is a remark."""
    if _NOTHING.fullmatch(text):
        return "Không thu", ""
    if _NOTHING.match(text) and text[0] == "0":
        return "", f"Lệ phí ghi: {text}"
    return text, ""
