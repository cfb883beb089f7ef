"""A question about a procedure: a card from a reviewed record, a question back, or staff. Nothing is made up.

What is heard as a danger, a sealed matter, a right or a report goes to other steps (`handlers.arrivals.private`).
"""

from dataclasses import replace

from civics.answers.answering import Answered, Context, Kind, Reason, go_on
from civics.answers.facts import Fact, fact
from civics.answers.facts import asks_whom_to_call as asks_for_a_number
from civics.answers.signs import content, words_of
from civics.answers.wanted import Field
from civics.hearing.rights import Right
from civics.hearing.wishes import Wish
from core.message import Outgoing
from core.press import Press
from handlers.arrivals import answer_cards, bulletin_replies, choosing, rights
from handlers.replies.after import After, Answer
from handlers.replies.library import Shelf
from handlers.replies.listening import heard_of
from handlers.replies.said import loose_answers, not_taken
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.answers import choices, questions, records, talks
from storage.answers.talks import Talk
from storage.cases import cases
from storage.messages.runs import Run

_HARD = frozenset({Right.ERASE.value, Right.WITHDRAW.value, Right.STOP.value})  # these come before every card
_TO_STAFF = frozenset({Reason.NOT_IN_BASE, Reason.OTHER_OFFICE, Reason.PRIVATE_ADVICE, Reason.UNRELATED})

_NO_STORY = frozenset({"poll", "contest"})
_TROUBLES = frozenset(
    {"rac_thai", "duong_sa", "an_ninh_trat_tu", "dien_nuoc", "moi_truong", "thien_tai", "xay_dung", "y_te"}
)

_RATES = frozenset({answer_cards.RATE, answer_cards.YES, answer_cards.NO})


def surely(turn: Turn) -> Answer:
    """Answer what is surely a question, before the words are taken for a right or for the state of a case."""
    heard = heard_of(turn)
    if heard.wish not in (Wish.RIGHT, Wish.STATUS) or heard.right in _HARD:
        return None
    shelf, found = _found(turn)
    return _answer(turn, shelf, found) if shelf and found and found.kind is Kind.ANSWER and found.sure else None


def of_the_ward(turn: Turn) -> Answer:
    """Answer a question about the ward itself: hours, place and telephone, what is new, which drafts are open."""
    incoming = turn.incoming
    if not incoming.text or incoming.media or incoming.point or incoming.command:
        return None
    match fact(words_of(incoming.text)):
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
    """Answer what is surely a question, before the words are added to the case that is open in the chat."""
    shelf, found = _sure(turn)
    return _answer(turn, shelf, found) if shelf and found else None


def beside(turn: Turn, run: Run) -> Answer:
    """Answer a question in the middle of a dialog, and ask the dialog's own question again, which goes on unchanged.

    The answer has no buttons: where they are digits, each digit belongs to the dialog. In a consultation or a contest,
    where words are no story, a question without a sure answer is told how to go on.
    """
    if turn.incoming.text and fact(words_of(turn.incoming.text)) is Fact.RECEPTION:
        return _told(turn, rights.person(turn))
    shelf, found = _sure(turn)
    record = shelf.record(found.codes[0]) if shelf and found else None
    if found is None or record is None or (record.article and run.dialog == "poll"):  # of the draft, not of a law
        return _later(turn, run)
    questions.count(turn.work, found.kind.value)
    if not run.sealed:
        _keep(turn, found)
    return _told(turn, answer_cards.told(turn, record, field=found.field, clause=found.clause))


def _told(turn: Turn, text: str) -> Answer:
    turn.send(Outgoing(f"{text}\n\n{turn.words('answers.goes_on')}"))
    talk.ask_again(turn)
    return After.KEEP


def _later(turn: Turn, run: Run) -> Answer:
    heard = heard_of(turn)
    if run.dialog not in _NO_STORY or heard.wish is not Wish.QUESTION or not content(words_of(turn.incoming.text)):
        return None
    turn.say("answers.later", said=not_taken(turn))
    talk.ask_again(turn)
    return After.KEEP


def asks_whom_to_call(turn: Turn) -> bool:
    """Whether words tell of something to repair and ask whom to call: they get both the answer and a report."""
    incoming, heard = turn.incoming, heard_of(turn)
    if not incoming.text or incoming.command or heard.sealed or heard.wish not in (Wish.QUESTION, Wish.REPORT):
        return False
    told = heard.topic in _TROUBLES or (heard.wish is Wish.REPORT and not heard.topic)
    return told and asks_for_a_number(words_of(incoming.text))


def asked(turn: Turn) -> Answer:
    """Answer a question about a procedure. If no record answers it, it goes to staff as a question."""
    shelf, found = _found(turn)
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
        talk.begin(turn, "ask", answers={"text": last.question} if last is not None else {})
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
    question = last.question if last is not None else found.name
    rated = last is not None and last.rated and last.about == found.key
    talks.keep(turn.work, turn.chat.id, Talk(question, {found.key: 1.0}, about=found.key, rated=rated))
    field = None if what == answer_cards.WHOLE else Field(what)
    answer_cards.card(turn, found, shelf.ids[found.key], field=field)


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


def _found(turn: Turn) -> tuple[Shelf | None, Answered | None]:
    """The answer to the message as a question; nothing where there are no records, or when files came with it."""
    incoming = turn.incoming
    if not incoming.text or incoming.media or incoming.point or incoming.command:
        return None, None
    shelf = turn.ward.library.shelf(turn.work)
    if not shelf.ids:
        return None, None
    last = talks.last(turn.work, turn.chat.id)
    if last is None and not content(words_of(incoming.text)):
        return None, None
    before = Context(last.scores, last.offered, last.about) if last is not None else None
    found = go_on(incoming.text, shelf.base, heard_of(turn), before=before)
    return shelf, choosing.applied(found, turn.ward.library.choices.of(incoming), shelf)


def _sure(turn: Turn) -> tuple[Shelf | None, Answered | None]:
    """The answer when the message is a question that one record surely answers."""
    if heard_of(turn).wish is not Wish.QUESTION:
        return None, None
    shelf, found = _found(turn)
    return (shelf, found) if found and found.kind is Kind.ANSWER and found.sure else (None, None)


def _keep(turn: Turn, found: Answered) -> None:
    context = found.context
    talks.keep(turn.work, turn.chat.id, Talk(turn.incoming.text, dict(context.scores), context.offered, context.about))


def _answer(turn: Turn, shelf: Shelf, found: Answered) -> Answer:
    questions.count(turn.work, found.kind.value)
    if (chosen := turn.ward.library.choices.of(turn.incoming)) is not None:
        choices.log(turn.work, chosen.question, chosen.keys, key=chosen.key, outcome=chosen.outcome, ms=chosen.took_ms)
    _keep(turn, found)
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
