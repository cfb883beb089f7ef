"""One turn of a dialog: read the answer, keep it, find the facts it needs, then ask the next question or finish."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.message import Json, Outgoing
from dialogs.engine import hear
from dialogs.engine.collecting import small
from dialogs.engine.hear import Cancelled, Heard, Hearing, Refused, Room, Same, Stale, ToStaff
from dialogs.engine.press import Press
from dialogs.engine.press import read as read_press
from dialogs.engine.script import ASKED, Asking, Dialog, Done, Dropped, play_on
from dialogs.scripts.catalogue import DIALOGS
from dialogs.scripts.opinion import refs
from dialogs.scripts.petition import MEANT
from handlers.cases import files, filing
from handlers.polls import polling
from handlers.replies import repeats
from handlers.replies.after import After, Answer
from handlers.replies.menus import menu_rows
from handlers.replies.said import loose_answers, not_taken
from handlers.replies.turn import Turn
from handlers.talk import asking, finders, kept, outcomes, refusals
from storage.cases.cases import Own
from storage.media import attachments
from storage.messages import runs
from storage.messages.runs import Run


def begin(turn: Turn, dialog: str, *, answers: dict[str, Json] | None = None, sealed: bool = False) -> Run:
    """Start a dialog and ask its first question. A dialog in progress is put aside with its answers."""
    run = runs.start(
        turn.work, turn.chat.id, person=turn.incoming.person, dialog=dialog, version=DIALOGS[dialog].version,
        answers=kept.begun(DIALOGS[dialog], answers or {}), sealed=sealed,
    )  # fmt: skip
    files.turn_away(turn, run)
    files.keep(turn, run)
    _step(turn, run, dict(run.answers))
    return run


def begin_petition(turn: Turn, *, sealed: bool = False, meant: str = "") -> None:
    """Start a petition. What the message already says is not asked again. `meant`: the kind that the message named."""
    answers = loose_answers(turn)
    if meant:
        answers[MEANT] = meant
    begin(turn, "petition", answers=answers, sealed=sealed)


def begin_add_or_new(turn: Turn, _open: list[Own]) -> None:
    """Ask whether words outside of a dialog belong to an open case. They are kept until the answer comes."""
    begin(turn, "add_or_new", answers=loose_answers(turn))


def begin_poll(turn: Turn, *, which: str = "") -> None:
    """Start the answering of a draft. Who may not answer it, or not here, is told what to do.

    `which`: the key of the draft that a link named. If another draft is open, the person is asked as if there were no
    link.
    """
    offered = polling.offered(turn, None)
    if polling.tell_what_bars(turn) and not offered:
        return
    known = isinstance(offered, list) and any(isinstance(each, list) and each[0] == which for each in offered)
    begin(turn, "poll", answers={"which": which} if known else None, sealed=True)


def begin_contest(turn: Turn) -> None:
    """Take part in a law contest. "Quay lại" leads to no question that was answered: the note of them stays empty."""
    begin(turn, "contest", answers={ASKED: []})


def begin_word(turn: Turn) -> None:
    """Ask for the recovery word with which a lost chat can be opened again."""
    begin(turn, "word")


def begin_consents(turn: Turn) -> None:
    """Ask for each consent once more, so that the person can give it or take it back."""
    begin(turn, "consents")


def go_on(
    turn: Turn, run: Run, *, otherwise: Callable[[], Answer] = lambda: None,
    words: Callable[[str], Answer] = lambda _: None, outside: Callable[[], After],
) -> After:  # fmt: skip
    """Give the message to the run. What is not an answer goes to `otherwise`, which may understand it.

    Words of one's own go to `words` first, with the key of the question: they may be a question themselves.

    What nobody understands is added to the story, or is quoted back. If the run turns out to be over, the message goes
    to `outside`: nothing that was said is lost.
    """
    run, lost = polling.without_withdrawn(turn, run)
    standing = _standing(turn, run)
    if standing is None:  # a run that was put aside until its key is back has said so already
        return After.KEEP if run.locked else _behind_the_end(turn, outside)
    if lost:  # the digit meant the withdrawn article, not the one that is asked now
        asking.ask(turn, run, standing, head=not_taken(turn))
        return After.of(sealed=run.sealed)
    files.turn_away(turn, run)
    incoming = small(turn.incoming)
    sealed = run.sealed or filing.names_wrongdoing(turn.ward, incoming.text, turn.heard)
    room = _room(turn, run, standing)
    heard = hear.hear(room, incoming)
    if (known := _elsewhere(heard, standing, otherwise=otherwise, words=words)) is not None:
        return After.of(sealed=sealed or known is After.FORGET)
    if isinstance(heard, Heard):
        files.keep(turn, run, taken=refs(heard.answers) if run.dialog == "poll" else None)
        _step(turn, run, heard.answers, says=heard.says, sealed=sealed, before=standing)
    elif isinstance(heard, Refused):
        asking.refuse(turn, run, standing, heard)
    elif isinstance(heard, Cancelled):
        _drop(turn, run)
    return After.of(sealed=sealed or DIALOGS[run.dialog].secret)


def _elsewhere(
    heard: Hearing, standing: Asking, *, otherwise: Callable[[], Answer], words: Callable[[str], Answer]
) -> Answer:
    """What became of a message that is no plain answer to the question: it may be a wish of its own."""
    if isinstance(heard, Refused) or (isinstance(heard, Heard) and heard.loose):
        return otherwise()
    return words(standing.question.key) if isinstance(heard, Heard) and heard.free else None


def _behind_the_end(turn: Turn, outside: Callable[[], After]) -> After:
    """The run was over before these words came. They count as outside of a dialog, unless its end asked something."""
    if runs.open_of(turn.work, turn.chat.id, turn.incoming.person) is None:
        return outside()
    if head := not_taken(turn):
        turn.send(Outgoing(head))
    return After.KEEP


def pressed(turn: Turn) -> After:
    """A press on a dialog's button. A button of another run changes nothing; one of this run may change its answer."""
    incoming = turn.incoming
    press = read_press(incoming.press)
    run = runs.open_of(turn.work, turn.chat.id, incoming.person)
    if press is None or run is None or press.run != run.key:
        _old(turn, run, press)
        return After.KEEP
    run, _ = polling.without_withdrawn(turn, run)
    standing = _standing(turn, run)
    if standing is None:
        return After.KEEP
    heard = hear.hear(_room(turn, run, standing), incoming)
    if isinstance(heard, Heard):
        turn.toast()
        _step(turn, run, heard.answers, says=heard.says)
    elif isinstance(heard, Cancelled):
        turn.toast()
        _drop(turn, run)
    elif isinstance(heard, Refused):
        turn.toast(heard.says, **heard.values)
        asking.ask(turn, run, standing)
    elif isinstance(heard, ToStaff):
        turn.toast()
        refusals.to_staff(turn, run)
    elif isinstance(heard, Stale):
        turn.toast("talk.old_button")
        asking.ask(turn, run, standing)
    elif isinstance(heard, Same):
        turn.toast("talk.taken_already")
        if not repeats.is_fresh(turn, run):
            asking.ask(turn, run, standing)
    return After.of(sealed=run.sealed)


def _old(turn: Turn, run: Run | None, press: Press | None) -> None:
    """A button of another run: say so and repeat the present question, unless that run ended a moment ago."""
    if press is not None and repeats.just_ended(turn, press):
        turn.toast("talk.taken_already")
        return
    turn.toast("talk.old_button")
    if run is None:
        turn.say("talk.stale_no_run", *menu_rows(turn))
    else:
        turn.say("talk.stale")
        ask_again(turn)


def edited(turn: Turn, run: Run) -> bool:
    """An edited message that answered a question of the run changes that answer. False when it answered none."""
    standing = _standing(turn, run)
    if standing is None:
        return False
    heard = hear.edited(_room(turn, run, standing), turn.incoming)
    if isinstance(heard, Heard):
        _step(turn, run, heard.answers)
    elif isinstance(heard, Refused):
        turn.send(Outgoing(turn.words(heard.says, **heard.values), ring=run.ring), run_id=run.id, sealed=run.sealed)
    return heard is not None


def resume(turn: Turn) -> None:
    """Continue the dialog that was put aside, if there is one."""
    run = runs.left_of(turn.work, turn.chat.id, turn.incoming.person)
    if run is None:
        turn.say("talk.nothing_to_resume", *menu_rows(turn))
        return
    runs.reopen(turn.work, run)
    if polling.is_over(turn, run):
        return
    turn.say("talk.resume")
    run, _ = polling.without_withdrawn(turn, run)
    _step(turn, run, dict(run.answers))


def ask_again(turn: Turn) -> None:
    """Repeat the present question, if there is one."""
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    if run is not None and not polling.is_over(turn, run):
        run, _ = polling.without_withdrawn(turn, run)
        _step(turn, run, dict(run.answers))


def _standing(turn: Turn, run: Run) -> Asking | None:
    """The present question. A run whose dialog no longer exists, or that is at its end, is finished first."""
    dialog = DIALOGS.get(run.dialog)
    if dialog is None:
        runs.end(turn.work, run.id, "dropped")
        turn.say("talk.menu", *menu_rows(turn))
        return None
    if polling.is_over(turn, run):
        return None
    stand, answers = _played(turn, dialog, run.answers)
    if isinstance(stand, Asking):
        return stand
    _step(turn, run, answers)
    return None


def _played(
    turn: Turn, dialog: Dialog[object], answers: Mapping[str, Json]
) -> tuple[Asking | Done[object] | Dropped, dict[str, Json]]:
    return play_on(dialog, answers, asking.here_of(turn), lambda look, known: finders.find(turn, look, known))


def _room(turn: Turn, run: Run, standing: Asking) -> Room:
    return Room(DIALOGS[run.dialog], run.answers, standing, run.key, asking.here_of(turn), turn.ward.ear)


def _step(  # what was answered, and how it is told
    turn: Turn, run: Run, answers: dict[str, Json], *, says: str = "", sealed: bool = False,
    before: Asking | None = None,
) -> None:  # fmt: skip
    """Play on from these answers until a question is reached, or the end. `before`: the question that stood."""
    dialog = DIALOGS[run.dialog]
    stand, answers = _played(turn, dialog, answers)
    sealed = sealed or run.sealed or kept.denounces(answers)
    if isinstance(stand, Dropped):
        _drop(turn, run)
        return
    ring = polling.ring(turn, run, answers)
    if ring is None:
        polling.wait_for_key(turn, run, str(answers.get("which")))
        return
    run = replace(run, ring=ring) if ring != run.ring else run
    if not isinstance(stand, Asking):
        if not outcomes.keeps_answers(stand.result):
            runs.answered(turn.work, run, answers, asked="", sealed=sealed)
        after = outcomes.finish(turn, replace(run, answers=answers, sealed=sealed), stand.result)
        if after is not None:
            _next(turn, after)
        return
    runs.answered(
        turn.work, run, kept.asked(dialog, answers, stand.question.key), asked=stand.question.key, sealed=sealed
    )
    asking.ask(turn, run, stand, head=turn.words(says) if says else "", sealed=sealed, before=before)


def _next(turn: Turn, after: outcomes.Next) -> None:
    run = runs.start(
        turn.work, turn.chat.id, person=turn.incoming.person, dialog=after.dialog,
        version=DIALOGS[after.dialog].version, answers=kept.begun(DIALOGS[after.dialog], after.answers),
    )  # fmt: skip
    if after.files_of_run is not None:
        attachments.to_run(turn.work, after.files_of_run, run.id)
    _step(turn, run, dict(run.answers))


def _drop(turn: Turn, run: Run) -> None:
    runs.end(turn.work, run.id, "dropped")
    attachments.drop_run(turn.work, run.id)
    turn.send(Outgoing(turn.words("talk.cancelled"), rows=menu_rows(turn)), run_id=run.id)
