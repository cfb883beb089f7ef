"""Biên bản of an online vote: NĐ 59/2023/NĐ-CP Điều 5.4 and its form 03.

It has times, totals, other opinions, a picture of the result, and the representatives who took part, but never how they
voted.
"""

from civics.polls.rules import PollKind
from papers import charts
from papers.charts import Bar
from papers.layout import Paper
from papers.parts import Say, according, begin, form_line, head_of, number
from papers.values import Figures, Values


def write(values: Values, say: Say) -> bytes:
    """The .docx, signed by the team and the head of the group."""
    paper = begin(values, say, kind="online", unit=values.unit, on=values.closed_on)
    paper.form(form_line("59-03", values.compared, say))
    paper.title(say("papers.online.title"), say("papers.online.about", title=values.title))
    according(paper, ("democracy", "nd59"), say)
    _circumstances(paper, values, say)
    paper.heading(say("papers.online.result"))
    for each in values.figures:
        _matter(paper, values, each, say)
    _picture(paper, values, say)
    _opinions(paper, values, say)
    paper.heading(say("papers.online.voters", count=number(len(values.voters))))
    paper.text(say("papers.online.voters_what"), italic=True)
    paper.table(
        [say("papers.online.nr"), say("papers.online.voter")],
        [[str(at), each] for at, each in enumerate(values.voters, 1)], widths=(15, 145),
    )  # fmt: skip
    head, *members = values.team or ("",)
    signs = [(say("papers.online.team_head"), head), *((say("papers.online.team_member"), each) for each in members)]
    signs += [(head_of(values.unit_kind, say), ""), (say("papers.minutes.sign.front"), "")]
    signs += [(say("papers.minutes.sign.household"), ""), (say("papers.minutes.sign.household"), "")]
    receivers = [say(f"papers.receiver.{each}", ward=values.ward) for each in ("ubnd", "ubmttq", "kept_unit")]
    paper.signatures(signs, how=say("papers.sign"), receivers=[say("papers.receivers"), *receivers])
    return paper.made()


def _circumstances(paper: Paper, values: Values, say: Say) -> None:
    lines = (
        ("begins", values.opened), ("ends", values.closed), ("unit", values.unit),
        ("households", number(values.households or 0)), ("took_part", number(values.ballots)),
        ("absent", number(max(0, (values.households or 0) - values.ballots))), ("how", say("papers.online.how_value")),
        ("team", "; ".join(values.team)),
    )  # fmt: skip
    for name, value in lines:
        paper.figure(say(f"papers.online.{name}"), value)


def _matter(paper: Paper, values: Values, each: Figures, say: Say) -> None:
    paper.text(each.title, bold=True, indent=False)
    for name in ("yes", "no", "other"):
        paper.figure(say(f"papers.online.{name}"), number(getattr(each, name)))
    if each.ratio is not None:
        reached = say("papers.ratio.reached" if each.ratio.reached else "papers.ratio.not_reached")
        paper.text(
            say(
                "papers.online.ratio", yes=number(each.ratio.yes), total=number(each.ratio.total),
                least=number(each.ratio.least), article=each.ratio.article, reached=reached,
            )
        )  # fmt: skip
        if each.ratio.reached and values.kind == PollKind.VOTE_15_6:
            paper.text(say("papers.minutes.effect_vote"))


def _picture(paper: Paper, values: Values, say: Say) -> None:
    """The picture of the result (Điều 5.4.a: "bản chụp kết quả")."""
    names = ("yes", "no", "other", "blank")
    rows = [Bar(str(at), tuple(getattr(each, name) for name in names)) for at, each in enumerate(values.figures, 1)]
    made = charts.bars(rows, whole=values.households or values.ballots, family=say("papers.font"))
    paper.picture(made, about=say("papers.summary.chart_about"))
    words = [say(f"papers.choice.{name}") for name in names]
    paper.legend(list(zip(charts.COLOURS, words, strict=True)), before=say("papers.summary.chart"))


def _opinions(paper: Paper, values: Values, say: Say) -> None:
    paper.heading(say("papers.online.others"))
    if not values.opinions:
        paper.text(say("papers.summary.none"))
    for at, each in enumerate(values.opinions, 1):
        paper.text(f"{at}. {each.text}")
