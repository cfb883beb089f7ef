"""An open consultation in the demo ward, on a draft that we wrote."""

from datetime import timedelta

from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind
from storage.database.database import Database
from storage.database.outside import OutsideKeys
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.openings import Plan
from storage.ward import ward

_OPEN = """Điều 1. Ngõ sạch
Mỗi nhà quét phần ngõ trước cửa mình vào sáng thứ Bảy. Rác để ra sau 18 giờ, buộc kín.

Điều 2. Giờ yên tĩnh
Từ 22 giờ đến 5 giờ, bà con không mở loa to. Nhà có việc hiếu, việc hỷ thì báo trước cho hàng xóm.

Điều 3. Chó mèo
Nhà nuôi chó cần giữ chó trong sân, ra đường có dây và rọ mõm, tiêm phòng mỗi năm.

Điều 4. Giúp nhau
Khi mưa lũ, tổ lập nhóm đến giúp nhà có người già, trẻ nhỏ chuyển đồ trước.
"""


def hold(database: Database, keys: OutsideKeys) -> None:
    """Open one consultation."""
    database.run(_begin, "Dự thảo quy ước tổ dân phố 5", _OPEN, keys)


def _begin(work: UnitOfWork, title: str, text: str, keys: OutsideKeys) -> str:
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
    poll_keys.make(keys, key)  # inside a body only here: no other process uses a new ward's database yet
    poll_openings.open_it(work, key, staff_id=by)
    return key
