"""What an error of Zalo means for a message, one row per code (developers.zalo.me, error codes of the Official
Account).

Failures come with HTTP 200 too, so only the number counts. Unknown codes count as ours.
"""

from dataclasses import dataclass

from core.errors import Fate, SendError

TOKEN = frozenset({-216, -220})  # renew the token once and try again once
PAST_UPLOAD = -100  # an upload older than seven days
SHAPES = frozenset({-201, -233})  # the chat takes no buttons: send a numbered list instead
_MINUTE = 60.0

_TABLE: dict[int, tuple[Fate, str]] = {
    -32: (Fate.LATER, "send.later"),
    -100: (Fate.AGAIN, "send.again"),
    -200: (Fate.AGAIN, "send.again"),
    -201: (Fate.OURS, "send.ours"),
    -204: (Fate.RECONNECT, "send.zalo_account"),
    -205: (Fate.RECONNECT, "send.zalo_account"),
    -209: (Fate.RECONNECT, "send.zalo_account"),
    -210: (Fate.OURS, "send.ours"),
    -211: (Fate.WAITS, "send.zalo_quota"),
    -212: (Fate.RECONNECT, "send.zalo_account"),
    -213: (Fate.WAITS, "send.waits"),
    -216: (Fate.RECONNECT, "send.reconnect"),
    -217: (Fate.GONE, "send.blocked"),
    -218: (Fate.WAITS, "send.zalo_quota"),
    -219: (Fate.RECONNECT, "send.zalo_account"),
    -220: (Fate.RECONNECT, "send.reconnect"),
    -221: (Fate.RECONNECT, "send.zalo_account"),
    -223: (Fate.RECONNECT, "send.zalo_consent"),
    -224: (Fate.RECONNECT, "send.zalo_account"),
    -227: (Fate.GONE, "send.deactivated"),
    -230: (Fate.WAITS, "send.waits"),
    -232: (Fate.WAITS, "send.waits"),
    -233: (Fate.OURS, "send.ours"),
    -234: (Fate.LATER, "send.later"),
    -235: (Fate.RECONNECT, "send.zalo_account"),
    -237: (Fate.GONE, "send.zalo_group"),
    -238: (Fate.GONE, "send.zalo_group"),
    -240: (Fate.OURS, "send.ours"),
    -241: (Fate.GONE, "send.zalo_group"),
    -242: (Fate.OURS, "send.ours"),
    -244: (Fate.WAITS, "send.waits"),
    -248: (Fate.OURS, "send.zalo_policy"),
    -249: (Fate.OURS, "send.ours"),
    -305: (Fate.WAITS, "send.waits"),
    -311: (Fate.WAITS, "send.zalo_quota"),
    -320: (Fate.WAITS, "send.zalo_money"),
    -321: (Fate.WAITS, "send.zalo_money"),
    -403: (Fate.GONE, "send.zalo_group"),
}

# Errors that an admin must solve: packages, money, the account's state, a group's asset.
_ALARMS = {
    "send.zalo_account": "zalo_account", "send.zalo_consent": "zalo_reconnect", "send.reconnect": "zalo_reconnect",
    "send.zalo_quota": "zalo_quota", "send.zalo_money": "zalo_money", "send.zalo_group": "zalo_group",
}  # fmt: skip


def send_error(code: int) -> SendError:
    """The fate of a message that the platform answered with `code`. Its text is not kept, because it may quote ours."""
    fate, says = _TABLE.get(code, (Fate.OURS, "send.ours"))
    after = _MINUTE if fate is Fate.LATER else 0.0
    alarm = _ALARMS.get(says, None if fate is Fate.RECONNECT else "")
    return SendError(fate, f"Zalo error {code}", after=after, everybody=code == -32, says=says, alarm=alarm)


# Template messages by the account's id, and by telephone (which has a table of its own, from -101 to -162). What is not
# here means that the message does not reach this person, and the next way is tried.
_BUSY = frozenset({-32, -133, -144, -147, -200, -234})  # surely not sent: night, or the quota of a day or a minute
BUSINESS_TOKEN = frozenset({-124, -216, -220})
_TEMPLATE_ALARMS = {
    -109: "zalo_template", -131: "zalo_template", -249: "zalo_template", -201: "zalo_template",
    -115: "zalo_money", -320: "zalo_money", -321: "zalo_money", -211: "zalo_quota", -311: "zalo_quota",
    -124: "zalo_reconnect", -216: "zalo_reconnect", -220: "zalo_reconnect", -223: "zalo_reconnect",
    -204: "zalo_account", -205: "zalo_account", -209: "zalo_account", -212: "zalo_account", -219: "zalo_account",
    -221: "zalo_account", -224: "zalo_account", -235: "zalo_account",
}  # fmt: skip
_TEMPLATE_SAYS = {
    "zalo_template": "send.zalo_template", "zalo_money": "send.zalo_money", "zalo_quota": "send.zalo_quota",
    "zalo_reconnect": "send.reconnect", "zalo_account": "send.zalo_account",
}  # fmt: skip
_NOBODY = frozenset({-108, -114, -118, -119, -213, -217, -218, -227, -230, -232, -244})


@dataclass(frozen=True, slots=True)
class NoTemplate:
    """Why a template message was not sent. `later`: it may be tried again. `alarm`: what admins have to put right."""

    says: str
    later: bool = False
    alarm: str = ""


def no_template(code: int) -> NoTemplate:
    """What it means that the platform answered a template message with this number."""
    if code in _BUSY:
        return NoTemplate("send.later", later=True)
    alarm = _TEMPLATE_ALARMS.get(code, "")
    return NoTemplate(
        _TEMPLATE_SAYS.get(alarm, "send.template_nobody" if code in _NOBODY else "send.ours"), alarm=alarm
    )
