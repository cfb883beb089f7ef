"""What an officer, an observer and an admin see of a ward, with and without a denunciation."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from console.app import build
from console.frame.context import Context
from core.settings import Settings
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, presence
from storage.cases.cases import Filing
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media.files import Folder
from storage.ward import audit
from storage.ward.sight import Reader
from tests.console.conftest import HERE, KEY, Desk, StoppedClock, hashed
from tests.hostile.test_sealed_traces import ORDINARY, SECRET
from tests.parts import migrated, shared, ward_of

__all__ = ["hashed"]


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
