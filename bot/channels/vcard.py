"""The phone number in a vCard: how WhatsApp delivers a shared contact.

Rules: pure, never raises; lenient, as every phone writes its own dialect.
"""

from bot.channels import clean


def read_contact(content: bytes) -> tuple[str | None, str | None]:
    """(name, phone in E.164 where possible) of the first contact; None for what is absent."""
    if b"BEGIN:VCARD" not in content[:1024].upper():
        return None, None
    text = content[:65536].decode("utf-8", "replace").replace("\r\n", "\n")
    text = text.replace("\n ", "").replace("\n\t", "")  # folded lines
    name = phone = None
    for line in text.split("\n"):
        field, separator, value = line.partition(":")
        if not separator:
            continue
        key = field.split(";")[0].rsplit(".", 1)[-1].strip().upper()
        if key == "FN" and name is None:
            name = clean.name(value.replace("\\,", ",").replace("\\;", ";"))
        elif key == "TEL" and phone is None:
            phone = clean.phone(value.removeprefix("tel:"))
        elif key == "END":
            break
    return name, phone
