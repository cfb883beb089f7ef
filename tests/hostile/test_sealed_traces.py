"""Somebody with the database, its backups and files, but without SECRET_KEY, cannot link a person to a denunciation.

Staff who are not on the named list see what they would see if there were no denunciation.
"""

import random
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from core.message import Outgoing
from core.settings import Settings
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.database import backup
from storage.database.database import Database
from storage.database.seal import MARK, Seal
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import Kept
from storage.media.files import Folder
from storage.people import staff
from storage.tables.columns import metadata
from storage.ward.sight import Reader
from tests.console.conftest import hashed
from tests.databases import Now
from tests.handlers.street import Citizen, Street

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
        backup.backup(settings.database_url, Folder(settings.files_dir, seal=Seal(settings.secret_key)), copy)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            whole = path.read_bytes()
            for word in (SECRET, "Ao Lang", "giấy tờ về việc này", "Ban Thanh tra"):
                assert word.encode() not in whole, path.name
