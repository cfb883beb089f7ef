"""Why an act of staff on a consultation is refused, for the sentences of the pages."""

from enum import StrEnum


class DraftWhy(StrEnum):
    """Refusals about its text, before it opens."""

    STALE = "stale"  # somebody changed it meanwhile
    FROZEN = "frozen"  # it is open or was dropped
    TOO_MANY_VERSIONS = "too_many_versions"
    MERGE = "merge"  # there is no article after this one
    SPLIT = "split"  # one half would have no line
    CORRECT = "correct"  # an article without number and title
    NONE_ASKED = "none_asked"
    NOT_READY = "not_ready"  # a condition of the law is not met


class RunWhy(StrEnum):
    """Refusals about a running consultation."""

    ENDED = "ended"
    NO_KEY = "no_key"  # its key is not on this machine
    WHY = "why"  # cancelled without a reason
    SHARES = "shares"  # two holders of shares must count it
    EARLY = "early"  # opinions under Điều 25 are taken for at least 20 days


class ResultWhy(StrEnum):
    """Refusals about its result: meetings and ballots that are typed in, opinions that are answered."""

    NOT_CLOSED = "not_closed"
    CLAUSE = "clause"  # this kind is not decided in this way
    UNIT = "unit"  # not one of the groups that are asked
    EACH_UNIT = "each_unit"  # each group meets and decides for itself
    WAITS = "waits"  # one of this group is not agreed yet
    PASSED = "passed"  # this group has approved it already
    NOT_PASSED = "not_passed"
    SENT_DAY = "sent_day"  # a day to come, or before the meeting
    POSTED_DAY = "posted_day"  # a day to come, or before the end of an online vote
    AGREED = "agreed"  # two people have agreed on the figures already
    STEPS = "steps"  # a step that the law requires before the meeting or the ballots is missing
    TWO_OTHERS = "two_others"  # two others typed it in already
    NO_REPLY = "no_reply"
    NO_TEXT = "no_text"  # a spoken opinion that nobody has written down
    ALONE = "alone"  # a group of one opinion
    OTHER_ARTICLE = "other_article"
    PUBLISHED = "published"
    NOT_READY = "not_ready"  # something must be done before it can be published


class PaperWhy(StrEnum):
    """Refusals about a household's ballot on paper."""

    VOTE = "vote"  # an online vote takes no ballots on paper (Luật 10/2022 Điều 17.1)
    CLOSED = "closed"
    NOT_ON_ROLL = "not_on_roll"
    ANSWERED = "answered"  # the household has answered, and answers may not be changed
    TWO_OTHERS = "two_others"


class DecisionWhy(StrEnum):
    """Refusals about a decision of the community."""

    TITLE = "title"
    CLAUSE = "clause"  # Điều 15 has no such khoản
    IN_GROUP = "in_group"  # this khoản is decided in one group only
    UNIT = "unit"  # not one of its groups
    WAY = "way"  # neither a meeting nor ballots
    WAITS = "waits"  # the figures of a vote of this group are not agreed yet
    PASSED = "passed"  # this group has approved it already
    NOT_READY = "not_ready"  # a step that the law requires before it is missing
    AGREED = "agreed"
    TWO_OTHERS = "two_others"
    NOT_PASSED = "not_passed"
    SENT_DAY = "sent_day"  # a day in the future, or before the vote
