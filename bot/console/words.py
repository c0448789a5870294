"""What the console says about a finished action, and what it calls things: in Indonesian."""

from bot.broadcasts.refusals import Bad
from bot.console.roles import Role

ROLES = {
    Role.OPERATOR.value: "Operator",
    Role.VERIFIER.value: "Verifikator",
    Role.BROADCASTER.value: "Penyusun siaran",
    Role.APPROVER.value: "Pemberi persetujuan",
    Role.AUDITOR.value: "Auditor",
    Role.ADMINISTRATOR.value: "Administrator",
}
CASE_STATES = {
    "queued": "dalam antrean",
    "delivered": "sudah di DTKS",
    "refused": "perlu perbaikan warga",
    "dead": "macet",
    "held": "ditunda",
    "withdrawn": "ditarik",
}
BROADCAST_STATES = {
    "draft": "draf",
    "submitted": "menunggu persetujuan",
    "approved": "disetujui, menunggu waktunya",
    "running": "sedang dikirim",
    "paused": "dijeda",
    "done": "selesai",
    "cancelled": "dibatalkan",
}
LEDGER = {
    "waiting": "menunggu",
    "claimed": "disiapkan",
    "sending": "sedang dikirim",
    "sent": "terkirim",
    "delivered": "sampai",
    "read": "dibaca",
    "failed": "gagal",
    "unknown": "tidak pasti",
    "skipped": "dilewati",
}
EXCLUDED = {
    "blocked": "memblokir bot",
    "opted_out": "berhenti langganan",
    "held": "sedang dibantu petugas",
    "quiet": "lama tidak menulis",
    "window": "lewat 24 jam di WhatsApp, tanpa templat yang disetujui",
    "unknown_ticket": "tiket tidak dikenal, di luar wilayah, atau tanpa warga",
}
AUDIENCE_ROLES = {"citizen": "warga", "pendamping": "pendamping terverifikasi"}
TEMPLATE_STATES = {
    "approved": "disetujui",
    "pending": "sedang diperiksa Meta",
    "received": "diterima, belum diperiksa",
    "rejected": "ditolak",
    "paused": "dijeda Meta",
    "disabled": "dimatikan Meta",
    "unsubmitted": "belum diajukan",
}
# Why a draft of a broadcast cannot be kept, by the code of `bot.broadcasts.refusals`.
DRAFT_REFUSALS = {
    "title": "judul perlu 1 sampai 120 huruf",
    "nul": "ada huruf yang tidak bisa disimpan (U+0000, atau separuh pasangan)",
    "window": "jam kirim berupa dua jam yang berbeda, misalnya 8 dan 17, atau 20 dan 6 melewati"
    " tengah malam; 0 dan 24 berarti sepanjang hari",
    "zone": "zona waktu tidak dikenal",
    "start": "waktu mulai berupa tanggal dan jam, paling jauh dua tahun lagi dan belum lewat",
    "number": "ditulis dengan angka: {field}",
    "outside": "wilayah itu di luar wilayah Anda",
    "region": "wilayah ditulis dengan kodenya, misalnya 32.01",
    "region_unknown": "tidak ada wilayah dengan kode {given}",
    "channels": "siaran hanya lewat telegram, whatsapp atau sms",
    "language": "bahasa tidak dikenal: {tag}",
    "audience_language": "ada bahasa penerima yang tidak dikenal",
    "tickets_many": "paling banyak {most} tiket",
    "tickets_shape": "tiket terdiri dari huruf, angka dan tanda hubung",
    "tickets_none": "berkas CSV tidak berisi tiket",
    "tickets_large": "berkas CSV terlalu besar",
    "tickets_book": "berkas itu buku kerja Excel; simpan dahulu sebagai CSV",
    "tickets_row": "baris {row} berkas CSV tidak berisi tiket; beri kolomnya judul 'tiket'",
    "days": "hari sejak terakhir menulis: 0 sampai 3650",
    "text_missing": "teks bahasa Indonesia belum diisi",
    "text_long": "teks dalam bahasa {tag} lebih dari {most} huruf",
    "text_variable": "variabel tidak dikenal dalam teks bahasa {tag}: {names}",
    "text_lacks": "teks dalam bahasa {tag} tidak memuat yang ada di teks Indonesia: {names}",
    "brace": "ada kurung kurawal yang berdiri sendiri; tulis variabel sebagai {{tiket}}",
    "variable": "variabel ditulis dengan namanya dalam kurung kurawal, misalnya {{tiket}}",
    "file": "berkas itu tidak ada",
    "alt_long": "keterangan gambar lebih dari {most} huruf",
    "alt_missing": "tulis apa yang terlihat pada gambar, untuk yang tidak bisa melihatnya",
    "picture_large": "gambar lebih dari 5 MB",
    "picture_kind": "gambar bukan JPEG, PNG atau WebP yang bisa dibaca",
    "audio_language": "bahasa rekaman tidak dikenal",
    "audio_missing": "rekaman bahasa Indonesia belum ada: bahasa lain memakainya",
    "audio_large": "rekaman lebih dari 10 MB",
    "audio_kind": "rekaman tidak bisa dibaca; pakai MP3, M4A, WAV atau OGG",
    "audio_long": "rekaman lebih dari {minutes} menit",
    "template_sid": "templat WhatsApp disebut dengan SID-nya (HX...)",
    "template_values": "isian templat memerlukan templat WhatsApp",
    "template_unknown": "templat WhatsApp itu tidak ada; samakan daftarnya, atau pilih yang lain",
    "template_state": "templat WhatsApp itu belum disetujui: {state}",
    "template_missing": "isian templat belum diisi: {names}",
    "template_extra": "templat tidak punya isian ini: {names}",
    "template_empty": "isian templat {name} masih kosong",
    "template_broken": "isian templat {name} berisi baris baru, tab, atau lebih dari empat spasi"
    " berturut-turut",
    "template_variable": "variabel tidak dikenal dalam isian templat {name}: {names}",
    "template_long": "dengan isiannya, templat lebih dari {most} huruf",
}
# Why the ministry's identity provider, or what it said, lets nobody in (`bot.console.oidc`).
TURNED = {
    "provider": "Layanan akun kementerian sedang tidak bisa dihubungi. Coba lagi nanti, atau "
    "masuk dengan kata sandi.",
    "state": "Permintaan masuk ini sudah kedaluwarsa atau bukan dari peramban ini. Mulai lagi.",
    "denied": "Anda membatalkan di layanan akun kementerian.",
    "token": "Jawaban layanan akun kementerian tidak sah. Mulai lagi; bila terulang, beri tahu "
    "administrator.",
    "unverified": "Alamat surel di akun kementerian Anda belum diverifikasi.",
    "unknown": "Akun kementerian Anda belum terdaftar di sini, atau ditutup. Minta administrator "
    "menghubungkannya.",
}
# By the code that a redirect carries; anything else shows nothing.
NOTES = {
    "tersimpan": "Tersimpan.",
    "terkirim": "Balasan dikirim.",
    "diambil": "Percakapan Anda pegang. Bot diam sampai Anda mengembalikannya.",
    "dikembalikan": "Percakapan kembali ke bot.",
    "didahului": "Petugas lain sudah memegang percakapan ini.",
    "kosong": "Tidak ada yang dikirim: tulis balasan dahulu.",
    "jendela": "Lewat 24 jam sejak pesan terakhir warga: WhatsApp hanya menerima templat.",
    "dicoba": "Pengiriman ke DTKS dicoba lagi.",
    "ditolak": "Tidak bisa: keadaannya sudah berubah, atau isiannya tidak sah.",
    "diajukan": "Siaran menunggu persetujuan orang lain.",
    "disetujui": "Siaran disetujui.",
    "templat": "Templat WhatsApp tidak lagi disetujui, atau isiannya tidak cocok.",
    "dicobakan": "Uji dikirim ke percakapan Anda.",
    "tanpa-percakapan": "Tidak ada yang dikirim: belum ada percakapan Anda yang bisa dikirimi, "
    "atau batas uji hari ini tercapai.",
    "dihubungkan": "Tersimpan. Percakapan dihubungkan bila alamat itu pernah menulis kepada bot.",
    "selaras": "Daftar templat disamakan dengan Twilio.",
    "tanpa-twilio": "Akun Twilio belum diatur; daftar templat tidak bisa diambil.",
    "twilio-diam": "Twilio tidak menjawab dengan benar; daftar templat tetap seperti semula.",
    "tiada-gagal": "Tidak ada yang dikirim lagi: tidak ada penerima yang gagal.",
    "sendiri": "Penyusun tidak boleh menyetujui siarannya sendiri.",
}


def refused(bad: Bad) -> str:
    """Why a draft cannot be kept."""
    facts = dict(bad.facts)
    if bad.code == "template_state":
        facts["state"] = TEMPLATE_STATES.get(str(facts["state"]), facts["state"])
    return DRAFT_REFUSALS[bad.code].format(**facts)
