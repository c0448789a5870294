"""Words that are not part of a name: fillers, short forms, markers of names and of places.

Rules: data only; everything folded (lower case, no accents). Indonesian and English here;
single words of the other languages come through the lexicon. What is here is what citizens
type; what the bot says is in the catalogues.
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Short forms and common misspellings -> the word the phrases know.
SHORT: dict[str, str] = {
    short: word
    for word, shorts in {
        "saya": "sy sya sayah syaa gue gua gw kula kulo abdi tiyang tiang titiang denai ambo bula "
        "kaula iyya lon ulon "
        "sengko engko kaula sa ambe iyo",
        "aku": "ak aq akuu",
        "kami": "kmi",
        "tidak": "mboten henteu indak boten ndak "
        "tdk gk ga gak nggak ngga enggak engga ndak ndk nda tak tida tdak kagak ora g "
        "teu tra hana nenten tusing indonk degaga bunten "
        "ta",
        "belum": "dereng durung blm blum belom blom lom blon "
        "acan tacan alun goh tonden depa blum bolun blom2 "
        "urung",
        "sudah": "sampun parantos sdh udah udh dah sdah uda",
        "dapat": "angsal kenging dpt dapet dpet dpat mendapat mendapatkan memperoleh ngedapetin "
        "pikantuk entuk ntuk kengeng polih meuteumee dapek lolongeng kengin "
        "kebagian kbagian dpet2 "
        "meunang",
        "terima": "nampi tampi trima nerima menerima trma trimo",
        "bansos": "bnsos bansoss bansus banso bansosnye basnos bamsos bnsoss bansoz bansoa",
        "bantuan": "bntuan bantuann bantun bntn bantuwan bantowan bhantowan bantosan bantuang",
        "yang": "yg yng",
        "untuk": "utk tuk buat bwt bt",
        "dengan": "dgn dg dngn sama ama",
        "kapan": "iraha kpn kpan kapn",
        "apakah": "nopo naon punapa apkah apakh apkh naha peu apoo",
        "bagaimana": "gimana gmn gmna bgmn bgaimana gmana pripun kumaha piye punapi baa",
        "kenapa": "knp knpa napa mengapa knapa",
        "tapi": "tp tpi tetapi namun",
        "tahu": "tau tauk ngerti oneng",
        "karena": "krn karna krna",
        "tolong": "tlg tlong tlng tulung nyuwun tulongi",
        "tanya": "tny tanglet naros nakon takon takoken batanyo atanya mataken metaken",
        "mau": "mo mw mao mauu pengen pengin pingin pgn kepengen hendak badhe bade arep hoyong nio "
        "terro jagi keuneuk maelo meloka",
        "ingin": "ingn ngin",
        "cek": "pastikan memastikan mastiin pastiin cekbansos cke ceck cekk cekin chek ngecek "
        "mengecek check cheking dicek periksa "
        "memeriksa priksa mriksa mriksani dipriksa pariksa mariksa dipariksa pareso mamareso "
        "pareksa mareksa paressa mparessa peureksa peuriksa",
        "lihat": "liat lht ngeliat melihat ndelok ndeleng mirsani ningali nempo caliak caliakan "
        "mancaliak ngabas nyingak nyingakin kalon",
        "cari": "nyari mencari carikan cariin",
        "daftar": "dftar dftr ndaftar mendaftar daptar daftr",
        "daftarkan": "ngadaptarkeun daftarin mendaftarkan daptarkan dftarkan didaftarkan",
        "terdaftar": "terdata kedata tercatat tercantum terdftar trdaftar terdafatar terdaptar "
        "kedaftar",
        "usul": "ngusulin mengusulkan usulan usulin diusulkan pengusulan mengusul",
        "usulkan": "ngusulkan",
        "lapor": "ngelapor melapor melaporkan laporkan laporin mengadu adukan pengaduan aduan "
        "ngadu ngaduin wadul nglapor",
        "tetangga": "tatangga tonggo tetanga ttangga tetanggaa tetangg ttngga",
        "orang": "org orng",
        "sampai": "smp smpe sampe nyampe nyampai smpai",
        "bulan": "bln",
        "tahun": "thn th",
        "hari": "hr",
        "uang": "artos pitih duit uwang dana duite duitna pitihnyo",
        "nomor": "nmr nmor nomer no",
        "kartu": "krtu",
        "ganti": "gnti mengganti gantiin ganti2",
        "bahasa": "bhs bhasa basa",
        "terimakasih": "makasih makasi mksh mksih trims trimakasih tengkyu thanks thank thx tq "
        "terimaksih trmksh tks nuhun suwun matur matursuwun hatur "
        "tarimo teurimong sukur "
        "sakalangkong suksma",
        "kasih": "ksh ksih",
        "petugas": "ptugas petgas pegawai operator cs admin customer staf staff",
        "bicara": "ngomong bcara berbicara ngobrol bcr",
        "penerima": "pnerima penrima",
        "ulat": "ulatan berulat uleran",
        "masih": "isih msh msih",
        "sekarang": "skrg skrang skr skarang saiki sakniki ayeuna mangkin jinoe samangken",
        "kalau": "klo kalo klw kl",
        "juga": "jg jga",
        "sama": "sm",
        "saja": "aja aj doang ae mawon weh",
        "dipotong": "dpotong kepotong potongan pemotongan dipotongin potong disunat disunatin "
        "motong memotong motongin sunat nyunat nyunatin dikethok disunati",
        "perbaiki": "ngebetulin betulin betulkan membetulkan benerin ngebenerin koreksi mengoreksi "
        "memperbaiki diperbaiki perbaikan dikoreksi dibetulkan direvisi revisi dibenerin",
        "urungkan": "mengurungkan diurungkan urungin",
        "diminta": "dimintai dmintain mintai dimintain dipenta dimintak dijaluk",
        "cair": "kecair pencairan dicairkan mencairkan ciar caer cairnya",
        "dicoret": "coret dcoret kecoret tercoret",
        "dihapus": "dhapus terhapus kehapus",
        "sanggah": "menyanggah sanggahan nyanggah",
        "status": "setatus statusnya satus",
        "tiket": "ticket tket",
        "miskin": "mskin",
        "meninggal": "mninggal wafat almarhum almarhumah alm",
        "bapak": "bpk bapa",
        "ibu": "mak emak mamak mama ibuk biyung ambu",
        "selamat": "slmt met",
        "assalamualaikum": "ass assalamu samlekum askum asalamualaikum assalammualaikum mikum",
        "alamat": "almt",
        "kembali": "kmbali",
        "batal": "batalkan batalin dibatalkan membatalkan cancel btl",
        "registered": "registred listed enrolled",
        "assistance": "welfare aid benefit benefits asistance",
        "recipient": "recipients beneficiary",
        "cuma": "cm cmn cuman cman mung namung ngan sakadar",
        "dari": "dr dri",
        "pakai": "pake pk make makai gunain nganggo",
        "dulu": "biyen mbiyen baheula rumiyin riyin",
        "jelek": "elek awon awonna",
        "banyak": "akeh loba seueur byk bnyk",
        "tertelan": "ketelan ketelen kemakan dimakan",
        "ajukan": "ngajuin ngajukan ajuin ngajokaken",
        "bisa": "bs biso tiasa saget saged isok",
        "dan": "n dn lan jeung sareng",
        "kirim": "kirimi kirimin ngirim ngirimi kirimkan",
        "anak": "anakku lare",
        "kurang": "krg krang kirang",
        "mengerti": "ngarti mudeng mangarti",
        "disuruh": "nyuruh dikon dititah",
        "masukkan": "didata dimasukkan dimasukin dimasukan memasukkan masukkin masukin lebokno "
        "lebetaken asupkeun masukno",
        "berapa": "brp brapa pinten",
        "dimana": "dmn dmna dimn",
        "transfer": "transferan tf ditransfer mentransfer",
        "nonaktif": "dinonaktifkan nonaktifkan nonaktipkan",
        "susah": "susah2",
        "rumah": "rmh omah griya imah",
        "sekolah": "skolah skul",
        "syarat": "persyaratan sarat saratnya",
        "turun": "mudhun mudun medun tedhak turunna",
        "keluar": "medal kluar kaluar ijeu",
        "masuk": "kalebet kelebu mlebu masuak jitamong namasuk mlebet asup dhateng dugi",
        "cara": "caro carane carana caranipun",
        "kaya": "beunghar sugeh",
        "hilang": "lenyap raib ngilang menghilang leungit ical lanyok",
        "nama": "ngaran jeneng",
        "hungry": "starving",
    }.items()
    for short in shorts.split()
}

# Endings that change no meaning here: bansosnya, terdaftarkah, cobalah.
ENDINGS = ("nya", "kah", "lah", "pun", "ku", "mu", "kan", "in")
# Those of the regional languages: short ones, that ends of names are too.
REGIONAL_ENDINGS = ("ipun", "nipun", "nyo", "ne", "na", "e")

# Never part of a name in front of it; they end one behind it.
FILLERS = _set(
    """saya aku kami kita kamu anda beliau dia mereka mau ingin tolong coba mohon bisa boleh minta
    tanya bertanya menanyakan tanyakan nanya apakah apa siapa bagaimana kenapa kapan dimana mana
    yang untuk dengan dan atau tapi karena supaya agar dari di ke pada dalam ini itu tersebut
    sudah belum tidak bukan jangan ada adalah ialah yaitu sih dong deh ya yah iya kok kan nih
    tuh lah gan permisi maaf halo hai hallo helo hello pagi siang sore malam assalamualaikum
    waalaikumsalam kak mbak mas bang om tante sdr sdri saudara saudari bapak ibu ayah suami
    istri isteri mertua adik kakak nenek kakek mbah keluarga teman warga anak cucu keponakan
    paman bibi orangtua lagi masih juga saja dulu sekarang nanti besok kemarin tahun tahap kalau
    sama semua benar betul namanya atas nomor tahu ketahui mengetahui info informasi tentang
    soal mengenai bro sis butuh perlu online lewat sini situ sana rumah sendiri banget sekali
    sangat lalu terus jadi punya masuk is are am was the a my me you he she it his her their our
    want would like please to check see know if whether on for of in at from name named called
    who what how when where why do does did can could be been not yes no and or but get gets
    getting receive receives received receiving list any mother father wife husband neighbour
    neighbor this that dtks dtsen kemensos data ktp kk nik hasil bernama kasih okay ok oke siap
    pak bu sebelah samping has have had hamil menyusui bayi balita sekolah kuliah kerja bekerja
    menganggur nganggur buruh petani nelayan pedagang ojek supir sopir kuli dagang warung hutang
    utang kontrak ngontrak sewa bocor gubuk lansia jompo duda difabel stroke kecelakaan obat
    puskesmas pabrik donk dek dalem abdi wong oleh via mbok if please entuk umur usia lahir
    kelahiran aged born grandmother grandfather aunt uncle son daughter whether id look up
    meuh ateuh nan nami pu ka
    honorer penyandang tanggi depan belakang dekat tua muda kosong jauh hp wa
    whatsapp telepon internet aplikasi website web google
    wah lho loh aduh duh waduh astaga ampun masyaallah subhanallah mantul joss lol hujan cuaca
    makan tidur nonton main eh ehm oh sori sorry duh anu keliru ralat
    sebenarnya sebetulnya dilihatkan sebagai kah opo nderek mungkin barangkali rupanya termasuk"""
)

# Words that are also people's names: part of a name when they stand beside one.
ALSO_NAMES = _set(
    "selamat bagus hari bulan salam i an a kaya baik anak cucu resmi syukur tua anda putus rusak"
)
# Known words that stand in many names of places: 'Pasar Minggu', 'Kota Baru', 'Padang Panjang'.
ALSO_PLACES = _set(
    """baru batu padang dalam tanah lama besar mas tua atas sawah kuning muda utama minggu jawa
    aceh bali bulan emas kota"""
)
# How the bot is spoken to: never the end of a name ('cek siti min').
CALLED = _set("min mas mbak om bang kak gan bro sis bu pak admin kakak adik")

# Degrees behind a name's comma: 'Siti Aminah, S.Pd'.
DEGREES = _set(
    """s h e pd t kom ag sos ip kep farm si psi m a md amd spd se sh st skom sag ssos spdi mpd mm
    msi sip skm skep ners"""
)

_NAME_IN_REGIONS = _set(
    """asmanipun asmane jeneng jenenge naminipun namina ngaran ngaranna namo namonyo nyama nyamana
    nyamanya wasta wastan wastane aseng asengna asenna asekku"""
)
# 'atas nama', 'a.n.', 'bernama': a name follows.
NAME_MARKS: tuple[tuple[str, ...], ...] = (
    ("atas", "nama"),
    ("a", "n"),
    ("an",),
    ("nama", "lengkap"),
    ("nama", "penerima"),
    ("nama",),
    ("bernama",),
    ("namanya",),
    ("name", "is"),
    ("name",),
    ("named",),
    # Javanese, Sundanese, Minangkabau, Madurese, Balinese, Bugis and Acehnese.
    *((word,) for word in sorted(_NAME_IN_REGIONS)),
    ("nan", "lon"),
    ("ateuh", "nan"),
)  # fmt: skip

# A place follows: the word belongs to the place ('kec jonggol'), lead-ins below do not ('di').
PLACE_MARKS = _set(
    """desa ds kelurahan kel kec kecamatan kcmtn kab kabupaten kota prov provinsi propinsi dusun
    dsn kampung kp kampong nagari gampong gampung pekon jorong lingkungan perumahan komplek jl
    jln jalan kalurahan kapanewon distrik tiyuh disa kacamatan kacamadan"""
)
LOWER_MARKS = _set(
    "desa ds disa kelurahan kel kampung kp kampong nagari gampong gampung pekon kalurahan dusun dsn"
)
PLACE_LEADS = _set(
    "di dari alamat alamatnya tinggal domisili asal berasal wilayah daerah beralamat in from at"
)
# These lead to a place behind a name; elsewhere they are a title, a surname or something else.
SOFT_LEADS = _set("dr of warga penduduk orang wong urang saking saka soko ti ing ring ri")
PLACE_NOISE = _set("village district subdistrict regency city province")
HOUSE_MARKS = _set("rt rw")
STREET_MARKS = _set("jl jln jalan perumahan komplek lingkungan dusun dsn")

# Behind a place, these are no part of it.
PLACE_ENDS = _set(
    """apakah terdaftar dapat terima tidak bansos pkh bpnt nama atas nik tolong mohon ya dong sudah
    belum kapan untuk terimakasih bernama an namanya apa penerima bantuan saya cek status adalah
    sebagai registered is ada masuk yang pak bapak ibu mau ingin kok nih atau bagaimana kenapa min
    gan kak please name named on for karena tapi orang masih bisa punya been get gets getting
    receive receives receiving mau badhe hoyong oleh angsal pun juga kini entuk umur usia lahir
    kelahiran aged born
    dengan supaya agar minta dulu lagi hari ini itu kah padahal kemarin kira sekarang tapi tetapi"""
)
# Behind 'desa', 'kota' and their like these say that no name follows: 'di desa saya'.
NO_PLACE = PLACE_ENDS | _set("kami kita mana sini situ sana lain sebelah tetangga kamu anda asal")

# Words around a command that change nothing: 'saya mau lapor dong'.
POLITE = _set(
    """saya aku kami mau ingin tolong coba mohon bisa boleh dong deh ya yah sih nih min gan kak mbak
    mas bang bapak ibu lagi saja dulu permisi maaf halo hai please i want to would like can my the
    admin untuk ada jadi"""
)

# Programme code -> the ways its name is written. 'KIP' is another ministry's: explained only.
PROGRAMMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "SEMBAKO_ADAPTIF": (("sembako", "adaptif"),),
    "BLT_BBM": (("blt", "bbm"),),
    "PKH": (("pkh",), ("keluarga", "harapan")),
    "BPNT": (("bpnt",), ("sembako",), ("kks",), ("pangan", "nontunai"), ("pangan", "non", "tunai")),
    "PBI": (("pbi",), ("kis",), ("jkn",), ("bpjs",), ("indonesia", "sehat")),
    "BST": (("bst",), ("sosial", "tunai")),
    "BLT": (("blt",), ("langsung", "tunai")),
    "ATENSI": (("atensi",),),
    "YAPI": (("yapi",), ("yatim",), ("piatu",)),
    "PENA": (("pena",), ("pahlawan", "ekonomi")),
    "PERMAKANAN": (("permakanan",),),
    "RUTILAHU": (("rutilahu",), ("rtlh",), ("bedah", "rumah"), ("tidak", "layak", "huni")),
    "KIP": (("kip",), ("pip",), ("indonesia", "pintar")),
    "DTSEN": (("dtsen",),),
    "DESIL": (("desil",),),
    "DTKS": (("dtks",),),
    "BANSOS": (("bansos",), ("bantuan", "sosial")),
}

# Words that name an access mode -> the mode. 'tidak bisa baca' is read with ears.
MODES: dict[str, str] = {
    word: mode
    for mode, words in {
        "pembaca_layar": "layar reader netra tunanetra buta blind rabun kabur",
        "tuli": "tuli tunarungu rungu deaf",
        "suara": "suara voice baca membaca read",
        "mudah": "mudah sederhana",
        "standar": "standar",
    }.items()
    for word in words.split()
}

# Language names a citizen may ask for -> locale tag.
LANGUAGES: dict[str, str] = {
    name: tag
    for tag, names in {
        "id": "indonesia indonesian nasional",
        "en": "inggris english",
        "jv": "jawa javanese jowo",
        "su": "sunda sundanese",
        "min": "minang minangkabau padang",
        "mad": "madura madurese medura",
        "ban": "bali balinese",
        "bug": "bugis buginese ugi",
        "ace": "aceh acehnese",
        "pmy": "papua papuan",
    }.items()
    for name in names.split()
}

# Names that are one slip away from a known word; found by running every name of the sandbox's
# population past `Speller`. They stay names.
KNOWN_NAMES = _set(
    """cut barita dadang danang didin fathur gunawan harapan jajang jumrah kamilah kasiman kopong
    maksum martua monang pipin rasmin sanggul selamet syakur"""
)

# The same for places: words of kabupaten and kecamatan, and of four villages or more, that are
# one slip away from a known word; found by running every name of the regions past `Speller`.
KNOWN_PLACES = _set(
    """babang bajang bakaran balaesang balakang balang banaran bandingan bangsa bangsal
    banjar banjit barong batang bawang bayang belawang berbak bergas berkat bersama bigung
    bojong borong damang genting getteng halang janang jurang karang kareng karera kebayakan
    kebayoran kelapa kepetakan kerang kolong korong kubang kumang kunang kuniang kupang
    kurung maduran mantan mantup manunggal manyak menang menanggal merdeka minanga pajang
    pakuan palang panang pandan pandang pangean panggul pangian pantai pantar parang pasang
    patani payang pemaca pemangkat pengabuan pengadang pengubuan petang porong pupuan
    sampang sampoi sampung sanggar sanggau sekaki sekaran sekarwangi sekolaq semarang
    seulamat sialang singgahan singkarak singkawang siwalan tambangan tangga tangsi tenang
    terantang terentang tinggi tolang tombangan tuntang
    tambak tunggal pantan tamban bantan bareng munjul tanggul munggu barana kelampaian berapak
    batuan bagasan sebelat pintas barung langkap penarukan tanjungan baraya"""
)
