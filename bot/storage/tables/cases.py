"""Submissions, who is known to be whom, and what came with them."""

import sqlalchemy as sa

from bot.storage.tables.base import Blob, Id, Millis, ident, metadata, of_contact

case = sa.Table(
    "submission",
    metadata,
    ident(),
    sa.Column("ticket", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("contact_id", Id, sa.ForeignKey("contact.id", ondelete="SET NULL")),
    sa.Column("pendamping_id", Id),  # the contact that sent it for somebody else
    sa.Column("profile_id", Id),
    sa.Column("consent_id", Id),
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("body_enc", Blob, nullable=False),
    sa.Column("label_enc", Blob),
    sa.Column("subject_hash", Blob),
    sa.Column("refers_to", sa.Text),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # queued | delivered | refused | dead | withdrawn
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_error", sa.Text),
    sa.Column("backend_ref", sa.Text),
    sa.Column("needs", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("delivered_at", Millis),
    sa.Column("closed_at", Millis),
    sa.Index(None, "contact_id", "created_at"),
    sa.Index(None, "subject_hash", "kind"),
    sa.Index(None, "pendamping_id"),
    sa.Index(None, "state"),
)

# Which programmes a submission is about: for choosing whom a broadcast goes to.
case_programme = sa.Table(
    "submission_programme",
    metadata,
    sa.Column("case_id", Id, sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("programme", sa.Text, primary_key=True),
)

# Apart from the submission (DOMAIN.md): only ever counted in aggregates of at least 10 people.
case_group = sa.Table(
    "submission_group",
    metadata,
    sa.Column("case_id", Id, sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("groups_enc", Blob, nullable=False),
)

case_event = sa.Table(
    "submission_event",
    metadata,
    ident(),
    sa.Column("case_id", Id, sa.ForeignKey("submission.id", ondelete="CASCADE"), nullable=False),
    sa.Column("event_id", sa.Text, unique=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("reason_enc", Blob),
    sa.Column("fields", sa.Text, nullable=False, server_default=""),
    sa.Column("received_at", Millis, nullable=False),
    sa.Index(None, "case_id"),
)

# Who proved to be which person of DTKS, by keyed hashes of a NIK or DTKS's own number: so that a
# person objected to can be told (bot.storage.replies).
known_person = sa.Table(
    "known_person",
    metadata,
    ident(),
    of_contact(),
    sa.Column("profile_id", Id),
    sa.Column("subject_hash", Blob, nullable=False),
    sa.Column("label_enc", Blob, nullable=False),
    sa.Column("how", sa.Text, nullable=False),  # usul | sanggah_diri | cek | alih
    sa.Column("proved_at", Millis, nullable=False),
    sa.UniqueConstraint("contact_id", "subject_hash"),
    sa.Index(None, "subject_hash"),
)

# The right of reply: what a person objected to was told, once, whoever and how many object.
reply_notice = sa.Table(
    "reply_notice",
    metadata,
    ident(),
    sa.Column("ticket", sa.Text, nullable=False, unique=True),
    of_contact(),
    sa.Column("profile_id", Id),
    sa.Column("subject_hash", Blob, nullable=False),
    sa.Column("case_id", Id, nullable=False),  # the first objection
    sa.Column("label_enc", Blob, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("reply_until", Millis, nullable=False),
    sa.Index(None, "contact_id"),
    sa.Index(None, "case_id"),
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    of_contact(nullable=True),
    sa.Column("case_id", Id),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("stored_at", Millis, nullable=False),
    sa.Column("uploaded_at", Millis),
    sa.Column("erased_at", Millis),
    sa.Index(None, "contact_id"),
    sa.Index(None, "case_id"),
)
