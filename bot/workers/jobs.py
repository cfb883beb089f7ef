"""The timed jobs of a ward, with how often each runs.

Each is a short batch; the database decides which process does it.
"""

from datetime import timedelta

from handlers.bulletins import digests
from handlers.cases import (
    approving,
    due,
    followers,
    later,
    reaching,
    reminding,
    ringing,
    seen,
    staff_cards,
    untaken,
    webhooks,
)
from handlers.polls import due as poll_due
from handlers.polls import invites
from handlers.registers import board_chat, reception
from handlers.replies.ward import Ward
from handlers.staff import agreeing, chosen, mornings
from storage.across import erasing
from storage.across.seconds import waiting
from storage.bulletins import bodies as bulletin_bodies
from storage.bulletins import ends as bulletin_ends
from storage.bulletins import series as bulletin_series
from storage.cases import case_sums, handovers, pointers, presence, sealing
from storage.database import jobs
from storage.database.jobs import Job
from storage.households import claims as household_claims
from storage.households import code_asks, code_misses, person_codes, roll_offers
from storage.media import uploads
from storage.messages import inbox, outbox_sweep, webchat
from storage.notices import notices, way_codes
from storage.people import data_requests, move_codes
from storage.polls import waiting_ballots
from storage.ward import sealed_chain, trail_chain


def timed(ward: Ward) -> tuple[Job, ...]:
    """The timed jobs, with how often each runs."""
    hour = timedelta(hours=1)
    return (
        Job("remind", timedelta(minutes=15), lambda work: due.remind(work, ward)),
        Job("silent", timedelta(minutes=30), lambda work: due.silent(work, ward)),
        Job("disk", timedelta(minutes=10), lambda work: due.disk(work, ward)),
        Job("late", timedelta(minutes=10), lambda work: due.late(work, ward)),
        Job("case_sends", timedelta(minutes=1), lambda work: later.send(work, ward)),
        Job("staff_chosen", timedelta(minutes=1), lambda work: chosen.tell(work, ward)),
        Job("staff_mornings", timedelta(minutes=1), lambda work: mornings.tell(work, ward, approving.kinds_of(ward))),
        Job("second_told", timedelta(minutes=1), lambda work: agreeing.tell(work, ward, approving.kinds_of(ward))),
        Job("duty_ring", timedelta(seconds=15), lambda work: ringing.due(work, ward)),
        Job("urgent_untaken", timedelta(minutes=1), lambda work: untaken.tell(work, ward)),
        Job("reaches", timedelta(minutes=1), reaching.tend),
        Job("reminders", timedelta(minutes=5), lambda work: reminding.tell(work, ward)),
        Job("handovers", timedelta(minutes=15), handovers.end_due),
        Job("staff_cards", timedelta(seconds=15), lambda work: staff_cards.tend(work, ward)),
        Job("followers", timedelta(minutes=1), lambda work: followers.tell(work, ward)),
        Job("webhooks", timedelta(seconds=30), webhooks.follow_trail),
        Job("danger_seen", timedelta(seconds=15), lambda work: seen.tell(work, ward)),
        Job("poll_close", timedelta(minutes=1), poll_due.close),
        Job("poll_mix", timedelta(minutes=10), waiting_ballots.mix_due),
        Job("poll_tell", timedelta(minutes=1), lambda work: poll_due.tell(work, ward)),
        Job("poll_invite", timedelta(minutes=1), lambda work: invites.invite(work, ward)),
        Job("poll_last_call", timedelta(minutes=5), lambda work: invites.last_call(work, ward)),
        Job("data_due", hour, data_requests.alert_due),
        Job("decisions_unsent", hour, poll_due.decisions_unsent),
        Job("papers_due", hour, poll_due.papers_due),
        Job("orders_unsent", hour, due.orders_unsent),
        Job("stops_owed", hour, due.stops_owed),
        Job("poll_remind", timedelta(minutes=15), lambda work: poll_due.remind(work, ward)),
        Job("bulletin_series", timedelta(minutes=1), bulletin_series.make_due),
        Job("bulletin_digests", timedelta(minutes=1), lambda work: digests.make(work, ward)),
        Job("bulletins_held", hour, bulletin_ends.expire_held),
        Job("bulletins_paused", timedelta(minutes=1), bulletin_bodies.tend_paused),
        Job("visit_remind", timedelta(minutes=30), lambda work: reception.remind(work, ward)),
        Job("proposals_late", hour, lambda work: board_chat.late(work, ward)),
        Job("inbox", hour, inbox.sweep),
        Job("day_keys", timedelta(hours=6), inbox.forget_days),
        Job("outbox", timedelta(minutes=5), outbox_sweep.sweep),
        *_tidying(hour),
    )


def _tidying(hour: timedelta) -> tuple[Job, ...]:
    """What removes what is over, and links the trail."""
    return (
        Job("pointers", hour, pointers.sweep),
        Job("webchat", hour, webchat.sweep),
        Job("uploads", hour, uploads.past),
        Job("case_sums", timedelta(minutes=1), case_sums.keep),
        Job("presence", hour, presence.sweep),
        Job("move_codes", hour, move_codes.sweep),
        Job("household_codes", hour, household_claims.sweep),
        Job("code_asks", hour, code_asks.sweep),
        Job("code_misses", hour, code_misses.sweep),
        Job("person_codes", timedelta(days=1), person_codes.sweep),
        Job("way_codes", hour, way_codes.sweep),
        Job("staff_notices", timedelta(days=1), notices.sweep),
        Job("roll_offers", hour, roll_offers.sweep),
        Job("erased", hour, erasing.sweep),
        Job("seal_links", hour, sealing.sweep),
        Job("trail", timedelta(minutes=1), trail_chain.tend),
        Job("sealed_trail", timedelta(minutes=1), sealed_chain.extend),
        Job("waiting_acts", hour, waiting.sweep),
        Job("job_runs", timedelta(days=1), jobs.sweep),
    )
