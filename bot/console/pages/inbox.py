"""Conversations with people: take, answer in the citizen's channel, hand back to the bot.

Rules: who holds a conversation answers it, nobody else. Outside WhatsApp's 24 hours only the
approved template goes out. Handing back lets the bot put its question again, where it stopped.
"""

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.channels.base import TemplatePart, TextPart
from bot.console.hiding import hide_address, hide_numbers
from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.question import question_now
from bot.console.roles import Role, scope
from bot.conversation import load
from bot.jobs.send import Outgoing
from bot.storage import audit
from bot.storage.contacts import Contact
from bot.storage.inbox import Inbox, Line, Waiting
from bot.storage.mailbox import PARKED
from bot.storage.settings import canned
from bot.storage.tables import contact as contacts_table
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.turn import millis
from i18n.locales import offered
from i18n.message import say

OPERATORS = frozenset({Role.OPERATOR})
LONGEST = 4_000  # characters of a reply
_HOUR = 3_600_000


async def inbox(ask: Ask) -> Response:
    """Who waits."""
    box = Inbox(ask.desk.cipher)
    where = ask.scope.where(contacts_table.c.village)
    rows = await ask.desk.db.read(lambda conn: box.waiting(conn, where))
    alone = ask.request.url.path.endswith("/isi")
    return ask.show("kotak_isi.html" if alone else "kotak.html", rows=rows, me=ask.who.account.id)


async def talk(ask: Ask) -> Response:
    """One conversation."""
    return await _talk(ask)


async def _talk(ask: Ask, *, too_long: str = "") -> Response:
    """The page; `too_long` is a reply that was not sent for its length, to be shortened."""
    box, contact_id = Inbox(ask.desk.cipher), ask.number("id")

    def read(conn: Connection) -> tuple[Waiting, list[Line], Contact, Mapping[str, object]]:
        waiting = _open(ask, conn, box, contact_id)
        found = ask.desk.contacts.by_id(conn, contact_id)
        assert found is not None  # noqa: S101 - read a line above
        colleagues = {
            account.id: account.name
            for account in ask.desk.accounts.all(conn)
            if not account.disabled
            and account.id != ask.who.account.id
            and scope(account.grants, OPERATORS).has(waiting.village)
        }
        more = {
            "recordings": box.recordings(conn, contact_id),
            "colleagues": colleagues,
            "canned": canned(conn, ask.now, waiting.locale),
        }
        return waiting, box.lines(conn, contact_id), found, more

    waiting, lines, found, more = await ask.desk.db.read(read)
    question = await question_now(ask, found)
    return ask.show(
        "percakapan.html",
        one=waiting,
        lines=lines,
        hide=hide_numbers,
        address=hide_address(found.address),
        mine=waiting.held_by == ask.who.account.id,
        window=_window(ask, found),
        question=question,
        locales={locale.tag: locale.own_name for locale in offered()},
        longest=LONGEST,
        too_long=too_long,
        **more,
    )


async def take(ask: Ask) -> Response:
    """Hold the conversation: the bot is silent from now on. With `dari` it is taken over from who
    holds it and does not come back: ill, off duty, the account closed."""
    box, contact_id = Inbox(ask.desk.cipher), ask.number("id")
    holder = _id(ask.field("dari"))

    def work(conn: Connection) -> bool:
        _open(ask, conn, box, contact_id)
        if holder:
            done = box.assign(conn, contact_id, holder, ask.who.account.id)
        else:
            done = box.take(conn, contact_id, ask.who.account.id)
        if done:
            told = f"from staff:{holder}" if holder else ""
            _note(ask, conn, "inbox.take", contact_id, told)
        return done

    done = await ask.desk.db.run(work)
    return _back(contact_id, "diambil" if done else "didahului")


async def assign(ask: Ask) -> Response:
    """Give it to a colleague who works for the same region."""
    box, contact_id = Inbox(ask.desk.cipher), ask.number("id")
    to = _id(ask.field("kepada"))

    def work(conn: Connection) -> bool:
        waiting = _open(ask, conn, box, contact_id)
        account = ask.desk.accounts.by_id(conn, to)
        if account is None or account.disabled:
            return False
        if not scope(account.grants, OPERATORS).has(waiting.village):
            return False
        done = box.assign(conn, contact_id, ask.who.account.id, to)
        if done:
            _note(ask, conn, "inbox.assign", contact_id, f"staff:{to}")
        return done

    done = await ask.desk.db.run(work)
    return _back(contact_id, "tersimpan" if done else "ditolak")


async def reply(ask: Ask) -> Response:
    """Answer, in the citizen's channel."""
    box, contact_id = Inbox(ask.desk.cipher), ask.number("id")
    # A browser sends a line's end as two characters, and counts it as one.
    text = ask.field("balasan").replace("\r\n", "\n")
    if len(text) > LONGEST:
        return await _talk(ask, too_long=text)

    def work(conn: Connection) -> tuple[str, Outgoing | None]:
        waiting = _open(ask, conn, box, contact_id)
        found = ask.desk.contacts.by_id(conn, contact_id)
        if waiting.held_by != ask.who.account.id or found is None or found.gone:
            return "ditolak", None
        if not text:
            return "kosong", None
        done = _put(ask, conn, found, text)
        if done is None:
            return "jendela", None
        _note(ask, conn, "inbox.reply", contact_id)
        return "terkirim", done

    note, outgoing = await ask.desk.db.run(work)
    if outgoing is not None and outgoing.parts:
        ask.desk.sender.send(outgoing)
    return _back(contact_id, note)


async def hand_back(ask: Ask) -> Response:
    """Back to the bot, which puts its question again."""
    box, contact_id = Inbox(ask.desk.cipher), ask.number("id")

    def work(conn: Connection) -> bool:
        _open(ask, conn, box, contact_id)
        done = box.release(conn, contact_id, ask.who.account.id)
        if done:
            _note(ask, conn, "inbox.hand_back", contact_id)
        return done

    if not await ask.desk.db.run(work):
        return _back(contact_id, "ditolak")
    await ask.desk.turns.carry_on(contact_id)
    return RedirectResponse(f"{HOME}/kotak?pesan=dikembalikan", 303)


def _id(text: str) -> int:
    """An id that a form brought; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _open(ask: Ask, conn: Connection, box: Inbox, contact_id: int) -> Waiting:
    found = box.one(conn, contact_id, ask.scope.where(contacts_table.c.village))
    if found is None:
        raise NotThere
    return found


def _put(ask: Ask, conn: Connection, found: Contact, text: str) -> Outgoing | None:
    """Into the outbox; None when the window is closed and there is no template. What waits for
    the next call (voice) has no parts to send now."""
    desk = ask.desk
    channel = desk.channels[found.channel]
    session = load(found.state, found.locale, found.mode)
    parts = desk.conversation.say(
        [Prompt((say("kabar.dari_petugas", teks=text),))],
        session,
        channel.capabilities,
        found.tz,
    )
    if channel.capabilities.spoken:
        desk.mailbox.put(conn, found.id, "staff", parts, ask.now, not_before=PARKED)
        return Outgoing(0, found.id, found.channel, found.address, [])
    if _window(ask, found) == 0:
        if not desk.template:
            return None
        whole = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
        parts = [TemplatePart(desk.template, {"1": whole}, whole)]
    outbox_id = desk.mailbox.put(conn, found.id, "staff", parts, ask.now)
    return Outgoing(outbox_id, found.id, found.channel, found.address, parts, kind="staff")


def _window(ask: Ask, found: Contact) -> int | None:
    """Minutes left in which anything may be sent; None when the channel has no window."""
    hours = ask.desk.channels[found.channel].capabilities.window_hours
    if hours is None:
        return None
    left = (found.last_inbound_at or 0) + hours * _HOUR - millis(ask.now)
    return max(left // 60_000, 0)


def _back(contact_id: int, note: str) -> Response:
    return RedirectResponse(f"{HOME}/kotak/{contact_id}?pesan={note}", 303)


def _note(ask: Ask, conn: Connection, action: str, contact_id: int, detail: str = "") -> None:
    audit.note(
        conn,
        ask.now,
        actor=ask.who.name,
        action=action,
        subject=f"contact:{contact_id}",
        detail=detail,
    )


async def recording(ask: Ask) -> Response:
    """What was said instead of typed, decrypted for whoever may see the conversation; each
    listening is in the audit log."""
    box, contact_id = Inbox(ask.desk.cipher), ask.number("id")
    key = str(ask.request.path_params["kunci"])

    def work(conn: Connection) -> str:
        _open(ask, conn, box, contact_id)
        found = next((one for one in box.recordings(conn, contact_id) if one.key == key), None)
        if found is None:
            raise NotThere
        _note(ask, conn, "inbox.listen", contact_id, key)
        return found.content_type

    content_type = await ask.desk.db.run(work)
    content = await ask.desk.shelf.read(key)
    if content is None:
        raise NotThere
    headers = {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline",
    }
    return Response(content, media_type=content_type, headers=headers)


PAGES = (
    Page("GET", "/kotak", OPERATORS, inbox),
    Page("GET", "/kotak/isi", OPERATORS, inbox, by_itself=True),
    Page("GET", "/kotak/{id:id}", OPERATORS, talk),
    Page("GET", "/kotak/{id:id}/rekaman/{kunci}", OPERATORS, recording),
    Page("POST", "/kotak/{id:id}/ambil", OPERATORS, take),
    Page("POST", "/kotak/{id:id}/tugaskan", OPERATORS, assign),
    Page("POST", "/kotak/{id:id}/balas", OPERATORS, reply),
    Page("POST", "/kotak/{id:id}/kembalikan", OPERATORS, hand_back),
)
