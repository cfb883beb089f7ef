"""Everything a case's page shows, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from starlette.requests import Request

from civics.cases.clocks import Extension
from civics.cases.moves import BRINGS, CaseState, Says, allowed, said
from civics.cases.signed_forms import lengthenings
from console.cases import case_facts
from console.cases.approving import Draft, drafts_of
from console.cases.case_facts import Reminded
from console.cases.near_records import Near, near_records
from console.frame import topics
from console.frame.access import Login, may
from console.frame.choices import choices
from console.frame.context import context_of
from console.frame.reading import look
from console.frame.render import say
from core.clock import in_vietnam
from core.errors import ConflictError
from core.message import Json
from handlers.cases import guarded, proving
from handlers.cases import reaching as reach_acts
from handlers.cases.prepared import filled
from handlers.cases.reaching import Offer
from handlers.replies.ward import Ward
from storage.cases import cases, followers, later, masters, presence, reaching, reminders, tags
from storage.cases import finding as case_finding
from storage.cases.cases import CaseView, OtherCase
from storage.cases.later import Later
from storage.cases.presence import Other
from storage.cases.reaching import Reach
from storage.database.unit import UnitOfWork
from storage.media.file_rows import FileView
from storage.messages.windows import Reach as Reaches
from storage.messages.windows import reach
from storage.people import staff, teams
from storage.people.staff import Account
from storage.people.teams import Team
from storage.registers import entries as register_entries
from storage.registers.entries import Entry
from storage.ward import audit, bodies, ward
from storage.ward import days as ward_days
from storage.ward.audit import Act
from storage.ward.bodies import Body
from storage.ward.ward import Canned


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail in words."""

    at: datetime
    who: str
    says: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A case and what stands around it, for one reader. For an observer all but `case` is empty."""

    case: CaseView
    where: str = ""  # where an answer appears: private, group, spoken, blocked, left
    channel: str = ""  # its name in words
    reach: str = "always"  # what an answer means now: always, free, paid, closed
    files: tuple[FileView, ...] = ()
    loose: tuple[FileView, ...] = ()  # files that belong to no entry
    revocable: frozenset[int] = frozenset()  # answers that can still be taken back
    may_take: bool = False
    moves: tuple[str, ...] = ()
    officers: tuple[Account, ...] = ()  # whom it can be given to
    everyone: tuple[Account, ...] = ()
    canned: tuple[Canned, ...] = ()  # with their places filled for this case
    nearest: tuple[Near, ...] = ()  # reviewed records to answer a question from
    says: tuple[str, ...] = ()  # what may be said to the resident now (`civics.cases.moves.Says`)
    linked: tuple[OtherCase, ...] = ()  # the cases of others about the same thing, which this one is the master of
    later: tuple[Later, ...] = ()  # what waits for its hour
    teams: tuple[Team, ...] = ()  # to which it can be given
    bodies: tuple[Body, ...] = ()  # to which it can be forwarded
    tomorrow: str = ""  # for a form: until when it may be put aside
    unsure: tuple[str, ...] = ()  # why its date may be a day wrong: days that nobody announced yet
    unsure_orders: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # the same of orders that are not sent
    stop_owed: date | None = None  # since when a đình chỉ is owed, because the whole was withdrawn
    lengthenings: tuple[Extension, ...] = ()  # for which causes the law lets its period be lengthened
    kinds: tuple[tuple[str, str], ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    others: tuple[OtherCase, ...] = ()
    similar: tuple[OtherCase, ...] = ()
    trail: tuple[Line, ...] = ()
    newest: int = 0  # id of the last line of the trail: a form brings it back, to tell what happened since
    here: tuple[Other, ...] = ()
    reaches: Mapping[int, Reach] = field(default_factory=dict)  # what is done about answers that did not arrive
    offers: Mapping[int, Offer | None] = field(default_factory=dict)  # what may be sent for money, for each of them
    offer: Offer | None = None  # the same for an answer that is given now
    proof: bool = False  # a result needs a photo, or a reason for none
    before: FileView | None = None  # the first picture of its resident
    closes_soon: bool = False  # the free window closes within hours, and nothing is answered
    followers: int = 0  # how many others follow it
    visits: tuple[Entry, ...] = ()  # receptions about it
    released: frozenset[int] = frozenset()  # answers that were sent to them
    tags: tuple[str, ...] = ()  # of the ward's own
    known_tags: tuple[str, ...] = ()  # that other cases have
    beside: tuple[OtherCase, ...] = ()  # which belong with it
    reminders: Reminded | None = None  # of staff, for this case
    leader: bool = False  # a result waits until a leader agrees
    drafts: Mapping[int, Draft] = field(default_factory=dict)  # answers that waited for one, by entry


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form was not taken: the sentence, what others did meanwhile, and the next step."""

    says: str
    next: str
    acts: tuple[Line, ...] = field(default=())


def show(request: Request, login: Login, code: str) -> Shown:
    """The page's content. Raises NotFoundError when the reader may not know of the case."""
    context = context_of(request)
    read = look(request, _read, context.ward, login, code)
    if isinstance(read, CaseView):
        return Shown(read)
    case, acts, parts = read
    options = choices()
    return Shown(
        case,
        where=_where(case),
        channel=say(request, case_facts.channel(case)),
        reach=reach(case.free_until, case.paid_until, context.clock()).value,
        files=tuple(case.files) + tuple(each for entry in case.entries for each in entry.files),
        loose=case.files,
        revocable=case_facts.revocable(case, context.clock()),
        may_take=may(login, "work") and case.officer_id is None,
        moves=_moves(case),
        says=_says(case),
        before=proving.before(case),
        closes_soon=case_facts.closes_soon(case, context.clock()),
        nearest=near_records(request, case),
        tomorrow=f"{in_vietnam(context.clock()) + timedelta(days=1):%Y-%m-%d}",
        lengthenings=lengthenings(case.kind, second=case.second),
        kinds=tuple((each, say(request, f"civics.kind.{each}")) for each in options.kinds),
        topics=tuple((each, topics.word(request, each)) for each in look(request, topics.offered, now=case.topic)),
        trail=tuple(line(request, act) for act in acts),
        newest=acts[-1].id if acts else 0,
        **parts,  # type: ignore[arg-type]  # `_around` names Shown's own fields
    )


def _read(
    work: UnitOfWork, ours: Ward, login: Login, code: str
) -> CaseView | tuple[CaseView, list[Act], dict[str, object]]:
    reader = login.reader
    case_id = case_finding.id_of(work, code, reader=reader)
    case = cases.view(work, case_id, reader=reader)
    if case.observed:
        return case
    everyone = tuple(staff.everyone(work, active=True))
    return (
        case,
        audit.trail(work, case_id),
        {
            "everyone": everyone,
            "officers": tuple(each for each in everyone if case_facts.may_hold(case, each)),
            "canned": _prepared(case, ward.canned_answers(work, own_of=login.staff_id)),
            "linked": tuple(masters.followers(work, case_id, reader=reader)),
            "later": tuple(later.of_case(work, case_id)),
            "bodies": tuple(bodies.everyone(work)),
            "teams": tuple(teams.everyone(work)),
            "others": tuple(cases.other_cases(work, case_id, reader=reader)),
            "similar": tuple(case_finding.similar(work, case_id, reader=reader)),
            "followers": followers.counted(work, case_id),
            "visits": tuple(register_entries.of_case(work, case_id, reader=reader)),
            **_reaches(work, case),
            "proof": proving.needed(work, Says.ANSWER, case),
            "released": followers.released(work, case_id),
            "leader": guarded.needed(work, Says.ANSWER, case, by=reader),
            "tags": tags.of_case(work, case_id),
            "known_tags": tags.in_use(work),
            "beside": tuple(tags.beside(work, case_id, reader=reader)),
            "reminders": case_facts.reminded(work, reminders.of_case(work, case_id, reader=reader)),
            "drafts": drafts_of(work, ours, case_id, reader=reader),
            "unsure": case_facts.unsure(case, ward_days.known(work)),
            "stop_owed": case_facts.stop_owed(case),
            "unsure_orders": case_facts.unsure_orders(case, ward_days.known(work)),
            "here": tuple(presence.others(work, case_id, reader=reader)),
        },
    )


def _reaches(work: UnitOfWork, case: CaseView) -> dict[str, object]:
    """What is done about its answers that did not arrive; a sealed case has none."""
    if case.sealed or case.in_group:
        return {}
    found = reaching.of_case(work, case.id)
    closed = reach(case.free_until, case.paid_until, work.now) is Reaches.CLOSED
    return {
        "reaches": found,
        "offers": {each: reach_acts.offer(work, one, case_id=case.id) for each, one in found.items()},
        "offer": reach_acts.offer(work, None, case_id=case.id) if closed else None,
    }


def _where(case: CaseView) -> str:
    if not case.channel:
        return "spoken"
    if case.chat_state in {"blocked", "left"}:
        return case.chat_state
    return "group" if case.in_group else "private"


def _prepared(case: CaseView, found: list[Canned]) -> tuple[Canned, ...]:
    """Those for this case's topic and for all, their own and the most used first, with their places filled."""
    fitting = [each for each in found if each.topic in {"", case.topic}]
    ordered = sorted(fitting, key=lambda each: (each.staff_id is None, not each.topic, -each.uses, each.short))
    return tuple(replace(each, text=filled(each.text, case)) for each in ordered)


def _says(case: CaseView) -> tuple[str, ...]:
    def allows(verb: Says) -> bool:
        try:
            said(CaseState(case.state), verb)
        except ConflictError:
            return False
        return True

    return tuple(each.value for each in Says if allows(each))


def _moves(case: CaseView) -> tuple[str, ...]:
    """The states a button leads to; words have their own box, and taking its own button while nobody has the case.

    From a body it comes back with what that has answered.
    """
    hidden = {each.value for each in BRINGS.values()}
    if case.officer_id is None or case.state == "forwarded":
        hidden.add("taken")
    return tuple(each.to.value for each in allowed(CaseState(case.state)) if each.to.value not in hidden)


def line(request: Request, act: Act) -> Line:
    """A line of the trail in words."""
    key = f"desk.act.{act.act}"
    words = context_of(request).words
    what = say(request, key) if words.has("vi", key) else act.act
    return Line(act.at, _who(request, act), what + _detail(request, act))


def _who(request: Request, act: Act) -> str:
    if not act.staff_name:
        return say(request, f"desk.actor.{act.actor}")
    return say(request, "desk.actor.by_command", name=act.staff_name) if act.actor == audit.COMMAND else act.staff_name


def _detail(request: Request, act: Act) -> str:
    if act.act == "case.form_date":
        return _form_dates(request, act.detail.get("after"), act.detail.get("before"))
    table = {"case.kind": "kind", "case.topic": "topic", "case.moved": "state"}.get(act.act)
    after = act.detail.get("after")
    if table is None or not isinstance(after, str):
        return ""
    key = f"civics.{table}.{after}"
    return f": {say(request, key)}" if context_of(request).words.has("vi", key) else ""


def _form_dates(request: Request, after: Json, before: Json) -> str:
    """The dates that were recorded, and those that stood there before."""
    found = [_dates(request, form) for form in (after, before) if isinstance(form, dict)]
    if not any(found):
        return ""
    now, was = [*found, ""][:2]
    says = now or say(request, "care.trail.no_date")
    return f": {says}" + (say(request, "care.trail.before", dates=was) if was else "")


def _dates(request: Request, form: dict[str, Json]) -> str:
    named = ((name, str(form[name])) for name in ("form_date", "accepted_on") if name in form)
    return ", ".join(
        say(request, f"care.trail.{name}", date=f"{date.fromisoformat(day):%d/%m/%Y}") for name, day in named
    )


def conflict(request: Request, login: Login, shown: Shown, *, seen: int) -> Trouble:
    """What to say when somebody was faster: who did what since the form was made."""
    acts = look(request, audit.trail, shown.case.id)
    since = tuple(
        line(request, act) for act in acts
        if act.id > seen and act.staff_id != login.staff_id and act.act != "case.read"
    )  # fmt: skip
    return Trouble(
        say(request, "desk.trouble.changed" if since else "desk.trouble.not_now"),
        say(request, "desk.trouble.next"),
        since,
    )
