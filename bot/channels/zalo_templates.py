"""Template messages of an Official Account: by the account's id of a person, or by telephone (ZBS).

developers.zalo.me: `/v3.0/oa/message/template`, `/v3.0/oa/quota/message`; business.openapi.zalo.me:
`/message/template`, `/message/quota`, `/template/info/v2`. A template carries the case's code and the key of a link,
never content.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.channels.zalo_wire import Wire
from civics.cases.reaching import Way
from core.message import Json
from storage.cases.reach_errands import Errand
from storage.cases.reach_templates import APPROVED, PENDING, REFUSED, UNKNOWN, Standing

CODE, LINK = "ma_ho_so", "khoa"  # the parameters that the ward's templates have
_STATES = {"ENABLE": APPROVED, "PENDING_REVIEW": PENDING, "REJECT": REFUSED, "DISABLE": REFUSED, "DELETE": REFUSED}
_PRICES: Mapping[Way, tuple[str, ...]] = {Way.UID: ("priceUid", "price"), Way.PHONE: ("priceSdt", "price")}
_ASSETS = ("sub_quota", "purchase_quota", "reward_quota")


class ZaloTemplates:
    """The calls of one account. Each raises RefusedError, or SendError when the outcome is unknown."""

    def __init__(self, account: Wire, business: Wire) -> None:
        self._account = account
        self._business = business

    async def send(self, errand: Errand, template: str) -> str:
        """Send it; gives the platform's id of the message."""
        given: dict[str, Json] = {
            "template_id": template, "template_data": {CODE: errand.code, LINK: errand.link},
        }  # fmt: skip
        if errand.way is Way.UID:
            data = await self._account.call("/v3.0/oa/message/template", {"user_id": errand.to, **given})
            return _text(data, "message_id")
        mark = f"{errand.id}-{errand.tries}"
        data = await self._business.call("/message/template", {"phone": errand.to, "tracking_id": mark, **given})
        return _text(data, "msg_id")

    async def last_word(self, user_id: str) -> datetime | None:
        """When the person last did something that opens the window, as the platform knows it."""
        data = await self._account.call("/v3.0/oa/quota/message", {"user_id": user_id})
        stamp = _whole(data.get("last_interaction"))
        return datetime.fromtimestamp(stamp / 1000, UTC) if stamp else None

    async def standing(self, way: Way, template: str) -> Standing:
        """Whether the template may be sent, what a message costs, and how many are left."""
        found = await self._business.ask("/template/info/v2", template_id=template)
        price = next((each for name in _PRICES[way] if (each := _whole(found.get(name))) is not None), None)
        state = _STATES.get(_text(found, "status"), UNKNOWN)
        remain, total = await (self._own_quota() if way is Way.UID else self._business_quota())
        return Standing(state, _text(found, "reason"), price, remain, total)

    async def _own_quota(self) -> tuple[int | None, int | None]:
        """What is left of the account's own template messages; None where the account pays for each."""
        remain = total = None
        for kind in _ASSETS:
            asked = {"quota_owner": "OA", "product_type": "transaction", "quota_type": kind}
            listed = (await self._account.call("/v3.0/oa/quota/message", asked)).get("list")
            for each in listed if isinstance(listed, list) else []:
                if isinstance(each, dict):
                    remain = (remain or 0) + (_whole(each.get("remain")) or 0)
                    total = (total or 0) + (_whole(each.get("total")) or 0)
        return remain, total

    async def _business_quota(self) -> tuple[int | None, int | None]:
        data = await self._business.ask("/message/quota")
        return _whole(data.get("remainingQuota")), _whole(data.get("dailyQuota"))


def _text(data: Mapping[str, Json], name: str) -> str:
    value = data.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _whole(value: Json) -> int | None:
    """A number, which the platform gives as a number or as text, with or without decimals."""
    try:
        return None if value is None or isinstance(value, bool) else int(float(str(value)))
    except (ValueError, OverflowError):
        return None
