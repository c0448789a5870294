"""The statements of submissions and their timelines.

Rules: as `bot.storage.cases` says; what is here is only their SQL, and the states that stand in it.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from backend_client.model import Kind, Stage
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import case, case_event, case_group, case_programme, media

QUEUED, DELIVERED, REFUSED, DEAD, HELD, WITHDRAWN = (
    "queued",
    "delivered",
    "refused",
    "dead",
    "held",  # a withdrawal that can still be undone
    "withdrawn",
)
_OPEN = (QUEUED, DELIVERED, REFUSED, DEAD, HELD)
_FINAL = tuple(stage.value for stage in Stage if stage.final)


def _constants(values: Iterable[str]) -> list[sa.ColumnElement[str]]:
    """Values of our own that stand in the statement itself: a prepared list has no length."""
    return [sa.literal_column(f"'{value}'", sa.Text) for value in values]


COLUMNS = (
    case.c.id,
    case.c.ticket,
    case.c.kind,
    case.c.contact_id,
    case.c.pendamping_id,
    case.c.profile_id,
    case.c.village,
    case.c.label_enc,
    case.c.stage,
    case.c.state,
    case.c.needs,
    case.c.refers_to,
    case.c.backend_ref,
    case.c.created_at,
    case.c.delivered_at,
)
ADD = Statement(
    sa.insert(case)
    .values(
        **named(
            "ticket",
            "kind",
            "contact_id",
            "pendamping_id",
            "profile_id",
            "consent_id",
            "village",
            "body_enc",
            "label_enc",
            "subject_hash",
            "refers_to",
            "stage",
            "state",
            "created_at",
        )
    )
    .returning(case.c.id)
)
GROUP = Statement(sa.insert(case_group).values(**named("case_id", "groups_enc")))
TICKET = Statement(sa.select(case.c.ticket).where(case.c.id == sa.bindparam("id")))
BY_TICKET = Statement(sa.select(*COLUMNS).where(case.c.ticket == sa.bindparam("ticket")))
BY_ID = Statement(sa.select(*COLUMNS).where(case.c.id == sa.bindparam("id")).with_for_update())
LOCKED = Statement(
    sa.select(*COLUMNS).where(case.c.ticket == sa.bindparam("ticket")).with_for_update()
)
MINE = Statement(
    sa.select(*COLUMNS)
    .where(case.c.contact_id == sa.bindparam("contact_id"))
    .order_by(case.c.id.desc())
    .limit(sa.bindparam("most"))
)
SUBJECT = Statement(
    sa.select(*COLUMNS)
    .where(
        case.c.subject_hash == sa.bindparam("subject_hash"),
        case.c.kind == sa.bindparam("kind"),
        case.c.state.in_(_constants(_OPEN)),
        case.c.stage.not_in(_constants(_FINAL)),
    )
    .order_by(case.c.id)
)
BODY = Statement(
    sa.select(case.c.ticket, case.c.body_enc, case_group.c.groups_enc, case.c.state)
    .select_from(case.outerjoin(case_group, case_group.c.case_id == case.c.id))
    .where(case.c.id == sa.bindparam("id"))
)
AMEND = Statement(
    sa.update(case)
    .where(case.c.id == sa.bindparam("b_id"))
    .values(village=sa.bindparam("b_village"), body_enc=sa.bindparam("b_body"))
)
NO_GROUPS = Statement(sa.delete(case_group).where(case_group.c.case_id == sa.bindparam("b_case")))
NO_PROGRAMMES = Statement(
    sa.delete(case_programme).where(case_programme.c.case_id == sa.bindparam("b_case"))
)
PROGRAMME = Statement(sa.insert(case_programme).values(**named("case_id", "programme")))
STATE = Statement(
    sa.update(case).where(case.c.id == sa.bindparam("b_id")).values(state=sa.bindparam("b_state"))
)
ARRIVED = Statement(
    sa.update(case)
    .where(case.c.ticket == sa.bindparam("b_ticket"), case.c.state.in_(_constants((QUEUED, DEAD))))
    .values(state=DELIVERED, backend_ref=sa.bindparam("b_ref"), delivered_at=sa.bindparam("b_at"))
    .returning(*COLUMNS)
)
HAND_OVER = Statement(
    sa.update(case)
    .where(case.c.id == sa.bindparam("b_id"))
    .values(contact_id=sa.bindparam("b_contact"), pendamping_id=sa.bindparam("b_pendamping"))
)
CASELOAD = Statement(
    sa.select(*COLUMNS)
    .where(case.c.pendamping_id == sa.bindparam("contact_id"))
    .order_by(case.c.id.desc())
    .limit(sa.bindparam("most"))
)
TRIED = Statement(
    sa.update(case)
    .where(case.c.id == sa.bindparam("b_id"))
    .values(attempts=case.c.attempts + 1, last_error=sa.bindparam("b_error"))
)
STAGE = Statement(
    sa.update(case)
    .where(case.c.id == sa.bindparam("b_id"))
    .values(
        stage=sa.bindparam("b_stage"),
        needs=sa.bindparam("b_needs"),
        closed_at=sa.bindparam("b_closed"),
    )
)
EVENT = upsert(
    lambda insert: (
        insert(case_event)
        .values(
            **named("case_id", "event_id", "stage", "at", "reason_enc", "fields", "received_at")
        )
        .on_conflict_do_nothing(index_elements=["event_id"])
    )
)
NO_EVENT = Statement(
    sa.delete(case_event).where(
        case_event.c.case_id == sa.bindparam("b_case"),
        case_event.c.event_id == sa.bindparam("b_event"),
    )
)
EVENTS = Statement(
    sa.select(
        case_event.c.event_id,
        case_event.c.stage,
        case_event.c.at,
        case_event.c.reason_enc,
        case_event.c.fields,
    )
    .where(case_event.c.case_id == sa.bindparam("case_id"))
    .order_by(case_event.c.at, case_event.c.id)
)
OWN_MEDIA = Statement(
    sa.update(media)
    .where(media.c.key == sa.bindparam("b_key"))
    .values(case_id=sa.bindparam("b_case"))
)
MEDIA_THERE = Statement(
    sa.update(media)
    .where(media.c.case_id == sa.bindparam("b_case"))
    .values(uploaded_at=sa.bindparam("b_at"), erased_at=sa.bindparam("b_at"))
)
# What tells where its sender lives; a report may be about any place.
SAYS_HOME = frozenset((Kind.USUL, Kind.SANGGAH, Kind.SANGGAH_DIRI))
HOME = Statement(
    sa.select(case.c.village)
    .where(
        case.c.contact_id == sa.bindparam("contact_id"),
        case.c.kind.in_([kind.value for kind in sorted(SAYS_HOME)]),
    )
    .order_by(case.c.id)
    .limit(1)
)
SILENT = Statement(
    sa.select(case.c.id)
    .where(case.c.state == QUEUED, case.c.created_at < sa.bindparam("before"))
    .limit(sa.bindparam("most"))
)
