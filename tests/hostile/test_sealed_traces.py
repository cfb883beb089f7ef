"""Somebody with the database, its backups and files, but without SECRET_KEY, cannot link a person to a denunciation.

Staff who are not on the named list see what they would see if there were no denunciation.
"""

import random
import re
import shutil
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from console.app import build
from console.frame.context import Context
from core.message import Outgoing
from core.settings import Settings
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, presence
from storage.cases.cases import Filing
from storage.database import backup
from storage.database.database import Database
from storage.database.seal import MARK, Seal
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import Kept
from storage.media.files import Folder
from storage.people import staff
from storage.tables.columns import metadata
from storage.ward import audit
from storage.ward.sight import Reader
from tests.console.conftest import HERE, KEY, Desk, StoppedClock, hashed
from tests.databases import Now
from tests.handlers.street import Citizen, Street
from tests.parts import migrated, shared, ward_of

__all__ = ["hashed"]

SECRET = "chủ thầu họ Lê rút ruột công trình trường học"
ORDINARY = ("Đèn đường ngõ 12 hỏng, tối lắm", "Rác ở chợ chưa ai dọn cả tuần", "Nước máy đục từ hôm qua đến nay")

# Columns that hold another row's id without a foreign key.
_POINTS = {("runs", "case_id"): "cases", ("chats", "open_case_id"): "cases", ("inbox", "chat"): ""}
_HUBS = frozenset({"staff", "units", "instance", "ward", "topics", "job_runs", "counters"})  # lead from all to all
_TELLING = re.compile(r"(?=.*[0-9A-Z])\S{6,}")  # "private" and "petition" are words of ours that all rows share
_EVERYONES = 3  # rows of so many people that share a value: it tells nothing of one


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    return Street(store, now)


def pause(street: Street) -> None:
    """No two acts of the test share a moment by accident: whoever meets one twice has found a trace."""
    street.now.pass_(seconds=61, microseconds=random.randrange(1, 999_999))


def denounce(lan: Citizen, *, photo: bool = False) -> None:
    """Tell a denunciation in the web chat, to its end."""
    street = lan.street
    steps: tuple[Callable[[], object], ...] = (
        lambda: lan.say("tố cáo"),
        lambda: lan.press("Tôi hiểu, tiếp tục"),
        lambda: lan.say(SECRET),
        lambda: lan.photo("upload-77") if photo else None,
        lambda: lan.press("Đổi nơi"),
        lambda: lan.say("gần nhà bà Tư xóm Ao Lang"),
        lambda: lan.press("Gửi đi"),
    )
    for step in steps:
        step()
        pause(street)


def named_reader(work: UnitOfWork) -> Reader:
    made = staff.add(work, "lan", name="Lê Thị Lan", password="x", role="admin", reads_sealed=True)
    return Reader(made, "admin", reads_sealed=True)


def sealed_id(street: Street) -> int:
    (found,) = [row["id"] for row in street.rows("cases") if row["sealed"]]
    assert isinstance(found, int)
    return found


def everything(street: Street) -> dict[str, list[Mapping[str, object]]]:
    """All rows as the database holds them, moments as they stand."""

    def read(work: UnitOfWork) -> dict[str, list[Mapping[str, object]]]:
        return {
            table.name: [dict(row._mapping) for row in work.conn.execute(table.select())]
            for table in metadata.sorted_tables
        }

    return street.store.look(read)


def traces(table: str, row: Mapping[str, object]) -> Iterator[tuple[object, ...]]:
    """What a row may share with another: its own id, ids it names, long texts, numbers, moments to the microsecond."""
    columns = metadata.tables[table].columns
    for name, value in row.items():
        if value is None or isinstance(value, bool):
            continue
        targets = {key.column.table.name for key in columns[name].foreign_keys}
        pointed = targets or {found for found in [_POINTS.get((table, name))] if found}
        if name == "id":
            yield ("id", table, value)
        elif pointed - _HUBS:
            yield from (("id", each, value) for each in pointed - _HUBS)
        elif isinstance(value, datetime):
            yield ("moment", value)
        elif isinstance(value, int) and abs(value) > 1 << 20:
            yield ("number", value)
        elif isinstance(value, str) and _TELLING.fullmatch(value) and not value.startswith(MARK):
            yield ("text", value)


def reached(
    rows: dict[str, list[Mapping[str, object]]], start: list[tuple[str, int]]
) -> dict[tuple[str, int], tuple[object, ...]]:
    """All rows (table, place) that can be reached over shared values, each with its way; what many share is no way."""
    holders: dict[tuple[object, ...], list[tuple[str, int]]] = {}
    for table, found in rows.items():
        for place, row in enumerate(found):
            if table not in _HUBS:
                for trace in traces(table, row):
                    holders.setdefault(trace, []).append((table, place))
    common = {trace for trace, at in holders.items() if trace[0] == "text" and len(at) > 3 * _EVERYONES}
    seen: dict[tuple[str, int], tuple[object, ...]] = dict.fromkeys(start, ())
    waiting = deque(start)
    while waiting:
        table, place = waiting.popleft()
        for trace in traces(table, rows[table][place]):
            for other in holders.get(trace, ()) if trace not in common else ():
                if other not in seen:
                    seen[other] = (*seen[table, place], (table, trace))
                    waiting.append(other)
    return seen


def of_person(rows: dict[str, list[Mapping[str, object]]], name: str) -> list[tuple[str, int]]:
    """Where somebody who knows the browser of a person begins: every row that says it."""
    known = {f"chat-{name}", name}
    return [(t, n) for t, found in rows.items() for n, row in enumerate(found) if known & {*map(str, row.values())}]


def of_sealed(rows: dict[str, list[Mapping[str, object]]]) -> set[tuple[str, int]]:
    """The rows of sealed cases."""
    ids = {row["id"] for row in rows["cases"] if row["sealed"]}
    found = {("cases", n) for n, row in enumerate(rows["cases"]) if row["sealed"]}
    for table in ("entries", "attachments", "audit", "sealed_trail", "presence"):
        found |= {(table, n) for n, row in enumerate(rows[table]) if row["case_id"] in ids}
    entry_ids = {rows["entries"][n]["id"] for table, n in found if table == "entries"}
    further = enumerate(rows["entry_messages"])
    return found | {("entry_messages", n) for n, row in further if row["entry_id"] in entry_ids}


def shape(row: Mapping[str, object]) -> tuple[object, ...]:
    """Which columns of a row are filled, its flags and its state."""
    told = {key: value for key, value in row.items() if key not in {"unique_key", "asked_message_id"}}
    return tuple(
        (key, value if isinstance(value, bool) or key == "state" else value is None) for key, value in told.items()
    )


def whole_life(street: Street) -> None:
    """Three open cases, and one denunciation that is answered, added to, and looked at again by its author."""
    by = street.store.run(named_reader)
    for name, text in zip(("An", "Bình", "Chi"), ORDINARY, strict=True):
        citizen = street.person(name).greeted()
        pause(street)
        citizen.files(text)
        pause(street)
    lan = street.person("Lan").greeted()
    pause(street)
    denounce(lan, photo=True)
    case_id = sealed_id(street)
    for file in street.store.run(attachments.wanted):
        street.store.run(attachments.kept, file.id, Kept("d" * 64, "s" * 64, 999, "image/jpeg", sealed=True))
        pause(street)
    street.store.run(case_acts.mark_read, case_id, by=by)
    pause(street)
    street.store.run(case_answers.answer, case_id, text="Ban Thanh tra đã nhận.", by=by, says=Outgoing("Đã nhận."))
    street.now.pass_(seconds=62)
    street.send()
    assert lan.sees() == "Đã nhận."
    answer = lan.all()[-1]
    pause(street)
    lan.quote(answer.id, "Tôi có thêm giấy tờ về việc này", from_bot=True)
    assert "Đã thêm vào hồ sơ" in lan.sees()
    pause(street)
    lan.say("hồ sơ")
    pause(street)


def test_no_way_leads_from_a_person_to_a_denunciation(street: Street) -> None:
    whole_life(street)
    rows = everything(street)
    start = of_person(rows, "Lan")
    assert {table for table, _ in start} >= {"chats", "persons", "runs"}, "the attacker knows the browser"
    ways = reached(rows, start)
    assert not [(each, ways[each]) for each in sorted(of_sealed(rows)) if each in ways][:3]


def test_the_attacker_can_find_what_is_not_hidden(street: Street) -> None:
    """The same search leads to every open case: it is not blind."""
    whole_life(street)
    rows = everything(street)
    for name in ("An", "Bình", "Chi"):
        ways = reached(rows, of_person(rows, name))
        assert any(table == "cases" for table, _ in ways), name
        assert not [(each, ways[each]) for each in sorted(of_sealed(rows)) if each in ways][:3]


def test_a_case_that_is_sealed_later_is_cut_off_too(street: Street) -> None:
    by = street.store.run(named_reader)
    lan = street.person("Lan").greeted()
    pause(street)
    lan.files("Làm sổ cho nhà tôi, địa chính hẹn mãi không xong")
    pause(street)
    (case_id,) = [row["id"] for row in street.rows("cases")]
    assert isinstance(case_id, int)
    street.store.run(case_acts.change_kind, case_id, kind="to_cao", by=by)
    pause(street)
    rows = everything(street)
    kept = {each for each in of_sealed(rows) if each[0] != "audit"}  # the open trail of before can't be unwritten
    ways = reached({**rows, "audit": []}, of_person(rows, "Lan"))
    assert not [(each, ways[each]) for each in sorted(kept) if each in ways][:3]
    lan.say("hồ sơ")
    assert "Tố cáo" in lan.sees()


def test_rows_of_who_denounced_look_like_those_of_who_gave_a_petition_up(street: Street) -> None:
    for name in ("Lan", "Mai"):
        citizen = street.person(name).greeted()
        citizen.say("tố cáo" if name == "Lan" else "/phananh")
        if name == "Lan":
            citizen.press("Tôi hiểu, tiếp tục")
        citizen.say(SECRET if name == "Lan" else ORDINARY[0])
        citizen.say("bỏ qua")
        citizen.press("Gửi đi" if name == "Lan" else "Hủy")
    rows = everything(street)
    for table in ("runs", "outbox", "chats", "persons", "residents"):
        chats = {row["chat"]: row["id"] for row in rows["chats"]}
        residents = {row["chat"]: row["resident_id"] for row in rows["chats"]}
        shapes = {
            name: {
                shape(row)
                for row in rows[table]
                if chats[f"chat-{name}"] in (row.get("chat_id"), row["id"] if table == "chats" else None)
                or residents[f"chat-{name}"] in (row.get("resident_id"), row["id"] if table == "residents" else None)
            }
            for name in ("Lan", "Mai")
        }
        assert shapes["Lan"] <= shapes["Mai"], table


def test_no_file_and_no_backup_says_more_than_the_tables(street: Street, tmp_path: Path) -> None:
    whole_life(street)
    copy = tmp_path / "copy.tar"
    settings = Settings(secret_key="k" * 40, database_url=street.store.url, files_dir=tmp_path / "files")
    if street.store.embedded:
        backup.backup(settings.database_url, settings.files_dir, copy)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            whole = path.read_bytes()
            for word in (SECRET, "Ao Lang", "giấy tờ về việc này", "Ban Thanh tra"):
                assert word.encode() not in whole, path.name


# --- what an officer sees ---


async def seen(folder: Path, hashed: str, *, denounced: bool) -> AsyncIterator[tuple[str, str]]:
    """All that an officer, an observer and an admin without the mark see of a ward, page by page."""
    clock = StoppedClock()
    url = migrated(folder / "ward.sqlite3")
    database = Database(url, seal=Seal(KEY), clock=clock)
    files = Folder(folder / "files", seal=Seal(KEY))
    context = Context(
        ward=ward_of(Settings(secret_key=KEY, public_url=HERE, files_dir=folder / "files")), database=database,
        files=files, clock=clock, count=lambda _name: None,
    )  # fmt: skip
    async with AsyncExitStack() as stack:
        desk = Desk(build(context, pages=shared().pages), context, database, clock, stack, hashed)
        desk.hire("hoa", role="officer", name="Hoa")
        desk.hire("chi", role="admin", name="Chi")
        desk.hire("quan", role="observer", name="Quan")
        desk.hire("lan", role="admin", name="Lan", reads_sealed=True)
        browsers = {login: await desk.sign_in(login) for login in ("hoa", "chi", "quan")}
        codes = []
        for number, text in enumerate(ORDINARY):
            clock.pass_(timedelta(minutes=7))
            if denounced and number == 1:
                _denounced(database)
            clock.pass_(timedelta(minutes=7))
            filed = database.run(cases.file, Filing(kind="phan_anh", text=text, name="Bác Tư", message_ids=("m",)))
            codes.append(filed.code)
            by = Reader(1, "officer")
            database.run(case_answers.answer, filed.case_id, text="Đã nhận.", by=by)
        paths = ["/console/", "/console/?view=all", "/console/alerts", "/console/trail", "/console/settings", "/",
                 "/console/?view=all&text=tham", "/console/second", "/console/staff"]  # fmt: skip
        for login, browser in browsers.items():
            for path in [*paths, *(f"/console/cases/{code}" for code in codes)]:
                answer = await browser.get(path)
                yield f"{login} {path.split('/')[-2:]}", f"{answer.status_code} {answer.text}"
            table = await browser.get("/console/export.xlsx?view=all")
            if table.status_code == 200:
                sheet = load_workbook(BytesIO(table.content)).active
                assert sheet is not None
                yield f"{login} export", repr([[cell.value for cell in row] for row in sheet.iter_rows()])
        for staff_id, role in ((1, "officer"), (2, "admin"), (3, "observer")):
            reader = Reader(staff_id, role)
            stream = database.look(audit.since, 0, reader=reader)
            yield f"{role} stream", repr([(each.id, each.act, each.case_id, each.detail) for each in stream])
            yield f"{role} sealed stream", repr(database.look(audit.since_sealed, 0, reader=reader))
            yield f"{role} presence", repr(database.look(presence.everywhere, reader=reader))
    database.close()


def _denounced(database: Database) -> None:
    filed = database.run(cases.file, Filing(kind="to_cao", text=SECRET, name="Bà Năm", message_ids=("m9",)))
    by = Reader(4, "admin", reads_sealed=True)
    database.run(case_acts.mark_read, filed.case_id, by=by)
    database.run(case_answers.answer, filed.case_id, text="Đã nhận.", by=by)
    database.run(presence.touch, filed.case_id, by=by)
    database.run(cases.append, filed.case_id, text="Thêm giấy tờ", staff_id=4)


def plain(text: str) -> str:
    """A page without what is drawn anew for every row and every answer: codes, numbers of files, keys of forms."""
    names: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"<{len(names)}>")

    return re.sub(r"LS-26-\d{6}|\b\d{9,}\b|[A-Za-z0-9_\-]{32,}", named, text)


async def test_who_is_not_on_the_list_sees_the_same_with_and_without_a_denunciation(
    tmp_path: Path, hashed: str
) -> None:
    found: list[list[tuple[str, str]]] = []
    for denounced in (False, True):
        folder = tmp_path / str(denounced)
        found.append([(name, plain(text)) async for name, text in seen(folder, hashed, denounced=denounced)])
        shutil.rmtree(folder, ignore_errors=True)
    without, with_it = found
    assert len(without) == len(with_it) > 30
    for (name, before), (_, after) in zip(without, with_it, strict=True):
        assert before == after, name
