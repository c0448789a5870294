"""Is a call something the Bot API would understand? Checked against its published schema.

Rules: pure. `problems` names everything wrong with a call: an unknown method or field, a missing
required one, a wrong type, a limit overstepped. The schema is data/botapi.json (see SOURCE.md);
the limits are those of the Bot API's prose, which the schema has no field for.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SCHEMA = json.loads((Path(__file__).parent / "data" / "botapi.json").read_text("utf-8"))
METHODS: dict[str, dict[str, str]] = _SCHEMA["methods"]
TYPES: dict[str, dict[str, str]] = _SCHEMA["types"]
VERSION: str = _SCHEMA["version"]

TEXT_MAX, CAPTION_MAX, CALLBACK_BYTES, ROW_MAX, BUTTONS_MAX = 4096, 1024, 64, 8, 100
_ALIASES = {"True": "Boolean", "Float number": "Float", "Int": "Integer"}


def decode(method: str, form: dict[str, str]) -> dict[str, Any]:
    """The form's strings as what the schema says they are; undecodable ones stay strings."""
    fields = METHODS.get(method, {})
    decoded: dict[str, Any] = {}
    for name, value in form.items():
        kind = fields.get(name, "String").rstrip("!")
        if kind in {"String", "InputFile or String"}:
            decoded[name] = value
            continue
        try:
            decoded[name] = json.loads(value)
        except ValueError:
            decoded[name] = value
    return decoded


def problems(method: str, params: dict[str, Any], files: set[str]) -> list[str]:
    """Everything wrong with the call, in words; [] for a good one."""
    if method not in METHODS:
        return [f"no method {method}"]
    found = list(_fields(method, METHODS[method], params, files))
    return found + _limits(method, params)


def _fields(
    where: str, fields: dict[str, str], values: dict[str, Any], files: set[str]
) -> Iterator[str]:
    for name in values:
        if name not in fields and name not in files:
            yield f"{where}: no field {name}"
    for name, kind in fields.items():
        required, kind = kind.endswith("!"), kind.rstrip("!")
        if name in files and name not in values:
            if "InputFile" not in kind:
                yield f"{where}.{name}: a file where {kind} belongs"
        elif name in values:
            yield from _value(f"{where}.{name}", kind, values[name], files)
        elif required:
            yield f"{where}: {name} is missing"


def _value(where: str, kind: str, value: Any, files: set[str]) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where}: {type(value).__name__} where {kind} belongs"
            return
        for index, item in enumerate(value):
            yield from _value(f"{where}[{index}]", kind.removeprefix("Array of "), item, files)
        return
    options = re.split(r" or |, | and ", kind)
    attempts = [list(_one(where, option, value, files)) for option in options]
    if all(attempts):
        yield from min(attempts, key=len)


def _one(where: str, kind: str, value: Any, files: set[str]) -> Iterator[str]:
    kind = _ALIASES.get(kind, kind)
    plain: dict[str, tuple[type, ...]] = {
        "String": (str,), "InputFile": (str,), "Integer": (int,), "Boolean": (bool,),
        "Float": (int, float),
    }  # fmt: skip
    if kind in plain:
        if not isinstance(value, plain[kind]) or (isinstance(value, bool) and kind != "Boolean"):
            yield f"{where}: {type(value).__name__} where {kind} belongs"
    elif not isinstance(value, dict):
        yield f"{where}: {type(value).__name__} where {kind} belongs"
    elif TYPES.get(kind):  # a union such as InputMedia has no fields of its own
        yield from _fields(where, TYPES[kind], value, files)


def _limits(method: str, params: dict[str, Any]) -> list[str]:
    found = []
    text, caption = params.get("text"), params.get("caption")
    if method == "sendMessage" and isinstance(text, str):
        if not text.strip():
            found.append("Bad Request: message text is empty")
        if len(text) > TEXT_MAX:
            found.append("Bad Request: message is too long")
    if isinstance(caption, str) and len(caption) > CAPTION_MAX:
        found.append("Bad Request: message caption is too long")
    if method == "answerCallbackQuery" and len(params.get("text") or "") > 200:
        found.append("Bad Request: MESSAGE_TOO_LONG")
    markup = params.get("reply_markup")
    if isinstance(markup, dict):
        found += _keyboard(markup.get("inline_keyboard") or markup.get("keyboard") or [])
    return found


def _keyboard(keyboard: list[Any]) -> list[str]:
    found: list[str] = []
    if not all(isinstance(row, list) and all(isinstance(b, dict) for b in row) for row in keyboard):
        return found  # the schema has said so already
    if sum(len(row) for row in keyboard) > BUTTONS_MAX:
        found.append("Bad Request: reply markup is too long")
    for row in keyboard:
        if len(row) > ROW_MAX:
            found.append("Bad Request: too many buttons in a row")
        for button in row:
            if not str(button.get("text", "")).strip():
                found.append("Bad Request: text buttons are unallowed to be empty")
            data = button.get("callback_data")
            if isinstance(data, str) and not 1 <= len(data.encode()) <= CALLBACK_BYTES:
                found.append("Bad Request: BUTTON_DATA_INVALID")
    return found
