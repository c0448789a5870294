"""Staff, their sign-ins and keys, and the audit chain."""

import sqlalchemy as sa

from bot.storage.tables.base import Blob, Id, Millis, ident, metadata

staff = sa.Table(
    "staff",
    metadata,
    ident(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text),
    sa.Column("totp_enc", Blob),
    sa.Column("totp_last", Id, nullable=False, server_default="0"),
    sa.Column("oidc_subject", sa.Text, unique=True),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", Millis),
    sa.Column("disabled_at", Millis),
    sa.Column("created_at", Millis, nullable=False),
)

staff_role = sa.Table(
    "staff_role",
    metadata,
    sa.Column("staff_id", Id, sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("region", sa.Text, primary_key=True),  # '' is the whole country
)

staff_session = sa.Table(
    "staff_session",
    metadata,
    sa.Column("token_hash", Blob, primary_key=True),
    sa.Column("staff_id", Id, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("seen_at", Millis, nullable=False),
    sa.Index(None, "staff_id"),
)

# A member of staff's own chats, where a broadcast may be tried out.
staff_chat = sa.Table(
    "staff_chat",
    metadata,
    sa.Column("staff_id", Id, sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("contact_id", Id, sa.ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    sa.Index(None, "contact_id"),
)

api_key = sa.Table(
    "api_key",
    metadata,
    ident(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key_hash", Blob, nullable=False, unique=True),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False, server_default=""),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("revoked_at", Millis),
    sa.Column("expires_at", Millis),  # None: never
)

audit = sa.Table(
    "audit",
    metadata,
    ident(),
    sa.Column("at", Millis, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

# The audit chain's last row and its hash: one row, beside the chain, so that an end cut off shows.
audit_head = sa.Table(
    "audit_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # always 1
    sa.Column("entry", Id, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
