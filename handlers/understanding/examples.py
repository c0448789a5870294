"""Sentences of citizens and what they want: for what no pattern of `phrases` fits.

Rules: data; a sentence a line, as it was typed, no names of people or places. Those of one goal
stand together; more of them make the guess better, in any language.
"""

from handlers.understanding.goals import Goal, flow

EXAMPLES: tuple[tuple[Goal, str], ...] = (
    (
        Goal("reply", "tanya.darurat"),
        """
        saya mau bunuh diri
        rumah sy kebanjiran
        tolong rumah kami kebakaran
        """,
    ),
    (
        Goal("reply", "tanya.lapar"),
        """
        saya lapar
        anak saya belum makan dari kemarin
        bantu saya dong anak saya sakit belum makan
        kami kelaparan pak
        sudah dua hari kami gak makan
        anak anak belum makan
        """,
    ),
    (
        Goal("reply", "tanya.penipuan"),
        """
        apakah ini penipuan?
        ada yang minta otp
        sy dpt link bansos dr wa asli ga ya
        ini beneran dr pemerintah ga? takut penipuan
        ada yg minta kode otp katanya bansos
        ini asli kemensos?
        sy dimintai transfer dulu katanya biar cair
        apakah nomor ini resmi dari kemensos
        saya takut ini penipuan
        """,
    ),
    (
        Goal("word", "petugas"),
        """
        mau bicara dengan orang
        pengen ngomong sama orang aja
        talk to a human
        hubungi petugas
        minta nomor yang bisa dihubungi
        human please
        mau ngomong sama orang beneran
        bisa telpon petugasnya ga
        minta nomer wa petugas dong
        sambungin ke cs
        tolong sambungkan ke manusia
        bisa bicara dgn petugas dinsos
        nomer telpon dinsos brp
        ga mau sama bot
        tolong hubungi saya
        saya ingin ketemu orangnya langsung
        bisa minta nomor yang bisa ditelepon
        jangan mesin dong saya mau ngobrol sama petugas
        """,
    ),
    (
        Goal("word", "batal"),
        """
        gak jadi deh
        ga jadi deh
        udah batalin aja
        ndak jadi
        stop dulu
        """,
    ),
    (
        Goal("word", "bantuan"),
        """
        saya bingung
        sy ga ngerti caranya
        ini gmn makenya
        bingung sy
        gmn cara pakai ini
        apa aja yg bs dilakukan disini
        bisa bantu apa aja
        saya orang tua tidak mengerti hp
        caranya bagaimana ini
        """,
    ),
    (
        flow("pengaturan", apa="bahasa"),
        """
        ganti bahasa
        bahasa jawa
        change language
        bisa bahasa sunda?
        english please
        melayu papua
        """,
    ),
    (
        flow("pengaturan", apa="cara"),
        """
        saya tidak bisa baca
        saya buta huruf
        saya tuli
        huruf besar
        saya tunanetra
        ganti mode
        cara baca atau dengar
        mode suara
        """,
    ),
    (
        flow("profil"),
        """
        orang di ponsel ini
        ganti orang
        ganti profil
        people on this phone
        tiyang ing hp punika
        mau cek utk ibu saya di hp ini jg
        """,
    ),
    (
        flow("pengaturan", apa="data"),
        """
        data saya
        hapus data saya
        my data
        data sy apa aja yg disimpan
        """,
    ),
    (
        flow("pengaturan"),
        """
        ganti bahasa jawa
        bs pake bhs sunda ga
        sy ga bisa baca
        mata sy rabun
        hapus data sy
        can you speak english
        pake bahasa minang aja
        sy tuna netra
        tolong tulisannya jangan susah2
        mau ganti bahasa
        tulisannya kekecilan mata saya sudah kabur
        tolong hapus semua data saya
        """,
    ),
    (
        flow("pengaturan", apa="kabar"),
        """
        matikan notifikasi
        matikan kabar
        kabar perubahan
        jangan kirimi sy pesan lagi
        """,
    ),
    (
        flow("status"),
        """
        sampai mana usulan saya
        gimana kabar laporan saya
        cek status usulan
        usul saya sudah diproses belum
        saya sudah lapor kemarin tapi belum ada kabar
        where is my application
        usul saya kapan disetujui
        saya mau membatalkan usulan
        usulan sy smp mana
        kmrn sy udh lapor kok blm ada kabar
        cek tiket u-7k3m-2q
        no tiket sy hilang gmn
        laporan saya udah diproses apa blm ya
        gmn kelanjutan sanggahan sy
        pengajuan sy kmrn gmn
        kapan usulan sy diproses
        udah sebulan lapor ga ada tindak lanjut
        cek laporan saya
        mau batalin usulan yg kemarin
        laporan yang saya kirim minggu lalu bagaimana hasilnya
        sudah sampai mana usulan untuk ibu saya
        kok tidak ada balasan dari laporan saya
        """,
    ),
    (
        flow("tanggapan"),
        """
        sy dpt surat katanya data saya diperiksa ulang
        """,
    ),
    (
        flow("sanggah", jenis="sanggah_diri"),
        """
        saya dicoret
        kenapa saya tidak dapat bansos
        dulu dapat sekarang tidak
        nama saya dihapus dari daftar
        bpjs saya tidak aktif
        bantuan saya dihentikan
        kula mboten angsal bansos
        saya sudah tidak dapat pkh lagi
        my name is not on the list
        sy miskin tp ga dpt apa2 tetangga dpt semua
        biyen entuk saiki ora
        nama saya hilang dari daftar pkh
        dulu dpt skrg ga dpt lg knp
        knp nama ibu sy dihapus dr dtks
        pkh sy diputus pdhl anak msh sekolah
        thn lalu dapat thn ini nggak
        tiba2 bantuan sy distop
        nama bapak sy ga ada lagi di daftar
        kis anak sy dinonaktifkan
        sy lebih miskin dr tetangga tp sy ga kebagian
        kepesertaan pkh dicabut tanpa sebab
        dari dulu dapat pkh tapi tahun ini hilang
        saya dinyatakan graduasi padahal masih miskin
        kenapa bpjs pbi saya mati mendadak
        kok nama saya kecoret
        tidak terdaftar lagi padahal anak saya masih sd
        """,
    ),
    (
        flow("sanggah", jenis="sanggah"),
        """
        tetangga saya kaya tapi dapat bansos
        tidak layak
        orang kaya kok dapat bantuan
        rumahnya bagus tapi dapat pkh
        dia pns tapi menerima bansos
        bapak saya sudah meninggal tapi masih terdaftar
        penerima sudah meninggal masih dapat bansos
        bansos salah sasaran
        my neighbour is rich but gets aid
        tetangga punya mobil dapat bansos
        tanggi kula sugih angsal bansos
        saya dewi lestari, tetangga saya kaya dapat pkh
        yg dapat malah org kaya
        orangnya sudah meninggal 2 th lalu tapi masih dapat beras
        tetangga sy punya mobil kok dpt pkh
        pak haji karno kaya raya tp dapat bpnt
        pns kok dapat bansos
        mertua kades dapat bantuan terus padahal sawahnya luas
        bantuan salah sasaran di rt sy
        my neighbor is rich but he gets pkh
        saya mau menyanggah budi santoso sukagalih jonggol
        di desa sy yg kaya malah dapat yg miskin ga dapat
        tetangga punya 2 motor sama sawah dpt pkh
        istri polisi kok terima bpnt
        mau protes, penerima di rt sy banyak yg mampu
        bu tuti pensiunan guru tp dapat bansos
        ada orang meninggal masih terdaftar
        rumahnya gedong kok dpt bantuan
        anaknya pegawai bank tapi tetap terima pkh
        kok bisa juragan sapi dapat bansos
        keluarga pak lurah semua dapat bantuan
        orang itu sudah pindah ke kota masih terdaftar disini
        yang meninggal masih dapat yang hidup tidak
        """,
    ),
    (
        flow("sanggah"),
        """
        saya mau sanggah
        saya siti aminah mau sanggah
        """,
    ),
    (
        flow("lapor", masalah="uang"),
        """
        bantuan saya dipotong 50 ribu
        diminta uang
        saya mau lapor ketua rt minta uang 50rb
        ada pungli di desa saya
        petugas minta uang 50rb kalau mau dapat bansos
        lapor bantuan saya dipotong 200rb sama ketua rt
        bantuan saya dipotong jadi 400 ribu
        pendamping motong bantuan 25rb
        di suruh setor uang administrasi 20rb
        oknum desa sunat bansos
        pkh dipotong 50rb sama ketua kelompok
        ketua rt minta 50 ribu setiap cair
        katanya harus bayar 100rb biar dapet bansos
        kartu kks saya dipegang ketua kelompok
        dimintai uang rokok sama pak rw waktu ambil beras
        e-warung motong 15 ribu
        ketua kelompok ambil kartu atm saya
        disuruh bayar 50rb utk urus bansos
        ada calo minta 200rb biar nama sy masuk
        perangkat desa minta jatah
        kader minta uang bensin
        atm pkh saya dipegang pendamping terus
        harus setor 30 ribu tiap pencairan
        bantuan saya diambil separuh sama pak kadus
        """,
    ),
    (
        flow("lapor", masalah="kualitas"),
        """
        beras busuk
        beras yang diterima banyak kutunya
        telurnya busuk semua
        berase elek akeh kutune
        beras dr bansos bau apek n kutuan
        telur nya pecah dan busuk
        beras raskin bau, warnanya kuning
        daging ayamnya udah basi
        berasnya banyak kutu dan berbau
        minyak gorengnya sudah tengik
        """,
    ),
    (
        flow("lapor", masalah="jumlah"),
        """
        bantuan yang saya terima kurang
        uang bantuan cuma 200rb harusnya 600rb
        bantuan cair 400rb padahal harusnya 600rb
        pkh sy yg cair cm 225rb biasanya 750rb
        dari 600rb jadi 400rb bansos saya
        beras cuma 5 kilo biasanya 10 kilo
        kok dapet nya cuma 200ribu ya harus nya 600
        sembako cair setengahnya aja
        uang bantuan saya kurang 100 ribu
        dapetnya cuma setengah
        harusnya 10 kg dikasih 7 kg
        beras kurang timbangannya
        uangnya kurang ga sesuai sama yg diumumkan
        terima 300 ribu seharusnya 600 ribu
        cuma dapat satu karung padahal yang lain dua
        biasanya 600 skrg cuma 400
        telurnya cuma 10 butir
        """,
    ),
    (
        flow("lapor", masalah="waktu"),
        """
        bansos saya belum cair
        sy blm dpt bnsos bln ini
        my aid has not arrived
        bansos kok belum cair juga ya padahal tetangga sudah
        saldo saya kosong
        uang bantuan terlambat
        tetangga saya sudah dapat saya belum
        where is my aid
        bansos kula dereng cair
        i have not received my aid
        mau lapor pkh saya belum cair
        uang pkh 600rb belum masuk
        bansos saya belum cair kapan ya
        kok bansos saya ga cair2 ya
        bansos abdi teu acan cair
        my pkh has not come yet
        bantuan bln ini blm masuk jg
        uang pkh ibu saya belum masuk atm sudah 3 bulan
        bpnt bln oktober knp blm cair
        tetangga sudah pada cair sy belum
        dereng cair bantuan kulo
        my pkh has not come this month
        saldo kks kosong terus
        saldo atm masih nol padahal tetangga sdh ambil
        udah 2 bulan pkh gak turun turun
        kok blm ada transferan bansos
        beras bulog bulan ini belum dibagi
        belum juga masuk bantuannya bu
        bpnt sy macet sejak juli
        bantuan kulo dereng mudun
        alun cair bantuan ambo
        goh cair bantuan lon
        bantuan sa belum keluar
        pkh saya belum juga masuk rekening sampai hari ini
        kenapa ya bantuan belum ada di atm
        tetangga saya semua sudah ambil beras saya belum dipanggil
        sembako bulan kemarin tidak dapat jatah
        """,
    ),
    (
        flow("kapan"),
        """
        kpn cair
        halo min mau nanya dong, bansos pkh tahap 3 kapan cairnya ya?
        bansos saya sudah cair belum
        terus kapan cairnya?
        kapan bantuan turun lagi
        jadwal pencairan bpnt
        tanggal berapa cairnya
        bansos november sudah ada belum
        blt desember kapan turun
        when will my pkh be paid
        kapan pkh tahap 4 cair ya pak
        bansos kapan cairnya
        bulan desember dapat lagi ga
        bansos bulan depan ada ga
        kira kira kapan ya uangnya keluar
        bpnt tahap 4 tanggal berapa
        """,
    ),
    (
        flow("lapor", masalah="administrasi"),
        """
        kartu kks saya hilang
        kartu kis saya tidak bisa dipakai
        kartu atm pkh ketelan mesin
        nama di kks beda sama ktp
        lupa pin kks gmn
        nik sy salah di data bansos
        kartu kis sdh tdk aktif waktu berobat
        kartu kks sy rusak ga bs digesek
        tgl lahir sy salah di data dtks
        kartu bpjs pbi sy mati
        atm keblokir salah pin 3x
        nama ibu kandung salah di data
        kks hilang gimana ngurusnya
        """,
    ),
    (
        flow("lapor"),
        """
        saya mau lapor
        mau komplain
        mau ngadu soal bansos
        sy mau lapor pak ada yg ga beres di desa sy
        saya mau lapor, bantuan tidak sesuai
        """,
    ),
    (
        flow("pendamping"),
        """
        saya pendamping
        saya mau jadi pendamping
        punya kode undangan
        sy pendamping pkh mau bantu warga
        gmn cara jd pendamping
        """,
    ),
    (
        flow("usul", untuk="tetangga"),
        """
        usulkan tetangga saya
        mau daftar bansos buat tetangga saya
        tetangga saya janda miskin kasihan
        tetangga sy lumpuh hidup sendiri tlg dibantu
        mau ngusulin mbah karto tetangga saya
        ada nenek sebatang kara di kampung sy blm dpt bantuan
        mbah minah sebelah rumah hidup sendiri ga punya apa2
        warga sy ada yg lumpuh belum tersentuh bantuan
        kasihan tetangga saya janda tua belum dapat apa apa
        ada warga tidak mampu di rt kami mohon dibantu
        """,
    ),
    (
        flow("usul", untuk="keluarga"),
        """
        daftarkan ibu saya
        saya mau mengusulkan anak saya
        anak saya butuh bantuan
        saya mau usulkan nenek saya
        ibu saya 70 tahun sakit2an blm pernah dapet bantuan
        saya mau daftarkan bapak saya yg stroke
        mau masukin orang tua ke dtks
        adik sy cacat dari lahir belum dapat bantuan
        suami saya stroke ingin dapat bantuan
        mertua saya belum terdaftar
        """,
    ),
    (
        flow("usul"),
        """
        mau daftar
        saya ingin mendapat bantuan
        bagaimana cara mendaftar dtks
        sy pengen dpt bantuan
        saya belum pernah dapat bansos
        i want to apply for aid
        janda tua di sebelah rumah tidak pernah dapat bantuan
        saya mau daftar pkh
        mau mengajukan bantuan
        saya orang miskin, tolong bantu saya
        gimana caranya dapat bansos
        saya kena phk, mau minta bantuan
        minta bansos
        kulo badhe daftar bansos
        abdi hoyong daftar bantuan
        ibu saya sudah tua dan tidak punya penghasilan
        tetangga saya tidak mampu
        tolong masukkan nama saya ke daftar penerima
        bantuan untuk disabilitas ada ga
        cara daftar bansos gmn pak
        sy janda anak 3 blm pernah dpt bantuan
        mau daftarin ibu saya yg lansia
        pengen dpt pkh caranya gmn
        suami sy kena phk kmrn pgn dpt bantuan
        sy blm punya bantuan apa2 gmn cara ngajuin
        kulo badhe ndaftar bansos
        bagaimana caranya supaya dapat bantuan
        anak saya sakit keras dan kami orang ga punya
        gimana biar bisa dapat blt
        how can i apply for aid
        ada bantuan buat lansia ga
        sy mau ngajuin diri biar dpt pkh
        gmn supaya nama sy masuk dtks
        sy baru pindah, belum terdaftar bansos
        pengin ndaftar dtks
        mohon bantuannya pak sy orang susah
        suami sy meninggal anak 4 butuh bantuan
        bisa daftar bansos lewat sini?
        ingin sekali dapat bantuan pemerintah
        saya lansia sebatang kara mau minta bantuan
        tolong daftarkan saya
        bagaimana cara masuk data kemiskinan
        kami sekeluarga tinggal di gubuk bocor belum pernah dibantu
        saya buruh serabutan penghasilan tidak tentu ingin pkh
        """,
    ),
    (
        flow("cek_bansos"),
        """
        cek pakai nik
        apakah nama saya terdaftar
        saya mau tanya bantuan pkh
        cek bansos
        cek bansos hari ini
        saya mau cek bansos dong
        apa saya dapat bansos
        sy mau tau apkah sy dpt bansos
        apakah saya dapat blt bbm
        am i registered
        selamat pagi pak, saya mau cek bansos
        mau ngecek bantuan
        lihat penerima bansos
        cek penerima bpnt
        saya masuk dtks tidak
        kenapa nama saya tidak ada
        desil saya berapa
        cek kis saya
        saya guru honorer apakah bisa dapat bansos
        gimana cara cek bansos pakai hp
        abdi hoyong ningali naha kenging bantosan
        mau ngecek bantuan pake nik bs?
        saya mau lihat bansos saya
        kira2 sy masuk dtks ga ya
        gmn cara tau dpt bansos apa engga
        pgn tau dpt bantuan ndak
        kulo badhe mriksa bantuan
        ambo nio mancaliak bantuan
        tiang jagi ngecek bantuan
        sengko' terro cek bantowan
        sa mau cek bantuan kah
        lon keuneuk kalon bantuan
        maelokka mparessa bantuang
        bansos sy gmn
        bansos saya kok ga ada ya
        cek status bansos saya
        info bansos
        sy dpt bpnt ga
        kis saya aktif ga ya
        apakah saya berhak dapat bantuan
        tolong di cek kan pak
        bansos aku aktif gak
        apakah keluarga kami masuk dtsen
        desil saya berapa ya pak
        sy desil brp
        cara cek bansos pake ktp gimana
        mau liat nama penerima di desa sy
        knp nama sy tdk muncul waktu dicek
        link cek bansos mana ya
        dmn sy bs cek bansos
        tolong lihat apakah saya terdaftar
        apakah saya masih penerima pkh
        cek bantuan untuk ibu
        mau tau bantuan apa saja yang saya terima
        saya penerima bansos bukan ya
        nama saya ada di dtks atau tidak
        """,
    ),
    (
        Goal("word", "mulai"),
        """
        halo selamat pagi
        assalamualaikum wr wb
        selamat sore bu
        sugeng enjing
        """,
    ),
    (
        Goal("reply", "tanya.terima_kasih"),
        """
        makasih ya min
        terima kasih banyak
        thank you
        matur nuwun
        hatur nuhun pisan
        alhamdulillah terimakasih banyak bu
        oke makasih banyak pak
        kurru sumange
        tarimo kasih
        teurimong gaseh
        makasih banyak ya sudah dibantu
        """,
    ),
    (
        Goal("reply", "tanya.siapa"),
        """
        kamu siapa
        ini siapa ya
        kamu robot ya
        """,
    ),
    (
        Goal("reply", "tanya.kasar"),
        """
        bot goblok
        """,
    ),
    (
        Goal("reply", "tanya.sedih"),
        """
        saya putus asa
        saya sudah putus asa pak
        saya capek hidup begini terus
        """,
    ),
    (
        Goal("reply", "tanya.kantor"),
        """
        dimana kantor dinas sosial?
        kantor dinsos dmn ya
        alamat kantor desa dimana
        dinas sosial kabupaten dimana alamatnya
        """,
    ),
    (
        Goal("reply", "tanya.syarat"),
        """
        syaratnya apa aja buat dpt pkh
        siapa aja yg berhak
        apa saja persyaratan dapat bansos
        """,
    ),
    (
        Goal("reply", "tanya.biaya"),
        """
        apakah gratis?
        ini bayar ga
        gratis kan pak
        berapa biayanya
        apakah dipungut biaya
        """,
    ),
)  # fmt: skip
