"""The shares of a secret vote on its pages: printed once before it opens, two of them entered to count it."""

import re

from civics.polls.rules import PollKind, PollState, Secrecy
from storage.database.unit import UnitOfWork
from storage.polls import openings as poll_openings
from storage.polls import polls
from tests.console.conftest import Desk
from tests.console.polls.test_poll_paper import alert
from tests.storage.polls import voting


async def test_shares_are_printed_once_and_two_of_them_count_the_vote(desk: Desk) -> None:
    client = await desk.sign_in("lan", role="officer")
    hall = voting.hold(desk.database, desk.context.settings.files_dir, units=1, each=1, articles=1, vote=True)
    desk.database.run(_as_a_draft, hall.key)
    page = f"/console/polls/{hall.key}/shares"
    assert f'href="{page}"' in (await client.get(f"/console/polls/{hall.key}/setup")).text
    assert "hai trong ba mảnh khóa" in (await client.get(page)).text
    printed = await client.post(page)
    assert printed.headers["cache-control"] == "no-store"
    shown = re.findall(r'class="ticket__code share">([0-9A-Z-]+)<', printed.text)
    assert len(shown) == printed.text.count('class="qr"') == 3
    assert "Ủy ban Mặt trận Tổ quốc" in printed.text
    again = (await client.get(page)).text
    assert not any(each in again for each in shown)
    desk.database.run(poll_openings.open_it, hall.key, staff_id=1)

    desk.database.run(lambda work: hall.cast(work, hall.households[0], {"a1": ("no", "")}, member=None))
    sent = await client.post(f"/console/polls/{hall.key}/close")
    assert sent.headers["location"] == page
    assert "kết thúc ngay" in (await client.get(page)).text
    wrong = await client.post(f"{page}/count", data={"first": shown[0], "second": shown[1][:-2]})
    assert wrong.status_code == 422
    assert "Mảnh thứ hai gõ sai" in alert(wrong)
    assert "Mảnh thứ nhất" not in alert(wrong)
    assert shown[0] not in wrong.text
    assert desk.database.look(polls.get, hall.key).result is None
    counted = await client.post(f"{page}/count", data={"first": shown[2], "second": shown[0]})
    assert counted.headers["location"] == f"/console/polls/{hall.key}"
    found = desk.database.look(polls.get, hall.key)
    assert found.state is PollState.CLOSED
    assert found.result is not None
    assert found.result["articles"] == {"a1": {"yes": 0, "no": 1, "other": 0, "blank": 0}}


async def test_a_consultation_that_is_no_vote_has_no_shares(desk: Desk) -> None:
    client = await desk.sign_in("lan", role="officer")
    hall = voting.hold(desk.database, desk.context.settings.files_dir, units=1, each=1)
    assert (await client.get(f"/console/polls/{hall.key}/shares")).status_code == 404
    poll = desk.database.look(polls.get, hall.key)
    assert (poll.kind, poll.secrecy) == (PollKind.INFORMAL, Secrecy.SECRET)


def _as_a_draft(work: UnitOfWork, key: str) -> None:
    work.conn.exec_driver_sql(f"UPDATE polls SET state = 'draft' WHERE key = '{key}'")
    work.conn.exec_driver_sql("DELETE FROM poll_households")
