"""The summary of opinions for each Điều, with what was accepted and what was explained."""

from collections.abc import Callable
from dataclasses import replace

from civics.polls.counting import FEWEST_SHOWN, leaning
from papers import charts
from papers.charts import Bar
from papers.followed import Followed
from papers.layout import Paper
from papers.parts import Say, according, begin, day, few_or, marked, number
from papers.values import Figures, Opinion, Values

_CHOICES = ("yes", "no", "other", "blank")
_A_PICTURE = 24  # articles per chart


def write(values: Values, say: Say, progress: Callable[[int, int], None]) -> bytes:
    """The .docx. `progress` is called for each article."""
    paper = begin(values, say, kind="summary")
    paper.title(say("papers.summary.title"), say("papers.summary.about", title=values.title))
    laws = (
        ("democracy", "nd61") if values.kind == "quy_uoc" else ("democracy", "nd59") if values.vote else ("democracy",)
    )
    according(paper, laws, say)
    if not values.vote:
        paper.text(say("papers.not_a_vote"), bold=True)
    _asking(paper, values, say)
    _figures(paper, values, say)
    _opinions(paper, values, say, progress)
    if values.followed is not None:
        _followed(paper, values, values.followed, say)
    names = ("ubmttq", "units", "kept")
    receivers = [say("papers.receivers"), *(say(f"papers.receiver.{each}", ward=values.ward) for each in names)]
    paper.signatures(
        [(say("papers.summary.signer"), "")], how=say("papers.sign_sealed"), receivers=receivers
    )  # fmt: skip
    return paper.made()


def _asking(paper: Paper, values: Values, say: Say) -> None:
    paper.heading(say("papers.summary.one"))
    paper.figure(
        say("papers.summary.when"), say("papers.summary.when_value", opened=values.opened, closed=values.closed)
    )  # fmt: skip
    if values.posted_on:
        year, month, date = values.posted_on.split("-")
        paper.figure(say(f"papers.summary.{'public_on' if values.followed else 'posted'}"), f"{date}/{month}/{year}")
    counted, secrecy = (
        say(f"papers.summary.{name}") for name in (f"counted.{values.counted}", f"secrecy.{values.secrecy}")
    )
    paper.figure(say("papers.summary.how"), say("papers.summary.how_value", counted=counted, secrecy=secrecy))
    by_person = values.counted == "person"
    paper.figure(say(f"papers.summary.{'checked_ballots' if by_person else 'ballots'}"), number(values.ballots))
    if by_person:
        paper.figure(say("papers.summary.apart_ballots"), few_or(values.apart or 0, say))
    if values.households is not None:
        paper.figure(say("papers.summary.households"), number(values.households))
    if mark := say("papers.summary.fingerprint"):
        paper.figure(mark, values.fingerprint)
    if values.turnout:
        _turnout(paper, values, say, by_person=by_person)


def _turnout(paper: Paper, values: Values, say: Say, *, by_person: bool) -> None:
    """How many took part in each group."""
    rolled = values.households is not None
    head = ["unit", "took_part", *(["took_part_apart"] if by_person else []), *(["roll"] if rolled else [])]
    rows = [
        [each.unit or say("papers.summary.no_unit"), number(each.took_part),
         *([few_or(each.apart, say)] if by_person else []), *([number(each.households or 0)] if rolled else [])]
        for each in values.turnout
    ]  # fmt: skip
    paper.table([say(f"papers.summary.{each}") for each in head], rows, widths=(80, 40, 40)[: len(head)])


def _figures(paper: Paper, values: Values, say: Say) -> None:
    paper.heading(say("papers.summary.two"))
    words = [say(f"papers.choice.{each}") for each in _CHOICES]
    for start in range(0, len(values.figures), _A_PICTURE):
        some = values.figures[start : start + _A_PICTURE]
        rows = [
            Bar(_label(each, start + at), tuple(getattr(each, name) for name in _CHOICES))
            for at, each in enumerate(some, 1)
        ]
        picture = charts.bars(
            rows, whole=values.households if values.vote and values.households else values.ballots,
            family=say("papers.font"),
        )  # fmt: skip
        paper.picture(picture, about=say("papers.summary.chart_about"))
    paper.legend(list(zip(charts.COLOURS, words, strict=True)), before=say("papers.summary.chart"))
    rows_of = [[each.title, *(number(getattr(each, name)) for name in _CHOICES)] for each in values.figures]
    paper.table([say("papers.summary.article"), *words], rows_of, widths=(72, 22, 22, 22, 22))
    _apart(paper, values, say)
    voted = [each for each in values.figures if each.ratio is not None]
    if voted:
        paper.table(
            [say("papers.summary.article"), say("papers.summary.ratio")],
            [[each.title, _ratio(each, say)] for each in voted], widths=(72, 88),
        )  # fmt: skip


def _apart(paper: Paper, values: Values, say: Say) -> None:
    """The unchecked ballots, in a table of their own."""
    if not values.apart:
        return
    paper.text(say("papers.summary.apart"), bold=True)
    if not values.figures_apart:
        paper.text(say("papers.summary.apart_hidden", few=FEWEST_SHOWN))
        return
    paper.text(say("papers.summary.apart_what"))
    head = [say("papers.summary.article"), *(say(f"papers.choice.{each}") for each in _CHOICES)]
    rows = [[each.title, *(number(getattr(each, name)) for name in _CHOICES)] for each in values.figures_apart]
    paper.table(head, rows, widths=(72, 22, 22, 22, 22))


def _label(each: Figures, at: int) -> str:
    """An article's number as its title says it, or its place among the articles."""
    words = each.title.lower().replace(".", " ").split()
    return words[1] if len(words) > 1 and words[0] == "điều" and len(words[1]) <= 5 else str(at)


def _ratio(each: Figures, say: Say) -> str:
    ratio = each.ratio
    assert ratio is not None
    reached = say("papers.summary.reached" if ratio.reached else "papers.summary.not_reached")
    said = say(
        "papers.summary.ratio_value", yes=number(ratio.yes), total=number(ratio.total), least=number(ratio.least),
        reached=reached,
    )  # fmt: skip
    return f"{said}\n{ratio.article}"


def _opinions(paper: Paper, values: Values, say: Say, progress: Callable[[int, int], None]) -> None:
    paper.heading(say("papers.summary.three"))
    if not values.opinions:
        paper.text(say("papers.summary.none"))
        return
    answers = [each.answer for each in values.opinions]
    paper.text(
        say(
            "papers.summary.figures", opinions=number(sum(each.size for each in values.opinions)),
            groups=number(len(answers)), accepted=answers.count("accepted"), explained=answers.count("explain"),
            open=answers.count(""),
        )
    )  # fmt: skip
    head = [say(f"papers.summary.{each}") for each in ("nr", "opinion", "answer")]
    for done, article in enumerate(values.figures, 1):
        own = [each for each in values.opinions if each.article == article.code]
        if own:
            paper.text(article.title, bold=True, indent=False)
            paper.table(head, [_row(at, each, say) for at, each in enumerate(own, 1)], widths=(12, 74, 74))
        progress(done, len(values.figures))


def _followed(paper: Paper, values: Values, became: Followed, say: Say) -> None:
    """Luật 10/2022 Điều 28: the plan, majority and minority, the decision with its reason, the report."""
    paper.heading(say("papers.summary.four"))
    for name in ("plan_council", "plan_front"):
        sent = getattr(became, name)
        paper.figure(say(f"papers.summary.{name}"), day(sent, say) if sent else "......")
    for each in values.figures:
        lean = leaning(each.yes, each.no)
        key = f"most_{lean.most.value}" if lean.most else "even"
        paper.text(say(f"papers.summary.{key}", article=each.title, more=number(lean.more), fewer=number(lean.fewer)))
    decided = " ".join(
        part for part in (became.paper, day(became.decided_on, say) if became.decided_on else "") if part
    )
    paper.figure(say("papers.summary.decided"), decided or "......")
    if became.differs:
        paper.text(say(f"papers.summary.differs_{became.differs}"))
    if became.reason:
        paper.text(say("papers.summary.reason", reason=became.reason))
    told = f"{became.session}, {day(became.reported_on, say)}" if became.reported_on else "......"
    paper.figure(say("papers.summary.session"), told)
    paper.figure(say("papers.summary.front_on"), day(became.front_on, say) if became.front_on else "......")


def _row(at: int, each: Opinion, say: Say) -> list[str]:
    many = "\n" + say("papers.summary.size", size=number(each.size)) if each.size > 1 else ""
    if each.apart:
        few = each.apart < FEWEST_SHOWN
        many += "\n" + say(f"papers.summary.size_apart{'_few' if few else ''}", count=number(each.apart))
    answer = say(f"papers.summary.answered.{each.answer or 'none'}")
    return [str(at), marked(replace(each.files, words=each.text), say) + many, f"{answer} {each.reply}".strip()]
