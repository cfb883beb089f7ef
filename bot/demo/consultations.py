"""Two consultations for the demo ward: one open, one closed with its result. Drafts of our own wording."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from civics.draft import parse, plain_paragraphs
from civics.polls import PollKind
from storage import ballots, poll_drafts, poll_keys, poll_openings, polls, residents, staff, ward
from storage.ballots import Voter
from storage.chats import Chat
from storage.database import Database
from storage.poll_openings import Plan
from storage.unit import UnitOfWork

_OPEN = """Điều 1. Ngõ sạch
Mỗi nhà quét phần ngõ trước cửa mình vào sáng thứ Bảy. Rác để ra sau 18 giờ, buộc kín.

Điều 2. Giờ yên tĩnh
Từ 22 giờ đến 5 giờ, bà con không mở loa to. Nhà có việc hiếu, việc hỷ thì báo trước cho hàng xóm.

Điều 3. Chó mèo
Nhà nuôi chó cần giữ chó trong sân, ra đường có dây và rọ mõm, tiêm phòng mỗi năm.

Điều 4. Giúp nhau
Khi mưa lũ, tổ lập nhóm đến giúp nhà có người già, trẻ nhỏ chuyển đồ trước.
"""
_CLOSED = """Điều 1. Sân nhà văn hóa
Sân mở cửa từ 5 giờ đến 21 giờ 30. Ai dùng sau cùng thì tắt đèn.

Điều 2. Đỗ xe
Xe máy để ở dãy phía tây. Ô tô không đỗ chắn cổng.
"""
_SAID = (
    (("yes", ""), ("yes", "")),
    (("yes", ""), ("no", "")),
    (("other", "Mùa hè nên mở đến 22 giờ."), ("yes", "")),
    (("yes", ""), ("other", "Cần kẻ vạch cho xe đạp của trẻ con.")),
    (("yes", ""), ("blank", "")),
    (("no", ""), ("yes", "")),
)


def hold(database: Database, files_dir: Path, *, chat: Callable[[UnitOfWork, str, str], Chat]) -> None:
    """Open one consultation and hold another to its end. `chat` makes a resident's chat by name and language."""
    database.run(_begin, "Dự thảo quy ước tổ dân phố 5", _OPEN, files_dir)
    key = database.run(_begin, "Nội quy sân nhà văn hóa", _CLOSED, files_dir)
    database.run(_answer, key, files_dir, chat)
    database.run(ballots.close, key)
    poll_keys.destroy(files_dir, key)


def _begin(work: UnitOfWork, title: str, text: str, files_dir: Path) -> str:
    found = staff.for_login(work, "quantri")
    assert found is not None
    by = found[0].id
    kind = PollKind.QUY_UOC if "quy ước" in title else PollKind.INFORMAL
    draft = parse(plain_paragraphs(text))
    key = poll_drafts.add(work, title, draft=draft, source=text, staff_id=by)
    plan = Plan(
        title=title, kind=kind, units=tuple(each.id for each in ward.units_now(work)),
        opens_at=work.now - timedelta(days=2), closes_at=work.now + timedelta(days=25),
        posted_on=work.now.date() - timedelta(days=35),
    )  # fmt: skip
    poll_openings.set_up(work, key, plan)
    poll_keys.make(files_dir, key)  # in a body only here: nobody shares an empty ward's database yet
    poll_openings.open_it(work, key, staff_id=by)
    return key


def _answer(work: UnitOfWork, key: str, files_dir: Path, chat: Callable[[UnitOfWork, str, str], Chat]) -> None:
    poll = polls.get(work, key)
    codes = [each.code for each in polls.articles(work, poll.id)]
    for place, said in enumerate(_SAID):
        then = replace(work, now=work.now - timedelta(days=1))
        where = chat(then, f"demo-poll-{place}", "vi")
        resident = residents.of_person(then, where, where.chat, name=f"Cư dân {place + 1}")
        voter = Voter(resident.id, where.id, poll_keys.mark(files_dir, key, resident.id))
        ballots.cast(work, poll, voter, choices=dict(zip(codes, said, strict=True)))
