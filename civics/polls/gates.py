"""Why a consultation may not open: the conditions of the law on its dates, its groups, its team and its papers."""

from datetime import date, timedelta

from civics.polls.rules import CountedBy, KindRule, Precondition, Setup, earliest_close, rule, wanted


def refusals(setup: Setup, *, today: date) -> tuple[str, ...]:
    """Why a poll may not open on `today` (a date in Viet Nam): tails of `polls.refused.*`, empty when it may.

    no_articles, no_units, bad_times, over, not_counted_so, no_roll, not_posted, posted_too_late, not_public,
    closes_early, law_owed, one_group, team, chosen_over, too_few_chose, missing.<precondition>, future.<precondition>.
    Whole days are compared: a quy ước posted on 1/6 may open from 1/7 on (30 whole days), and opinions on what was
    published on 1/6 may not close before 21/6 (Điều 28.2: 20 days).
    """
    law = rule(setup.kind)
    found: list[str] = []
    if setup.asked < 1:
        found.append("no_articles")
    if not setup.units:
        found.append("no_units")
    if setup.closes_at <= setup.opens_at:
        found.append("bad_times")
    elif setup.closes_at.astimezone(setup.opens_at.tzinfo).date() < today:
        found.append("over")
    if setup.counted_by not in law.counted_by:
        found.append("not_counted_so")
    if setup.counted_by is CountedBy.HOUSEHOLD and setup.households < 1:
        found.append("no_roll")
    dates = (*_posting(setup, law, today=today), *_publishing(setup, law, today=today))
    return (*found, *dates, *_online(setup, law), *_unmet(setup, law, today=today))


def _posting(setup: Setup, law: KindRule, *, today: date) -> tuple[str, ...]:
    if not law.min_days:
        return ()
    if setup.posted_on is None or setup.posted_on > today:
        return ("not_posted",)
    early = max(today, setup.opens_at.date()) < setup.posted_on + timedelta(days=law.min_days)
    return ("posted_too_late",) if early else ()


def _publishing(setup: Setup, law: KindRule, *, today: date) -> tuple[str, ...]:
    if not law.open_days:
        return ()
    found = [] if not setup.terms.own_days or setup.terms.own_law else ["law_owed"]
    if setup.posted_on is None or setup.posted_on > today:
        return (*found, "not_public")
    earliest = earliest_close(setup.kind, setup.posted_on, setup.terms)
    return (*found, "closes_early") if earliest is not None and setup.closes_at.date() < earliest else tuple(found)


def _online(setup: Setup, law: KindRule) -> tuple[str, ...]:
    """The conditions on the team and, for the vote itself, on the choice of one group's households (NĐ 59 Điều 5)."""
    if not law.vote:
        return ()
    found = ["one_group"] if len(setup.units) > 1 else []
    if not setup.terms.team_stands:
        found.append("team")
    if Precondition.COMMUNITY in law.preconditions and setup.households:
        if setup.terms.chosen > setup.households:
            found.append("chosen_over")
        elif 2 * setup.terms.chosen <= setup.households:
            found.append("too_few_chose")
    return tuple(found)


def _unmet(setup: Setup, law: KindRule, *, today: date) -> tuple[str, ...]:
    days = dict(setup.recorded)
    return tuple(
        f"missing.{each.value}" if each not in days else f"future.{each.value}"
        for each in wanted(law.kind, setup.terms)
        if each not in days or days[each] > today
    )
