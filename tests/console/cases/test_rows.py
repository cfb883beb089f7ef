"""What a row of the queue says of a case: how old it is, when somebody spoke last, and who."""

import re
from datetime import timedelta

from civics.cases.moves import Says
from storage.cases import answers, cases
from storage.cases.cases import Filed
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk


def _says(work: UnitOfWork, filed: Filed) -> None:
    answers.say(work, filed.case_id, verb=Says.WORD, text="Mai có người tới", by=Reader(1, "officer"))


async def test_a_row_says_how_old_a_case_is_and_who_spoke_last_and_the_list_sorts_by_each(desk: Desk) -> None:
    work = Casework(desk)
    desk.hire("hoa")
    old = work.file("Cũ")
    desk.clock.pass_(timedelta(days=3))
    answered, new = work.file("Đã nhắn lại"), work.file("Mới")
    desk.clock.pass_(timedelta(hours=2))
    desk.database.run(_says, answered)
    desk.clock.pass_(timedelta(minutes=5))
    desk.database.run(cases.append, old.case_id, text="Vẫn còn")
    desk.clock.pass_(timedelta(minutes=7))

    officer = await desk.sign_in("hoa")

    async def codes(sort: str) -> list[str]:
        return re.findall(r'class="row__code">([^<]+)<', (await officer.get(f"/console/rows?sort={sort}")).text)

    page = (await officer.get("/console/rows")).text
    assert ">3 ngày</span>" in page
    assert page.count("bà con nhắn") == 1
    assert "bà con nhắn 7 phút trước" in page
    assert "mình đáp 12 phút trước" in page
    assert await codes("latest") == [old.code, answered.code, new.code]
    assert await codes("turn") == [new.code, old.code, answered.code]
    assert await codes("oldest") == [old.code, new.code, answered.code]
    observer = await desk.sign_in("minh", role="observer")
    seen = (await observer.get("/console/rows")).text
    assert ">3 ngày</span>" in seen
    assert "nhắn" not in seen[seen.index('id="row-list"') :]
