"""Why an act of staff on a consultation is refused, where a page says it in words of its own."""

from enum import StrEnum


class DraftWhy(StrEnum):
    """About its text, before it opens."""

    STALE = "stale"  # somebody changed it meanwhile
    FROZEN = "frozen"  # it is open or laid aside
    TOO_MANY_VERSIONS = "too_many_versions"
    MERGE = "merge"  # no article behind this one
    SPLIT = "split"  # one half would have no line
    CORRECT = "correct"  # an article without number and title
    NONE_ASKED = "none_asked"
    NOT_READY = "not_ready"  # a condition of the law is not met


class RunWhy(StrEnum):
    """About a consultation that runs."""

    ENDED = "ended"
    NO_KEY = "no_key"  # its key is not on this machine
    WHY = "why"  # cancelled without a reason
    SHARES = "shares"  # two who hold a share count it
    EARLY = "early"  # opinions under Điều 25 are taken for at least 20 days


class ResultWhy(StrEnum):
    """About its result: meetings and ballots that are keyed in, opinions that are answered."""

    NOT_CLOSED = "not_closed"
    CLAUSE = "clause"  # this kind is not decided so
    UNIT = "unit"  # not one of the groups that are asked
    EACH_UNIT = "each_unit"  # each group meets and decides for itself
    WAITS = "waits"  # one of this group is not agreed yet
    PASSED = "passed"  # this group has approved it already
    NOT_PASSED = "not_passed"
    SENT_DAY = "sent_day"  # a day to come, or before the meeting
    AGREED = "agreed"  # two people have agreed on the figures
    TWO_OTHERS = "two_others"  # two others keyed it in already
    NO_REPLY = "no_reply"
    NO_TEXT = "no_text"  # an opinion that was spoken, and nobody wrote down
    ALONE = "alone"  # a group of one opinion
    OTHER_ARTICLE = "other_article"
    PUBLISHED = "published"
    NOT_READY = "not_ready"  # something is to be done before it can be published


class PaperWhy(StrEnum):
    """About a household's ballot on paper."""

    VOTE = "vote"  # an online vote takes none (Luật 10/2022 Điều 17.1)
    CLOSED = "closed"
    NOT_ON_ROLL = "not_on_roll"
    ANSWERED = "answered"  # it has answered, and answers are not changed
    TWO_OTHERS = "two_others"


class DecisionWhy(StrEnum):
    """About a decision of the community."""

    TITLE = "title"
    CLAUSE = "clause"  # Điều 15 has no such khoản
    IN_GROUP = "in_group"  # this khoản is decided in one group only
    UNIT = "unit"  # not one of its groups
    WAY = "way"  # neither a meeting nor ballots
    WAITS = "waits"  # a vote of this group is not agreed yet
    PASSED = "passed"  # this group has approved it already
    NOT_READY = "not_ready"  # the law asks for more before it
    AGREED = "agreed"
    TWO_OTHERS = "two_others"
    NOT_PASSED = "not_passed"
    SENT_DAY = "sent_day"  # a day to come, or before the vote
