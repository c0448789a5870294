"""Pendamping: who they are, and who agreed to be helped."""

import sqlalchemy as sa

from bot.storage.tables.base import Blob, Id, Millis, ident, metadata, of_contact

pendamping = sa.Table(
    "pendamping",
    metadata,
    ident(),
    of_contact(),
    sa.Column("name_enc", Blob, nullable=False),
    sa.Column("organisation_enc", Blob),
    sa.Column("villages", sa.Text, nullable=False),
    sa.Column("letter_key", sa.Text),
    sa.Column("status", sa.Text, nullable=False),  # applied | verified | suspended | revoked
    sa.Column("decided_by", Id),
    sa.Column("decided_at", Millis),
    sa.Column("created_at", Millis, nullable=False),
    sa.Index(None, "contact_id"),
    sa.Index(None, "status"),
)

invitation = sa.Table(
    "invitation",
    metadata,
    ident(),
    sa.Column("code_hash", Blob, nullable=False, unique=True),
    sa.Column("villages", sa.Text, nullable=False),
    sa.Column("organisation_enc", Blob),
    sa.Column("expires_at", Millis, nullable=False),
    sa.Column("used_by", Id),
    sa.Column("created_by", Id),
)

consent = sa.Table(
    "consent",
    metadata,
    ident(),
    sa.Column("pendamping_id", Id, nullable=False),
    sa.Column("person_enc", Blob, nullable=False),
    sa.Column("how", sa.Text, nullable=False),  # voice | form | code
    sa.Column("media_key", sa.Text),
    sa.Column("code_hash", Blob),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("given_at", Millis),
    sa.Column("revoked_at", Millis),
    sa.Column("created_at", Millis, nullable=False),
    sa.Index(None, "pendamping_id"),
)

# Codes that go to somebody's own phone: consent to be helped, and taking over a case.
code = sa.Table(
    "code",
    metadata,
    ident(),
    sa.Column("purpose", sa.Text, nullable=False),  # consent | hand_over
    of_contact(),
    sa.Column("phone_hash", Blob, nullable=False),
    sa.Column("code_hash", Blob, nullable=False),
    sa.Column("ticket", sa.Text),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("expires_at", Millis, nullable=False),
    sa.Column("used_at", Millis),
    sa.Index(None, "purpose", "phone_hash"),
)
