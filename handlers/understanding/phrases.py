"""What citizens write when they want something, as patterns over words.

Rules: a pattern's words must come in this order; up to three other words may stand between two of
them, none where a '+' joins them. `a|b` is either, `<aid>` a class of `goals.CLASSES`, each
trailing `!` adds weight. The pattern that explains most wins; the earlier goal wins a tie.
"""

from handlers.understanding.goals import Goal
from handlers.understanding.phrases_matters import MATTERS
from handlers.understanding.phrases_talk import TALK
from handlers.understanding.phrases_urgent import FIRST

# Order matters only for ties: the more urgent first.
PHRASES: tuple[tuple[Goal, str], ...] = (*FIRST, *MATTERS, *TALK)

# 'PKH itu apa', 'apa itu BPNT': explains a programme, where nothing more is said.
QUESTION = """apa+itu <thing> | <thing> itu+apa | apa <thing> itu | apaan <thing> |
<thing> apaan | arti|maksud|kepanjangan|pengertian|definisi|jelaskan|penjelasan <thing> |
<thing> arti|maksud|singkatan|kepanjangan | what is <thing> | what <thing> | syarat <thing> |
<thing> syarat | siapa berhak|layak <thing> | apa <thing> | <thing> apa | bedanya|beda <thing> |
tentang <thing> | <thing> untuk siapa | <thing> berapa | berapa <thing>"""

# The whole text, polite words aside: then it is a command even where any words are taken.
COMMANDS: dict[str, str] = {
    "cek_bansos": "cek | cek bansos | cek bantuan | cek penerima | cek nama | cek nik | check | "
    "cek penerima bansos | check bansos | check aid | cek pkh | cek bpnt | cek dtks | "
    "cek data bansos | tanya bansos",
    "usul": "usul | usul bantuan | usul bansos | usulkan | daftar bansos | "
    "daftar bantuan | propose",
    "sanggah": "sanggah | sanggah penerima | objection",
    "lapor": "lapor | lapor masalah | lapor bansos | lapor masalah bantuan | complaint",
    "status": "status | cek status | lihat status | status kiriman | status usul | status lapor",
    "tanggapan": "jawab | tanggapan | jawab pemeriksaan | jawab pemberitahuan | "
    "jawab pemeriksaan ulang | menjawab pemeriksaan | kirim tanggapan | beri tanggapan | "
    "answer check",
    "alih": "kode kasus | punya kode kasus | terima kasus | ambil kasus | saya punya kode kasus | "
    "dapat kode kasus | case code",
    "pendamping": "menu pendamping",
    "pengaturan": "pengaturan | settings | bahasa indonesia | ganti bahasa | ubah bahasa | "
    "change language | pilih bahasa | data saya | hapus data | my data",
}
