"""What cannot wait, words that work everywhere, and settings: weighed first.

Rules: written as `phrases` says, with the classes of `goals`. Of two that explain as
much, the earlier wins.
"""

from handlers.understanding.goals import Goal, flow

FIRST: tuple[tuple[Goal, str], ...] = (
    (
        Goal("reply", "tanya.darurat"),
        """bunuh+diri!! | mengakhiri hidup!! | ingin|mau mati!! | darurat!! | sekarat!! |
        kebakaran!! | kdrt!! | dipukul|dipukuli!! | dianiaya!! | pelecehan!! | diperkosa!! |
        suicide!! | emergency!! | kill myself!! | kebanjiran!! | longsor!! | banjir rumah!! |
        rumah banjir|terbakar!! | ambulan|ambulans!!""",
    ),
    (
        Goal("reply", "tanya.lapar"),
        """kelaparan!! | hungry!! | lapar!! | tidak|belum bisa makan!! | belum|tidak makan!! |
        tidak ada makanan|beras!! | tidak punya makanan|beras!! | no food!! | beras habis!!""",
    ),
    (
        Goal("reply", "tanya.penipuan"),
        """minta|diminta otp|pin|password! | otp ! | penipuan! | penipu! | ditipu! | tipu tipu! |
        apakah|ini penipuan|tipu|resmi|hoax|hoaks! |
        aman+tidak!! | link|tautan|situs aman|bahaya!! |
        asli+tidak!! | link bansos palsu|resmi! | tautan palsu! |
        link|tautan|web|situs|pesan|wa asli|palsu|resmi|bohong!! | scam! | hoax|hoaks! | apk! |
        situs palsu! | ini|apakah asli|benar kemensos|pemerintah|dinsos|resmi! |
        asli apa|atau|bukan palsu|penipuan! | diminta transfer! | transfer dulu! |
        minta transfer!""",
    ),
    (
        Goal("word", "petugas"),
        """<want> <speak> <person>! | <speak> <person> | <speak> manusia! | dengan+orang <speak> |
        <speak> dengan+orang! | tanya petugas! | <want> petugas! | bukan robot|bot|mesin! |
        tidak mau bot|robot|mesin! | tolong hubungi! | hubungi saya|kami! | <want> telepon! |
        telepon saya! | nomor telepon|hp|wa dinsos|dinas|petugas! | customer+service! |
        call+center! | nomor petugas|dihubungi|kontak|telepon! | jangan robot|bot |
        human|person please! | talk|speak human|person|someone! | real person! |
        orang+asli|beneran|sungguhan|betulan!!! |
        dengan|ke petugas! | kontak petugas! | nomor yang bisa dihubungi! | hotline! |
        minta nomor telepon|wa|whatsapp!""",
    ),
    (
        Goal("word", "batal"),
        """batal | tidak+jadi! | never+mind! | cancel | berhenti dulu|saja | stop dulu|saja |
        nanti+saja dulu""",
    ),
    (
        Goal("word", "bantuan"),
        """bagaimana cara+pakai|menggunakan|kerja! | cara pakai|menggunakan! | cara+bagaimana |
        tolong bantu+saya | saya bingung! | bingung! | tidak+mengerti! | tidak+paham! |
        how use|work! | what can you do! | bisa apa saja! | apa saja bisa! |
        apa bisa disini|dibantu|dilakukan! | bisa ngapain! | ini untuk apa! | gunanya apa! |
        tidak+tahu cara|bagaimana! | bagaimana+pakai! | tidak+paham cara! | tidak+bisa pakai! |
        ajari! | maksud+apa! | apa+maksud! | i need help | help+me |
        apa yang bisa kamu|anda|dibantu! |
        tidak+tahu harus pencet|pilih|ketik|tekan|isi|klik|apa!! | mulai dari+mana! |
        harus pencet|pilih|ketik|tekan|klik apa|mana|yang!!""",
    ),
    (Goal("word", "menu"), """menu+utama | ke+menu | lihat menu | kembali ke+menu! | menu awal"""),
    (Goal("word", "kembali"), """kembali sebelumnya! | balik lagi | salah pencet|ketik|tulis"""),
    (Goal("word", "ulang"), """ulangi pertanyaan! | tolong ulangi! | ulangi lagi"""),
    (
        flow("pengaturan", apa="bahasa"),
        """ganti|ubah|pilih|pakai|gunakan|ke bahasa! | change|switch language|english! |
        bahasa <lang>! | bicara <lang>!! | <lang> please! | in|speak english! | pakai <lang>! |
        language |
        bahasa+daerah! | bahasa lain | bisa|pakai bahasa!""",
    ),
    (
        flow("pengaturan", apa="cara"),
        """pembaca+layar! | screen+reader! | tuna+netra! | tunanetra! | saya buta! |
        tidak bisa baca|membaca! | buta+huruf! | pakai|dengan|lewat suara! |
        mode suara|mudah|standar|tuli! | ganti|ubah|pilih mode|tampilan! | cara baca|dengar! |
        saya tuli! | tunarungu! | tuna+rungu! | mata rabun|kabur! | huruf besar! |
        huruf|tulisan kecil!! |
        huruf|tulisan besarin|dibesarin|besarkan|dibesarkan|kekecilan|gede|diperbesar!! |
        bahasa|kata mudah|sederhana! | mudah dibaca! | jangan susah! |
        tulisan|bahasa jangan susah! | cannot|cant read|see! | i am blind|deaf! |
        voice+note saja!""",
    ),
    (
        flow("profil"),
        """orang|nama di+ponsel|hp! | ganti|pindah|pilih|tambah orang! | ganti|tambah profil! |
        profil | people on phone! | switch|change person! | ganti|tambah anggota keluarga!""",
    ),
    (
        flow("pengaturan", apa="data"),
        """hapus data|akun! | data+saya! | data pribadi! | unduh|ekspor|export data! |
        delete data|account! | my+data! | lihat data+saya! | data apa disimpan!""",
    ),
    (
        flow("pengaturan"),
        "pengaturan | settings | setting | atur ulang",
    ),
    (
        flow("pengaturan", apa="kabar"),
        """matikan|nyalakan|stop|jangan notifikasi|pemberitahuan|kabar! |
        notifikasi|pemberitahuan mati|nyala! |
        jangan|stop|berhenti kirim pesan|kabar|lagi|sms|wa! |
        tidak mau <get> pesan|kabar|sms|wa!""",
    ),
)  # fmt: skip
