"""The schema. Rules: times are UTC milliseconds since 1970 (the same on both databases); what
is personal is in a `*_enc` column (AES-GCM), what must be found again in a `*_hash` beside it.
Ids are numbers that grow. A change here needs a migration (a test compares the two).
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite: only INTEGER counts up itself
Millis = sa.BigInteger
Blob = sa.LargeBinary


def _id() -> sa.Column[int]:
    return sa.Column("id", Id, primary_key=True, autoincrement=True)


def _contact(*, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(
        "contact_id", Id, sa.ForeignKey("contact.id", ondelete="CASCADE"), nullable=nullable
    )


contact = sa.Table(
    "contact",
    metadata,
    _id(),
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
    _id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    _contact(nullable=True),
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
    _id(),
    _contact(),
    sa.Column("kind", sa.Text, nullable=False),  # reply | notice | broadcast | staff
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

# Which processes live, by the database's clock: what a silent one owned is taken over.
process = sa.Table(
    "process",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("beat_at", Millis, nullable=False),
)

# What the keys of `BANSOS_SECRET_KEYS` are recognised by (bot.storage.keyring).
keyring = sa.Table(
    "keyring",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", Blob, nullable=False),
)

delivery = sa.Table(
    "delivery",
    metadata,
    _id(),
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

profile = sa.Table(
    "profile",
    metadata,
    _id(),
    _contact(),
    sa.Column("name_enc", Blob, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Index(None, "contact_id"),
)

case = sa.Table(
    "submission",
    metadata,
    _id(),
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
    _id(),
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
    _id(),
    _contact(),
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
    _id(),
    sa.Column("ticket", sa.Text, nullable=False, unique=True),
    _contact(),
    sa.Column("profile_id", Id),
    sa.Column("subject_hash", Blob, nullable=False),
    sa.Column("case_id", Id, nullable=False),  # the first objection
    sa.Column("label_enc", Blob, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("reply_until", Millis, nullable=False),
    sa.Index(None, "contact_id"),
    sa.Index(None, "case_id"),
)

pendamping = sa.Table(
    "pendamping",
    metadata,
    _id(),
    _contact(),
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
    _id(),
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
    _id(),
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
    _id(),
    sa.Column("purpose", sa.Text, nullable=False),  # consent | hand_over
    _contact(),
    sa.Column("phone_hash", Blob, nullable=False),
    sa.Column("code_hash", Blob, nullable=False),
    sa.Column("ticket", sa.Text),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("expires_at", Millis, nullable=False),
    sa.Column("used_at", Millis),
    sa.Index(None, "purpose", "phone_hash"),
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    _contact(nullable=True),
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

day_count = sa.Table(
    "day_count",
    metadata,
    sa.Column("subject", Blob, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    sa.Column("at", Millis, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

funnel = sa.Table(
    "funnel",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("flow", sa.Text, primary_key=True),
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("locale", sa.Text, primary_key=True),
    sa.Column("mode", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

circuit = sa.Table(
    "circuit",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("changed_at", Millis, nullable=False),
    sa.Column("probe_at", Millis),
)

# One row a channel, and one a chat that was written to unasked ('<channel>/<contact>').
bucket = sa.Table(
    "bucket",
    metadata,
    sa.Column("sender", sa.Text, primary_key=True),
    sa.Column("next_at", Millis, nullable=False),  # microseconds
    sa.Column("held_until", Millis, nullable=False, server_default="0"),  # ms; a 429 said so
)

setting = sa.Table(
    "setting",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("from_at", Millis, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Index(None, "name", "from_at"),
)

job = sa.Table(
    "job",
    metadata,
    _id(),
    sa.Column("queue", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text),
    sa.Column("args", sa.Text, nullable=False),  # ids only, never personal data
    sa.Column("state", sa.Text, nullable=False),  # ready | running | dead
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("run_at", Millis, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("last_error", sa.Text),
    sa.Index("ix_job_due", "state", "run_at"),
    sa.Index(None, "key"),
)

content_sid = sa.Table(
    "content_sid",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("sid", sa.Text, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
)

# --- staff

staff = sa.Table(
    "staff",
    metadata,
    _id(),
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
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key_hash", Blob, nullable=False, unique=True),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False, server_default=""),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("revoked_at", Millis),
)

# --- broadcasts

broadcast = sa.Table(
    "broadcast",
    metadata,
    _id(),
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
    sa.Index(None, "state"),
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
    _id(),
    sa.Column(
        "broadcast_id", Id, sa.ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False
    ),
    _contact(),
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
