"""The rules of the registers in words, for the page of all rules of law (`civics.law`)."""

from collections.abc import Iterator

from civics.registers import slots
from civics.registers.definition import registers

Said = tuple[str, str, str, str]  # what it says, its article, how sure we are, where it is in the code


def said() -> Iterator[Said]:
    """Every clock of every register, and the rules of a day of reception."""
    for law in registers().values():
        for each in law.clocks:
            unit = {"working": "working days"}.get(each.unit, each.unit)
            long = f"{abs(each.n)} {unit} {'before' if each.n < 0 else 'after'} {each.start}"
            where = "civics.registers.values.due"
            yield f"{law.name}: {each.name}: {long if each.n else each.start}", each.article, each.confidence, where
    day = "civics.registers.slots.problems"
    yield (
        f"the chair receives on {slots.CHAIR_DAYS} days of a month at least", "NĐ 154/2026/NĐ-CP Điều 28, 29",
        "source-2", "civics.registers.slots.CHAIR_DAYS",
    )  # fmt: skip
    yield (
        f"an online reception is announced {slots.ONLINE} working days before", "NĐ 154/2026/NĐ-CP Điều 23 khoản 1",
        "source", day,
    )  # fmt: skip
    yield f"a dialogue is announced {slots.DIALOGUE} days before", "Luật 72/2025/QH15 Điều 43", "source", day
    yield (
        "a round of supervision: its plan is sent 5 working days before, of an investment board 45 days",
        "NĐ 59/2023/NĐ-CP Điều 14 khoản 1 điểm b; Luật 10/2022/QH15 Điều 45 khoản 1 điểm b", "source",
        "civics.registers.checks.inspection",
    )  # fmt: skip
