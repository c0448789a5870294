"""Counting submissions for the inclusion and 5T report.

Rules: nothing here names a person. A vulnerable group is decrypted only to be counted. What is
counted stops at a moment (`before`), so that a published report does not move, and it counts
people: each once, by what they sent last (`_last_word`).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage.tables import case, case_event, case_group, contact
from handlers.dialogue.turn import millis

_BATCH = 2_000  # rows decrypted at a time
_ENOUGH = 100  # people; more need not be told apart
_DAY = 86_400_000  # ms
OUTCOMES = ("process", "approved", "rejected", "withdrawn")


def outcome(stage: str) -> str:
    """A stage as the report counts it."""
    return stage if stage in OUTCOMES else "process"


def _stage(before: dt.datetime) -> ColumnElement[str]:
    """Where a submission was at that moment: so a report of last month does not move."""
    then = (
        sa.select(case_event.c.stage)
        .where(case_event.c.case_id == case.c.id, case_event.c.received_at < millis(before))
        .order_by(case_event.c.id.desc())
        .limit(1)
        .correlate(case)
        .scalar_subquery()
    )
    return sa.func.coalesce(then, "received")


def _last_word(kinds: Iterable[str], before: dt.datetime) -> ColumnElement[bool]:
    """Has this person sent no later one of these kinds before that moment? A person is whom it is
    about, where that is known; else who sent it, and for whom. One whose person was erased is
    nobody else's. One sort for all: to look for a later one of each would take hours."""
    nameless = case.c.subject_hash.is_(None)
    sender = [
        sa.case((nameless, case.c[name])) for name in ("contact_id", "profile_id", "consent_id")
    ]
    alone = sa.case((sa.and_(nameless, case.c.contact_id.is_(None)), case.c.id))
    person = (case.c.subject_hash, *sender, alone)
    latest = sa.func.row_number().over(partition_by=person, order_by=case.c.id.desc())
    ranked = (
        sa.select(case.c.id, latest.label("place"))
        .where(case.c.kind.in_(list(kinds)), case.c.created_at < millis(before))
        .subquery()
    )
    return case.c.id.in_(sa.select(ranked.c.id).where(ranked.c.place == 1))


def by_group(
    conn: Connection,
    cipher: FieldCipher,
    kinds: Iterable[str],
    where: ColumnElement[bool],
    before: dt.datetime,
) -> Counter[tuple[str, str]]:
    """(group, outcome) -> people, of those who named a group."""
    found: Counter[tuple[str, str]] = Counter()
    rows = conn.execute(
        sa.select(case.c.id, _stage(before), case_group.c.groups_enc)
        .select_from(case.join(case_group, case_group.c.case_id == case.c.id))
        .where(_last_word(kinds, before), where)
        .execution_options(yield_per=_BATCH)
    )
    for case_id, stage, sealed in rows:
        try:
            text = cipher.decrypt_text(sealed, f"submission.groups:{case_id}")
        except CannotDecrypt:
            continue
        for group in text.split("|"):
            found[(group, outcome(stage))] += 1
    return found


def by_region(
    conn: Connection,
    kinds: Iterable[str],
    where: ColumnElement[bool],
    before: dt.datetime,
    letters: int,
) -> Counter[tuple[str, str]]:
    """(region code cut to `letters`, outcome) -> people."""
    region = sa.func.substr(case.c.village, 1, letters)
    each = (
        sa.select(region.label("region"), _stage(before).label("stage"))
        .where(_last_word(kinds, before), where)
        .subquery()
    )
    rows = conn.execute(
        sa.select(each.c.region, each.c.stage, sa.func.count()).group_by(
            each.c.region, each.c.stage
        )
    )
    found: Counter[tuple[str, str]] = Counter()
    for code, stage, count in rows:
        found[(code, outcome(stage))] += count
    return found


def people(conn: Connection, what: str, before: dt.datetime) -> dict[str, int]:
    """How many chats there are by 'mode' or 'locale', of those that wrote before that moment."""
    rows = conn.execute(
        sa.select(contact.c[what], sa.func.count())
        .where(contact.c.created_at < millis(before))
        .group_by(contact.c[what])
    )
    return {row[0]: row[1] for row in rows}


def stage_days(
    conn: Connection, where: ColumnElement[bool], before: dt.datetime
) -> dict[str, tuple[int, float]]:
    """Stage -> (how many people's submissions left it, at most `_ENOUGH`; mean days in it)."""
    rows = conn.execute(
        sa.select(
            case_event.c.case_id,
            case_event.c.stage,
            case_event.c.received_at,
            case.c.subject_hash,
            case.c.contact_id,
        )
        .select_from(case_event.join(case, case.c.id == case_event.c.case_id))
        .where(case_event.c.received_at < millis(before), where)
        .order_by(case_event.c.case_id, case_event.c.id)
        .execution_options(yield_per=_BATCH)
    )
    total: dict[str, tuple[int, float]] = {}
    who: dict[str, set[object]] = defaultdict(set)
    last: tuple[int, str, int] | None = None
    for case_id, stage, at, subject, contact_id in rows:
        if last is not None and last[0] == case_id and at >= last[2]:
            count, days = total.get(last[1], (0, 0.0))
            total[last[1]] = (count + 1, days + (at - last[2]) / _DAY)
            if len(who[last[1]]) < _ENOUGH:
                who[last[1]].add(subject or contact_id or (case_id,))
        last = (case_id, stage, at)
    return {stage: (len(who[stage]), days / count) for stage, (count, days) in total.items()}


def complaints(
    conn: Connection,
    cipher: FieldCipher,
    where: ColumnElement[bool],
    before: dt.datetime,
    known: Iterable[str],
) -> Counter[tuple[str, str]]:
    """(what a 5T report is about, outcome) -> people, each once a subject by what they reported
    of it last. What is none of `known` is 'lain'."""
    found: Counter[tuple[str, str]] = Counter()
    names, seen = set(known), set()
    top: int | None = None
    while True:
        rows = conn.execute(
            sa.select(
                case.c.id,
                case.c.ticket,
                _stage(before),
                case.c.body_enc,
                case.c.contact_id,
                case.c.profile_id,
                case.c.consent_id,
            )
            .where(
                sa.true() if top is None else case.c.id < top,
                case.c.kind == "lapor",
                case.c.created_at < millis(before),
                where,
            )
            .order_by(case.c.id.desc())
            .limit(_BATCH)
        ).all()
        for case_id, ticket, stage, sealed, *sender in rows:
            try:
                plain = cipher.decrypt(sealed, f"submission.body:{ticket}")
            except CannotDecrypt:
                continue
            told = str(msgspec.json.decode(plain).get("data", {}).get("t5", "lain"))
            about = told if told in names else "lain"
            who = (about, *(sender if sender[0] is not None else (case_id,)))
            if who not in seen:
                seen.add(who)
                found[(about, outcome(stage))] += 1
        if len(rows) < _BATCH:
            return found
        top = rows[-1][0]
