"""Updates as Telegram sends them, for tests, the simulator's checks and the benchmarks.

Rules: pure; synthetic people only. Each function returns a whole update as a dict; `update_id`s
count up from a start that a test can set.
"""

import itertools
from typing import Any

_ids = itertools.count(870_000_001)
DATE = 1_763_712_000  # 21 November 2025, 08.00 UTC


def user(number: int, *, language: str | None = "id", name: str = "Sari") -> dict[str, Any]:
    """A person of Telegram."""
    person: dict[str, Any] = {"id": number, "is_bot": False, "first_name": name}
    return {**person, "language_code": language} if language else person


def chat_of(number: int) -> dict[str, Any]:
    """A private chat for positive ids, a supergroup for negative ones."""
    if number > 0:
        return {"id": number, "type": "private", "first_name": "Sari"}
    return {"id": number, "type": "supergroup", "title": "Warga RT 03"}


def message(
    chat: int,
    *,
    edited: bool = False,
    sender: dict[str, Any] | None = None,
    update_id: int | None = None,
    **content: Any,
) -> dict[str, Any]:
    """A message with any content fields: `message(7, text='halo')`."""
    body = {
        "message_id": next(_ids) % 1_000_000,
        "date": DATE,
        "chat": chat_of(chat),
        "from": sender or user(abs(chat)),
        **content,
    }
    if edited:
        body["edit_date"] = DATE + 60
    key = "edited_message" if edited else "message"
    return {"update_id": next(_ids) if update_id is None else update_id, key: body}


def text(chat: int, words: str, **more: Any) -> dict[str, Any]:
    """A text message."""
    return message(chat, text=words, **more)


def tap(
    chat: int, data: str, *, message_id: int = 41, update_id: int | None = None
) -> dict[str, Any]:
    """A tap on an inline button of our message `message_id`."""
    number = next(_ids) if update_id is None else update_id
    shown = {"message_id": message_id, "date": DATE, "chat": chat_of(chat), "text": "Pilih."}
    query = {"id": f"{number}77", "from": user(abs(chat)), "chat_instance": "-812",
             "message": shown, "data": data}  # fmt: skip
    return {"update_id": number, "callback_query": query}


def photo(chat: int, file_id: str, *, size: int = 48_000, caption: str = "") -> dict[str, Any]:
    """A photo in two sizes; the larger one is `file_id`."""
    sizes = [
        {"file_id": f"{file_id}-s", "file_unique_id": "s", "width": 90, "height": 67,
         "file_size": 1200},
        {"file_id": file_id, "file_unique_id": "l", "width": 1280, "height": 960,
         "file_size": size},
    ]  # fmt: skip
    content: dict[str, Any] = {"photo": sizes}
    if caption:
        content["caption"] = caption
    return message(chat, **content)


def voice(chat: int, file_id: str, *, size: int = 9_000) -> dict[str, Any]:
    """A voice note."""
    note = {"file_id": file_id, "file_unique_id": "v", "duration": 4, "mime_type": "audio/ogg",
            "file_size": size}  # fmt: skip
    return message(chat, voice=note)


def location(chat: int, latitude: float, longitude: float) -> dict[str, Any]:
    """A shared place."""
    return message(chat, location={"latitude": latitude, "longitude": longitude})


def blocked(chat: int, *, back: bool = False) -> dict[str, Any]:
    """The citizen blocks the bot, or lets it back in."""
    bot = {"id": 110201543, "is_bot": True, "first_name": "Tanya Bansos"}
    out = {"user": bot, "status": "kicked", "until_date": 0}
    member = {"user": bot, "status": "member"}
    change = {"chat": chat_of(chat), "from": user(abs(chat)), "date": DATE,
              "old_chat_member": out if back else member,
              "new_chat_member": member if back else out}  # fmt: skip
    return {"update_id": next(_ids), "my_chat_member": change}
