"""The tables of people: residents, their accounts on platforms and their consents; staff and their sessions."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from storage.tables.columns import Id, Moment, metadata, number, reference, words, yes_or_no

residents = Table(
    "residents",
    metadata,
    number(),
    words("name"),  # how the person wants to be called; may be sealed
    words("phone"),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("created_at", Moment, nullable=False),
    Column("blocked_at", Moment),  # staff blocked a spammer
    words("blocked_why"),
    Column("recovery", String(64)),  # keyed digest of the recovery phrase
    Column("erased_at", Moment),
)

Index(
    "ix_residents_erased",
    residents.c.erased_at,
    sqlite_where=residents.c.erased_at.is_not(None),
    postgresql_where=residents.c.erased_at.is_not(None),
)

# An account of a person on a platform, and its resident.
persons = Table(
    "persons",
    metadata,
    number(),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    words("name"),
    reference("resident_id", "residents.id", nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("channel", "bot", "person", name="uq_persons_person"),
)

# Append only: a consent is given or withdrawn, and each can be proved (Luật 91/2025/QH15 Điều 9).
consents = Table(
    "consents",
    metadata,
    number(),
    reference("resident_id", "residents.id", nullable=False, index=True),
    Column("purpose", String(32), nullable=False),  # notice, bulletins, voice
    Column("given", Boolean, nullable=False),
    Column("text_version", String(64), nullable=False),  # digest of the words that were shown, and their language
    Column("language", String(2), nullable=False),
    Column("at", Moment, nullable=False),
    reference("chat_id", "chats.id", nullable=False),
    Column("message_id", String(64), nullable=False, server_default=""),
)

staff = Table(
    "staff",
    metadata,
    number(),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(128), nullable=False),
    Column("password", String(256), nullable=False),  # argon2
    Column("role", String(16), nullable=False),
    Column("language", String(2), nullable=False, server_default="vi"),
    reference("unit_id", "units.id"),
    yes_or_no("reads_sealed"),  # on the named list for denunciations
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("handed_by", Id),  # who made the account, or last set its password or removed its second factor
    Column("handed_at", Moment),
    Column("password_until", Moment),  # end of a one-time password; none once the person chose their own
    Column("sealed_at", Moment),  # when it first came onto the named list; stays when it is taken off the list
    words("factor"),  # the secret of the second factor, sealed
    words("factor_wanted"),  # a new secret that waits for its first code
    Column("factor_step", BigInteger, nullable=False, server_default="0"),  # the last step whose code was used
    Column("signed_in_at", Moment),
    Column("digest_at", String(5), nullable=False, server_default="07:30"),  # when the morning's numbers are sent
    Column("digest_on", Date),  # the last day of which the numbers were looked at, sent or not
    yes_or_no("demo"),  # an account of the demo ward; only `danban demo` makes such accounts
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),  # SHA-256 of the cookie
    reference("staff_id", "staff.id", nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    words("agent"),
    yes_or_no("waits"),  # the code of the second factor is still missing
)

# A program of the account reads figures by it. Only its digest is stored; one per account.
read_tokens = Table(
    "read_tokens",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False, unique=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False, index=True),
    Column("digest", String(64), nullable=False),  # keyed
    Column("used_at", Moment),
)

password_links = Table(  # a way in for who forgot the password; an admin makes it
    "password_links",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),  # SHA-256 of what the link carries
    Column("until", Moment, nullable=False),
)

staff_identities = Table(  # accounts at an OpenID provider; an admin ties each to an account of ours
    "staff_identities",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False, unique=True),
    Column("subject", String(255), nullable=False, unique=True),  # the value of the claim OIDC_CLAIM
    Column("tied_at", Moment, nullable=False),
)

login_tries = Table(
    "login_tries",
    metadata,
    number(),
    Column("who", String(128), nullable=False),  # login or address
    Column("at", Moment, nullable=False),
)
Index("ix_login_tries_who", login_tries.c.who, login_tries.c.at)
