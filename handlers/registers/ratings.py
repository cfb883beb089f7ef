"""The rating of units and heads: what the registers say of a period, weighed by the ward's decision, kept when scored.

Luật 10/2022/QH15 Điều 8 khoản 3; NQ 36/NQ-HĐND mục 2.3 g.
"""

from civics.registers import ratings as law
from civics.registers.ratings import Rated
from civics.registers.values import RegisterWhy, Values, day_of
from core.errors import ConflictError
from core.words import FIRST
from handlers.registers import reporting
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.registers import entries, ratings
from storage.registers.entries import Entry, Links


def added(work: UnitOfWork, said: Values, links: Links, *, by: int | None) -> Entry:
    """A rating stands under its rule. Raises ConflictError (RULE)."""
    if links.parent_id is None:
        raise ConflictError(RegisterWhy.RULE)
    both = {"made_on": work.now.date().isoformat(), **said}
    return entries.add(work, ratings.RATING, both, by=by, links=links)


def rated(work: UnitOfWork, rating: Entry) -> Rated | None:
    """The points of a rating as the registers are now; None until its rule was decided."""
    rule = entries.get(work, rating.parent_id, reader=None) if rating.parent_id else None
    if rule is None or rule.state == "draft":
        return None
    begins, ends = day_of(rule.said.get("begins_on")), day_of(rule.said.get("ends_on"))
    assert begins is not None  # required, and read when it was typed
    assert ends is not None
    typed = rating.said.get("online")
    online = typed if isinstance(typed, int) else None
    scope = ratings.scope_of(work, rating)
    shares = ratings.measured(work, scope, begins, ends, online=online, lacks=reporting.lacks)
    return law.rated(rule.said, shares)


def moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """What the registers said when the council scored stays with the score. Raises ConflictError (RULE)."""
    del before
    if after.state != "scored":
        return after
    found = rated(work, after)
    if found is None:
        raise ConflictError(RegisterWhy.RULE)
    if ward is None:
        return after
    said = {**after.said, "evidence": evidence(found, ward)[:2000]}
    return entries.write(work, after, said, act="counted", by=by)


def evidence(found: Rated, ward: Ward) -> str:
    """The shares and the points in words."""
    parts = [
        f"{ward.words.say(FIRST, f'rating.of.{each.share.name}')}: {each.share.met}/{each.share.of}"
        for each in found.lines if each.share.of
    ]  # fmt: skip
    total = "–" if found.points is None else f"{found.points:g}".replace(".", ",")
    return "; ".join([*parts, f"{ward.words.say(FIRST, 'rating.counted')}: {total}"])
