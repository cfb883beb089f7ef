"""What only the boards of supervision have: the plans of their rounds are sent in time, and they hear of an answer.

NĐ 59/2023/NĐ-CP Điều 14 khoản 1 điểm b (5 working days); Luật 10/2022/QH15 Điều 45 khoản 1 điểm b (45 days).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from civics.days.calendar import Days, add_working_days
from civics.registers.values import RegisterWhy, Values, Wrong, day_of
from handlers.registers import board_chat
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.registers.entries import Entry

PLAN = 5  # working days before a round of the people's inspection board
INVESTOR = 45  # days before a round of an investment board


def problems(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """What forbids a round with these fields. Confidence of both terms: source."""
    del state, today
    sent, starts, ends = (day_of(said.get(each)) for each in ("plan_sent_on", "starts_on", "ends_on"))
    found = []
    if starts and ends and ends < starts:
        found.append(Wrong("ends_on", RegisterWhy.ORDER))
    if sent and starts:
        least = sent + timedelta(days=INVESTOR) if said.get("sort") == "gsdtcd" else add_working_days(sent, PLAN, days)
        if starts < least:
            found.append(Wrong("plan_sent_on", RegisterWhy.EARLIER))
    return found


def proposal_moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """The answer to a proposal, and what was done after it, goes into the board's chat."""
    del before, by
    board_chat.told(work, after, ward)
    return after
