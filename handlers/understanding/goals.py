"""What a sentence may mean, and the classes of words that its patterns use.

Rules: data; words are in the forms that `vocabulary.SHORT` gives.
"""

from typing import NamedTuple

CLASSES: dict[str, str] = {
    "aid": "bansos|bantuan|sembako|pkh|bpnt|pbi|bst|blt|kks|bpjs|kis|kip|pip|jkn|yapi|atensi|pena|"
    "permakanan|rutilahu|santunan|subsidi|raskin|rastra|assistance|beras|uang",
    "want": "mau|ingin|butuh|perlu|minta|mohon|want|need|like",
    "get": "dapat|terima|get|gets|getting|receive|receives|received|receiving|menikmati",
    "who": "tetangga|orang|warga|dia|saudara|keluarga|rt|neighbour|neighbor",
    "rich": "kaya|mampu|berada|mapan|juragan|pengusaha|sugih|rich|wealthy|berkecukupan",
    "owns": "mobil|ruko|kontrakan|sawah|motor|toko|emas|tanah|rumah|usaha",
    "job": "pns|asn|polisi|tni|tentara|polri|pensiunan|perangkat|lurah|kades|dosen|guru|direktur|"
    "pejabat|dprd|karyawan",
    "kin": "ibu|bapak|ayah|istri|suami|anak|mertua|nenek|kakek|adik|kakak|orangtua|"
    "saudara|keluarga|mother|father|wife|husband|mbah|keponakan|bibi|paman",
    "out": "cair|turun|keluar|masuk|dibagi|dibagikan|dikirim|disalurkan|datang",
    "due": "harus|harusnya|seharusnya|mestinya|semestinya|biasa|biasanya|padahal|should|supposed",
    "poor": "miskin|susah|janda|duda|lansia|sakit|lumpuh|cacat|stroke|disabilitas|difabel|yatim|"
    "piatu|jompo|terlantar|kasihan|sendirian|melarat|kekurangan|sengsara|buta|tuli|gila|"
    "sekarat|pemulung|poor|disabled|widow",
    "no": "tidak|belum|bukan|not|tanpa|jarang",
    "short": "kurang|sedikit|separuh|setengah|cuma|hanya",
    "bad": "busuk|rusak|kutuan|berkutu|bau|apek|jelek|kadaluarsa|kedaluwarsa|kuning|berjamur|basi|"
    "hancur|kotor|ulat|kutu|tengik|rotten|spoiled|spoilt|batu|menir",
    "ask": "apa|siapa|bagaimana|kapan|berapa|what|who|how|syarat|arti|maksud|kepanjangan|jelaskan|"
    "pengertian|definisi|apaan",
    "case": "usul|laporan|lapor|sanggah|pengajuan|permohonan|kiriman|berkas|ajuan|tiket|submission|"
    "application|report|proposal|aduan|kasus",
    "person": "petugas|orang|manusia|human|person|agent|someone|call|operator",
    "speak": "bicara|hubungi|menghubungi|telepon|telpon|tlp|sambungkan|speak|talk|contact|chat|"
    "tanya|ketemu|konsultasi|hubungkan|panggil|panggilkan|bertemu",
}


class Goal(NamedTuple):
    """What a pattern means. `kind` is 'flow', 'word' (a global word) or 'reply' (a msgid)."""

    kind: str
    name: str
    slots: tuple[tuple[str, str], ...] = ()


def flow(name: str, **slots: str) -> Goal:
    """A conversation, and what the words already answer in it."""
    return Goal("flow", name, tuple(slots.items()))
