"""What the console says about a finished action, and what it calls things: in Indonesian."""

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
    "sendiri": "Penyusun tidak boleh menyetujui siarannya sendiri.",
}
