"""NĐ 124/2020 as changed by NĐ 155/2026: acceptance, seven complex cases, orders that stop and continue a clock."""

from datetime import date

import pytest

from civics.cases.clocks import BEFORE_ND155, ND155, ND155_READ, CaseClock, clocks_for, rules_now
from civics.cases.orders import Order, What, WrongOrder, columns, problem, send_by, stop_owed
from civics.cases.signed_forms import COMPLEX_GROUNDS, SignedForm, Wrong
from civics.cases.signed_forms import problem as form_problem
from civics.days.calendar import SHIPPED, day_of
from core.clock import VIETNAM
from tests.civics.cases.test_clocks import MONDAY

DAY, TODAY = date(2026, 12, 1), date(2026, 12, 20)


def due(*clocks: CaseClock) -> list[date]:
    """The days on which they end."""
    return [day_of(each.due_at.astimezone(VIETNAM)) for each in clocks]


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize(
    ("form", "rules", "wanted"),
    [
        (DAY, ND155, date(2026, 12, 10)),  # 7 working days come first
        (DAY, BEFORE_ND155, date(2026, 12, 11)),  # 10 days, for a đơn that was entered before
        (date(2026, 12, 29), ND155, date(2027, 1, 8)),  # 1/1 is a day off: 10 days come first
        (date(2026, 12, 29), ND155_READ, date(2027, 1, 8)),
        (date(2027, 4, 28), ND155, date(2027, 5, 10)),
        (date(2027, 4, 28), ND155_READ, date(2027, 5, 11)),  # two days off, so the decree's period is the longer
    ],
)
def test_nd_124_dieu_16_the_earlier_of_7_working_days_and_10_days_until_dieu_27_was_read(
    form: date, rules: str, wanted: date, *, second: bool
) -> None:
    (accept,) = clocks_for("khieu_nai", MONDAY, form_date=form, second=second, rules=rules)
    assert due(accept) == [wanted]
    assert ("NĐ 155/2026" in accept.basis) is (rules != BEFORE_ND155)


def test_the_setting_ends_the_earlier_date_for_what_is_entered_from_then_on() -> None:
    assert rules_now(complaint_law_read=False) == ND155
    assert rules_now(complaint_law_read=True) == ND155_READ


@pytest.mark.parametrize("ground", COMPLEX_GROUNDS)
def test_nd_124_dieu_3a_a_complex_case_names_one_of_seven_grounds_and_its_paper(ground: str) -> None:
    whole = SignedForm(DAY, DAY, extended="complex", complex_ground=ground, complex_paper="3/XM", complex_on=DAY)
    assert form_problem(whole, kind="khieu_nai", today=TODAY) is None


@pytest.mark.parametrize(
    ("ground", "paper", "day"),
    [("", "3/XM", DAY), ("h", "3/XM", DAY), ("a", "", DAY), ("a", "3/XM", None), ("a", "3/XM", date(2026, 11, 30))],
)
def test_nd_124_dieu_3a_without_them_the_period_is_not_lengthened(ground: str, paper: str, day: date | None) -> None:
    form = SignedForm(DAY, DAY, extended="complex", complex_ground=ground, complex_paper=paper, complex_on=day)
    assert form_problem(form, kind="khieu_nai", today=TODAY) is Wrong.COMPLEX


def test_nd_124_dieu_28b_khoan_2_the_period_goes_on_from_the_day_of_the_order_to_continue() -> None:
    pause, resume = Order(What.PAUSE, date(2026, 12, 11), "1/QĐ", "obstacle"), Order(What.RESUME, DAY, "2/QĐ")
    (before,) = clocks_for("khieu_nai", MONDAY, form_date=DAY, accepted_on=DAY)
    assert due(before) == [date(2026, 12, 31)]
    stopped = columns(pause, paused_on=None, paused_days=0)
    assert stopped == {"paused_on": date(2026, 12, 11)}
    assert clocks_for("khieu_nai", MONDAY, form_date=DAY, accepted_on=DAY, paused=True) == ()
    again = columns(Order(What.RESUME, date(2026, 12, 21), "2/QĐ"), paused_on=date(2026, 12, 11), paused_days=0)
    assert again == {"paused_on": None, "paused_days": 10}
    (after,) = clocks_for("khieu_nai", MONDAY, form_date=DAY, accepted_on=DAY, paused_days=10)
    # 10 of 30 days were used when it stopped; the other 20 run from 21/12: 10/1 is a Sunday
    assert due(after) == [date(2027, 1, 11)]
    assert send_by(pause, SHIPPED) == date(2026, 12, 16)
    assert problem(resume, [pause], kind="khieu_nai", accepted_on=DAY, today=TODAY) is WrongOrder.BEFORE


@pytest.mark.parametrize(
    ("order", "before", "wrong"),
    [
        (Order(What.PAUSE, DAY, "1/QĐ", "obstacle"), [], None),
        (Order(What.PAUSE, DAY, "", "obstacle"), [], WrongOrder.PAPER),
        (Order(What.PAUSE, DAY, "1/QĐ", "withdrawn"), [], WrongOrder.GROUND),
        (Order(What.PAUSE, date(2026, 12, 21), "1/QĐ", "obstacle"), [], WrongOrder.AHEAD),
        (Order(What.RESUME, DAY, "1/QĐ"), [], WrongOrder.NOT_PAUSED),
        (Order(What.PAUSE, DAY, "2/QĐ", "other"), [Order(What.PAUSE, DAY, "1/QĐ", "other")], WrongOrder.PAUSED),
        (Order(What.RESUME, DAY, "2/QĐ"), [Order(What.PAUSE, DAY, "1/QĐ", "other")], None),
        (Order(What.PAUSE, DAY, "2/QĐ", "other"), [Order(What.STOP, DAY, "1/QĐ", "withdrawn")], WrongOrder.OVER),
        (Order(What.WITHDRAW_PART, DAY), [], None),  # Điều 7a.1: it goes on for the others
    ],
)
def test_nd_124_dieu_28a_28b_what_an_order_needs(order: Order, before: list[Order], wrong: WrongOrder | None) -> None:
    assert problem(order, before, kind="khieu_nai", accepted_on=DAY, today=TODAY) is wrong


def test_nothing_stops_before_it_was_accepted_and_only_these_kinds_have_orders() -> None:
    order = Order(What.PAUSE, DAY, "1/QĐ", "obstacle")
    assert problem(order, [], kind="khieu_nai", accepted_on=None, today=TODAY) is WrongOrder.NOT_ACCEPTED
    assert problem(order, [], kind="phan_anh", accepted_on=DAY, today=TODAY) is WrongOrder.KIND
    assert columns(Order(What.WITHDRAW, DAY), paused_on=None, paused_days=0) == {}  # NĐ 156: it may go on


WITHDRAWN = Order(What.WITHDRAW, DAY)


@pytest.mark.parametrize(
    ("orders", "since"),
    [
        ([WITHDRAWN], DAY),
        ([Order(What.PAUSE, DAY, "1/QĐ", "other"), WITHDRAWN, WITHDRAWN], DAY),
        ([Order(What.WITHDRAW_PART, DAY)], None),  # Điều 7a.1: it goes on for the others
        ([WITHDRAWN, Order(What.STOP, DAY, "1/QĐ", "withdrawn")], None),
        ([WITHDRAWN, Order(What.GO_ON, DAY, "", "threatened")], None),  # NĐ 31/2019 Điều 4.4.b
        ([WITHDRAWN, Order(What.GO_ON, DAY, "", "violation"), WITHDRAWN], DAY),
    ],
)
def test_nd_124_dieu_7a_khoan_2_a_whole_withdrawal_owes_a_decision_to_end(
    orders: list[Order], since: date | None
) -> None:
    assert stop_owed(orders, accepted_on=DAY) == since
    assert stop_owed(orders, accepted_on=None) is None  # before the acceptance there is nothing to end


def test_nd_156_dieu_1_only_a_withdrawn_denunciation_goes_on_and_names_one_of_three_grounds() -> None:
    goes_on = Order(What.GO_ON, DAY, "", "violation")

    def wrong(order: Order, before: list[Order], kind: str) -> WrongOrder | None:
        return problem(order, before, kind=kind, accepted_on=DAY, today=TODAY)

    assert wrong(goes_on, [WITHDRAWN], "to_cao") is None
    assert wrong(Order(What.GO_ON, DAY, "", "died"), [WITHDRAWN], "to_cao") is WrongOrder.GROUND
    assert wrong(goes_on, [], "to_cao") is WrongOrder.NOT_WITHDRAWN
    assert wrong(goes_on, [WITHDRAWN], "khieu_nai") is WrongOrder.NOT_WITHDRAWN
