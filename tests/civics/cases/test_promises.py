"""What a ward promises by kind and topic, within limits, and never as law."""

from datetime import datetime

from civics.cases.clocks import clocks_for
from civics.cases.promises import is_allowed, keys, promised, standard
from core.clock import VIETNAM, in_vietnam

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=VIETNAM)


def test_a_topic_has_its_own_result_and_the_rest_is_as_the_kind() -> None:
    chosen = {"phan_anh.first_reply": 1, "phan_anh.result": 8, "topic.rac_thai": 3}
    assert promised(chosen, "phan_anh", "rac_thai") == {"first_reply": 1, "urgent_reply": 4, "result": 3}
    assert promised(chosen, "phan_anh", "khac")["result"] == 8
    assert promised(chosen, "hoi", "rac_thai") == {"first_reply": 2}
    assert promised(chosen, "to_cao", "rac_thai") == {}


def test_the_laws_period_stays_whatever_is_promised() -> None:
    chosen = promised({"phan_anh.result": 3, "phan_anh.ack": 1}, "phan_anh", "khac")
    found = {each.name: each for each in clocks_for("phan_anh", MONDAY, promised={**chosen, "ack": 1})}
    assert in_vietnam(found["result"].due_at).day == 3
    assert not found["result"].legal
    assert in_vietnam(found["ack"].due_at).day == 14


def test_a_promise_has_bounds_and_what_was_set_badly_counts_as_not_set() -> None:
    assert set(standard()) < set(keys())
    assert not any(is_allowed(key, n) for key in keys() for n in (0, -1, 31))
    assert not is_allowed("phan_anh.ack", 5)  # a legal period, which nobody may promise
    assert not is_allowed("khieu_nai.result", 5)
    assert promised({"phan_anh.urgent_reply": 99, "topic.rac_thai": 0}, "phan_anh", "rac_thai")["urgent_reply"] == 4
