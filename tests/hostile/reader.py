"""The attacker: every snapshot of the database, its files, a backup, the logs and SECRET_KEY, but no key outside.

It opens what it can, finds the owner of each row (by chat, by mark, by transaction, by what is new between two
snapshots), and names a choice only with evidence.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage.database.database import Database
from storage.database.outside import KeyGoneError
from storage.database.seal import MARK, RINGED, Seal, WrongKeyError
from storage.database.unit import UnitOfWork
from storage.tables.columns import metadata

Row = Mapping[str, Any]
Dump = dict[str, list[Row]]
_TOKEN = re.compile(rf"(?:{MARK}|{RINGED}[a-z0-9-]+:)[A-Za-z0-9+/]+=*")
LABELS = {"Đồng ý": "yes", "Không đồng ý": "no", "Bỏ qua": "blank"}


def snapshot(store: Database) -> Dump:
    """Every row of every table, with what the database keeps beside it."""

    def read(work: UnitOfWork) -> Dump:
        hidden = "xmin::text AS xmin_, ctid::text AS ctid_, " if work.postgres else ""
        return {
            table.name: [dict(row._mapping) for row in work.conn.execute(text(f"SELECT {hidden}* FROM {table.name}"))]
            for table in metadata.sorted_tables
        }

    return store.look(read)


def _letters(plain: str) -> str:
    """JSON's escapes as the letters they stand for."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), plain)


@dataclass(slots=True)
class Attacker:
    """What it has found out: `named` voter (a chat's name) -> choice of the first article, with evidence."""

    seal: Seal
    question: str  # how the first article is shown in a summary
    named: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)  # what a row gives away, for a row comes in many snapshots

    def read(self, value: object) -> str:
        """A value as this attacker reads it."""
        if isinstance(value, bytes | memoryview):
            try:
                return _letters(self.seal.open(bytes(value)).decode(errors="replace"))
            except WrongKeyError:
                return ""
        plain = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        return _letters(_TOKEN.sub(lambda found: self.token(found[0]), plain))

    def token(self, sealed: str) -> str:
        """What a token says, nothing when it does not open."""
        try:
            return self.seal.open_text(sealed)
        except (KeyGoneError, WrongKeyError, ValueError):
            return ""

    def choice(self, said: str) -> str:
        """The choice of the first article that a text gives away; empty when it gives none."""
        told = re.search(r'\\?"(?:a\.)?a1\\?": ?(?:\[)?\\?"(yes|no|blank|other)', said)
        if told:
            return told[1]
        summed = re.search(re.escape(self.question) + r": (Không đồng ý|Đồng ý|Bỏ qua)", said)
        if summed:
            return LABELS[summed[1]]
        typed = re.search(r'"text": ?"(Không đồng ý|Đồng ý|Bỏ qua)"', said)
        if typed:
            return LABELS[typed[1]]
        pressed = re.search(r'"press": ?"[^"]*\ba\.a1[^a-z"]+(yes|no|blank)"', said)
        if pressed:
            return pressed[1]
        return "other" if re.search(r'"?asked"?: ?"o\.a1"|(^|¦)o\.a1(¦|$)', said) else ""

    def study(self, dumps: Iterable[Dump]) -> None:
        """Join and open all it can, over snapshots in the order in which they were taken."""
        before: Dump = {}
        for dump in dumps:
            owners = _owners(self, dump)
            fresh = _fresh(before, dump)
            came = {str(chat) for chat in (owners.by_chat.get(row["chat_id"]) for row in fresh.get("poll_people", []))}
            for table, rows in dump.items():
                for row in rows:
                    said = self._of_row(row)
                    if not said:
                        continue
                    whose = owners.of(row)
                    if not whose and row in fresh.get(table, []) and len(came) == 1:
                        whose = next(iter(came))  # it is new, and one person took part since
                    if whose:
                        self.named[whose] = said
            before = dump

    def _of_row(self, row: Row) -> str:
        key = repr(row)
        if key not in self._known:
            self._known[key] = self.choice("¦".join(self.read(each) for each in row.values()))
        return self._known[key]

    def search(self, contents: Iterable[bytes]) -> list[str]:
        """Choices that stand anywhere in these bytes, open or under SECRET_KEY."""
        found = []
        for each in contents:
            plain = each.decode("utf-8", "ignore")
            texts = [plain, *(self.token(token) for token in set(_TOKEN.findall(plain)))]
            found += [said for said in map(self.choice, map(_letters, texts)) if said]
        return found


@dataclass(frozen=True, slots=True)
class _Owners:
    by_chat: Mapping[Any, str]
    by_mark: Mapping[str, str]
    by_xmin: Mapping[str, str]

    def of(self, row: Row) -> str:
        """Whose a row is; empty when nothing tells."""
        if row.get("chat_id") in self.by_chat and row.get("chat_id") is not None:
            return self.by_chat[row["chat_id"]]
        if str(row.get("chat", "")) in self.by_chat.values():
            return str(row["chat"])
        return self.by_mark.get(str(row.get("mark")), "") or self.by_xmin.get(str(row.get("xmin_")), "")


def _owners(attacker: Attacker, dump: Dump) -> _Owners:
    by_chat = {row["id"]: str(row["chat"]) for row in dump["chats"]}
    receipts = {str(row["receipt"]): str(row["mark"]) for row in dump["poll_receipts"] if row["mark"]}
    by_mark: dict[str, str] = {}
    for table in ("outbox", "web_messages"):
        for row in dump[table]:
            told = re.search(r"Mã biên nhận: ([0-9A-F]{10})", attacker.read(row["body"]).encode().decode("utf-8"))
            if told and told[1] in receipts:
                by_mark[receipts[told[1]]] = by_chat.get(row.get("chat_id"), str(row.get("chat", "")))
    xmins: dict[str, set[str]] = {}
    for row in dump["poll_people"]:
        if "xmin_" in row:
            xmins.setdefault(str(row["xmin_"]), set()).add(by_chat[row["chat_id"]])
    return _Owners(by_chat, by_mark, {xmin: next(iter(who)) for xmin, who in xmins.items() if len(who) == 1})


def _fresh(before: Dump, after: Dump) -> Dump:
    """Rows that are new or changed since the snapshot before."""
    tables = ("poll_people", "poll_ballots", "poll_waiting", "poll_receipts")
    known = {table: {repr(row) for row in before.get(table, [])} for table in tables}
    return {table: [row for row in after[table] if repr(row) not in known[table]] for table in tables if table in after}


def shapes(dump: Dump, chat: str) -> dict[str, tuple[str, ...]]:
    """What a voter's rows look like without being opened: each table's values, tokens by their length alone.

    Left out is what cannot tell a choice: ids, times, the chat's own name.
    """
    ids = {row["id"] for row in dump["chats"] if row["chat"] == chat}
    found: dict[str, tuple[str, ...]] = {}
    for table, rows in dump.items():
        mine = [row for row in rows if row.get("chat_id") in ids or row.get("chat") == chat]
        found[table] = tuple(_shape(row) for row in mine)
    return found


_NEUTRAL = re.compile(r"id$|_at$|^at$|^id|key|until$|chat|person|message_id|attempt|xmin_|ctid_|external|name|detail")


def _shape(row: Row) -> str:
    return "¦".join(_length(each) for name, each in row.items() if not _NEUTRAL.search(name))


def _length(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"<{len(bytes(value))}>"
    plain = json.dumps(value) if isinstance(value, dict | list) else str(value)
    without = re.sub(r"\b[0-9A-F]{10}\b", "<receipt>", plain)
    return _TOKEN.sub(lambda found: f"<{len(found[0])}>", without)


def bytes_of(folder: Path) -> Iterator[bytes]:
    """All files of a folder but the keys outside the database: the database, its log, a backup, what was uploaded."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "poll_keys" not in path.parts:
            yield path.read_bytes()
