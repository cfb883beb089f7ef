"""Residents, their cases and files, for tests of the queue and the case's page."""

import io
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image
from sqlalchemy import insert, select

from core.message import Media, MediaKind
from storage.cases import cases
from storage.cases.cases import Filed, Filing
from storage.database.unit import UnitOfWork
from storage.media import attachments, keeping
from storage.tables.cases import cases as case_rows
from storage.tables.messages import chats, outbox
from storage.tables.people import residents
from storage.tables.ward import audit
from storage.ward import audit as trail
from storage.ward import ward
from tests.console.conftest import Desk


def jpeg(colour: str = "#4a7", size: tuple[int, int] = (320, 240)) -> bytes:
    """A small photo that says when it was taken."""
    exif = Image.Exif()
    exif[306] = "2026:11:20 09:12:33"
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"


@dataclass(slots=True)
class Casework:
    """What residents did before the test looks at the console."""

    desk: Desk
    people: int = 0

    def resident(self, *, group: str = "", state: str = "open") -> tuple[int, int]:
        """A resident and their chat (a group with a title, where one is given): (resident, chat)."""
        self.people += 1
        return self.desk.database.run(_resident, self.people, group, state)

    def file(self, text: str = "Rác thải đổ đầu ngõ 12 ba ngày nay", **values: Any) -> Filed:
        """A case; a phản ánh from a private web chat unless said otherwise. `group`, `state` are of the chat."""
        resident_id, chat_id = self.resident(group=values.pop("group", ""), state=values.pop("state", "open"))
        in_group = bool(self.desk.database.look(_group, chat_id))
        given: dict[str, Any] = {
            "kind": "phan_anh", "topic": "rac_thai", "resident_id": resident_id, "chat_id": chat_id,
            "name": "Bác Tư", "phone": "0912 345 678", "message_ids": ("m1",),
            "origin": "group" if in_group else "private", "group_message_id": "m1" if in_group else "", **values,
        }  # fmt: skip
        return self.desk.database.run(cases.file, Filing(text=text, **given))

    def unit(self, name: str) -> int:
        """A group or hamlet."""
        return self.desk.database.run(ward.add_unit, name, kind="to_dan_pho", name=name)

    def keep(self, filed: Filed, content: bytes, *, name: str, kind: str = "photo") -> int:
        """A stored file of a case; returns its id."""
        kept = keeping.keep(self.desk.context.files, content, name=name, sealed=filed.sealed)
        return self.desk.database.run(
            attachments.add_kept, kept, kind=kind, case_id=filed.case_id, sealed=filed.sealed,
            media=Media(MediaKind(kind), kept.stored),
        )  # fmt: skip

    def row(self, filed: Filed) -> Any:
        """The case's row as it is stored."""
        return self.desk.database.look(_row, filed.case_id)

    def sent(self) -> list[tuple[str, str]]:
        """What staff wrote, as it is in the outbox: (state, body). What the service says beside it is left out."""
        return self.desk.database.look(_sent)

    def all_sent(self) -> list[str]:
        """The body of everything that has left or is to leave, notices too; not what was taken back."""
        return self.desk.database.look(_all_sent)

    def acts(self, filed: Filed) -> list[str]:
        """What the trail of the case says."""
        return self.desk.database.look(_acts, filed.case_id)

    def form(self, filed: Filed, **values: str) -> dict[str, str]:
        """A form as the page that was just opened would send it."""
        return {"version": str(self.row(filed).version), "seen": str(self.desk.database.look(_last)), **values}


def at(filed: Filed, act: str = "") -> str:
    """The address of a case, or of something done to it."""
    return f"/console/cases/{filed.code}{f'/{act}' if act else ''}"


async def part(client: httpx.AsyncClient, filed: Filed, name: str) -> str:
    """One part of a case's page, as a live page asks for it."""
    answer = await client.get(at(filed), headers={"X-Fragment": name})
    assert answer.status_code == 200, answer.status_code
    return answer.text


def _resident(work: UnitOfWork, number: int, group: str, state: str) -> tuple[int, int]:
    resident = work.conn.execute(insert(residents).values(created_at=work.now).returning(residents.c.id)).scalar_one()
    chat = work.conn.execute(
        insert(chats)
        .values(
            channel="web", bot="ward", chat=f"c{number}", private=not group, title=group, state=state,
            resident_id=resident, created_at=work.now,
        )
        .returning(chats.c.id)
    ).scalar_one()  # fmt: skip
    return int(resident), int(chat)


def _group(work: UnitOfWork, chat_id: int) -> str:
    return str(work.conn.execute(select(chats.c.title).where(chats.c.id == chat_id)).scalar_one())


def _row(work: UnitOfWork, case_id: int) -> Any:
    return work.conn.execute(select(case_rows).where(case_rows.c.id == case_id)).one()


def _sent(work: UnitOfWork) -> list[tuple[str, str]]:
    written = select(outbox).where(outbox.c.priority == 0, outbox.c.unique_key.is_(None)).order_by(outbox.c.id)
    return [(row.state, work.seal.open_text(row.body)) for row in work.conn.execute(written)]


def _all_sent(work: UnitOfWork) -> list[str]:
    rows = work.conn.execute(select(outbox.c.body).where(outbox.c.state != "back").order_by(outbox.c.id)).scalars()
    return [work.seal.open_text(each) for each in rows]


def _acts(work: UnitOfWork, case_id: int) -> list[str]:
    return [each.act for each in trail.trail(work, case_id)]


def _last(work: UnitOfWork) -> int:
    return work.conn.execute(select(audit.c.id).order_by(audit.c.id.desc()).limit(1)).scalar() or 0
