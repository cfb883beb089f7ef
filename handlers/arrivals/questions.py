"""A question about a procedure: a card from a reviewed record, a question back, or staff. Nothing is made up.

What is heard as a danger, a sealed matter, a right or a report goes to other steps (`handlers.arrivals.private`).
"""

from dataclasses import replace

from civics.answers.answering import Answered, Context, Kind, Reason, go_on
from civics.answers.facts import Fact, fact
from civics.answers.facts import asks_whom_to_call as asks_for_a_number
from civics.answers.signs import content
from civics.answers.wanted import Field
from civics.hearing.rights import Right
from civics.hearing.wishes import Wish
from core.message import Outgoing
from core.press import Press
from handlers.arrivals import answer_cards, bulletin_replies, choosing, rights
from handlers.cases import filing
from handlers.replies.after import After, Answer
from handlers.replies.library import Shelf
from handlers.replies.listening import heard_of, words_of
from handlers.replies.said import loose_answers
from handlers.replies.turn import Turn
from handlers.talk import asking, talk
from storage.answers import choices, questions, records, talks
from storage.answers.talks import Talk
from storage.cases import cases
from storage.messages import runs
from storage.messages.runs import Run

_HARD = frozenset({Right.ERASE.value, Right.WITHDRAW.value, Right.STOP.value})  # these come before every card
_TO_STAFF = frozenset({Reason.NOT_IN_BASE, Reason.OTHER_OFFICE, Reason.PRIVATE_ADVICE, Reason.UNRELATED})

SHORT = 300  # letters: a longer message asks for no fact of the ward
TROUBLES = frozenset(
    {"rac_thai", "duong_sa", "an_ninh_trat_tu", "dien_nuoc", "moi_truong", "thien_tai", "xay_dung", "y_te"}
)

_RATES = frozenset({answer_cards.RATE, answer_cards.YES, answer_cards.NO})


def surely(turn: Turn) -> Answer:
    """Answer what is surely a question, before the words are taken for a right or for the state of a case."""
    heard = heard_of(turn)
    if heard.wish not in (Wish.RIGHT, Wish.STATUS) or heard.right in _HARD or _is_of_a_case(turn):
        return None
    shelf, found = answer_to(turn)
    return _answer(turn, shelf, found) if shelf and found and found.kind is Kind.ANSWER and found.sure else None


def _is_of_a_case(turn: Turn) -> bool:
    """Whether words that name nothing ("hồ sơ của tôi đến đâu rồi") come from somebody who has a case to ask for."""
    if content(words_of(turn)):
        return False
    return bool(cases.open_of(turn.work, turn.resident.id, limit=1, sealed=turn.shows.sealed))


def of_the_ward(turn: Turn) -> Answer:
    """Answer a question about the ward itself: hours, place and telephone, what is new, which drafts are open."""
    incoming = turn.incoming
    if not 0 < len(incoming.text) <= SHORT or incoming.media or incoming.point or incoming.command:
        return None
    match fact(words_of(turn)):
        case Fact.RECEPTION:
            rights.grant(turn, Right.HUMAN)
        case Fact.BULLETINS:
            bulletin_replies.bring(turn)
        case Fact.POLLS:
            talk.begin_poll(turn)
        case None:
            return None
    return After.KEEP


def surely_asked(turn: Turn) -> Answer:
    """Answer what is surely a question, before the words are added to the case that is open in the chat.

    Where a few records may answer it, the person is asked which one is meant, unless the words tell something too.
    """
    heard = heard_of(turn)
    if heard.wish is not Wish.QUESTION:
        return None
    shelf, found = answer_to(turn)
    if shelf is None or found is None or found.kind is Kind.PASS:
        return None
    between = found.kind is Kind.CLARIFY and not heard.tells
    return _answer(turn, shelf, found) if between or found.sure else None


def instead(turn: Turn, run: Run) -> Answer:
    """Answer a question that somebody began to write to staff. It goes to them only where no record answers it."""
    shelf, found = answer_to(turn)
    if shelf is None or found is None or found.kind is Kind.PASS:
        return None
    runs.end(turn.work, run.id, "dropped")
    return _answer(turn, shelf, found)


def asks_whom_to_call(turn: Turn) -> bool:
    """Whether words tell of something to repair and ask whom to call: they get both the answer and a report."""
    incoming, heard = turn.incoming, heard_of(turn)
    if not incoming.text or incoming.command or heard.sealed or heard.wish not in (Wish.QUESTION, Wish.REPORT):
        return False
    if not asks_for_a_number(words_of(turn)):
        return False
    return heard.topic in TROUBLES or (heard.wish is Wish.REPORT and not heard.topic)


def asked(turn: Turn) -> Answer:
    """Answer a question about a procedure. If no record answers it, it goes to staff as a question."""
    shelf, found = answer_to(turn)
    if shelf is None or found is None:
        return None
    if found.kind is not Kind.PASS:
        return _answer(turn, shelf, found)
    if heard_of(turn).wish is not Wish.QUESTION or found.reason not in _TO_STAFF:
        return None
    questions.count(turn.work, Kind.PASS.value)
    questions.unanswered(turn.work, turn.incoming.text, reason=str(found.reason), nearest=found.top)
    if cases.open_of(turn.work, turn.resident.id, limit=1, sealed=turn.shows.sealed):
        return None  # it may belong to a case, so the person is asked
    turn.say("answers.none")
    talk.begin(turn, "ask", answers=loose_answers(turn))
    return After.KEEP


def pressed(turn: Turn, pressed: Press) -> None:
    """A press under a card: another part of the record, similar records, or staff."""
    turn.toast()
    what = pressed.args[0]
    last = talks.last(turn.work, turn.chat.id)
    if what == answer_cards.STAFF:
        turn = asking.naming_draft(turn)
        talk.begin(turn, "ask", answers={"text": last.question} if last is not None else {})
        turn.send_preface()
        return
    shelf = turn.ward.library.shelf(turn.work)
    if what == answer_cards.OTHERS:
        _others(turn, shelf, last)
        return
    found = records.live_one(turn.work, pressed.number)
    if found is None or found.key not in shelf.ids:
        turn.say("answers.gone")
        return
    if what in _RATES:
        _rate(turn, shelf, found.key, what, last)
        return
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    if run is None or not run.sealed:
        question = last.question if last is not None else found.name
        rated = last is not None and last.rated and last.about == found.key
        talks.keep(turn.work, turn.chat.id, Talk(question, {found.key: 1.0}, about=found.key, rated=rated))
    field = None if what == answer_cards.WHOLE else Field(what)
    if run is None:
        answer_cards.card(turn, found, shelf.ids[found.key], field=field)
        return
    told = answer_cards.told(turn, found, field=field, clause="")
    turn.send(Outgoing(f"{told}\n\n{turn.words('answers.goes_on')}"))
    talk.ask_again(turn)


def _others(turn: Turn, shelf: Shelf, last: Talk | None) -> None:
    keys = [key for key in (last.scores if last is not None else {}) if key in shelf.ids]
    answer_cards.choice(turn, keys or list(shelf.base.records)[:5], shelf, field=None)


def _rate(turn: Turn, shelf: Shelf, key: str, what: str, last: Talk | None) -> None:
    """Ask whether an answer was right, or count what the person says, once for each question."""
    if what == answer_cards.RATE:
        turn.say("answers.rate_ask", *answer_cards.rating(turn, shelf.ids[key]))
        return
    right = what == answer_cards.YES
    if last is not None and last.about == key and not last.rated:
        questions.rated(turn.work, last.question, key, right=right)
        talks.keep(turn.work, turn.chat.id, replace(last, rated=True))
    if right:
        turn.say("answers.rated")
    else:
        _others(turn, shelf, last)


def answer_to(turn: Turn) -> tuple[Shelf | None, Answered | None]:
    """The answer to the message as a question; nothing where there are no records, or when files came with it."""
    incoming = turn.incoming
    if not incoming.text or incoming.media or incoming.point or incoming.command:
        return None, None
    shelf = turn.ward.library.shelf(turn.work)
    if not shelf.ids or filing.names_wrongdoing(turn.ward, incoming.text, heard_of(turn)):
        return None, None
    last = talks.last(turn.work, turn.chat.id)
    if last is None and not content(words_of(turn)):
        return None, None
    before = Context(last.scores, last.offered, last.about) if last is not None else None
    found = go_on(incoming.text, shelf.base, heard_of(turn), before=before)
    return shelf, choosing.applied(found, turn.ward.library.choices.of(incoming), shelf)


def keep(turn: Turn, found: Answered, *, talk: bool) -> None:
    """Count an answer, and keep it for follow-up questions. `talk`: whether anything may be kept of what was asked."""
    questions.count(turn.work, found.kind.value)
    context = found.context
    if talk:
        kept = Talk(turn.incoming.text, dict(context.scores), context.offered, context.about)
        talks.keep(turn.work, turn.chat.id, kept)


def _answer(turn: Turn, shelf: Shelf, found: Answered) -> Answer:
    keep(turn, found, talk=True)
    if (chosen := turn.ward.library.choices.of(turn.incoming)) is not None:
        choices.log(turn.work, chosen.question, chosen.keys, key=chosen.key, outcome=chosen.outcome, ms=chosen.took_ms)
    if found.kind is Kind.CLARIFY:
        answer_cards.choice(turn, found.codes, shelf, field=found.field, event=found.event)
    else:
        key = found.codes[0]
        record = shelf.record(key)
        if record is None:
            return None
        answer_cards.card(
            turn, record, shelf.ids[key], field=found.field, others=not found.sure, clause=found.clause, rate=True
        )
    return After.KEEP
