"""Why a message did not arrive, in words: what channels and this program call it by a code.

Rules: whoever reads it knows whether to write again. A code without words here is shown alone; the
code always stands beside the words, as it is what a provider's support asks for. Sources of the
numbers: Telegram's Bot API and Twilio's list of errors (`bot.channels.*_errors`).
"""

_GONE = "memblokir bot atau sudah tidak ada"
_NUMBER = "nomor atau alamat tidak ada"
_PROVIDER = "gangguan di penyedia"
WORDS = {
    # this program's own
    "blocked": "memblokir bot",
    "opted_out": "berhenti langganan",
    "held": "sedang dibantu petugas",
    "left": "warga pergi",
    "cancelled": "siaran dibatalkan",
    "no_window": "lewat 24 jam di WhatsApp, tanpa templat",
    "process_died": "server mati saat mengirim; mungkin sampai, mungkin tidak",
    "crashed": "kesalahan di server; mungkin sampai, mungkin tidak",
    "timeout": "penyedia tidak menjawab; mungkin sampai, mungkin tidak",
    "network": "sambungan putus; mungkin sampai, mungkin tidak",
    "unreadable_answer": "jawaban penyedia tidak terbaca; mungkin sampai, mungkin tidak",
    "not_sent": "penyedia tidak bisa dihubungi",
    "bad_address": _NUMBER,
    "channel_off": "saluran dimatikan",
    # Telegram
    "403": _GONE,
    "chat_not_found": _GONE,
    "400": "ditolak Telegram",
    "401": "token Telegram ditolak",
    "429": "terlalu cepat; sudah dicoba berulang",
    # Twilio: opted out or blocked
    "21610": "membalas STOP",
    "63014": "memblokir di WhatsApp",
    "63032": "berhenti langganan di WhatsApp",
    # no such recipient
    "21211": _NUMBER,
    "21214": _NUMBER,
    "21217": _NUMBER,
    "21614": "bukan nomor ponsel",
    "63003": "tidak ada di WhatsApp",
    "63024": "tidak ada di WhatsApp",
    # the rest
    "63016": "lewat 24 jam di WhatsApp, perlu templat",
    "21655": "templat WhatsApp tidak ada lagi di Twilio",
    "21656": "isian templat WhatsApp ditolak Twilio",
    "63027": "templat WhatsApp tidak ada dalam bahasa itu",
    "63028": "jumlah isian templat WhatsApp tidak cocok",
    "63040": "templat WhatsApp ditolak Meta",
    "63041": "templat WhatsApp dijeda Meta",
    "63042": "templat WhatsApp dimatikan Meta",
    "63049": "tidak diantar oleh Meta, supaya warga tidak kebanjiran pesan",
    "30003": "ponsel mati atau di luar jangkauan",
    "30004": "diblokir operator seluler",
    "30005": "nomor tidak dikenal operator",
    "30006": "telepon rumah, atau operator tidak terjangkau",
    "30007": "disaring operator seluler",
    "30008": "gagal di jalan, sebab tidak diketahui",
    "20003": "akun Twilio menolak",
    "20429": "terlalu cepat; sudah dicoba berulang",
    **dict.fromkeys(("500", "502", "503", "504", "20500", "20503", "30001"), _PROVIDER),
}


def told(code: str) -> str:
    """'403: memblokir bot atau sudah tidak ada'; the code alone when nobody knows more."""
    words = WORDS.get(code)
    return code if words is None else f"{code}: {words}"
