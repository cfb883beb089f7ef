"""A prepared answer that is filled in for one case."""

from civics.cases.prepared import fill
from core.clock import in_vietnam
from storage.cases.views import CaseView


def filled(text: str, case: CaseView) -> str:
    """The text with {tên}, {mã}, {hạn}, {tổ} of the case. The day is the one that was promised to its resident."""
    by = case.promised_at or case.due_at
    due = "" if by is None else f"{in_vietnam(by):%d/%m/%Y}"
    return fill(text, {"ten": case.name, "ma": case.code, "han": due, "to": case.unit})
