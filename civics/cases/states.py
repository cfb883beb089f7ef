"""The states used in queries, in stored form. The table of moves is in `civics.cases.moves`."""

from civics.cases.moves import OVER, CaseState

NEW, TAKEN, WAITING = CaseState.NEW.value, CaseState.TAKEN.value, CaseState.WAITING.value
ANSWERED, CLOSED, REOPENED = CaseState.ANSWERED.value, CaseState.CLOSED.value, CaseState.REOPENED.value
DONE = tuple(sorted(state.value for state in OVER))
UNANSWERED = tuple(sorted(state.value for state in CaseState if state.value not in {ANSWERED, *DONE}))
