"""Why a broadcast cannot be so.

Rules: a refusal is a code with its facts, never personal data. `ENGLISH` says it to command lines
and systems; the console has its own words for each code (`bot.console.words.DRAFT_REFUSALS`).
"""

ENGLISH = {
    "title": "a title has 1 to 120 characters",
    "nul": "a text holds a character that cannot be kept (U+0000, half a surrogate pair)",
    "window": "a send window is two different hours of a day, like 8 and 17, or 20 and 6 over"
    " midnight; 0 and 24 is the whole day",
    "zone": "a time zone is Asia/Jakarta, Asia/Makassar or Asia/Jayapura",
    "start": "a broadcast starts at most two years from now, and not before yesterday",
    "number": "a number is written with digits: {field}",
    "outside": "that region is outside yours",
    "region": "a region is a code like 32.01",
    "region_unknown": "no region has the code {given}",
    "channels": "a broadcast goes by telegram, whatsapp or sms",
    "language": "no such language: {tag}",
    "audience_language": "no such language in the audience",
    "tickets_many": "at most {most} tickets",
    "tickets_shape": "a ticket has letters, digits and hyphens",
    "tickets_none": "the file holds no tickets",
    "tickets_large": "the file with the tickets is too large",
    "tickets_book": "the file is a workbook; save it as CSV",
    "tickets_row": "row {row} of the file holds no ticket; head the column 'tiket'",
    "days": "days since last seen: 0 to 3650",
    "text_missing": "the Indonesian text is missing",
    "text_long": "the text in {tag} is longer than {most} characters",
    "text_variable": "unknown variable in {tag}: {names}",
    "text_lacks": "the text in {tag} lacks what the Indonesian one has: {names}",
    "brace": "a brace stands alone; write a variable as {{tiket}}",
    "variable": "a variable is a name in braces, like {{tiket}}",
    "file": "no such file",
    "alt_long": "what the picture shows takes more than {most} characters",
    "alt_missing": "say in Indonesian what the picture shows, for those who cannot see it",
    "picture_large": "the picture is larger than 5 MB",
    "picture_kind": "the picture is not a JPEG, PNG or WebP that can be read",
    "audio_language": "no such language of a recording",
    "audio_missing": "the Indonesian recording is missing: other languages fall back to it",
    "audio_large": "the recording is larger than 10 MB",
    "audio_kind": "the recording cannot be read; MP3, M4A, WAV or OGG will do",
    "audio_long": "the recording is longer than {minutes} minutes",
    "template_sid": "a WhatsApp template is named by its content SID (HX...)",
    "template_values": "values for placeholders need a WhatsApp template",
    "template_unknown": "no such WhatsApp template; synchronise the list, or choose another",
    "template_state": "the WhatsApp template is not approved: it is {state}",
    "template_missing": "the template's placeholder has no value: {names}",
    "template_extra": "the template has no such placeholder: {names}",
    "template_empty": "the value of the template's placeholder {name} is empty",
    "template_broken": "the value of the template's placeholder {name} has a line break, a tab or"
    " more than four spaces in a row",
    "template_variable": "unknown variable in the template's placeholder {name}: {names}",
    "template_long": "with its values the template is longer than {most} characters",
}


# Why something cannot be done with a broadcast, by `decisions.Refusal.code`.
REFUSALS = {
    "not_found": "there is no such broadcast",
    "sendiri": "who composed a broadcast does not approve it",
    "templat": "its WhatsApp template is approved no more, or its values do not fit",
    "ditolak": "its state does not allow that",
    "tiada-gagal": "there is nobody whom it failed to reach",
}


class Bad(ValueError):
    """A broadcast cannot be so; `code` is one of `ENGLISH`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(ENGLISH[code].format(**facts))
        self.code = code
        self.facts = facts
