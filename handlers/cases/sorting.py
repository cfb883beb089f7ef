"""How staff sort a case: kind, topic, unit, urgency, whom it names, the dates of its signed form.

As in `desk`, each act is one function in one transaction, is told who acts, and raises the same errors. The resident
hears of none of these acts.
"""

from dataclasses import dataclass
from datetime import date

from civics.cases.moves import Why
from civics.cases.orders import Order
from civics.cases.petitions import SEALED, PetitionKind, Topic
from civics.cases.signed_forms import SignedForm
from core.errors import ConflictError
from handlers.cases.desk import Act
from storage.cases import acts, forms, orders
from storage.ward import own_topics


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a denunciation names: a member of staff, a unit, or both."""

    staff_id: int | None = None
    unit_id: int | None = None


def urgent(act: Act, *, is_urgent: bool) -> None:
    """Set or clear the flag for urgent cases."""
    acts.set_urgent(act.work, act.case_id, urgent=is_urgent, by=act.by, version=act.version)


def kind(act: Act, *, to: str, seal_ok: bool = False) -> None:
    """Change the kind, and with it the clock. A change to tố cáo seals for good, so it needs `seal_ok`.

    Raises ConflictError: SEAL_OK; NOT_NOW for a kind that nobody knows, or one that the case may not become.
    """
    if to not in set(PetitionKind):
        raise ConflictError("There is no such kind of case.", why=Why.NOT_NOW)
    if PetitionKind(to) in SEALED and not seal_ok and not act.case.sealed:
        raise ConflictError("This kind seals the case for good; say that you know.", why=Why.SEAL_OK)
    acts.change_kind(act.work, act.case_id, kind=to, by=act.by, version=act.version)


def topic(act: Act, *, to: str) -> None:
    """Change the topic. Raises ConflictError: NOT_NOW for an unknown topic, or for a sealed case."""
    if to not in set(Topic) and not own_topics.offers(act.work, to):
        raise ConflictError("There is no such topic.", why=Why.NOT_NOW)
    acts.change_topic(act.work, act.case_id, topic=to, by=act.by, version=act.version)


def team(act: Act, *, to: int | None) -> None:
    """Give the case to a team, or to none.

    Raises NotFoundError for a team that gets no cases; ConflictError: SEALED.
    """
    acts.set_team(act.work, act.case_id, team_id=to, by=act.by, version=act.version)


def unit(act: Act, *, to: int | None) -> None:
    """Set another tổ dân phố or xóm, or none. Raises NotFoundError for one that does not exist."""
    acts.change_unit(act.work, act.case_id, unit_id=to, by=act.by, version=act.version)


def named(act: Act, *, whom: Named) -> None:
    """Record whom the case names. From now on it does not exist for them (Luật Tố cáo 2018 Điều 9)."""
    acts.change_named(
        act.work, act.case_id, names_staff_id=whom.staff_id, names_unit_id=whom.unit_id, by=act.by, version=act.version
    )


def signed_form(act: Act, form: SignedForm, *, why: str = "") -> None:
    """Record the dates of the signed form, from which the legal clock runs. A change of them needs a reason.

    Raises ConflictError with a `civics.cases.signed_forms.Wrong`.
    """
    forms.enter(act.work, act.case_id, form, by=act.by, version=act.version, why=why)


def order(act: Act, made: Order) -> None:
    """Record an order that stops, resumes or ends the legal clock, or a withdrawal.

    Raises ConflictError with a `civics.cases.orders.WrongOrder`.
    """
    orders.enter(act.work, act.case_id, made, by=act.by, version=act.version)


def order_sent(act: Act, order_id: int, day: date) -> None:
    """Record on which day an order was sent to those whom it concerns (NĐ 124/2020 Điều 28b)."""
    orders.sent(act.work, act.case_id, order_id, day, by=act.by, version=act.version)
