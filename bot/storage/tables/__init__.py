"""The schema. Rules: times are UTC milliseconds since 1970 (the same on both databases); what
is personal is in a `*_enc` column (AES-GCM), what must be found again in a `*_hash` beside it.
Ids are numbers that grow. A change here needs a migration (a test compares the two).
"""

from bot.storage.tables.base import metadata
from bot.storage.tables.broadcasts import (
    broadcast,
    recipient,
    whatsapp_template,
)
from bot.storage.tables.cases import (
    case,
    case_event,
    case_group,
    case_programme,
    known_person,
    media,
    reply_notice,
)
from bot.storage.tables.companions import (
    code,
    consent,
    invitation,
    pendamping,
)
from bot.storage.tables.conversations import (
    contact,
    content_sid,
    conversation,
    delivery,
    early_receipt,
    inbound,
    outbox,
    profile,
)
from bot.storage.tables.running import (
    backfill,
    bucket,
    circuit,
    day_count,
    funnel,
    job,
    keyring,
    process,
    published_report,
    setting,
)
from bot.storage.tables.staff import (
    api_key,
    audit,
    audit_head,
    staff,
    staff_chat,
    staff_role,
    staff_session,
)

__all__ = [
    "api_key",
    "audit",
    "audit_head",
    "backfill",
    "broadcast",
    "bucket",
    "case",
    "case_event",
    "case_group",
    "case_programme",
    "circuit",
    "code",
    "consent",
    "contact",
    "content_sid",
    "conversation",
    "day_count",
    "delivery",
    "early_receipt",
    "funnel",
    "inbound",
    "invitation",
    "job",
    "keyring",
    "known_person",
    "media",
    "metadata",
    "outbox",
    "pendamping",
    "process",
    "profile",
    "published_report",
    "recipient",
    "reply_notice",
    "setting",
    "staff",
    "staff_chat",
    "staff_role",
    "staff_session",
    "whatsapp_template",
]
