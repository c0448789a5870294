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
    "window": "lewat 24 jam di WhatsApp, tanpa templat",
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
    "sendiri": "Penyusun tidak boleh menyetujui siarannya sendiri.",
}
