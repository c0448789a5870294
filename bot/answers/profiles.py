"""Answers about the people behind one telephone: a family's profiles."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.answers.base import Answer, Asker, Local
from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Statement, named
from bot.storage.tables import case, contact, known_person, profile, reply_notice
from handlers.dialogue.steps import Failed
from handlers.dialogue.turn import millis
from handlers.requests.profiles import (
    AddProfile,
    DropProfile,
    ListProfiles,
    Profile,
    Profiles,
    UseProfile,
)

MOST = 10  # people behind one telephone
TURNS = (AddProfile, UseProfile, DropProfile)  # what may change whose turn it is
_ALL = Statement(
    sa.select(profile.c.id, profile.c.name_enc)
    .where(profile.c.contact_id == sa.bindparam("contact_id"))
    .order_by(profile.c.id)
)
_ADD = Statement(
    sa.insert(profile)
    .values(**named("contact_id", "name_enc", "created_at"))
    .returning(profile.c.id)
)
_DROP = Statement(sa.delete(profile).where(profile.c.id == sa.bindparam("b_id")))
_LOOSE = Statement(
    sa.update(case).where(case.c.profile_id == sa.bindparam("b_id")).values(profile_id=sa.null())
)
_NOBODY = Statement(
    sa.delete(known_person).where(known_person.c.profile_id == sa.bindparam("b_id"))
)
_LOOSE_NOTICES = Statement(
    sa.update(reply_notice)
    .where(reply_notice.c.profile_id == sa.bindparam("b_id"))
    .values(profile_id=sa.null())
)
_ACTIVE = Statement(
    sa.select(contact.c.active_profile).where(contact.c.id == sa.bindparam("contact_id"))
)
_USE = Statement(
    sa.update(contact)
    .where(contact.c.id == sa.bindparam("b_contact"))
    .values(active_profile=sa.bindparam("b_profile"))
)


def active_profile(conn: Connection, contact_id: int) -> int | None:
    """The profile whose turn it is; None for the telephone as a whole."""
    found = _ACTIVE.value(conn, contact_id=contact_id)
    return None if found is None else int(found)


class ProfileAnswers:
    """The answers, by request."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def table(self) -> dict[type, Local]:
        """Request -> answer."""
        return {
            ListProfiles: self._list,
            AddProfile: self._add,
            UseProfile: self._use,
            DropProfile: self._drop,
        }

    def _list(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        return self._profiles(conn, asker)

    def _profiles(self, conn: Connection, asker: Asker) -> Profiles:
        active = active_profile(conn, asker.contact_id)
        context = f"profile.name:{asker.contact_id}"
        return Profiles(
            profiles=tuple(
                Profile(
                    id=str(row[0]),
                    label=self._cipher.decrypt_text(row[1], context),
                    active=row[0] == active,
                )
                for row in _ALL.all(conn, contact_id=asker.contact_id)
            )
        )

    def _add(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: AddProfile = request
        known = self._profiles(conn, asker).profiles
        if len(known) >= MOST:
            return Failed("limit")
        if any(one.label.casefold() == wanted.label.casefold() for one in known):
            return Failed("duplicate")
        row = _ADD.one(
            conn,
            contact_id=asker.contact_id,
            name_enc=self._cipher.encrypt_text(wanted.label, f"profile.name:{asker.contact_id}"),
            created_at=millis(asker.now),
        )
        _USE.run(conn, b_contact=asker.contact_id, b_profile=None if row is None else row[0])
        return self._profiles(conn, asker)

    def _use(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: UseProfile = request
        if wanted.id is not None and not self._own(conn, asker, wanted.id):
            return Failed("not_found")
        chosen = None if wanted.id is None else int(wanted.id)
        _USE.run(conn, b_contact=asker.contact_id, b_profile=chosen)
        return self._profiles(conn, asker)

    def _drop(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: DropProfile = request
        if not self._own(conn, asker, wanted.id):
            return Failed("not_found")
        if active_profile(conn, asker.contact_id) == int(wanted.id):
            _USE.run(conn, b_contact=asker.contact_id, b_profile=None)
        _LOOSE.run(conn, b_id=int(wanted.id))
        _NOBODY.run(conn, b_id=int(wanted.id))
        _LOOSE_NOTICES.run(conn, b_id=int(wanted.id))
        _DROP.run(conn, b_id=int(wanted.id))
        return self._profiles(conn, asker)

    def _own(self, conn: Connection, asker: Asker, profile_id: str) -> bool:
        return any(one.id == profile_id for one in self._profiles(conn, asker).profiles)
