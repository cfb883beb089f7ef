"""Papers on a meeting or a ballot: the count, the resolution or minutes, the request to recognise a quy ước.

NĐ 59/2023/NĐ-CP forms 02, 03, 04; NĐ 61/2023/NĐ-CP forms 01, 02. The titles and first fields of the forms were read in
the decrees; the rest is from memory. So each paper says at its foot that the signer must compare it with the form.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from civics.polls.community import effect
from civics.polls.sittings import QUY_UOC
from papers.parts import Say, according, begin, day, few_or, form_line, head_of, matter, number, quorum, ratios, unit_of
from papers.values import Held, Matter, Values

if TYPE_CHECKING:
    from papers.layout import Paper

_BALLOTS = ("given", "collected", "valid", "invalid", "yes", "no", "other")


def count(values: Values, say: Say) -> bytes:
    """Biên bản kiểm phiếu: form 02 for a meeting, form 04 for ballots to every household."""
    held = values.held[0]
    paper = begin(values, say, kind="count", unit=held.unit, on=held.held_on)
    paper.form(form_line("59-02" if held.source == "meeting" else "59-04", values.compared, say))
    paper.title(say("papers.count.title"), say("papers.count.about", title=values.title))
    paper.figure(say("papers.count.when"), day(held.held_on, say))
    paper.figure(say("papers.count.place"), held.place)
    paper.figure(say("papers.count.matter"), values.title)
    on_paper = held.source == "paper"  # then a Tổ phát phiếu counts, not a Ban kiểm phiếu (NĐ 59 Điều 4.3, 4.6)
    for name, people in (("team" if on_paper else "board", held.board), ("witnesses", held.witnesses)):
        paper.text(f"{say(f'papers.count.{name}')}:", bold=True)
        for at, each in enumerate(people, 1):
            paper.text(f"{at}. {each}")
    paper.figure(say("papers.count.households"), number(held.households))
    if held.source == "meeting":
        paper.figure(say("papers.count.present"), number(held.present))
    paper.heading(say("papers.count.result"))
    if len(held.matters) == 1:
        for name in _BALLOTS:
            paper.figure(say(f"papers.count.{name}"), number(getattr(held.matters[0], name)))
    else:
        _ballots(paper, values, held.matters, say)
    _decided(paper, values, held, say)
    paper.text(say("papers.count.end"))
    head, *members = held.board
    of = "team_" if on_paper else ""
    signs = [(say(f"papers.count.{of}head"), head), *((say(f"papers.count.{of}member"), each) for each in members)]
    signs += [(say("papers.count.witness"), each) for each in held.witnesses]
    paper.signatures(signs, how=say("papers.sign"))
    return paper.made()


def _ballots(paper: "Paper", values: Values, matters: Sequence[Matter], say: Say) -> None:
    head = [say("papers.count.item"), *(say(f"papers.count.{name}") for name in _BALLOTS)]
    rows = [[matter(values, each, say), *(number(getattr(each, name)) for name in _BALLOTS)] for each in matters]
    paper.table(head, rows, widths=(34, 18, 18, 18, 18, 18, 18, 18))


def _decided(paper: "Paper", values: Values, held: Held, say: Say) -> None:
    for line in (quorum(held, say), *ratios(values, held, say)):
        if line:
            paper.text(line)


def minutes(values: Values, say: Say) -> bytes:
    """Nghị quyết hoặc biên bản: form 03 of NĐ 59; for a quy ước, form 02 of NĐ 61."""
    held = values.held[0]
    quy_uoc = held.clause == QUY_UOC
    passed = [each.ratio.reached for each in held.matters if each.ratio is not None]
    paper = begin(values, say, kind="minutes", unit=held.unit, on=held.held_on)
    paper.form(form_line("61-02" if quy_uoc else "59-03", values.compared, say))
    title = say("papers.minutes.title" if passed and all(passed) else "papers.minutes.title_minutes")
    paper.title(title, say("papers.minutes.about_quy_uoc" if quy_uoc else "papers.minutes.about", title=values.title))
    according(paper, ("democracy", "nd61" if quy_uoc else "nd59"), say)
    _circumstances(paper, held, say)
    paper.heading(say("papers.minutes.one"))
    paper.text(say("papers.minutes.one_text", unit=unit_of(values, held), title=values.title))
    if values.ballots:
        paper.text(
            say("papers.minutes.opinions", opened=values.opened, closed=values.closed, ballots=number(values.ballots))
        )  # fmt: skip
    if values.apart:
        paper.text(say("papers.minutes.opinions_apart", apart=few_or(values.apart, say)))
    paper.heading(say("papers.minutes.two"))
    rows = [[matter(values, each, say), number(each.yes), number(each.no)] for each in held.matters]
    paper.table([say(f"papers.minutes.{each}") for each in ("item", "yes", "no")], rows, widths=(90, 35, 35))
    _decided(paper, values, held, say)
    paper.heading(say("papers.minutes.three"))
    paper.text(say(f"papers.minutes.{_conclusion(passed)}"))
    if passed and all(passed):
        made_by = "ubnd" if quy_uoc else effect(held.clause, ward_wide=held.ward_wide).value
        paper.text(say(f"papers.minutes.effect_{made_by}", ward=values.ward))
    signs = [(head_of(held.unit_kind, say), held.chair), (say("papers.minutes.sign.front"), "")]
    signs += [(say("papers.minutes.sign.household"), ""), (say("papers.minutes.sign.household"), "")]
    if held.secretary:
        signs.append((say("papers.minutes.sign.secretary"), held.secretary))
    receivers = [say(f"papers.receiver.{each}", ward=values.ward) for each in ("ubnd", "ubmttq", "kept_unit")]
    paper.signatures(signs, how=say("papers.sign"), receivers=[say("papers.receivers"), *receivers])
    return paper.made()


def _circumstances(paper: "Paper", held: Held, say: Say) -> None:
    method = "on_paper" if held.source == "paper" else held.method
    lines = [("when", day(held.held_on, say)), ("place", held.place)]
    lines += [(name, getattr(held, name)) for name in ("chair", "secretary") if getattr(held, name)]
    lines.append(("households", number(held.households)))
    if held.source == "meeting":
        lines += [("present", number(held.present)), ("absent", number(held.households - held.present))]
    else:  # Luật Điều 20.2.b: the households that took no part
        took = min(held.households, max((each.collected for each in held.matters), default=0))
        lines += [("took_part", number(took)), ("absent_paper", number(held.households - took))]
    for name, value in (*lines, ("method", say(f"papers.minutes.{method}"))):
        paper.figure(say(f"papers.minutes.{name}"), value)


def _conclusion(passed: Sequence[bool]) -> str:
    if passed and all(passed):
        return "passed"
    return "passed_some" if any(passed) else "not_passed"


def request(values: Values, say: Say) -> bytes:
    """Tờ trình: the request to recognise a quy ước, form 01 of NĐ 61."""
    held = values.held[0]
    (voted,) = held.matters
    answers = [each.answer for each in values.opinions]
    paper = begin(values, say, kind="request", unit=held.unit)
    paper.form(form_line("61-01", values.compared, say))
    paper.title(say("papers.request.title"), say("papers.request.about", title=values.title))
    paper.centred(say("papers.to", whom=say("papers.request.whom", ward=values.ward)))
    law = f"{say('papers.law.democracy')} và {say('papers.law.nd61')}"
    paper.text(say("papers.request.text", law=law, unit=unit_of(values, held), title=values.title))
    posted = day(values.posted_on, say).removeprefix("ngày ") if values.posted_on else "......"
    paper.text(
        say(
            "papers.request.asked", posted=posted, opened=values.opened, closed=values.closed,
            ballots=number(values.ballots), opinions=number(sum(each.size for each in values.opinions)),
            accepted=answers.count("accepted"), explained=answers.count("explain"),
        )
    )  # fmt: skip
    if values.apart:
        paper.text(say("papers.request.asked_apart", apart=few_or(values.apart, say)))
    method = say(f"papers.minutes.{'on_paper' if held.source == 'paper' else held.method}")
    paper.text(
        say(
            "papers.request.passed", day=day(held.held_on, say).removeprefix("ngày "), place=held.place, method=method,
            yes=number(voted.yes), total=number(held.households),
        )
    )  # fmt: skip
    _decided(paper, values, held, say)
    passed = voted.ratio is not None and voted.ratio.reached
    paper.text(
        say("papers.request.please" if passed else "papers.request.not_passed", ward=values.ward), bold=not passed
    )
    paper.text(say("papers.request.with"))
    for each in ("with_draft", "with_minutes", "with_summary"):
        paper.text(say(f"papers.request.{each}", fingerprint=values.fingerprint))
    receivers = [say(f"papers.receiver.{each}") for each in ("as_above", "kept_unit")]
    signs = [(head_of(held.unit_kind, say), held.chair)]
    paper.signatures(signs, how=say("papers.sign"), receivers=[say("papers.receivers"), *receivers])
    return paper.made()
