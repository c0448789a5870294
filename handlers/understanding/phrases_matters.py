"""What the bot is for: status, answers, objections, reports, proposals, look-ups.

Rules: written as `phrases` says, with the classes of `goals`. Of two that explain as
much, the earlier wins.
"""

from handlers.understanding.goals import Goal, flow

MATTERS: tuple[tuple[Goal, str], ...] = (
    (
        flow("status"),
        """status | status <case>! | cek|lihat status! | cek|lihat <case>+saya! | sampai mana! |
        sampai mana <case>! | kabar <case>! | bagaimana <case> saya! |
        <case> sudah|diproses sampai|diproses! | perkembangan! | kelanjutan! |
        kelanjutan <case>!! | progres|progress! | nasib <case>! | hasil <case> saya! |
        <case> saya diterima|ditolak! | sudah diproses|disetujui belum|apa! |
        apa sudah disetujui|diproses! | nomor tiket! | cek tiket! | track|where <case>! |
        <case> yang saya kirim|ajukan! | kemarin saya usul|lapor|kirim! |
        sudah lapor|usul|kirim|daftar|sanggah belum|tidak! |
        belum|tidak ada kabar|jawaban|tanggapan|balasan|respon! | pengajuan saya |
        tarik|cabut <case>! | <case> saya kemarin! | lacak |
        <case> saya kapan|disetujui|dikabulkan! |
        kapan <case> diproses|disetujui|selesai|dijawab!! | kapan <case>+saya!! |
        <case> tidak ada|dijawab|tindak! | <case> kemarin|tadi|dulu! | batal|urungkan <case>!! |
        perbaiki|urungkan|ubah <case>|kiriman!! | <case>|kiriman perbaiki|diubah|dirubah|ditarik!! |
        salah <case>|isi|kirim kemarin|tadi|perbaiki|ubah|diubah|dirubah!! | kode tiket!! |
        <case> <kin> yang lalu|kemarin!! | <case> bagaimana+kabar!! | cek|lihat <case>!! |
        <case> saya|<kin> sudah masuk|sampai|diterima!!! | <case> hasil|hasilnya!! |
        perbaiki data|isi <case>|dikirim|kirim!! | data <case>|dikirim perbaiki|salah!! |
        <case> saya ditolak|gagal|salah!! |
        <case> saya belum disetujui|diproses|selesai|dijawab|ditindak!! |
        batal|urungkan penarikan!!""",
    ),
    (
        flow("tanggapan"),
        """jawab|menjawab|membalas|balas pemeriksaan|pemberitahuan!! | tanggapan saya! |
        mau|ingin|kirim tanggapan! | hak jawab!! | saya|aku dilaporkan tetangga|orang!! |
        data|bantuan saya diperiksa ulang!! | right+of+reply!!""",
    ),
    (
        flow("sanggah", jenis="sanggah_diri"),
        """saya dicoret! | dicoret! | dihapus dari! | nama saya|hilang|dihapus hilang|dihapus! |
        dikeluarkan dari! | tidak dapat lagi! | tidak+lagi dapat! | dulu dapat sekarang tidak! |
        biasanya|dulu dapat tidak! | sekarang tidak dapat|terima! | tidak dapat padahal! |
        terlewat! | kenapa saya|kami tidak dapat|terima! | saya|kami tidak dapat|terima <aid> |
        kenapa tidak dapat|terima! | tidak+dapat|terima <aid> |
        padahal saya|kami miskin|layak|susah! | bansos|bantuan saya dihentikan|distop|berhenti! |
        <aid> dihentikan|diputus|dicabut|distop! | tidak terdaftar padahal! | dicabut! |
        was|been removed! | not on list! | dulu terima sekarang tidak! |
        bansos|bantuan|pkh|bpnt saya|kami hilang! | graduasi! | digraduasi! |
        dihapus dari penerima|daftar|dtks!!! | dicoret dari!! |
        bpjs|kis|pbi mati!! | dulu <get> tapi|tahun|sekarang hilang|tidak|putus!! |
        kepesertaan dicabut|nonaktif! | tidak aktif|nonaktif bpjs|kis! | <poor> tidak <get>!! |
        <poor> tapi tidak <get>!! | tahun+lalu <get> tahun+ini tidak!! |
        <kin>|saya tidak ada lagi! | nama tidak ada|muncul|keluar lagi!! | <aid> nonaktif! |
        <kin> nonaktif! | <aid> saya|<kin> nonaktif! | <poor> tidak+<get> apa!! |
        tetangga|lain|semua <get> saya|kami tidak!! |
        tidak <get> apa tetangga|lain|orang <get>!! | dulu <get> sekarang tidak|hilang!! |
        bpjs|kis|pbi tidak+aktif|nonaktif! | nama dicoret|dihapus! | <aid> non+aktif!! |
        saya|kami|<kin> dikeluarkan!! | <aid> tiba|mendadak tidak|hilang|mati|berhenti!! |
        tiba|mendadak hilang|mati|putus|berhenti!! | <get> <aid> sekarang tidak|hilang|putus!! |
        dianggap|dibilang|dikira|disebut <rich>!! | desil naik|salah|berubah|padahal|tidak!!! |
        tidak+lagi <get>|terima!! | tidak+<get> <aid> lagi!! | kenapa <aid> saya berhenti|hilang!! |
        dianggap|dibilang|dikira punya <owns>!!""",
    ),
    (
        flow("sanggah", jenis="sanggah"),
        """tetangga|neighbour|neighbor <rich>! | <who> <rich> <get>! | <who> <rich> tapi <get>! |
        <rich> <get> <aid>! | <rich> tapi <get>! | tidak+layak! | tidak+pantas! | not eligible! |
        not poor! | tidak+berhak! | salah+sasaran! | tidak tepat+sasaran! | <job> <get> <aid>! |
        <job> tapi|kok|malah <get>! | punya <owns> <get>! | punya <owns> <owns> <get>! |
        <get> <aid> padahal <rich>! | <get> padahal <rich>|<job>! |
        <get> padahal punya|ada|rumah <owns>|bagus|mewah|besar! |
        <get> <aid> padahal punya|ada <owns>! | <get> <aid> padahal <job>! |
        meninggal masih|tetap <get>|terdaftar|ada! | meninggal <get>! | <get> padahal meninggal! |
        keberatan! | object|objection! | protes penerima! | <get> dobel|double|ganda! |
        rumah bagus|mewah|tingkat <get>! | <get> padahal rumah bagus|mewah|tingkat! |
        penerima fiktif|palsu! | pindah masih|tetap <get>|terdaftar!! |
        petugas bank|kantor|pabrik|desa tetap|masih|tapi|kok <get>!! |
        laporkan|lapor <who> <rich>! | lapor penerima tidak! | sudah <rich> <get>! |
        padahal <rich>! | masih <get> padahal! | <get> malah|justru <who> <rich>! |
        <rich> malah|justru <get>!! | punya <owns> tapi|kok|malah <get>!! |
        yang <get> cuma|hanya keluarga|saudara|orang|itu!! |
        rumah megah|keramik|marmer <get>! | yang <get> <who> <rich>! | <rich> yang <get>! |
        meninggal tapi masih|tetap|dapat! | almarhum <get>! | punya|ada <owns> malah|kok <get>! |
        kok+masih+<get>!! | <owns> <owns> kok|masih|tapi <get>! | istri|suami|anak <job> <get>! |
        penerima <rich>! | rumah tingkat|mewah kok|masih|tapi!! | penerima tidak tepat! |
        cuma|hanya dia|mereka|itu yang+<get>!! | yang+<get> itu+itu!! | itu+itu yang+<get>!! |
        terdaftar padahal rumah|punya|<rich>|<job>!! | <rich> <get> <poor>!! | tidak+adil!! |
        padahal rumah mewah|bagus|besar|megah|tingkat!!! |
        orang mati masih|tetap <get>|terdaftar!! | petugas+negeri tapi|kok|<get>|<kin>!! |
        <get> malah|justru punya <owns>!! | <get> tidak tepat|layak|pantas!""",
    ),
    (
        flow("sanggah"),
        """sanggah | <want> sanggah""",
    ),
    (
        flow("lapor", masalah="uang"),
        """petugas|rt|rw|kades|pendamping|lurah|ketua|oknum|aparat minta uang|bayaran|biaya! |
        dipotong! | <aid> dipotong! | diminta <aid>|uang|bayar|biaya|setor|imbalan! | pungli! |
        pungutan! | minta+uang! | minta setoran|imbalan|jatah|bagian|fee|bayaran! |
        disuruh bayar! | harus bayar! | bayar biar|supaya|dulu dapat! | asked money|pay! |
        cut my! | dikorupsi|korupsi! | ditilep! | dipungut! |
        ketua|rt|rw|kades|pendamping|oknum ambil|tahan kartu|atm|kks|uang!! |
        diambil rt|kades|pendamping|petugas|ketua! | pendamping ambil|minta|potong! |
        kartu dipegang|ditahan|diambil!! | atm dipegang|ditahan|diambil!! | sogok|suap! |
        disuruh setor|kasih|nyetor! | setor uang! |
        uang admin|administrasi|lelah|rokok|bensin|transport! | potong bantuan|bansos! |
        narik|menarik|minta|ditarik|ditagih iuran|sumbangan!! |
        kks|kartu|atm dipegang|ditahan|diambil|dibawa|disita|disimpan!! |
        uang|bantuan|bansos|beras tidak dikasih|diberikan|diserahkan|sampai!! |
        uang|bantuan|bansos|saldo|pkh|blt diambil|dicairkan|ditarik|cair orang|lain!!! |
        dipaksa|maksa|paksa beli|belanja|ambil!! | tidak boleh ambil|tarik uang!! |
        uang|bantuan|pkh diambil sebagian|separuh|setengah!! | bayar dulu sebelum|baru!! |
        nyimpan|nyimpen|menyimpan kartu|kks|atm!! |
        disuruh belanja|beli!! |
        bantuan|uang|bansos|pkh saya diambil|dicairkan!! | dipinjam|pinjam ktp|kks|kartu!! |
        ktp|kks|kartu dipinjam|pinjam!! |
        rt|rw|kades|kadus|lurah|ketua|perangkat|kader|agen|pendamping minta uang|per!!""",
    ),
    (
        flow("lapor", masalah="kualitas"),
        """<aid> <bad>! | beras <bad>! | telur|ayam|daging|minyak|barang|isi|makanan <bad>! |
        tidak+layak dimakan|tertelan|makan|konsumsi!! |
        tidak+bisa tertelan|makan|dimasak|dikonsumsi!! |
        beras|telur|minyak|daging bocor|basah!! | beras|telur|ada kutu|ulat|kutuan!! |
        <bad> waktu|pas|saat dibagi|dikasih|<get>! | kualitas jelek|buruk! | <bad> sembako!""",
    ),
    (
        flow("lapor", masalah="jumlah"),
        """<aid> <short>! | <due> <get>|<out>|dikasih cuma|hanya! | <due> kg dikasih|<get>! |
        kg dikasih|<get> kg! | beras|telur|minyak|daging|sembako cuma|hanya|kurang! |
        jumlah kurang|beda|tidak! | <short> dari seharusnya! | tidak sesuai jumlah! |
        dapat|terima cuma|hanya! | cuma|hanya dapat|terima! | kurang dari biasanya! |
        uang <due> uang!! | <due> uang <get>|<out>|<short> uang!! | uang jadi|sisa uang!! |
        dari uang jadi uang!! | less than! | timbangan kurang! | berkurang! | cuma|hanya <due>!! |
        jumlah tidak+sesuai|cocok!!! |
        <get> tidak+sesuai!! |
        isi tidak|kurang lengkap! | tidak+lengkap! | sembako|beras|paket tidak+ada|lengkap <aid>! |
        <due> sekarang|jadi cuma|hanya!! | timbangan tidak|beda|salah!!!!""",
    ),
    (
        flow("lapor", masalah="waktu"),
        """belum cair! | <aid> belum! | <aid> saya|kami belum! |
        belum turun|masuk|keluar|datang|sampai! | tidak+cair! | belum ada masuk|cair! |
        belum dapat|terima <aid> | can cair|turun|keluar!! | tidak|belum <get> jatah|bagian! |
        belum ada transfer|saldo|masuk! | tidak turun|masuk|datang|sampai! |
        belum+dapat|terima bulan|tahap|minggu! | saldo kosong|nol|0! |
        tidak masuk rekening|saldo! | rekening|atm|kks kosong! | terlambat! | telat! |
        lama cair! | macet! | where my <aid>! | <aid> not come|arrived|paid|received|in!! |
        not come!! | not arrived|paid|received! | havent received! | late! |
        belum <get> undangan! | <aid> tahap belum! | nunggak |
        tetangga|lain|orang sudah dapat|cair|terima saya belum! |
        tetangga|lain|orang sudah saya belum! | tidak+keluar! | belum masuk|terima|<get> uang!! |
        belum terima|<get> padahal|tetangga|lain!! | sampai sekarang belum! |
        saldo saya nol|kosong!!""",
    ),
    (
        flow("kapan"),
        """kapan cair! | kapan <aid> <out>! | kapan <out>! | kapan <aid>! | <aid> kapan! |
        <out> kapan! | jadwal|tanggal <out>|<aid>! | tanggal+berapa <out>|<aid>! |
        <aid> tanggal+berapa!! | <out> tanggal|bulan berapa|apa! | sudah <out> belum! |
        sudah <out>! | when <aid>|paid! | when <get>|come! | <aid> tahap kapan! |
        bulan apa <out>! | bulan depan ada|<get>|<out>! | masih|lagi <out>|ada bulan depan! |
        <aid> bulan depan! | <aid> sudah+ada belum! | <aid> sudah <out> belum!!""",
    ),
    (
        flow("lapor", masalah="administrasi"),
        """kartu|kis|kks|atm tidak bisa|dapat dipakai|digunakan|digesek! |
        rekening|kartu|atm diblokir|terblokir|keblokir! | nama|nik|data saya salah|keliru!! |
        kartu <aid> hilang|rusak|tertelan|terblokir! |
        kks|atm|kartu saya hilang|rusak|tertelan|terblokir! |
        kartu hilang|rusak|tertelan|terblokir|diblokir|mati|keblokir! |
        atm hilang|rusak|tertelan|terblokir|diblokir! |
        kks hilang|rusak|tertelan|diblokir|terblokir|mati! | lupa pin! |
        nama|nik|data|alamat salah|beda! | salah nama|nik|data! | card lost|broken! |
        pin kks|atm|kartu diblokir|terblokir|keblokir|salah|lupa|hilang!! |
        kks|kartu|atm|rekening diblokir|terblokir|keblokir|dibekukan|patah|kedaluwarsa!! |
        lupa|salah pin!! | pindah alamat!""",
    ),
    (
        flow("lapor"),
        """lapor | <want> lapor! | lapor masalah|bansos|<aid>! | keluhan! | tidak+merata!!! |
        komplain|complain|complaint! | complain about! | mengeluh | ada masalah | masalah <aid> |
        report problem! | curang|kecurangan! | penyelewengan! | diselewengkan!""",
    ),
    (
        flow("alih"),
        """kode kasus!! | kode dari pendamping!! | kode pindah|alih|pengalihan!! |
        terima|ambil alih+kasus!! | kasus dialihkan|dipindah|diserahkan!!""",
    ),
    (
        flow("pendamping"),
        """pendamping | saya pendamping! | <want> jadi pendamping! |
        jadi|menjadi relawan|pendamping! | daftar|mendaftar|usul pendamping! | companion |
        kode undangan! | saya relawan! | pendamping pkh | saya+kader|relawan bantu!! |
        bantu warga|masyarakat daftar|daftarkan|usul|usulkan!!! | warga|kasus dampingan!! |
        saya kader|relawan <want> daftarkan|usulkan|bantu!! |
        <want> bantu warga daftarkan|daftar!!!""",
    ),
    (
        flow("usul", untuk="tetangga"),
        """usulkan tetangga|warga|orang! | usul tetangga|warga! |
        daftarkan tetangga|warga|orang! | tetangga saya miskin|susah|janda|lansia|sakit! |
        tetangga <poor>! | tetangga saya <poor>!! | ada <kin>|<who> <poor>! |
        ada <kin>|<who> <poor> belum <get>!! | usul tetangga!! | warga|tetangga ada <poor>!! |
        warga|tetangga belum tersentuh|<get>! | <kin> sebelah rumah! |
        sebelah rumah hidup|tidak|<poor>! | ada warga|tetangga|orang belum|tidak|butuh! |
        tetangga <want> <aid>! | bantu tetangga! | <want> usulkan <who>! | tetangga butuh|perlu! |
        tetangga belum pernah|dapat <aid>! | ajukan tetangga! | daftar untuk tetangga|warga! |
        bantuan untuk tetangga|warga! | propose|register neighbour|neighbor! | kasihan tetangga! |
        dekat+rumah saya belum|tidak!! |
        nominate""",
    ),
    (
        flow("usul", untuk="keluarga"),
        """daftarkan <kin>! | usulkan <kin>! | usul <kin>! | usul untuk <kin>! | ajukan <kin>! |
        daftar untuk <kin>! | bantuan untuk <kin>! | <kin>+saya <want> <aid>! |
        <kin>+<want> <aid>! | register my+<kin>! | <kin> belum pernah <get>! |
        <kin>+saya belum pernah <get>!! | masukkan <kin>! |
        <kin> belum tersentuh|pernah|<get> <aid>!! | <kin> <poor> belum <get>!! |
        <kin> <poor> belum <get>!! | <kin> saya <poor>! | <kin> saya <want> <get>! |
        <kin> saya miskin|susah|sakit|lumpuh|disabilitas|cacat! | <kin> saya masukkan|didata! |
        <kin> masukkan! | bantuan untuk|buat <kin>! | <kin> <poor> tidak|belum punya|<get>!!""",
    ),
    (
        flow("usul"),
        """usul | usulkan | <want> usul! | <want> daftar! | <want> <get> <aid>! | <want> <get>! |
        <want> <aid> | <want> dibantu! | <want> masuk <aid>!! | cara daftar! | bagaimana daftar! |
        bagaimana <get> <aid>! | cara <get> <aid>! | daftar <aid>! | daftar baru! | ajukan! |
        mengajukan! | pengajuan <aid>|baru! | <want> ajukan! | daftarkan saya|diri|kami! |
        belum pernah <get> <aid>! | belum+pernah <get>! | tidak pernah <get>! |
        tidak+pernah <get> <aid>! | apply! | sign+up! | register for! | <want> register! |
        how register|apply! | saya miskin! | kami miskin! | saya janda! |
        saya orang miskin|susah! | <no> bekerja|kerja <want>! | tidak+mampu! | di+phk! |
        <want> jadi penerima! | masuk dtks! | <want> masuk dtks|data! | belum terdaftar <want>! |
        hidup susah! | baru pindah belum terdaftar! | belum terdaftar! | keluarga miskin! |
        tidak punya penghasilan|pekerjaan|rumah! |
        saya lansia|hamil|sakit|duda|yatim|menganggur! | saya disabilitas|cacat|lumpuh! |
        kena phk! | kehilangan pekerjaan! | syarat daftar! | tolong bantu kami|keluarga! |
        lost my job! | masukkan nama|saya|kami|data! | masukkan nama|saya daftar|data|dtks!! |
        ada <aid> untuk! | <aid> untuk <poor>! | <aid> <poor> ada! | ada <aid> <poor>! |
        <want> masukkan!! | <want> ikut <aid>!! | <get> <aid> cara!! | <want> punya <aid>!! |
        rumah reyot|roboh|bocor|ambruk! | bedah+rumah <want>|cara|daftar|minta!! |
        bagaimana|cara urus|mengurus|ngurus|buat|bikin <aid>!! |
        <aid> bagaimana|cara urus|ngurus!! |
        bikin|buat|urus <aid> baru!! | cara <want> <aid>! | belum <get>|terima <aid> apa! |
        belum terdaftar apa!! |
        <kin>|saya bisa terdaftar!! | bagaimana agar|supaya|biar!! | usul rumah!! |
        rumah tidak+layak+huni!!! |
        tidak+ada yang bantu|urus|ngurus|merawat!! | tambah|nambah|menambah nama|anggota|anak!! |
        nama belum ada <want>|masukkan!! | daftar sendiri! | pisah kk!""",
    ),
    (
        flow("cek_bansos"),
        """cek | has|have|did get|received|receive! | cek <aid>! | <want> tahu <aid>!! |
        <want> cek <aid>! | cek nama! | cek nik! | cek penerima! | cek data! | cek dtks! |
        cek daftar+penerima! | lihat <aid>! | lihat penerima|nama! | cari nama|penerima! |
        cari <aid> | terdaftar | apakah terdaftar! | terdaftar tidak|belum! |
        terdaftar dtks|<aid>! | apakah <get> <aid>! | apakah masuk <aid>|<get>!!! |
        <get> <aid> tidak|apa! |
        <get> <aid> atau tidak! | <get> tidak! | masuk daftar! | masuk dtks tidak|belum! |
        apakah masuk dtks|daftar|data! | ada nama saya! | nama saya ada! | nama saya |
        tanya <aid>! | <want> tanya <aid> | info <aid> |
        <aid>|kepesertaan masih|aktif aktif|jalan|mati|tidak! | nik padan|sinkron|cocok! |
        saya|kami masuk desil!!! |
        cari nama <kin>|saya|daftar!! |
        daftar+penerima | penerima |
        penerima <aid>! | atas+nama! | apakah penerima! | registered | is registered! |
        am registered! | check <aid> | check name|nik! | is receiving|recipient! |
        does get|receive! | am eligible|recipient! | look+up | dapat <aid> apa! |
        saya dapat <aid>|apa! | <aid> apa saja! |
        bansos|bantuan|sembako|pkh|bpnt|pbi|bst|blt|kks|bpjs|kis|jkn saya | saya dapat <aid>! |
        <want> tahu <aid>|terdaftar|dapat! | tahu <get> <aid>! | <aid> an|nama | bernama! |
        apakah <who> <get>! | bansos | bantuan+sosial! | pkh|bpnt|pbi|bst|blt|kis atas+nama! |
        sudah+<get> <aid> belum!!! | apa <get> <aid>! | cari data|orang! | periksa nama! |
        status penerima|kepesertaan! | status bansos|pkh|bpnt|kis|bpjs! |
        cek status bansos|penerima|kepesertaan|pkh|bpnt|bpjs|kis! | cek kepesertaan! |
        <want> lihat|cek apakah|apa!! | saya|keluarga|kami|bapak|ibu masuk dtsen|dtks! |
        desil+berapa! | desil kami|keluarga|ibu|bapak|saya! | masuk dtsen! |
        cara tahu|mengetahui <get>!! | mengetahui <get>! | lihat apakah! | desil berapa! |
        desil saya! | cek desil!""",
    ),
)  # fmt: skip
