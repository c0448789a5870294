"""Broadcasts, their templates, and the ledger of recipients."""

import sqlalchemy as sa

from bot.storage.tables.base import Id, Millis, ident, metadata, of_contact

broadcast = sa.Table(
    "broadcast",
    metadata,
    ident(),
    sa.Column("title", sa.Text, nullable=False),
    # draft | submitted | approved | running | paused | done | cancelled
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False, server_default=""),
    sa.Column("composed_by", sa.Text, nullable=False),
    sa.Column("approved_by", sa.Text),
    sa.Column("tz", sa.Text, nullable=False),
    sa.Column("start_at", Millis),
    sa.Column("window_from", sa.Integer, nullable=False),
    sa.Column("window_to", sa.Integer, nullable=False),
    sa.Column("planned", sa.Integer, nullable=False, server_default="0"),
    sa.Column("excluded", sa.Text, nullable=False, server_default="{}"),
    sa.Column("resends", Id),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("started_at", Millis),
    sa.Column("ended_at", Millis),
    # The name a system gave its request, and a hash of it: sent again, it makes nothing twice.
    sa.Column("request_key", sa.Text),
    sa.Column("request_hash", sa.Text),
    sa.Index(None, "state"),
    sa.Index("uq_broadcast_request", "composed_by", "request_key", unique=True),
)

# WhatsApp's templates, as Twilio's Content API told them last.
whatsapp_template = sa.Table(
    "whatsapp_template",
    metadata,
    sa.Column("sid", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # Meta's: approved, pending, rejected, ...
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("placeholders", sa.Text, nullable=False),  # JSON
    sa.Column("synced_at", Millis, nullable=False),
)

# The ledger: one row a recipient, the truth of what was sent.
recipient = sa.Table(
    "recipient",
    metadata,
    ident(),
    sa.Column(
        "broadcast_id", Id, sa.ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False
    ),
    of_contact(),
    sa.Column("case_id", Id),
    sa.Column("channel", sa.Text, nullable=False),
    # waiting | sending | sent | delivered | read | failed | unknown | skipped
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("not_before", Millis, nullable=False, server_default="0"),
    sa.Column("claimed_at", Millis),
    sa.Column("sent_at", Millis),
    sa.Column("provider_id", sa.Text),
    sa.Column("error_code", sa.Text),
    sa.UniqueConstraint("broadcast_id", "contact_id"),
    sa.Index("ix_recipient_due", "broadcast_id", "channel", "state", "id"),
    sa.Index(None, "channel", "provider_id"),
)
