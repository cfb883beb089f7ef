"""What an officer does after the close, and what everybody reads: figures, opinions, meetings, papers, public lists."""

import io
import json
from dataclasses import dataclass

import docx
import httpx
import pytest
from sqlalchemy import update

from bot.workers.maker import Maker
from civics.polls import recount
from core.message import Address, Incoming, Kind
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import residents
from storage.polls import ballots, opinions, polls
from storage.polls import tasks as poll_tasks
from storage.polls.ballots import Voter
from storage.tables.polls import polls as polls_table
from tests.console.conftest import Desk
from tests.console.polls.test_polls import groups, key_of, opened

__all__ = ["groups"]  # a fixture

SAID = (
    {"a1": ("yes", ""), "a2": ("other", "Thêm thùng rác ở đầu ngõ")},
    {"a1": ("yes", ""), "a2": ("other", "them thung rac o dau ngo")},
    {"a1": ("no", ""), "a2": ("other", "Gọi 0912 345 678 gặp tôi")},
)


@dataclass(slots=True)
class Ended:
    """A consultation that was closed by an officer, who is signed in."""

    desk: Desk
    client: httpx.AsyncClient
    page: str

    @property
    def key(self) -> str:
        return key_of(self.page)

    @property
    def public(self) -> str:
        return f"/gop-y/{self.key}"

    async def work(self) -> None:
        """All heavy work that waits, in processes of its own."""
        maker = Maker(self.desk.database, self.desk.context.files, ward_name="phường Linh Sơn", font="Tinos")
        while await maker.once():
            pass

    def groups(self) -> list[opinions.Group]:
        poll_id = self.desk.database.look(polls.get, self.key).id
        return self.desk.database.look(opinions.every, poll_id)

    def gather(self) -> None:
        """Compare opinions here, without another process."""
        task = self.desk.database.run(poll_tasks.claim)
        assert task is not None
        ids = [[number] for number, _, _ in self.desk.database.look(opinions.uncompared, task.poll_id)]
        self.desk.database.run(opinions.gather, task.poll_id, [[*ids[1], *ids[2]], ids[0]] if len(ids) == 3 else ids)
        self.desk.database.run(poll_tasks.end, task.id, poll_tasks.DONE)


def cast(work: UnitOfWork, key: str) -> None:
    """The three ballots."""
    for at, said in enumerate(SAID):
        chat = chats.meet(
            work, Incoming(Address("web", "web", f"c{at}"), f"e{at}", Kind.MESSAGE, work.now, person=f"{at}")
        )
        resident = residents.of_person(work, chat, f"{at}", name="")
        ballots.cast(work, polls.get(work, key), Voter(resident.id, chat.id, f"{at:064d}"), choices=said)


async def closed(desk: Desk, **changes: str) -> Ended:
    """Three people answered, then it was closed."""
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client, **changes)
    desk.database.run(cast, key_of(page))
    await client.post(f"{page}/close")
    await desk.agree()
    return Ended(desk, client, page)


@pytest.mark.usefixtures("real_processes")
async def test_opinions_are_compared_beside_the_service_and_the_summary_is_made(desk: Desk) -> None:
    ended = await closed(desk)
    text = (await ended.client.get(f"{ended.page}/opinions")).text
    assert "Máy sắp so các ý kiến" in text
    assert "còn ý kiến" not in (await ended.client.post(f"{ended.page}/publish")).text
    await ended.work()
    assert [each.size for each in ended.groups()] == [2, 1]
    assert (await ended.client.post(f"{ended.page}/papers", data={"what": "summary"})).status_code == 303
    assert "Đang lập" in (await ended.client.get(f"{ended.page}/papers")).text
    await ended.work()
    made = await ended.client.get(f"{ended.page}/papers/summary/0")
    assert "wordprocessingml" in made.headers["content-type"]
    paper = docx.Document(io.BytesIO(made.content))
    assert paper.styles["Normal"].font.name == "Tinos"  # the setting comes through the other process
    lines = [cell.text for each in paper.tables for cell in each._cells]
    assert any("Gọi … gặp tôi" in each for each in lines)
    assert not any("0912 345" in each for each in lines)
    assert (await ended.client.post(f"{ended.page}/papers", data={"what": "count"})).status_code == 404
    assert (await ended.client.get(f"{ended.page}/papers/table/0")).status_code == 404


async def test_each_group_is_answered_then_published_and_everybody_reads_it(desk: Desk) -> None:
    ended = await closed(desk)
    ended.gather()
    first, second = ended.groups()
    base = f"{ended.page}/opinions"
    answer = {
        "answered": "accepted",
        "reply": "Đã thêm <khoản 3>.",
        "tags": "rác",
        "text": "Thêm thùng rác",
        "then": f"{second.id}",
    }
    told = await ended.client.post(f"{base}/{first.id}/answer?state=open", data={**answer, "reply": " "})
    assert told.status_code == 409
    assert "xin viết nội dung" in told.text
    told = await ended.client.post(f"{base}/{first.id}/answer?state=open", data=answer)
    assert told.headers["location"] == f"{base}?state=open&done=answered#g{second.id}"
    assert f'id="g{first.id}"' not in (await ended.client.get(f"{base}?state=open")).text
    assert f'id="g{first.id}"' in (await ended.client.get(f"{base}?tag=r%C3%A1c")).text
    assert f'id="g{second.id}"' not in (await ended.client.get(f"{base}?article=a1")).text
    assert "0 phiếu" not in (await ended.client.get(ended.public)).text
    assert (await ended.client.get(f"{ended.public}/y-kien")).status_code == 404
    assert (await ended.client.post(f"{ended.page}/publish")).status_code == 303
    await desk.agree()
    visitor = await desk.browser()
    text = (await visitor.get(f"{ended.public}/y-kien")).text
    assert "Đã thêm &lt;khoản 3&gt;." in text
    assert "không phải kết quả biểu quyết" in text
    assert "0912 345" not in text
    assert (await ended.client.post(f"{base}/{second.id}/answer", data=answer)).status_code == 409
    assert (await ended.client.post(f"{ended.page}/publish")).status_code == 409


async def test_a_law_that_asks_for_every_answer_keeps_it_from_being_published(desk: Desk) -> None:
    ended = await closed(
        desk, kind="article_25", public_on="2026-11-01", met_plan_council="2026-11-01", met_plan_front="2026-11-01"
    )  # fmt: skip
    ended.gather()
    told = await ended.client.post(f"{ended.page}/publish")
    assert told.status_code == 409
    assert "Còn ý kiến chưa trả lời" in told.text


async def test_opinions_are_parted_and_joined_on_their_page(desk: Desk) -> None:
    ended = await closed(desk)
    ended.gather()
    first, _ = ended.groups()
    number = desk.database.look(opinions.members, [first.id])[first.id][1][0]
    base = f"{ended.page}/opinions"
    assert (await ended.client.post(f"{base}/{number}/apart")).status_code == 303
    assert [each.size for each in ended.groups()] == [1, 1, 1]
    new = ended.groups()[1].id
    assert (await ended.client.post(f"{base}/{new}/join", data={"into": f"{first.id}"})).status_code == 303
    assert [each.size for each in ended.groups()] == [2, 1]


async def test_anybody_counts_again_from_the_lists_and_no_list_has_words_or_whole_ballots(desk: Desk) -> None:
    ended = await closed(desk)
    visitor = await desk.browser()
    listed = (await visitor.get(f"{ended.public}/phieu.json")).text
    receipts = (await visitor.get(f"{ended.public}/bien-nhan.json")).text
    found = recount.recount(listed, receipts)
    assert found.faults == ()
    assert found.counted["Điều 1. Phạm vi"] == {"yes": 2, "no": 1, "other": 0, "blank": 0}
    assert found.mark in (await visitor.get(ended.public)).text
    assert json.loads(listed)["articles"][1]["answers"] == "OOO"
    assert "thùng rác" not in listed
    lines = (await visitor.get(f"{ended.public}/phieu.csv")).text.splitlines()
    assert lines[0].endswith("article,title,class,answer")
    assert len(lines) == 1 + 3 * 2
    codes = (await visitor.get(f"{ended.public}/bien-nhan.csv")).text.split()[1:]
    assert codes == sorted(codes)
    assert f"Mã {codes[0]} có trong danh sách" in (await visitor.get(f"{ended.public}?ma={codes[0].lower()}")).text
    assert "Không thấy mã ABC" in (await visitor.get(f"{ended.public}?ma=abc")).text
    assert (await visitor.get(f"{ended.public}/phieu.txt")).status_code == 404


async def test_a_closed_consultation_says_everywhere_that_it_is_no_vote(desk: Desk) -> None:
    ended = await closed(desk)
    ended.gather()
    for address in (ended.page, ended.public, f"{ended.page}/opinions"):
        text = (await ended.client.get(address)).text
        assert "không phải kết quả biểu quyết" in text
        assert "biểu quyết" not in text.replace("không phải kết quả biểu quyết", "")
    text = (await ended.client.get(ended.public)).text
    assert text.count('<rect class="bar__part bar__part--yes" x="0.0%" width="66.667%"') == 1


@pytest.mark.parametrize("path", ["opinions", "sittings", "papers"])
async def test_nothing_of_it_is_there_before_the_close_nor_for_an_observer(desk: Desk, path: str) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await opened(desk, client)
    assert (await client.get(f"{page}/{path}")).status_code == (200 if path == "papers" else 404)
    assert (await client.get(f"/gop-y/{key_of(page)}/phieu.json")).status_code == 404
    assert (await client.get(f"/gop-y/{key_of(page)}/bien-nhan.csv")).status_code == 404
    assert (await client.post(f"{page}/papers", data={"what": "summary"})).status_code == 404
    watching = await desk.sign_in("quan", role="observer")
    assert (await watching.get(f"{page}/{path}")).status_code == 403


async def test_what_closed_before_ballots_were_told_apart_says_so_and_still_verifies(desk: Desk) -> None:
    ended = await closed(desk)

    def older(work: UnitOfWork) -> None:
        kept = dict(polls.get(work, ended.key).result or {})
        for name in ("apart", "same", "codes"):
            del kept[name]
        work.conn.execute(update(polls_table).values(result=kept))

    desk.database.run(older)
    visitor = await desk.browser()
    for page, client in ((ended.page, ended.client), (ended.public, visitor)):
        text = (await client.get(page)).text
        assert "trước khi hệ thống biết tách phiếu" in text
        assert "Phiếu chưa xác nhận người gửi" not in text
    listed = (await visitor.get(f"{ended.public}/phieu.json")).text
    assert json.loads(listed)["version"] == 1
    assert recount.recount(listed, (await visitor.get(f"{ended.public}/bien-nhan.json")).text).agrees
