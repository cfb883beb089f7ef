"""The words that say why an act was refused: a word key for each `Why` that an error may carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from civics.cases import moves, opening, orders, signed_forms
from civics.personal_data import DataWhy
from civics.polls.community import WrongFacts
from civics.polls.terms import WrongOutcome
from civics.polls.why import DecisionWhy, DraftWhy, PaperWhy, ResultWhy, RunWhy
from civics.registers.values import RegisterWhy
from civics.ward.why import AskWhy, ReaderWhy, RollWhy, SecondWhy, WayWhy
from core.errors import ConflictError, NotAllowedError


@dataclass(frozen=True, slots=True)
class _Sayings:
    """The words of one subject: `<start>.<value>`, with some exceptions."""

    start: str
    apart: Mapping[str, str] = field(default_factory=dict)


_BEFORE_FORM = "desk.trouble.day_before_form"
SUBJECTS: Mapping[type[StrEnum], _Sayings] = {
    moves.Why: _Sayings(
        "desk.trouble",
        {moves.Why.TOO_LATE: "desk.fate.too_late", moves.Why.CHECK_FIRST: "desk.moving.check_first"},
    ),
    signed_forms.Wrong: _Sayings(
        "care.form",
        {
            signed_forms.Wrong.ORDER: _BEFORE_FORM, signed_forms.Wrong.NO_FORM: _BEFORE_FORM,
            signed_forms.Wrong.EXTENDED: "care.form.extension",
        },
    ),
    orders.WrongOrder: _Sayings("care.order.wrong"),
    DraftWhy: _Sayings("polls.problem"),
    RunWhy: _Sayings("polls.problem"),
    ResultWhy: _Sayings("results.problem"),
    WrongOutcome: _Sayings("results.outcome.wrong"),
    DecisionWhy: _Sayings("decisions.problem"),
    WrongFacts: _Sayings("decisions.facts.wrong"),
    PaperWhy: _Sayings("roll.paper"),
    RollWhy: _Sayings("roll.problem"),
    DataWhy: _Sayings("console.data.problem"),
    AskWhy: _Sayings("roll.asks", {AskWhy.STALE: "roll.slips.stale"}),
    ReaderWhy: _Sayings("console.staff"),
    SecondWhy: _Sayings("seconds.problem"),
    WayWhy: _Sayings("account.problem"),
    RegisterWhy: _Sayings("registers.problem"),
    opening.OpenWhy: _Sayings("opened_desk.problem"),
}  # fmt: skip


def key(error: ConflictError | NotAllowedError, otherwise: str = "") -> str:
    """The word key of an error's `Why`; `otherwise` if it has none, or its subject has pages of its own."""
    return key_of(error.why) if error.why is not None and type(error.why) in SUBJECTS else otherwise


def key_of(why: StrEnum) -> str:
    """The word key of one `Why`."""
    sayings = SUBJECTS[type(why)]
    return sayings.apart.get(why.value, f"{sayings.start}.{why.value}")
