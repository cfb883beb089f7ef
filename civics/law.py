"""Lists every rule of law that the program applies: content, article, our confidence, and its place in the code.

The rows come from the data that the code itself uses, so that none can be forgotten. `python -m civics.law >
docs/law.md` writes the page; a test compares the two. Confidence: `source`, read in a public copy of the text;
`source-2`, read in a secondary text; `recalled`, from memory; `policy`, the ward's own rule.
"""

import json
from dataclasses import dataclass
from importlib.resources import files

from civics import disclosure, personal_data
from civics.cases import orders
from civics.days import calendar
from civics.polls import community, elections, rules, sittings, ways
from civics.polls.counting import thresholds
from civics.polls.terms import TEAM
from civics.registers import terms


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `where`: a dotted name in the code."""

    subject: str
    says: str
    article: str
    confidence: str
    where: str


def every() -> tuple[Rule, ...]:
    """All rules, by subject."""
    return (
        *_clocks(),
        *_orders(),
        *_opinions(),
        *_votes(),
        *_ways(),
        *_after(),
        *_disclosure(),
        *_registers(),
        *_data(),
        *_days(),
    )


def _clocks() -> list[Rule]:
    raw = json.loads(files("civics").joinpath("deadlines.json").read_text("utf-8"))
    return [
        Rule(
            "clocks of cases", f"{', '.join(each['kinds'])}: {each['name']}{_set(each)}: {_length(each)}",
            each["basis"], each["confidence"], "civics.cases.clocks.clocks_for",
        )
        for each in raw if each["legal"]
    ]  # fmt: skip


def _set(each: dict[str, object]) -> str:
    """Which complaint, and which set of rules (`civics.cases.clocks.RULES`)."""
    second = f", complaint no. {each['round']}" if "round" in each else ""
    sets = each.get("rules", [])
    named = ", ".join(str(name) or "before NĐ 155/2026" for name in sets) if isinstance(sets, list) else ""
    return second + (f" ({named})" if named else "")


def _length(each: dict[str, object]) -> str:
    other = each.get("or")
    told = f"{each['n']} {str(each['unit']).replace('_', ' ')}s"
    return f"{told}, or {other['n']} days if that is earlier" if isinstance(other, dict) else told


def _orders() -> list[Rule]:
    where = "civics.cases.orders.problem"
    decree = "NĐ 124/2020/NĐ-CP Điều {} (NĐ 155/2026/NĐ-CP)"
    return [
        Rule("clocks of cases", "a complex complaint names one of seven grounds and its paper", decree.format("3a"),
             "source", "civics.cases.signed_forms.grounded"),
        Rule("clocks of cases", "tạm đình chỉ stops the period, tiếp tục lets it go on from its day",
             decree.format("28b"), "source", "civics.cases.orders.columns"),
        Rule("clocks of cases", f"such a decision is sent in {orders.SEND_WITHIN} working days", decree.format("28b"),
             "source", "civics.cases.orders.send_by"),
        Rule("clocks of cases", "some of several complainants withdraw: it goes on", decree.format("7a"), "source",
             where),
        Rule("clocks of cases", "a whole withdrawal owes a đình chỉ at once",
             "Luật Khiếu nại 2011 Điều 10; NĐ 124/2020/NĐ-CP Điều 7a, 28b (NĐ 155/2026/NĐ-CP)", "source",
             "civics.cases.orders.stop_owed"),
        Rule("clocks of cases", "a denunciation that is withdrawn goes on where there are grounds",
             "Luật Tố cáo 2018 Điều 33; NĐ 156/2026/NĐ-CP", "source", where),
    ]  # fmt: skip


def _opinions() -> list[Rule]:
    found = []
    for each in rules.KINDS:
        if each.basis:
            days = f", {each.min_days} days posted before" if each.min_days else ""
            days += f", at least {each.open_days} days from the publication" if each.open_days else ""
            found.append(
                Rule(
                    "consultations",
                    f"{each.kind.value}{days}",
                    each.basis,
                    each.confidence,
                    "civics.polls.gates.refusals",
                )
            )
    found += [
        Rule("consultations", "a decision against the majority has its reason, the report its session",
             "Luật 10/2022/QH15 Điều 28 khoản 4, 5", "source", "civics.polls.terms.wrong_outcome"),
        Rule("consultations", f"an online vote has a team of {TEAM[0]} to {TEAM[1]}, in one group",
             "NĐ 59/2023/NĐ-CP Điều 5", "source", "civics.polls.gates.refusals"),
        Rule("consultations", "the result of an online vote that passed is posted in public",
             "NĐ 59/2023/NĐ-CP Điều 5 khoản 4", "source", "storage.polls.online_votes.posted"),
        Rule("consultations", "no paper is counted with an online vote", "Luật 10/2022/QH15 Điều 17 khoản 1", "source",
             "civics.polls.why.PaperWhy"),
    ]  # fmt: skip
    return found


def _votes() -> list[Rule]:
    return [
        Rule(
            "decisions",
            f"{each.clause}: {'more than' if each.strict else 'at least'} {each.numerator}/{each.denominator}",
            each.article, each.confidence, "civics.polls.counting.majority" if each.clause != "groups"
            else "civics.polls.community.of_groups",
        )
        for each in thresholds()
    ]  # fmt: skip


def _ways() -> list[Rule]:
    decree = "NĐ 59/2023/NĐ-CP Điều {}"
    where = "civics.polls.ways.faults"
    met = ", ".join(sorted(sittings.MEET_FIRST))
    elects = [
        Rule("decisions", f"election of a head: {each.step.value.replace('_', ' ')}, {each.days} days before",
             each.article, "source", "civics.polls.elections.faults")
        for each in elections.TERMS
    ]  # fmt: skip
    return [
        Rule("decisions", f"{met} are decided at a meeting, ballots only when too few came",
             "Luật 10/2022/QH15 Điều 17 khoản 2, Điều 19 khoản 1", "source", where),
        Rule("decisions", f"notice of a meeting: {ways.NOTICE} days before", decree.format("3 khoản 3"), "source",
             where),
        Rule("decisions", f"documents on khoản 1, 2, 3: {ways.DOCUMENTS} days before", decree.format("3 khoản 4"),
             "source", where),
        Rule("decisions", f"clusters from {community.CLUSTERS_FROM} households", "Luật 10/2022/QH15 Điều 18 khoản 3",
             "source", where),
        Rule("decisions", "ballots in the whole ward need the chair's decision",
             "Luật 10/2022/QH15 Điều 19 khoản 1 điểm a", "source", where),
        Rule("decisions", f"the plan of ballots is sent in {ways.PLAN_SENT} days", decree.format("4 khoản 2"), "source",
             where),
        Rule("decisions", f"Tổ phát phiếu of {TEAM[0]} to {TEAM[1]}", decree.format("4 khoản 3"), "source", where),
        Rule("decisions", f"notice of ballots: {ways.NOTICE} days before", decree.format("4 khoản 4"), "source", where),
        Rule("decisions", f"notice of the yearly conference: {ways.YEARLY_NOTICE} days before",
             decree.format("11 khoản 1 điểm c"), "source", where),
        Rule("decisions", "UBND decides how clusters meet, before the meeting", decree.format("3 khoản 6"), "source",
             where),
        *elects,
        Rule("decisions",
             f"a counting board of {sittings.BOARD[0]} to {sittings.BOARD[1]}, {sittings.WITNESSES} witnesses",
             decree.format("3 khoản 5, Điều 4 khoản 6"), "source", "civics.polls.sittings.faults"),
    ]  # fmt: skip


def _after() -> list[Rule]:
    law = "Luật 10/2022/QH15 Điều {}"
    effects = [
        Rule("decisions", f"{each.clause}: takes effect by {each.in_group.value}", law.format("21 khoản 2"), "source",
             "civics.polls.community.effect")
        for each in community.CLAUSES
    ]  # fmt: skip
    return [
        *effects,
        Rule("decisions", f"sent to UBND and UBMTTQ in {community.SEND_WITHIN} working days", law.format("20 khoản 3"),
             "source", "civics.polls.community.send_by"),
        Rule("decisions", f"a reported quy ước is suspended in {community.SUSPEND_WITHIN} working days",
             "NĐ 61/2023/NĐ-CP Điều 12 khoản 2", "source", "civics.polls.community.suspend_by"),
        Rule("decisions", f"or annulled in {community.ANNUL_WITHIN} working days", "NĐ 61/2023/NĐ-CP Điều 14 khoản 3",
             "source", "civics.polls.community.annul_by"),
        Rule("decisions", f"the text of a recognised quy ước is sent in {community.TEXT_SENT_WITHIN} working days",
             "NĐ 61/2023/NĐ-CP Điều 18 khoản 1", "source", "civics.polls.community.text_sent_by"),
        Rule("decisions", f"recognised or refused in {community.RECOGNISE_WITHIN} working days",
             law.format("21 khoản 2"), "source", "civics.polls.community.recognise_by"),
        Rule("decisions", f"who was elected is recognised in {community.RECOGNISE_WITHIN} working days",
             "NĐ 59/2023/NĐ-CP Điều 8", "source", "civics.polls.community.owed"),
        Rule("decisions", f"a head was let go: the next election is decided on in {elections.NEXT_WITHIN} days",
             "NĐ 59/2023/NĐ-CP Điều 9 khoản 3", "source", "civics.polls.community.owed"),
        Rule("decisions", "the result of ballots on a quy ước is made public",
             "NĐ 61/2023/NĐ-CP Điều 10 khoản 2 điểm b", "source", "civics.polls.community.wrong_facts"),
        Rule("decisions", "each group of a quy ước meets and decides by its own households",
             "NĐ 61/2023/NĐ-CP Điều 10", "source", "civics.polls.sittings.stands"),
    ]  # fmt: skip


def _disclosure() -> list[Rule]:
    law = "Luật 10/2022/QH15 Điều {}"
    where = "civics.disclosure.lacks"
    spoken = ", ".join(str(each.item) for each in disclosure.items() if each.loudspeaker)
    return [
        Rule("disclosure", f"{len(disclosure.items())} items", law.format("11"), "source", "civics.disclosure.items"),
        Rule("disclosure", f"{disclosure.WITHIN} working days from the document", law.format("12 khoản 3"), "source",
             "civics.disclosure.Act"),
        Rule("disclosure", f"posted for {disclosure.POSTED} running days, items 4 and 13 always",
             law.format("13 khoản 2"), "source", where),
        Rule("disclosure", f"loudspeaker for {disclosure.LOUDSPEAKER} days and heads of groups: items {spoken}",
             law.format("13 khoản 3, 4"), "source", where),
        Rule("disclosure", "the list of a quarter is posted by its end", law.format("13 khoản 2"), "source",
             "civics.disclosure.quarterly_list_due"),
    ]  # fmt: skip


def _registers() -> list[Rule]:
    return [Rule("registers", *each) for each in terms.said()]


def _data() -> list[Rule]:
    terms = [
        Rule("personal data",
             _term(each), personal_data.BASIS, personal_data.CONFIDENCE, "civics.personal_data.due")
        for each in personal_data.TERMS
    ]  # fmt: skip
    return [
        Rule("personal data", f"acknowledged in {personal_data.ACKNOWLEDGE} working days", personal_data.BASIS,
             personal_data.CONFIDENCE, "civics.personal_data.acknowledge_by"),
        *terms,
        Rule("personal data", f"a breach is notified in {personal_data.BREACH_HOURS} hours",
             "NĐ 356/2025/NĐ-CP Điều 28", personal_data.CONFIDENCE, "civics.personal_data.breach_due"),
        Rule("personal data", "a location is sensitive: consent stands with each offer to send one",
             "Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP", personal_data.CONFIDENCE, "handlers.replies.voice.send"),
    ]  # fmt: skip


def _term(each: personal_data.Term) -> str:
    kinds = ", ".join(kind.value for kind in each.kinds)
    return f"{kinds}: {each.days} days, {each.with_processor} with a processor, {each.more} more once"


def _days() -> list[Rule]:
    raw = json.loads(files("civics").joinpath("day_off_overrides.json").read_text("utf-8"))
    own = [
        Rule("calendar", f"{each['date']}: {each['why']}", each["source"], each["confidence"],
             "civics.days.calendar.is_working_day")
        for name in ("add_off", "add_work") for each in raw[name]
    ]  # fmt: skip
    unsure = [
        Rule("calendar", f"{start.isoformat()} to {end.isoformat()} may change", why, "not seen",
             "civics.days.calendar.unsure")
        for start, end, why in calendar.overrides().unconfirmed
    ]  # fmt: skip
    return [*own, *unsure]


def page() -> str:
    """`docs/law.md`."""
    lines = [
        "# The law in the code", "",
        "Made by `python -m civics.law > docs/law.md` from the data that the code uses; a test holds it to them.",
        "Confidence: `source`, read in a public copy of the text; `source-2`, read in a secondary text; `recalled`,",
        "from memory; `not seen`, nobody has read it. Check against Công báo before an official use.", "",
        "| rule | article | confidence | where |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {each.subject}: {each.says} | {each.article} | {each.confidence} | `{each.where}` |" for each in every()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201  # what the command is for
