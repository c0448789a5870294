"""Who writes, what came, and what goes out."""

import sqlalchemy as sa

from bot.storage.tables.base import Blob, Id, Millis, ident, metadata, of_contact

contact = sa.Table(
    "contact",
    metadata,
    ident(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address_hash", Blob, nullable=False),
    sa.Column("address_enc", Blob, nullable=False),
    sa.Column("profile_enc", Blob),
    sa.Column("locale", sa.Text, nullable=False, server_default="id"),
    sa.Column("mode", sa.Text, nullable=False, server_default="standar"),
    sa.Column("tz", sa.Text, nullable=False, server_default="Asia/Jakarta"),
    sa.Column("village", sa.Text),
    sa.Column("last_inbound_at", Millis),
    sa.Column("opted_out_at", Millis),
    sa.Column("blocked_at", Millis),
    sa.Column("held_by", Id),
    sa.Column("wants_human_at", Millis),
    sa.Column("active_profile", Id),
    sa.Column("created_at", Millis, nullable=False),
    sa.UniqueConstraint("channel", "address_hash"),
)

profile = sa.Table(
    "profile",
    metadata,
    ident(),
    of_contact(),
    sa.Column("name_enc", Blob, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Index(None, "contact_id"),
)

conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("contact_id", Id, sa.ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("state_enc", Blob),
    sa.Column("flow", sa.Text),
    sa.Column("step", sa.Text),
    sa.Column("pending_since", Millis),
    sa.Column("pending_by", sa.Text),  # the process whose call is out
    sa.Column("remind_at", Millis),
    sa.Column("updated_at", Millis, nullable=False),
    sa.Index(None, "pending_since"),
    sa.Index(None, "remind_at"),
)

inbound = sa.Table(
    "inbound",
    metadata,
    ident(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    of_contact(nullable=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body_enc", Blob),
    sa.Column("received_at", Millis, nullable=False),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(None, "contact_id", "received_at"),
    sa.Index(None, "received_at"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    ident(),
    of_contact(),
    sa.Column("kind", sa.Text, nullable=False),  # reply | notice | code | broadcast | staff
    sa.Column("body_enc", Blob),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("next_part", sa.Integer, nullable=False, server_default="0"),
    sa.Column("state", sa.Text, nullable=False),  # waiting | sending | sent | failed | unknown
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("not_before", Millis, nullable=False, server_default="0"),
    sa.Column("owner", sa.Text),  # the process that sends it
    sa.Column("claimed_at", Millis),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("sent_at", Millis),
    sa.Column("error_code", sa.Text),
    sa.Column("case_id", Id),
    sa.Column("broadcast_id", Id),
    sa.Column("retry_of", Id),  # the row whose part did not arrive
    sa.Index("ix_outbox_due", "state", "not_before"),
    # The same condition on PostgreSQL stands in the migration alone, here and below: to name it
    # would load that dialect into every process, 2.4 MB.
    sa.Index(
        "ix_outbox_open",
        "contact_id",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index(None, "contact_id", "id"),
    # What was sent and is kept until a report tells that it arrived.
    sa.Index(
        "ix_outbox_kept",
        "sent_at",
        sqlite_where=sa.text("state = 'sent' AND body_enc IS NOT NULL"),
    ),
)

delivery = sa.Table(
    "delivery",
    metadata,
    ident(),
    sa.Column("outbox_id", Id, sa.ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("provider_id", sa.Text, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("error_code", sa.Text),
    sa.Column("updated_at", Millis, nullable=False),
    sa.UniqueConstraint("channel", "provider_id"),
    sa.Index(None, "outbox_id"),
)

# Reports that came before their message was recorded as sent, and may still fit one.
early_receipt = sa.Table(
    "early_receipt",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("provider_id", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("error_code", sa.Text),
    sa.Column("received_at", Millis, nullable=False),
    sa.Index(None, "received_at"),
)

content_sid = sa.Table(
    "content_sid",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("sid", sa.Text, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
)
