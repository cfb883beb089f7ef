"""A language model only chooses a number among records; without a good answer all is as without it."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from bot.workers.chooser import Chooser
from civics.answers.examples import examples
from core.message import Incoming
from core.settings import Settings
from handlers.arrivals import route
from storage.answers import choices, records
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.messages import outbox
from tests.bot.conftest import Arrive, worker_of
from tests.fakes import FakeChannel
from tests.parts import ward_of
from tests.servers.language_model import LanguageModel, serving

SEVERAL = "khai sinh cho con"
UNCLEAR = "em tên Trần Thị Bé 0912 345 678, làm khai sinh"


def told(store: Database) -> str:
    def bodies(work: UnitOfWork) -> list[str]:
        return [work.seal.open_text(row.body) for row in work.conn.execute(select(outbox.c.body).order_by(outbox.c.id))]

    return "\n".join(store.look(bodies))


async def ask(
    store: Database, channel: FakeChannel, arrive: Arrive, model: LanguageModel, *texts: str, seconds: float = 60
) -> list[choices.Line]:
    """Handle the messages, each in a chat of its own; gives the log."""
    settings = replace(Settings(), answer_model_url=model.url, answer_model="small", answer_model_key="s3cret-key")
    ward = ward_of(settings)
    store.run(records.begin, examples())
    chooser = Chooser(store, {("fake", "bot"): channel}, ward, seconds=seconds)

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        return route.handle(work, incoming, ward)

    worker = worker_of(store, channel, handle=handle, prepare=chooser.prepare)
    for at, text in enumerate(texts):
        arrive(at, chat=f"chat{at}", text=text)
        await worker.drain()
    await chooser.close()
    return store.look(partial(choices.lines, limit=20))


async def test_a_choice_becomes_a_card_of_that_record_and_is_logged(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    async with serving() as model:
        model.answers = ['{"choice": 2}']
        [line] = await ask(store, channel, arrive, model, UNCLEAR)
    chosen = next(each for each in examples() if each.key == line.offered[1])
    assert (line.key, line.outcome) == (chosen.key, "chosen")
    assert chosen.name in told(store)
    assert "Có thể" in told(store)
    [sent] = model.asked
    assert len(line.offered) <= 8
    assert "Authorization: Bearer s3cret-key".lower() in model.heads[0].lower()
    assert [each for each in ("Trần", "Bé", "0912") if each in str(sent) + line.question] == []
    assert "khai sinh" in line.question


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("0", "none"), ("Lệ phí là 0 đồng, chọn 1", "odd"), ('{"choice": 8, "say": "x"}', "odd"), (None, "failed")],
)
async def test_any_other_answer_is_as_no_model(
    store: Database, channel: FakeChannel, arrive: Arrive, answer: str | None, outcome: str
) -> None:
    async with serving() as model:
        model.answers = [answer]
        [line] = await ask(store, channel, arrive, model, "khai sinh", seconds=0.3 if answer is None else 60)
    assert (line.key, line.outcome) == ("", outcome)
    assert "hỏi việc nào?" in told(store)
    assert "0 đồng" not in told(store)


async def test_danger_secrets_reports_and_sure_questions_never_reach_it(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    texts = (
        "nhà tôi cháy rồi cứu với, khai sinh", "tôi tố cáo cán bộ nhận hối lộ khi làm khai sinh",
        "đèn đường ngõ 12 hỏng cả tuần", "cấp lại thẻ căn cước", "ai là tổ trưởng tổ 5", "xin chào",
    )  # fmt: skip
    async with serving() as model:
        assert await ask(store, channel, arrive, model, *texts) == []
    assert model.asked == []


async def test_after_three_failures_it_is_left_alone(store: Database, channel: FakeChannel, arrive: Arrive) -> None:
    async with serving() as model:
        port = model.port
    gone = LanguageModel(port=port)  # nobody listens there any more
    lines = await ask(store, channel, arrive, gone, *["khai sinh"] * 5)
    assert [each.outcome for each in lines] == ["failed"] * 3
