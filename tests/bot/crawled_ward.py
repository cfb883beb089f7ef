"""The ward that is crawled: the demo's, with secrets, personal marks, probes and odd data in it."""

import io
import shutil
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import text as sql

from bot import app as joined
from civics.personal_data import Asked
from civics.personal_data import Kind as Wish
from civics.polls.counting import Source
from civics.polls.rules import CountedBy, Secrecy
from console.frame.access import digest_of
from console.frame.visitor import chat_of
from core.clock import in_vietnam
from core.message import Address, Incoming, Kind, Media, MediaKind, Outgoing, Point
from papers.community import LAYOUTS
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases
from storage.cases.cases import Filed, Filing
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.households import code_asks
from storage.media import attachments, keeping
from storage.messages import chats, webchat
from storage.people import data_requests, password_links, residents, sessions, staff
from storage.polls import ballots, decision_votes, decisions, polls
from storage.polls import keys as poll_keys
from storage.polls.ballots import Voter
from storage.polls.tasks import What
from storage.ward import alerts, ward
from storage.ward.sight import Reader
from tests.bot.crawling import COOKIES, HERE, HOOK_SECRET, Town
from tests.parts import demo_ward, shared

# Texts that nobody outside the named list may see, that no observer may see, and that must never run as a script.
SEALED = ("MATCHU", "MATTEN", "0999111222", "MATNOI", "mat-tep", "MATGHICHU", "MATTRALOI", "MATCHUYEN")
PERSONAL = ("RIENGCHU", "RIENGTEN", "0988777666", "RIENGNOI", "rieng-tep", "RIENGHO", "RIENGNHOM", "RIENGLOI")
BALLOT = ("PHIEUKIN",)  # of a running consultation: nobody may see it, not even staff
PROBE = '<script>alert(1)</script>"\' onload=alert(1) x="javascript:alert(1)'
_PROBED = {  # text that people write, by table
    "units": ("name",), "staff": ("name",), "canned": ("title", "text"), "bulletins": ("title", "text"),
    "bulletin_versions": ("title", "text"), "polls": ("title", "cancelled_why"),
    "poll_articles": ("title", "text"), "opinions": ("text",), "opinion_groups": ("text", "reply"),
    "chats": ("title",), "topics": ("title",), "alerts": ("detail",), "roll_offers": ("name",),
    "bulletin_files": ("name",), "bulletin_kits": ("text",), "sessions": ("agent",),
    "public_cases": ("title", "body", "place"),
}  # fmt: skip


def reopened(town: Town, folder: Path) -> Town:
    """A fresh copy of the same ward in another folder."""
    before = town.service.settings
    shutil.copytree(before.files_dir.parent, folder, dirs_exist_ok=True)
    settings = replace(before, files_dir=folder / "files", database_url=f"sqlite:///{folder / 'ward.sqlite3'}")
    service = joined.build(settings, shared=shared())
    return Town(service, joined.web(service), town.staff_cookies, town.real, town.secret)


def build(folder: Path) -> Town:
    """The seeded ward with secrets, personal marks and probes in it."""
    settings = replace(
        demo_ward(folder), public_url=HERE, telegram_token="4242:TEST", telegram_mode="webhook",
        telegram_webhook_secret=HOOK_SECRET,
    )  # fmt: skip
    service = joined.build(settings, shared=shared())
    town = Town(service, joined.web(service))
    run = service.database.run
    run(_sign_in, town)
    secret = run(_denounce)
    plain = [run(_report, number, values) for number, values in enumerate(_ODD_REPORTS)]
    for filed, name in ((secret, "mat-tep.jpg"), (plain[0], "rieng-tep.jpg"), (plain[1], f"{PROBE}.jpg")):
        kept = keeping.keep(service.files, jpeg(name), name=name, sealed=filed.sealed)
        run(
            attachments.add_kept, kept, kind="photo", case_id=filed.case_id, sealed=filed.sealed,
            media=Media(MediaKind.PHOTO, kept.stored),
        )  # fmt: skip
    run(_answer_sealed, secret)
    run(_ballots, settings.files_dir)
    run(_probe)
    run(_gather, town, [secret, *plain])
    town.secret = secret.code
    return town


def jpeg(mark: str) -> bytes:
    """A photo unlike any other."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), f"#{zlib.crc32(mark.encode()) & 0xFFFFFF:06x}").save(out, "JPEG")
    return out.getvalue()


_ODD_REPORTS: tuple[dict[str, Any], ...] = (
    {
        "text": "RIENGCHU rác ba hôm", "name": "RIENGTEN", "phone": "0988777666", "place": "RIENGNOI",
        "point": Point(21.61, 105.84),
    },
    {"text": PROBE, "name": PROBE, "phone": PROBE, "place": PROBE},
    {"text": "không chủ đề"},
    {"text": "chủ đề không ai biết"},
    {"text": "", "name": "", "kind": "hoi", "topic": "khac"},
    {"text": "RIENGLOI", "kind": "khieu_nai"},
)  # fmt: skip


def _sign_in(work: UnitOfWork, town: Town) -> None:
    mine = staff.add(work, "khongdanhsach", name="Quản trị khác", password="x", role="admin", demo=True)
    logins = {"observer": "quansat", "officer": "canbo", "named": "quantri"}
    found = {who: staff.for_login(work, login) for who, login in logins.items()}
    ids = {who: each[0].id for who, each in found.items() if each is not None}
    for who, staff_id in {**ids, "admin": mine}.items():
        town.staff_cookies[who] = f"cookie-of-{who}"
        sessions.begin(work, staff_id, digest=digest_of(town.staff_cookies[who]), agent="crawler")


def _chat(work: UnitOfWork, who: str, name: str) -> tuple[int, int, str]:
    known = chat_of(COOKIES[who])
    chat = chats.meet(
        work, Incoming(Address("web", "web", known), f"crawl:{who}", Kind.MESSAGE, work.now, person=known)
    )
    resident = residents.of_person(work, chat, known, name=name)
    chats.change(work, chat.id, lang="vi", greeted_at=work.now, resident_id=resident.id)
    return chat.id, resident.id, known


def _denounce(work: UnitOfWork) -> Filed:
    chat, resident, known = _chat(work, "resident", "MATTEN")
    said = webchat.say(work, known, Outgoing("MATCHU của bà con đã ghi"))
    return cases.file(
        work,
        Filing(
            kind="to_cao", text="MATCHU ông ấy nhận tiền", topic="khac", chat_id=chat, resident_id=resident,
            name="MATTEN", phone="0999111222", place="MATNOI", point=Point(21.6, 105.8), message_ids=(str(said),),
        ),
    )  # fmt: skip


def _report(work: UnitOfWork, number: int, values: dict[str, Any]) -> Filed:
    who = "resident" if number == 0 else "neighbour"
    chat, resident, _known = _chat(work, who, "MATTEN" if number == 0 else "RIENGTEN")
    given = {"kind": "phan_anh", "topic": "rac_thai", "chat_id": chat, "resident_id": resident, **values}
    return cases.file(work, Filing(**given))


def _ballots(work: UnitOfWork, files_dir: Path) -> None:
    """Two people's words in the consultation that is open."""
    kept = (CountedBy.PERSON, Secrecy.SECRET)
    poll = next(each for each in polls.open_now(work) if (each.counted_by, each.secrecy) == kept)
    code = polls.articles(work, poll.id)[0].code
    for who in ("resident", "neighbour"):
        chat, resident, _known = _chat(work, who, "RIENGTEN")
        mark = poll_keys.mark(beside(files_dir), poll.key, resident)
        said = {code: ("other", f"PHIEUKIN của {who}")}
        ballots.cast(work, poll, Voter(resident, chat, mark), choices=said)


def _answer_sealed(work: UnitOfWork, filed: Filed) -> None:
    found = staff.for_login(work, "quantri")
    assert found is not None
    by = Reader(found[0].id, found[0].role, reads_sealed=True)
    case_acts.take(work, filed.case_id, by=by)
    case_acts.note(work, filed.case_id, text="MATGHICHU", by=by)
    case_answers.answer(work, filed.case_id, text="MATTRALOI", by=by)
    case_acts.move(work, filed.case_id, to="forwarded", by=by, forwarded_to="MATCHUYEN")
    alerts.sound(work, "set_aside", detail=PROBE, unique_key="crawl")
    _decide(work)


def _decide(work: UnitOfWork) -> None:
    """A decision of each scope, with a meeting and ballots; a request about data and a breach."""
    unit = ward.units_now(work)[0].id
    for clause, wide in (("15.1", True), ("15.4", False)):
        key = decisions.add(
            work, f"Việc {clause} {PROBE}", text=PROBE, clause=clause, ward_wide=wide, unit_id=unit, staff_id=1
        )
        decision_votes.add(work, key, source=Source.MEETING if wide else Source.PAPER, unit_id=unit, staff_id=1)
    asked = Asked(Wish.DELETE, in_vietnam(work.now).date())
    data_requests.add(work, asked, who=PROBE, staff_id=1)
    data_requests.add_breach(work, PROBE, found_at=work.now, staff_id=1)


def _probe(work: UnitOfWork) -> None:
    for table, columns in _PROBED.items():
        for column in columns:
            work.conn.execute(
                sql(f"UPDATE {table} SET {column} = {column} || :probe WHERE {column} <> ''"),  # our names
                {"probe": PROBE},
            )
    for told, topic in (("không chủ đề", ""), ("chủ đề không ai biết", "khong-co")):
        work.conn.execute(sql("UPDATE cases SET topic = :topic WHERE text = :told"), {"topic": topic, "told": told})
    work.conn.execute(sql("UPDATE households SET representative = 'RIENGHO ' || :probe, phone = ''"), {"probe": PROBE})
    code_asks.ask(work, code_asks.What.CODE, household_id=1, word=PROBE, staff_id=1)
    work.conn.execute(sql("UPDATE ward SET value = json_quote(:probe) WHERE key LIKE 'reception%'"), {"probe": PROBE})


PASSWORD_LINK = "p" * 43
_GATHERED = {
    "team_id": "SELECT id FROM teams", "rule_id": "SELECT id FROM team_rules",
    "handover_id": "SELECT id FROM handovers",  # real values of what stands in addresses: a few of each
    "question_id": "SELECT id FROM answer_questions LIMIT 2",
    "procedure": "SELECT key FROM answer_versions ORDER BY id LIMIT 2",
    "version_id": "SELECT id FROM answer_versions ORDER BY id LIMIT 2",
    "entry_id": "SELECT min(id) FROM entries GROUP BY kind",
    "attachment_id": "SELECT id FROM attachments ORDER BY sealed DESC, id DESC LIMIT 5",
    "key": "SELECT key FROM polls UNION SELECT key FROM decisions UNION SELECT min(key) FROM public_cases",
    "key_id": "SELECT id FROM open311_keys",
    "hook_id": "SELECT id FROM webhooks",
    "unit_id": "SELECT id FROM units LIMIT 1", "topic_id": "SELECT id FROM own_topics LIMIT 1",
    "vote_id": "SELECT id FROM decision_votes",
    "order_id": "SELECT id FROM case_orders LIMIT 1",
    "request_id": "SELECT id FROM data_requests LIMIT 1",
    "breach_id": "SELECT id FROM data_breaches LIMIT 1",
    "group_id": "SELECT id FROM opinion_groups LIMIT 1",
    "opinion_id": "SELECT id FROM opinions LIMIT 1",
    "sitting_id": "SELECT id FROM sittings LIMIT 2",
    "offer_id": "SELECT id FROM roll_offers LIMIT 1",
    "ask_id": "SELECT id FROM code_asks LIMIT 1",
    "household_id": "SELECT id FROM households LIMIT 2",
    "bulletin_id": "SELECT id FROM bulletins LIMIT 4",
    "file_id": "SELECT id FROM bulletin_files LIMIT 1",
    "word": "SELECT word FROM kit_links LIMIT 1",
    "staff_id": "SELECT id FROM staff",
    "canned_id": "SELECT id FROM canned LIMIT 1",
    "body_id": "SELECT id FROM bodies LIMIT 1",
    "view_id": "SELECT id FROM saved_views LIMIT 1",
    "send_id": "SELECT id FROM case_sends LIMIT 1",
    "reminder_id": "SELECT id FROM reminders LIMIT 1",
    "act_id": "SELECT id FROM waiting_acts LIMIT 1",
    "register": "SELECT DISTINCT register FROM register_entries",
    "line_id": "SELECT min(id) FROM register_entries GROUP BY register, public",
    "evidence_id": "SELECT id FROM register_files LIMIT 2",
    "part_id": "SELECT id FROM register_parts LIMIT 1",
    "report_id": "SELECT id FROM register_reports LIMIT 1",
    "player_id": "SELECT id FROM contest_players LIMIT 2",
    "link": "SELECT key FROM register_entries LIMIT 1",
    "message_id": "SELECT max(id) FROM web_messages GROUP BY chat LIMIT 3",
}  # fmt: skip


def _gather(work: UnitOfWork, town: Town, filed: list[Filed]) -> None:
    town.real = {
        name: [str(row[0]) for row in work.conn.execute(sql(query))] or ["1"] for name, query in _GATHERED.items()
    }
    town.real |= {
        "code": [each.code for each in filed], "version": ["original", "shown", "thumb"], "ending": ["csv", "json"],
        "what": [*(str(each) for each in What), *LAYOUTS], "act": ["ask", "approve", "pause"], "part": ["0", "1"],
        "upload_id": ["0" * 32], "decision": ["agree", "refuse"], "move": ["disclose", "cancel"], "role": ["document"],
        "paper": ["receipt", "refusal", "intake", "forward"], "table": ["b4"], "row": ["phan_anh"],
        "figure": ["received"], "how": ["end"], "topic": ["duong_sa"], "name": ["truoc.jpg"],
        "rest": ["discovery.json", "services.xml", "requests.json", "tokens/1.xml", "v2/servicerequestupdates.xml"],
        "number": ["1"], "token": [PASSWORD_LINK],
    }  # fmt: skip
    password_links.make(work, 1, digest=digest_of(PASSWORD_LINK))
