"""What citizens write when they want something, as patterns over words.

Rules: a pattern's words must come in this order; up to three other words may stand between two of
them, none where a '+' joins them. `a|b` is either, `<aid>` a class of `CLASSES`, each trailing `!`
adds weight. The pattern that explains most wins; the earlier goal wins a tie. Words are in the
forms that `vocabulary.SHORT` gives.
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


def _flow(name: str, **slots: str) -> Goal:
    return Goal("flow", name, tuple(slots.items()))


# Order matters only for ties: the more urgent first.
PHRASES: tuple[tuple[Goal, str], ...] = (
    (
        Goal("reply", "tanya.darurat"),
        """bunuh+diri!! | mengakhiri hidup!! | ingin|mau mati!! | darurat!! | sekarat!! |
        kebakaran!! | kdrt!! | dipukul|dipukuli!! | dianiaya!! | pelecehan!! | diperkosa!! |
        suicide!! | emergency!! | kill myself!! | kebanjiran!! | longsor!! | banjir rumah!! |
        rumah banjir|terbakar!!""",
    ),
    (
        Goal("reply", "tanya.lapar"),
        """kelaparan!! | hungry!! | lapar!! | tidak|belum bisa makan!! | belum|tidak makan!! |
        tidak ada makanan|beras!! | tidak punya makanan|beras!! | no food!! | beras habis!!""",
    ),
    (
        Goal("reply", "tanya.penipuan"),
        """minta|diminta otp|pin|password! | otp ! | penipuan! | penipu! | ditipu! | tipu tipu! |
        apakah|ini penipuan|tipu|resmi|hoax|hoaks! | link bansos palsu|resmi! | tautan palsu! |
        scam! | hoax|hoaks! | apk! | situs palsu!""",
    ),
    (
        Goal("word", "petugas"),
        """<want> <speak> <person>! | <speak> <person> | <speak> manusia! | dengan+orang <speak> |
        <speak> dengan+orang! | tanya petugas! | <want> petugas! | bukan robot|bot|mesin! |
        customer+service! | call+center! | nomor petugas|dihubungi|kontak|telepon! |
        jangan robot|bot | human|person please! | talk|speak human|person|someone! |
        real person! | dengan|ke petugas! | kontak petugas! | nomor yang bisa dihubungi! |
        hotline! | minta nomor telepon|wa|whatsapp!""",
    ),
    (
        Goal("word", "batal"),
        """batal | tidak+jadi! | never+mind! | cancel | berhenti dulu|saja | stop dulu|saja |
        nanti+saja dulu""",
    ),
    (
        Goal("word", "bantuan"),
        """bagaimana cara+pakai|menggunakan|kerja! | cara pakai|menggunakan! | tolong bantu+saya |
        saya bingung! | bingung! | tidak+mengerti! | tidak+paham! | how use|work! |
        what can you do! | bisa apa saja! | i need help | help+me |
        apa yang bisa kamu|anda|dibantu!""",
    ),
    (Goal("word", "menu"), """menu+utama | ke+menu | lihat menu | kembali ke+menu! | menu awal"""),
    (Goal("word", "kembali"), """kembali sebelumnya! | balik lagi | salah pencet|ketik|tulis"""),
    (Goal("word", "ulang"), """ulangi pertanyaan! | tolong ulangi! | ulangi lagi"""),
    (
        _flow("pengaturan", apa="bahasa"),
        """ganti|ubah|pilih|pakai|gunakan|ke bahasa! | change|switch language|english! |
        bahasa <lang>! | <lang> please! | in|speak english! | pakai <lang>! | language |
        bahasa+daerah! | bahasa lain | bisa|pakai bahasa!""",
    ),
    (
        _flow("pengaturan", apa="cara"),
        """pembaca+layar! | screen+reader! | tuna+netra! | tunanetra! | saya buta! |
        tidak bisa baca|membaca! | buta+huruf! | pakai|dengan|lewat suara! |
        mode suara|mudah|standar|tuli! | ganti|ubah|pilih mode|tampilan! |
        cara baca|dengar! | saya tuli! | tunarungu! | tuna+rungu! |
        mata rabun|kabur! | huruf besar! | bahasa|kata mudah|sederhana! | mudah dibaca! |
        cannot|cant read|see! | i am blind|deaf! | voice+note saja!""",
    ),
    (
        _flow("profil"),
        """orang|nama di+ponsel|hp! | ganti|pindah|pilih|tambah orang! | ganti|tambah profil! |
        profil | people on phone! | switch|change person! | ganti|tambah anggota keluarga!""",
    ),
    (
        _flow("pengaturan", apa="data"),
        """hapus data|akun! | data+saya! | data pribadi! | unduh|ekspor|export data! |
        delete data|account! | my+data! | lihat data+saya! | data apa disimpan!""",
    ),
    (
        _flow("pengaturan"),
        "pengaturan | settings | setting | atur ulang",
    ),
    (
        _flow("pengaturan", apa="kabar"),
        """matikan|nyalakan|stop|jangan notifikasi|pemberitahuan|kabar! |
        notifikasi|pemberitahuan mati|nyala!""",
    ),
    (
        _flow("status"),
        """status | status <case>! | cek|lihat status! | cek|lihat <case>+saya! | sampai mana! |
        sampai mana <case>! | kabar <case>! | bagaimana <case> saya! |
        <case> sudah|diproses sampai|diproses! | perkembangan! | progres|progress! |
        nasib <case>! | hasil <case> saya! | <case> saya diterima|ditolak! |
        sudah diproses|disetujui belum|apa! | apa sudah disetujui|diproses! | nomor tiket! |
        cek tiket! | track|where <case>! | <case> yang saya kirim|ajukan! |
        kemarin saya usul|lapor|kirim! | sudah lapor|usul|kirim|daftar|sanggah belum|tidak! |
        belum|tidak ada kabar|jawaban|tanggapan|balasan|respon! | pengajuan saya |
        tarik|cabut <case>! | <case> saya kemarin! | lacak |
        <case> saya kapan|disetujui|dikabulkan! | <case> kemarin|tadi|dulu! | batal <case>!!""",
    ),
    (
        _flow("tanggapan"),
        """jawab|menjawab|membalas|balas pemeriksaan|pemberitahuan!! | tanggapan saya! |
        mau|ingin|kirim tanggapan! | hak jawab!! | saya|aku dilaporkan tetangga|orang!! |
        data|bantuan saya diperiksa ulang!! | right+of+reply!!""",
    ),
    (
        _flow("sanggah", jenis="sanggah_diri"),
        """saya dicoret! | dicoret! | dihapus dari! | nama saya|hilang|dihapus hilang|dihapus! |
        dikeluarkan dari! | tidak dapat lagi! | tidak+lagi dapat! | dulu dapat sekarang tidak! |
        biasanya|dulu dapat tidak! | sekarang tidak dapat|terima! | tidak dapat padahal! |
        terlewat! | kenapa saya|kami tidak dapat|terima! | saya|kami tidak dapat|terima <aid> |
        kenapa tidak dapat|terima! | tidak+dapat|terima <aid> |
        padahal saya|kami miskin|layak|susah! | bansos|bantuan saya dihentikan|distop|berhenti! |
        <aid> dihentikan|diputus|dicabut|distop! | tidak terdaftar padahal! | dicabut! |
        was|been removed! | not on list! | dulu terima sekarang tidak! |
        bansos|bantuan|pkh|bpnt saya|kami hilang! | kepesertaan dicabut|nonaktif! |
        tidak aktif|nonaktif bpjs|kis! | bpjs|kis|pbi tidak+aktif|nonaktif! |
        nama dicoret|dihapus!""",
    ),
    (
        _flow("sanggah", jenis="sanggah"),
        """tetangga|neighbour|neighbor <rich>! |
        <who> <rich> <get>! | <who> <rich> tapi <get>! | <rich> <get> <aid>! |
        <rich> tapi <get>! | tidak+layak! | tidak+pantas! | not eligible! | not poor! |
        tidak+berhak! | salah+sasaran! | tidak tepat+sasaran! | <job> <get> <aid>! |
        <job> tapi|kok|malah <get>! | punya <owns> <get>! | punya <owns> <owns> <get>! |
        <get> <aid> padahal <rich>! | <get> padahal <rich>|<job>! |
        <get> padahal punya|ada|rumah <owns>|bagus|mewah|besar! |
        <get> <aid> padahal punya|ada <owns>! | <get> <aid> padahal <job>! |
        meninggal masih|tetap <get>|terdaftar|ada! | meninggal <get>! | <get> padahal meninggal! |
        keberatan! | object|objection! | protes penerima! | <get> dobel|double|ganda! |
        rumah bagus|mewah|tingkat <get>! | <get> padahal rumah bagus|mewah|tingkat! |
        penerima fiktif|palsu! | pindah masih <get>! | laporkan|lapor <who> <rich>! |
        lapor penerima tidak! | sudah <rich> <get>! | padahal <rich>! | masih <get> padahal!""",
    ),
    (
        _flow("sanggah"),
        """sanggah | <want> sanggah""",
    ),
    (
        _flow("lapor", masalah="uang"),
        """petugas|rt|rw|kades|pendamping|lurah|ketua|oknum|aparat minta uang|bayaran|biaya! |
        dipotong! | <aid> dipotong! | diminta <aid>|uang|bayar|biaya|setor|imbalan! | pungli! |
        pungutan! | minta+uang! | minta setoran|imbalan|jatah|bagian|fee|bayaran! |
        disuruh bayar! | harus bayar! | bayar biar|supaya|dulu dapat! | asked money|pay! |
        cut my! | dikorupsi|korupsi! | ditilep! | dipungut! |
        diambil rt|kades|pendamping|petugas|ketua! | pendamping ambil|minta|potong! |
        kartu dipegang|ditahan|diambil! | atm dipegang|ditahan|diambil! | sogok|suap!""",
    ),
    (
        _flow("lapor", masalah="kualitas"),
        """<aid> <bad>! | beras <bad>! | telur|ayam|daging|minyak|barang|isi|makanan <bad>! |
        tidak+layak dimakan|makan|konsumsi! | kualitas jelek|buruk! | <bad> sembako!""",
    ),
    (
        _flow("lapor", masalah="jumlah"),
        """<aid> <short>! | jumlah kurang|beda|tidak! | <short> dari seharusnya! |
        tidak sesuai jumlah! | dapat|terima cuma|hanya! | cuma|hanya dapat|terima! |
        kurang dari biasanya! | less than! | timbangan kurang! | berkurang!""",
    ),
    (
        _flow("lapor", masalah="waktu"),
        """belum cair! | <aid> belum! | <aid> saya|kami belum! |
        belum turun|masuk|keluar|datang|sampai! | tidak+cair! | belum ada masuk|cair! |
        belum dapat|terima <aid> | belum+dapat|terima bulan|tahap|minggu! | saldo kosong|nol|0! |
        tidak masuk rekening|saldo! | rekening|atm|kks kosong! | kapan cair! |
        kapan <aid> cair|turun|keluar! | kapan turun|keluar|dibagi|dibagikan! | terlambat! |
        telat! | lama cair! | macet! |
        where my <aid>! | not arrived|paid|received! | havent received! | late! |
        belum <get> undangan! | <aid> tahap belum|kapan! | cair kapan! | nunggak |
        sudah cair belum! | tetangga|lain|orang sudah dapat|cair|terima saya belum! |
        tetangga|lain|orang sudah saya belum! | tidak+keluar!""",
    ),
    (
        _flow("lapor", masalah="administrasi"),
        """kartu|kis|kks|atm tidak bisa|dapat dipakai|digunakan|digesek! |
        rekening|kartu|atm diblokir|terblokir|keblokir! | nama|nik|data saya salah|keliru!! |
        kartu <aid> hilang|rusak|tertelan|terblokir! |
        kks|atm|kartu saya hilang|rusak|tertelan|terblokir! |
        kartu hilang|rusak|tertelan|terblokir|diblokir|mati|keblokir! |
        atm hilang|rusak|tertelan|terblokir|diblokir! |
        kks hilang|rusak|tertelan|diblokir|terblokir|mati! | lupa pin! |
        nama|nik|data|alamat salah|beda! | salah nama|nik|data! | card lost|broken! |
        pindah alamat!""",
    ),
    (
        _flow("lapor"),
        """lapor | <want> lapor! | lapor masalah|bansos|<aid>! | keluhan! |
        komplain|complain|complaint! | complain about! | mengeluh | ada masalah | masalah <aid> |
        report problem! | curang|kecurangan! | penyelewengan! | diselewengkan!""",
    ),
    (
        _flow("pendamping"),
        """pendamping | saya pendamping! | <want> jadi pendamping! |
        jadi|menjadi relawan|pendamping! | daftar|mendaftar|usul pendamping! | companion |
        kode undangan! | saya relawan! | pendamping pkh""",
    ),
    (
        _flow("usul", untuk="tetangga"),
        """usulkan tetangga|warga|orang! | usul tetangga|warga! |
        daftarkan tetangga|warga|orang! | tetangga saya miskin|susah|janda|lansia|sakit! |
        tetangga miskin|susah|kasihan|janda|lansia|sakit! | tetangga <want> <aid>! |
        bantu tetangga! | <want> usulkan <who>! | tetangga butuh|perlu! |
        tetangga belum pernah|dapat <aid>! | ajukan tetangga! |
        daftar untuk tetangga|warga! | bantuan untuk tetangga|warga! |
        propose|register neighbour|neighbor! | kasihan tetangga! | nominate""",
    ),
    (
        _flow("usul", untuk="keluarga"),
        """daftarkan <kin>! | usulkan <kin>! | usul <kin>! | usul untuk <kin>! | ajukan <kin>! |
        daftar untuk <kin>! | bantuan untuk <kin>! | <kin>+saya <want> <aid>! |
        <kin>+<want> <aid>! | register my+<kin>! | <kin> belum pernah dapat! |
        <kin> saya <want> <get>! | <kin> saya miskin|susah|sakit|lumpuh|disabilitas|cacat!""",
    ),
    (
        _flow("usul"),
        """usul | usulkan | <want> usul! | <want> daftar! | <want> <get> <aid>! | <want> <get>! |
        <want> <aid> | <want> dibantu! | cara daftar! | bagaimana daftar! |
        bagaimana <get> <aid>! | cara <get> <aid>! | daftar <aid>! | daftar baru! | ajukan! |
        mengajukan! | pengajuan <aid>|baru! | <want> ajukan! | daftarkan saya|diri|kami! |
        belum pernah <get> <aid>! | belum+pernah <get>! | tidak pernah <get>! |
        tidak+pernah <get> <aid>! | apply! | sign+up! | register for! | <want> register! |
        how register|apply! | saya miskin! | kami miskin! | saya janda! |
        saya orang miskin|susah! | <no> bekerja|kerja <want>! | tidak+mampu! | di+phk! |
        <want> jadi penerima! | masuk dtks! | <want> masuk dtks|data! | belum terdaftar <want>! |
        hidup susah! | keluarga miskin! | tidak punya penghasilan|pekerjaan|rumah! |
        saya lansia|hamil|sakit|duda|yatim|menganggur! | saya disabilitas|cacat|lumpuh! |
        kena phk! | kehilangan pekerjaan! | syarat daftar! | tolong bantu kami|keluarga! |
        lost my job!""",
    ),
    (
        _flow("cek_bansos"),
        """cek | has|have|did get|received|receive! | cek <aid>! | <want> tahu <aid>!! |
        <want> cek <aid>! | cek nama! | cek nik! | cek penerima! | cek data! | cek dtks! |
        cek daftar+penerima! | lihat <aid>! | lihat penerima|nama! | cari nama|penerima! |
        cari <aid> | terdaftar | apakah terdaftar! | terdaftar tidak|belum! |
        terdaftar dtks|<aid>! | apakah <get> <aid>! | <get> <aid> tidak|apa! |
        <get> <aid> atau tidak! | <get> tidak! | masuk daftar! | masuk dtks tidak|belum! |
        apakah masuk dtks|daftar|data! | ada nama saya! | nama saya ada! | nama saya |
        tanya <aid>! | <want> tanya <aid>! | info <aid> | daftar+penerima | penerima |
        penerima <aid>! | atas+nama! | apakah penerima! | registered | is registered! |
        am registered! | check <aid> | check name|nik! | is receiving|recipient! |
        does get|receive! | am eligible|recipient! | look+up | dapat <aid> apa! |
        saya dapat <aid>|apa! | <aid> saya | <aid> apa saja! | saya dapat <aid>! |
        <want> tahu <aid>|terdaftar|dapat! | tahu <get> <aid>! | <aid> an|nama | bernama! |
        apakah <who> <get>! | bansos | bantuan+sosial! | pkh|bpnt|pbi|bst|blt|kis atas+nama! |
        sudah+<get> <aid> belum!!! | apa <get> <aid>! | cari data|orang! | periksa nama! |
        status penerima|kepesertaan! | status bansos|pkh|bpnt|kis|bpjs! |
        cek status bansos|penerima|kepesertaan|pkh|bpnt|bpjs|kis! | cek kepesertaan! |
        desil berapa! | desil saya! | cek desil!""",
    ),
    (
        Goal("word", "mulai"),
        """halo | hai | hi | hello | helo | hallo | permisi | assalamualaikum | salam | punten |
        kulonuwun | selamat pagi | selamat siang | selamat sore | selamat malam | pagi | siang |
        sore | malam | good morning|afternoon|evening! | tes | test | ping | p""",
    ),
    (
        Goal("reply", "tanya.terima_kasih"),
        """terimakasih | terima+kasih! | syukur | alhamdulillah | mantap | sip | very helpful |
        sangat membantu!""",
    ),
    (
        Goal("reply", "tanya.siapa"),
        """siapa kamu|anda|ini! | kamu|anda|ini siapa! | kamu robot|bot|manusia! | who are you! |
        are you human|robot|bot! | ini nomor siapa!""",
    ),
    (
        Goal("reply", "tanya.kasar"),
        """anjing | bangsat | goblok | tolol | bodoh | babi | kontol | memek | bajingan |
        brengsek | asu | jancok | kampret | tai | setan | fuck | shit | stupid | idiot | bego |
        sialan | keparat | pemerintah korup|bohong|pembohong! | pembohong! | bohong! | kecewa! |
        tidak berguna! | useless! | payah! | tidak becus!""",
    ),
    (
        Goal("reply", "tanya.sedih"),
        """sedih! | putus+asa! | stres! | depresi! | bingung harus! | tidak kuat! | menangis! |
        capek! | lelah! | hopeless! | tidak tahu harus! | nangis! | sudah tidak sanggup!""",
    ),
    (
        Goal("reply", "tanya.kantor"),
        """dimana|mana kantor|dinas|dinsos! | kantor dinas|dinsos|desa! |
        alamat kantor|dinas|dinsos! | where office! | jam buka|layanan|kerja!""",
    ),
    (
        Goal("reply", "tanya.syarat"),
        """syarat! | kriteria! | siapa berhak|layak! | who eligible! | requirements!""",
    ),
    (
        Goal("reply", "tanya.biaya"),
        """bayar berapa! | biaya! | gratis tidak|kah|apa! | apakah gratis|bayar! | is free! |
        how much cost!""",
    ),
    (
        Goal("reply", "tanya.baik"),
        """ok | oke | okay | baik | siap | good | nice | hehe | haha | mengerti | paham""",
    ),
)  # fmt: skip

# 'PKH itu apa', 'apa itu BPNT': explains a programme, where nothing more is said.
QUESTION = """apa+itu <thing> | <thing> itu+apa | apa <thing> itu | apaan <thing> |
<thing> apaan | arti|maksud|kepanjangan|pengertian|definisi|jelaskan|penjelasan <thing> |
<thing> arti|maksud|singkatan|kepanjangan | what is <thing> | what <thing> | syarat <thing> |
<thing> syarat | siapa berhak|layak <thing> | apa <thing> | bedanya|beda <thing> |
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
    "pendamping": "menu pendamping",
    "pengaturan": "pengaturan | settings | bahasa indonesia | ganti bahasa | ubah bahasa | "
    "change language | pilih bahasa | data saya | hapus data | my data",
}
