"""What admins do with topics of the ward's own and with units: add, rename, retire. Each is on the trail."""

from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls import polls
from storage.ward import audit, own_topics, ward


def add_topic(work: UnitOfWork, title: str, *, by: int) -> None:
    """Offer a topic. Raises ConflictError for no title, or one that is taken."""
    made = own_topics.add(work, title)
    audit.record(work, "topic.added", actor=audit.STAFF, staff_id=by, topic=made)


def rename_topic(work: UnitOfWork, topic_id: int, title: str, *, by: int) -> None:
    """Give a topic another title. Raises as above, and NotFoundError."""
    before = own_topics.rename(work, topic_id, title)
    audit.record(work, "topic.renamed", actor=audit.STAFF, staff_id=by, topic=topic_id, before=before)


def retire_topic(work: UnitOfWork, topic_id: int, *, retired: bool, by: int) -> None:
    """Stop offering a topic, or offer it again."""
    own_topics.retire(work, topic_id, retired=retired)
    act = "topic.retired" if retired else "topic.revived"
    audit.record(work, act, actor=audit.STAFF, staff_id=by, topic=topic_id)


def rename_unit(work: UnitOfWork, unit_id: int, name: str, *, by: int) -> None:
    """Give a unit another name. Raises ConflictError, NotFoundError."""
    before = ward.rename_unit(work, unit_id, name)
    audit.record(work, "unit.renamed", actor=audit.STAFF, staff_id=by, unit=unit_id, before=before)


def retire_unit(work: UnitOfWork, unit_id: int, *, into: int | None, by: int) -> None:
    """End a unit. Raises NotFoundError, and ConflictError while a consultation asks its households."""
    if any(not each.units or unit_id in each.units for each in polls.open_now(work)):
        raise ConflictError("A running consultation asks its households.")
    ward.retire_unit(work, unit_id, into=into)
    audit.record(work, "unit.retired", actor=audit.STAFF, staff_id=by, unit=unit_id, into=into)
