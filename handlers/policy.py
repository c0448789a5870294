"""What the rules of the day are: contacts, cut-off, limits. Dated data, never code.

Rules: the shell reads these from settings that staff may change, and hands them to the core
with each turn. Defaults are the public ones of DOMAIN.md (21 November 2026).
"""

import msgspec

from backend_client.model import Programme
from handlers.ground_codes import GROUNDS
from i18n.message import Message


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of the day.

    `contacts` fill the placeholders of contact messages. `cutoff_day` is the day of the month
    when proposals for the next decree close (the 17th in late 2025; DOMAIN.md), None if unknown.
    `programmes` are those a citizen may name in an usul or a report. `reply_days` is how long
    somebody objected to is asked to answer in: later replies are taken while nothing is decided
    (sources name 14 and 30 days for the check itself; DOMAIN.md). `grounds` are those an
    objection may name. `quiet` are the hours, from and to in the citizen's own time, in which
    nobody is written to who did not just write (LANGUAGE.md); equal ones: none.
    """

    contacts: dict[str, str] = msgspec.field(
        default_factory=lambda: {
            "telepon": "171",
            "whatsapp": "0887-7171-171",
            # The one emergency number: Permenkominfo 10/2016, jdih.kominfo.go.id.
            "darurat": "112",
            # Mental health, 119 extension 8 (SEJIWA): Kementerian Kesehatan, confirmed by its
            # spokeswoman on 13 March 2024 (jabar.tribunnews.com).
            "jiwa": "119",
            "jiwa_tekan": "8",
        }
    )
    cutoff_day: int | None = 17
    programmes: tuple[Programme, ...] = (
        Programme.PKH,
        Programme.BPNT,
        Programme.PBI,
        Programme.PERMAKANAN,
        Programme.YAPI,
        Programme.ATENSI,
        Programme.RUTILAHU,
    )
    lookups_per_day: int = 20
    sanggah_per_day: int = 3
    usul_per_day: int = 5
    tanggapan_per_day: int = 5
    reply_days: int = 14
    grounds: tuple[str, ...] = GROUNDS
    quiet: tuple[int, int] = (20, 7)

    def reach(self, msgid: str) -> Message:
        """A message whose placeholders are the contacts of the day."""
        return Message(msgid, dict(self.contacts))
