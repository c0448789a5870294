"""Name stock of the synthetic population: words people bear, by where they live.

Written for this project from names in common use; nobody real is meant. Each culture has first
and second words for men and women, and a share of names of one word. Words stand in the newer
spelling; the generator writes some the old way (`OLD_SPELLING`) as cards of the elderly do.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """How a people names its children. `one_word` is the share with one word only."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    men_second: tuple[str, ...]
    women_second: tuple[str, ...]
    one_word: float
    family: tuple[str, ...] = ()  # clan or family names, handed from father to children
    order: tuple[str, ...] = ()  # Bali: by order of birth
    muslim: bool = True


def _w(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MUSLIM_MEN = _w(
    """Ahmad Abdullah Ibrahim Ismail Yusuf Umar Usman Ali Hasan Husein Idris Ilyas Yunus Zakaria
    Yahya Sulaiman Daud Harun Musa Isa Luqman Hamzah Khalid Bilal Salman Zaid Anas Jafar
    Ridwan Rizki Rahmat Hidayat Taufik Syarif Hakim Halim Karim Rahim Latif Jamal Kamal Jalal
    Fauzi Fahmi Faisal Farhan Fadli Fikri Fajar Hafiz Hanif Haris Hilman Ihsan Ikhsan Ilham
    Imron Imran Irfan Irsyad Iskandar Jamaluddin Jalaluddin Kamaluddin Khairul Khoirul Lukman
    Mahmud Mansur Marzuki Miftah Misbah Mubarak Muhsin Mukhlis Mukhtar Munir Muslim Mustafa
    Mustofa Nashir Nasrul Nasir Naufal Nizar Nurdin Rafli Rasyid Rauf Ridho Rifki Rofik Ruslan
    Sabri Sadli Safrudin Said Saiful Salim Samsul Syamsul Syahrul Syafii Syaiful Syukur Sobri
    Sofyan Solihin Subhan Sukri Tajuddin Thamrin Tohir Ubaidillah Wahid Wildan Yazid Zaini
    Zainal Zainuddin Zulfikar Zulkifli Zulkarnain Arifin Asrul Aziz Azhar Badrudin Bahrudin
    Baharuddin Burhan Darwis Fahrudin Fathur Ghofur Habib Hamdan Hamid Hambali Hasyim Jauhari
    Junaidi Kholil Maksum Malik Maulana Mujib Mukmin Nawawi Qomar Qosim Rosyid Rusdi Safii
    Sahal Syakur Tarmizi Wafi Yasin Zamroni Arsyad Basri Bukhori"""
)
_MUSLIM_WOMEN = _w(
    """Aminah Aisyah Fatimah Khadijah Maryam Zainab Halimah Hafsah Ruqayyah Salamah Sofiah Saodah
    Maimunah Mariam Asiah Hajar Sarah Rahmah Rohmah Rohani Rohana Rosidah Rasyidah Rodiah
    Rokayah Romlah Rukmini Sakinah Salbiah Saidah Salimah Samsiah Sapiah Sariah Solihah
    Suhaimah Sumiyati Syarifah Ummi Umayah Wardah Yumna Zahra Zaitun Zakiah Zubaidah Zulaikha
    Zulfa Khoiriyah Khairani Kholifah Komariah Latifah Lailatul Laila Luthfiah Mahmudah
    Malihah Mardiah Marfuah Masitoh Maulida Mufidah Mukaromah Munawaroh Muniroh Musdalifah
    Nadia Nafisah Najwa Nasirah Nikmah Nurhayati Nuraini Nurjanah Nurlaila Nurul Nurhasanah
    Nuraeni Nurmala Nurbaiti Nurlela Qomariah Rabiah Rahmawati Raihanah Ratnasari Robiatul
    Rofiah Rubiah Rufaidah Sabila Safitri Salma Hasanah Hamidah Hanifah Habibah Hidayati Husna
    Hikmah Ismawati Istiqomah Jamilah Jannah Juariah Juwairiah Anisa Annisa Azizah Badriah
    Chotimah Faizah Farida Fauziah Fitriani Fitriyah Ghaniyah Atikah Arifah Alfiah Amalia
    Afifah Adawiyah Barokah Dahlia Nabila Kamilah Karimah Mutmainah Nurfadilah"""
)

JAVA = Culture(
    men=_w(
        """Suharto Sukarno Suparman Supardi Suparno Supriyadi Supriyanto Suprapto Supangat
        Sutrisno Sutikno Sutomo Sutarno Sutarjo Sutanto Suwarno Suwandi Suwito Suwardi Suyono
        Suyanto Suyatno Suyadi Sugeng Sugiarto Sugiyono Sugiyanto Sudarmono Sudarsono Sudarto
        Sudibyo Sudirman Sudiyono Sujarwo Sujatmiko Sujono Sukarman Sukamto Sukardi Sukiman
        Sukirman Sukirno Sulistyo Sumarno Sumarsono Sumitro Sumanto Sunardi Sunarto Sunaryo
        Sunarno Sunyoto Surono Suryanto Suryono Susanto Susilo Susetyo Setiawan Setyo Slamet
        Samsuri Saiman Sarjono Sarwono Satiman Satrio Seno Senen Siswanto Siswoyo Sidik
        Subagyo Subandi Subekti Suroso Surip Tarno Tarmin Teguh Tri Triyono Triyanto Trisno
        Tukiman Tukimin Tukijan Tumijan Tugiman Turiman Untung Utomo Wagiman Wagimin Wagino
        Wahyu Wahyudi Wahono Wakijan Waluyo Warsito Warsono Warno Wardoyo Wasis Waskito Wibowo
        Widodo Widiyanto Wiyono Winarno Wiranto Wiryo Yanto Yatno Yitno Yudi Yulianto Bambang
        Bagus Bagyo Basuki Budi Budiono Budiyanto Cahyo Cahyono Cipto Darmaji Darmanto Darsono
        Dwi Edi Eko Endro Gatot Giman Giyanto Ginanjar Gunawan Gunarto Handoko Haryanto
        Haryono Hartono Hendro Heru Imam Indro Irawan Jarwo Jatmiko Joko Jumadi Jumari Jumeno
        Kardi Karno Karsono Kartono Kasiman Kasno Kuncoro Kusnadi Kuswanto Lasimin Lasiman
        Legiman Margono Marsudi Marwoto Mardi Marjuki Marno Mujiono Mujiyanto Mulyadi Mulyono
        Mulyanto Muryanto Narto Ngadiman Ngadimin Ngatiman Ngatno Pardi Pardiman Parjo Parman
        Parmin Parno Paijo Paimin Paiman Painem Ponidi Ponimin Poniran Poniman Prayitno
        Prayogo Pramono Prasetyo Pujiono Purnomo Purwadi Purwanto Puryanto Rahardjo Rasmin
        Rahayu Rebo Riyadi Riyanto Rianto Ratmin Rohmad Rusmanto Sabar Sadiman Sagiman Sakiman
        Sakirin Salamun Sambudi"""
    ),
    women=_w(
        """Suharti Sukarti Suparmi Suparti Suprapti Supriyati Sutarmi Sutarti Sutini Sutinah
        Sutiyem Suwarti Suwarni Suwanti Suyati Suyatmi Suyatun Sugiarti Sugiyem Sudarmi
        Sudarti Sudarwati Sujiati Sujinah Sukarsih Sukini Sukinah Sukinem Sulasmi Sulastri
        Suliyah Suliyem Sulistyowati Sumarmi Sumarni Sumarsih Sumartini Sumiati Sumini Sumirah
        Sunarti Sunarsih Suminah Sundari Supini Supinah Surati Suratmi Suratmini Surtini
        Suryani Suryati Susanti Susilowati Susiani Setyowati Setiyani Sri Saminah Saminem
        Samirah Samiyem Sariyem Sarinah Sarini Sarmini Sartini Satinah Satiyem Sayem Siyem
        Siami Siswati Tarsini Tarmi Tasmiati Tini Titik Tuginem Tukinem Tukini Tukiyem Tumini
        Tuminah Tuminem Tumirah Turini Tutik Tri Triyani Triningsih Umi Utami Wagiyem Wagini
        Waginah Wahyuni Wahyuningsih Wakinem Warsini Warsinah Warsiti Wartini Watini Widayati
        Widyawati Winarti Winarsih Wiwik Wulandari Yanti Yatmi Yatinah Yuliati Yulianti
        Yuningsih Astuti Asih Atmini Boinem Boniyem Darmi Darsini Darwati Dasinah Dewi Diah
        Dwi Endah Endang Eni Ernawati Esti Fitri Giyarti Giyem Harni Harti Hartini Haryati
        Heni Hesti Ika Indah Indarti Indrawati Ismiyati Jariyah Jasmi Jumiati Juminah Juminten
        Jumirah Kartini Kartinah Karsinah Kasiyem Kasmi Kasmirah Kasinem Katinem Khotimah
        Kusmini Kusniati Kustini Lasinah Lasiyem Lasmi Lastri Legiyem Lestari Marsiti Marsinah
        Marni Martini Maryati Marinah Minarti Misinem Misiyem Mujiati Mujinah Mukinem Mulyani
        Mulyati Murni Murniati Murtini Musiyem Narti Ngadinah Ngadinem Ngadiyem Ngatini
        Ngatinah Ngatiyem Nining Ningsih Nunuk Nurani Painah Painem Paini Paniyem Parmi
        Parinem Parti Partini Partinah Paryati Ponirah Poniyem Poniti Prihatin Pujiati
        Pujiastuti Purwanti Purwati Puryati Rahayu Ratmi Ratna Ratini Retno Rini Rinawati
        Rubinem Rubiyem Rumini Rusmini Rusmiyati Sadinem Sadiyem Sainem Sakinem Sakini Samini"""
    ),
    men_second=_w(
        """Santoso Wibowo Prasetyo Nugroho Saputro Saputra Susilo Setiawan Hidayat Purnomo
        Kurniawan Wijaya Utomo Raharjo Widodo Sulistyo Cahyono Hartono Haryanto Siswanto
        Riyanto Gunawan Kusuma Wicaksono Wahyudi Pratama Handoko Suryanto Hermawan Budiman
        Subagyo Pamungkas Sutrisno Yulianto Setyawan Sasongko Mulyono Priyono Hadi Purwanto
        Sudarsono Suhendro Winarto Waluyo Laksono Jatmiko Prabowo Prakoso Prayitno Suwarno
        Supriyanto Sugiarto Ariyanto Efendi Irawan"""
    ),
    women_second=_w(
        """Rahayu Lestari Wahyuni Astuti Handayani Wulandari Puspitasari Setyowati Susanti
        Yuliani Indriani Kusumawati Purwaningsih Sulistyowati Hidayati Widyastuti Mulyani
        Suryani Rahmawati Ningsih Ningrum Utami Anggraini Kurniasih Pratiwi Permatasari
        Ambarwati Retnowati Winarsih Yuniarti Maryani Hartati Sumarni Sukesi Ekawati Wijayanti
        Fatmawati Maharani Saraswati Susilowati Wardani Oktaviani Apriliani Septiani Damayanti
        Andayani Mustikasari Nurhayati"""
    ),
    one_word=0.46,
)

SUNDA = Culture(
    men=_w(
        """Asep Ujang Dadang Dedi Deden Dede Cecep Encep Endang Engkus Entis Enjang Iwan Iding
        Iyan Jajang Jaja Jujun Kosasih Kurnia Maman Mamat Memed Nandang Nana Nanang Oman Omo
        Otong Odang Oyo Rahmat Rohman Rukman Sarip Saepudin Saepuloh Samsudin Solihin Sobari
        Suhendi Suherman Suhendar Suryana Sutisna Suganda Supriatna Sudrajat Tatang Tatan
        Tarya Tedi Toto Udin Uus Uding Umar Undang Unang Usep Wawan Wahyu Warsa Yadi Yana
        Yayan Yaya Yayat Yudi Agus Aan Aceng Acep Adang Ade Ajat Ajang Aep Aip Ajid Amin Anang
        Anda Andi Apep Apud Arip Aris Asmawi Atang Ateng Barnas Budi Beni Burhan Caca Carsa
        Casmita Dani Darma Darsa Dasep Dayat Didi Didin Dindin Dodi Eman Emed Emod Emus Enang
        Encu Engkos Erwin Euis Guntur Hadi Hendra Heri Herman Idik Idim Imat Ipin Isak Jaenal
        Jaenudin Jamaludin Juanda Juhana Kardi Karna Karta Kusnadi Lili Lukman Mahpud Makmur
        Marjuki Misbah Mulyana Nacep Nasir Nurdin Odih Ojat Oleh Opik Pipin Pepen Rasim
        Ruhiyat Rusdi Rusmana Sadi Sahri Salim Sanusi Sape'i Sarman Sastra Sopandi Sukarna"""
    ),
    women=_w(
        """Euis Nenden Neneng Nining Eti Entin Enok Enung Elis Ela Eha Ecin Aas Aam Ai Acih Ani
        Anih Ade Atikah Ating Cicih Cucu Cacih Dedeh Dede Dewi Didah Edah Eni Enah Engkoy Erna
        Esih Eros Herlina Heni Iah Iis Ika Ikah Imas Ina Inah Ipah Iroh Ita Itoh Jubaedah Juju
        Jua Kokom Kartika Karlina Komala Kurniasih Lia Lilis Lina Mae Maesaroh Mamah Mimin
        Mumun Mulyati Nani Nana Nyai Nunung Nurhayati Nurjanah Oom Omah Onah Odah Oneng Popon
        Pipih Rina Rika Rini Rohaeti Rohayati Roheti Rosita Rukmini Rukiah Saadah Sopiah
        Sumiati Sukaesih Suryati Suhaeti Tati Tarsih Teti Titin Tini Tita Tuti Uum Ucu Ujum
        Wati Wiwin Wida Yani Yanti Yati Yayah Yeyet Yoyoh Yuyun Yuliani Engkom Oyoh Icah Icih
        Ijah Ikoh Mirah Uneh Usih Warsih Yuningsih Sari Ratna Resmi Encum Ocih Kanah Karsih
        Maryam Marliah Masriah Mintarsih Rasih Rasmi Ratmi Salamah Sarah Sariah Suanah
        Sunarsih Supiah Tasiah Tasmini Tirah Turiah Unaesih Waskinah Winangsih Wacih"""
    ),
    men_second=_w(
        """Hidayat Setiawan Kurniawan Suryana Supriatna Gunawan Rukmana Sutisna Permana Hermawan
        Sudrajat Ramdani Saputra Nugraha Mulyana Suhendar Suherman Wijaya Maulana Firmansyah
        Gumilar Rahmat Iskandar Sopian Juhana Jaelani Kosasih Sumarna Suganda Somantri
        Rustandi Wahyudin Saepudin Solihin Ruhimat Koswara Prawira Sukmana Priatna Rohimat
        Abidin Hamdani Suparman Komarudin Badrudin Mansyur Rosadi Sanjaya Sulaeman Sunarya
        Supardi Taryana Wiguna Yusup"""
    ),
    women_second=_w(
        """Nurhayati Rohaeti Sumiati Suryani Komalasari Rahmawati Kartini Rosmiati Setiawati
        Kurniasih Nuraeni Fatimah Maryati Rostika Yulianti Hasanah Sukaesih Nurjanah Sulastri
        Juariah Suhartini Mulyani Nurlaela Rosita Aisah Rohimah Masitoh Marlina Aminah Sopiah
        Sutiasih Rukmini Kusmiati Widaningsih Suminar Rohayati Kurniati Susilawati Herawati
        Purnamasari Nurhasanah Sugiarti Karyati Nuryati Mintarsih Lestari Anggraeni Rahayu
        Widianti Patimah Siti Julaeha Khodijah"""
    ),
    one_word=0.42,
)

MINANG = Culture(
    men=_w(
        """Afrizal Syafrizal Yusrizal Syahrial Zulkarnain Zulhendri Zulfahmi Nasrul Masrul Asrul
        Syafruddin Syamsuar Syafril Yulizar Yunizar Irwandi Ermansyah Edison Erizal Efrizal
        Jasrizal Jasman Jufri Jufrizal Khairul Arman Armen Ardi Ardianto Aswandi Bustami
        Buyung Dasril Datuak Desrizal Dasmi Febrizal Firdaus Hamdani Hendri Hendrizal Herman
        Indra Irsal Ismet Kamarul Mardi Marlis Masri Mawardi Muzakir Nofrizal Novrianto Rusli
        Ramli Ramadhan Refrizal Rizal Rinaldi Robi Safrizal Sarman Sudirman Suhatril Syaiful
        Syahril Tamrin Taslim Welfizar Yanuar Yasril Yasman Yulius Zaidir Zainir Zakirman
        Zamzami Zubir Amrizal Alfian Alizar Anasrul Bakhtiar"""
    ),
    women=_w(
        """Yusnimar Yusmaniar Yusnidar Yulinar Yurnalis Yarnis Yenita Yosi Yeni Syamsinar
        Syafnidar Rosnidar Rosma Rosmaini Roslaini Ramaini Rahmaniar Rafnis Nurbaini Nurhaida
        Nurlis Nurmiati Nuriah Nuraida Nurasni Nofriyanti Novia Netriwati Nelwati Mulyati
        Murniati Marnis Martini Marlina Mardiana Lisnawati Lismarni Lenggogeni Jusmaniar
        Jusnidar Jasniati Ismarni Ernawati Erlinda Ermawati Erna Elvi Elvina Eliza Elmawati
        Efnita Desmawati Desi Dasniar Dahniar Darmawati Bainar Asniar Asnimar Asmanidar Arnis
        Anidar Aisyah Afrida Zulbaidah Zuraida Zuriati Zulherma Wirdaningsih Welmi Warnida
        Upik Suryati Sumarni Siti Sofia Saniar Sarinam Samsiar"""
    ),
    men_second=_w(
        """Chaniago Tanjung Koto Piliang Sikumbang Jambak Guci Caniago Syahputra Putra Hidayat
        Saputra Ilahi Efendi Eka Rahman Kurniawan Ikhsan Irawan Fitra Andika Pratama Yusuf
        Oktavianus Candra Wahyudi Hakim Akbar Ramadhan Marta Rizki Nofrianda Mulya Syafii
        Malik Jamil Hamid Yunus"""
    ),
    women_second=_w(
        """Yanti Wati Sari Fitri Putri Yulianti Ningsih Oktavia Rahmi Susanti Gusti Elfina
        Mayasari Handayani Septiani Ramadhani Novita Anggraini Hasanah Afriani Fauziah Zahara
        Nasution Welly Maharani Angraini Rahmadani Permata Wulandari Indriani Amelia Safitri
        Marlina Delima Husna"""
    ),
    one_word=0.38,
)

BATAK = Culture(
    men=_w(
        """Parlindungan Binsar Hotman Maruli Saut Poltak Tigor Togar Bonar Jonggi Sahat Ramses
        Marihot Manahan Mangara Monang Pardamean Pangihutan Parulian Hasudungan Halomoan
        Hasiholan Horas Jannes Jhon Johannes Jonson Juara Kristian Lamhot Lambok Leonardo
        Maringan Marojahan Mangasi Nelson Nimrot Osman Patar Pahala Rikardo Riko Robert Rudi
        Rumondang Sabar Sabam Samuel Sihol Simon Sondang Tahi Tohom Todo Tumpal Tumbur Viktor
        Wilson Albert Andreas Antoni Barita Benyamin Charles Daniel David Edward Ferdinan
        Frans Gomgom Hendrik Hisar Ignatius"""
    ),
    women=_w(
        """Tiurma Tiarma Tio Tiur Tiominar Tionggor Tiamsa Rosmawati Rosdiana Roida Rotua Rouli
        Romauli Rumintang Rusti Ratna Riama Risma Ruslina Rumondang Sondang Saurma Sinta Serli
        Sanggul Sarma Sortauli Pinta Pestaria Normauli Nurmaida Nursita Minar Mastiur Masta
        Marta Marice Marlina Magdalena Lustiana Lusiana Lasmaria Lamria Lamtiur Lamtiar
        Juliana Josefina Jojor Ida Hotmaida Hotnida Hermina Hetty Gokma Friska Flora Ester
        Esterlina Erika Elfrida Elisabet Duma Dormauli Dameria Debora Bungaria Berliana
        Basaria Asni Artauli Arta Anita Agustina Tetty Theresia"""
    ),
    men_second=_w(
        "Parulian Hamonangan Pandapotan Mangatas Parningotan Hotasi Martua Saroha Jaya Tua"
    ),
    women_second=_w(
        "Uli Ria Tiurma Mariana Natalia Oktavia Kristina Veronika Rosalina Yohana Lestari"
    ),
    one_word=0.0,
    family=_w(
        """Simanjuntak Sihombing Nainggolan Siregar Lubis Nasution Harahap Hutapea Hutabarat
        Sitorus Sitompul Situmorang Simbolon Sinaga Silalahi Siahaan Pasaribu Panjaitan
        Pardede Manurung Marpaung Napitupulu Gultom Ginting Tarigan Sembiring Purba Saragih
        Damanik Tampubolon Togatorop Sihotang Rajagukguk Lumbantobing Lumbangaol Manalu Munthe
        Hutagalung Aritonang Batubara"""
    ),
    muslim=False,
)

BALI = Culture(
    men=_w(
        """Suardana Sudana Suarta Sukarta Sukadana Sudarma Sudiarta Suwirya Suweca Sutama Suparta
        Suastika Sumerta Sumantra Suartika Subrata Subawa Sugita Sujana Surya Widiana Wirawan
        Wirata Winata Wijaya Wiguna Yasa Yudana Yoga Adnyana Ardana Artana Artawan Arnawa
        Astawa Budiarta Budiana Budiasa Darma Darmawan Dharmayasa Gunawan Jaya Kariasa Karma
        Kertayasa Kresna Mahendra Mahardika Mudita Mudra Murjana Merta Mertayasa Nada Narta
        Oka Pasek Parwata Purna Pramana Putra Rai Ratmaja Renda Rudita Sadia Sandiarta Santika
        Saputra Sentana Semadi Sena Sudira Swastika"""
    ),
    women=_w(
        """Suarni Suartini Sukerti Sumiati Sukasih Sulastri Suryani Suwarni Sudiani Sutarini
        Sulasih Widiani Widiasih Wahyuni Wati Wartini Yasmini Yuliani Yunita Adnyani Ardani
        Ariani Arini Astuti Artini Budiani Budiasih Darmini Darmayanti Dewi Diantari Kartini
        Kerti Kusuma Lestari Laksmi Mariani Martini Murniasih Murti Mustika Nadi Nari Pertiwi
        Parwati Pratiwi Puspa Purnami Puspita Rasmini Ratih Ratna Rentini Resmi Rusmini Sari
        Sariasih Saraswati Santi Seruni Sekar Sintia"""
    ),
    men_second=_w(
        "Putra Wijaya Suputra Dharma Adi Pradana Sanjaya Mahardika Arta Yasa Negara Kusuma"
    ),
    women_second=_w(
        "Dewi Sari Lestari Pertiwi Astuti Handayani Puspita Maharani Yanti Ratnadi Wulan"
    ),
    one_word=0.0,
    order=("Wayan|Putu", "Made|Kadek|Nengah", "Nyoman|Komang", "Ketut"),
    muslim=False,
)

BUGIS = Culture(
    men=_w(
        """Baso Beddu Becce Ambo Andi Daeng Dahlan Baharuddin Bakri Burhanuddin Hamka Hasanuddin
        Herman Haeruddin Hamsah Ilham Iqbal Jamaluddin Kaharuddin Kamaruddin Lahaji Lamappa
        Lasudding Lasse Makkarumpa Mallarangeng Mansyur Mappasessu Mappanyukki Marzuki Muin
        Mustari Muhtar Mustamin Nasaruddin Nurdin Padli Palaguna Pawennari Parenrengi Puang
        Rusdi Rustam Saharuddin Saenal Sainuddin Sakka Samad Sappe Saparuddin Sirajuddin
        Sultan Supu Sulle Syahrir Syamsuddin Syarifuddin Tajuddin Takdir Tamrin Tenri Usman
        Wahyuddin Yunding Zainuddin Amiruddin Ansar Arsyad Asdar Asri Aswar Awaluddin Azis
        Baddu Badaruddin Bahtiar Faharuddin Firman Hafid Haris Ismail Idrus Jufri"""
    ),
    women=_w(
        """Tenri Besse Becce Indo Hasnah Hasnawati Hasmawati Halija Haisah Hamsiah Hadrah Hartati
        Harisa Rosmini Rosmiati Rosdiana Ramlah Rahma Rahmatia Rabiah Ratna Radiah Nurhaedah
        Nurhalimah Nuraisyah Nurbaya Nurlia Nursiah Nurhayati Nurdiana Nurmi Murni Mulyati
        Mariani Mardawia Mantasia Maryama Marwah Masnah Kartini Kasmawati Jumriani Jumrah
        Juhariah Jannati Irmawati Isa Ida Fatmawati Fitriani Erniwati Darmawati Darna Dahlia
        Cahaya Bunga Bungawati Becce Atirah Asni Asriani Asmawati Asia Arwaty Aminah Tahirah
        Tamo Syamsiah Suriani Sunarti Suarni Sitti Sinar Satriani Saribulan Samsinar Salmiah
        Salma Sahria Saenab Sawiyah Wahida Warni Yuliana Zaenab Zubaedah"""
    ),
    men_second=_w(
        """Nompo Tata Saleh Tahir Halim Mappa Rahman Syam Jafar Amin Saputra Yusuf Azis Akbar
        Anugrah Setiawan Hidayat Hamid Latif Salam Samad Majid Rauf Kadir Hakim Wahab Malik
        Muin Arif"""
    ),
    women_second=_w(
        """Kanang Bau Caya Rahman Amin Syam Wati Sari Yanti Ningsih Pratiwi Lestari Ramadhani
        Safitri Aulia Amaliah Putri Anugrah Salam Tahir Hamid Saleh Jannah Husna Mutmainnah
        Maulidah"""
    ),
    one_word=0.45,
)

ACEH = Culture(
    men=_w(
        """Ilyas Abubakar Razali Zulfan Zulkifli Muzakkir Muzakir Mukhlis Muslem Munawar Murdani
        Musliadi Mahdi Mahlil Marzuki Maimun Junaidi Jailani Jamaluddin Ibrahim Idris Ilham
        Iskandar Ismail Jufri Hasbi Hasballah Hamdani Fauzan Fakhrurrazi Faisal Darwis Daud
        Bustami Bukhari Burhanuddin Basri Baktiar Azhari Azwar Ansari Anwar Amiruddin Alamsyah
        Adnan Abdurrahman Abdullah Teuku Cut Tarmizi Tajuddin Syukri Syarwan Syamsuddin
        Syahrul Sulaiman Sofyan Saifuddin Saiful Safwan Sabri Rusli Rusdi Ridwan Rahmat
        Rasyidin Ramli Nurdin Nazaruddin Nasruddin Nasir Muhajir Muhibuddin Zainal Zainuddin
        Zakaria Yusri Yusuf Yunus Yahya Usman Umar Fadhil Hanafiah Husaini Keuchik Mawardi"""
    ),
    women=_w(
        """Cut Nurmala Nurhayati Nurjannah Nuraini Nurlaila Nursiah Nuriah Nurbaiti Nurasiah
        Nilawati Mariani Mariati Marlina Mardhiah Mursyidah Mutia Maimunah Maryam Khatijah
        Khairiah Khairunnisa Jamilah Juwairiah Juliana Husna Hindun Hayatun Hasanah Hamidah
        Halimah Hafsah Fitriani Fatimah Fauziah Faridah Ernawati Erlina Dahniar Darwati Dewi
        Cahaya Azizah Ainsyah Asnawiyah Asmaul Asiah Asma Aminah Aisyah Agustina Zubaidah
        Zuraida Zulaikha Zulfa Zainab Zahara Yusnidar Yuliana Wardiah Ummi Ti Syarifah Suryani
        Suraiya Salmiah Salma Salbiah Safiah Rusmiati Rukaiyah Rosmanidar Rosna Rohani Ramlah
        Rahmah Rahimah Raihan Radhiah Putroe Pocut"""
    ),
    men_second=_w(
        """Syah Puteh Ali Amin Daud Hasan Husen Ismail Ibrahim Yacob Yusuf Saleh Usman Wahab Rani
        Kasim Hanafiah Sulaiman Fahmi Maulana Akbar Rizki Ramadhan Saputra Fajri Ikhwan
        Khadafi Mirza Nanda"""
    ),
    women_second=_w(
        """Wati Sari Fitri Zahara Rahmi Ulfa Maulida Safrina Mutia Intan Nurul Khairunnisa Aini
        Maisarah Putri Rizki Salsabila Hayati Husna Nisa Hanum Ramadhani Yanti Meutia Balqis
        Raudhah Firdaus"""
    ),
    one_word=0.48,
)

PAPUA = Culture(
    men=_w(
        """Yohanis Yosep Yakobus Yance Yulianus Yafet Yeremias Wilem Welem Viktor Timotius Titus
        Thomas Stefanus Simson Simon Silas Semuel Samuel Salmon Ruben Robert Piet Petrus
        Paulus Otniel Obet Nikolaus Nico Natanael Musa Moses Mikael Metusalak Melkias Mathius
        Markus Marthen Manase Lukas Levinus Lazarus Kristian Korneles Kaleb Johan Isak Ishak
        Hosea Hengky Hendrik Habel Gerson Frans Filep Ferdinand Felix Elieser Elias Eduard
        Derek Demianus David Daud Daniel Cornelis Boas Bernard Benyamin Barnabas Andreas Amos
        Agus Adolof Absalom Abner Abraham Zakarias Zeth Yoram Yonas Yusak"""
    ),
    women=_w(
        """Yuliana Yosina Yohana Yemima Yakomina Wilhelmina Welmina Veronika Tabita Susana Sofia
        Sarlota Sarce Sara Salomina Ruth Rosalina Ribka Rahel Priskila Petronela Paulina Orpa
        Oktovina Novelina Norce Natalia Naomi Monika Miryam Melkiana Martha Marlina Maria
        Margaretha Magdalena Lidia Lea Kristina Katarina Juliana Josina Ida Hermina Hana Grice
        Fransina Florida Febe Ester Elsina Elisabet Dorkas Dorce Dina Debora Damaris Bertha
        Beatriks Barbalina Apolonia Antonia Anike Anastasia Ance Agustina Agnes Adolfina
        Adomina Yustina Yusina Selfina Selina Regina Rosmina"""
    ),
    men_second=_w("Yan Boy Karel Marthinus Yohan Elisa Ones Nathan Yeskiel Aser Musa Paul Markus"),
    women_second=_w(
        "Mince Yane Marice Tina Lince Orpa Mery Novita Yanti Kristin Selfi Tresia Ance"
    ),
    one_word=0.0,
    family=_w(
        """Wenda Kogoya Tabuni Yikwa Enembe Murib Wonda Telenggen Tabo Weya Karoba Pagawak Yoman
        Gire Asso Wetipo Hubi Itlay Matuan Kossay Mabel Elopere Lani Hilapok Wamena Doga Siep
        Alua Logo Rumbiak Rumaropen Rumbewas Mansnembra Mandowen Wanggai Waromi Imbiri Sawaki
        Ayomi Yarangga Ohee Suebu Monim Felle Kaigere Deda Pallo Wally Ondi Tokoro Puhiri Yoku
        Eluay Ibo Daimoi Done"""
    ),
    muslim=False,
)

FLORES = Culture(
    men=_w(
        """Yohanes Yoseph Yakobus Wilhelmus Wilfridus Vinsensius Viktor Thomas Theodorus Stefanus
        Stanislaus Silvester Siprianus Servasius Robertus Rofinus Rikardus Raymundus Rafael
        Pius Petrus Paulus Patrisius Oktovianus Nikolaus Nikodemus Mikael Melkior Maximus
        Matheus Martinus Markus Marselinus Lukas Ludovikus Leonardus Laurensius Kristoforus
        Kornelis Konradus Klemens Karolus Kanisius Ignasius Hubertus Herman Hendrikus
        Gregorius Gerardus Gabriel Fransiskus Florianus Fidelis Ferdinandus Emanuel Eduardus
        Dominikus Dionisius Damianus Bonefasius Blasius Bernardus Benediktus Bartolomeus
        Arnoldus Antonius Anselmus Andreas Ambrosius Aloysius Albertus Adrianus"""
    ),
    women=_w(
        """Yuliana Yustina Yohana Yosefina Wilhelmina Walburga Virginia Veronika Ursula Theresia
        Teresia Sofia Skolastika Sisilia Selviana Serafina Rosalia Rosadelima Rofina Rita
        Regina Petronela Paulina Oktaviana Natalia Monika Mikaela Matilda Marta Maria
        Margareta Magdalena Lusia Ludgardis Lidwina Leonarda Kristina Katarina Kornelia
        Karolina Klara Karmelita Jeneta Hermina Helena Hendrika Godeliva Getrudis Genoveva
        Fransiska Florida Filomena Felisitas Fabiola Eufrasia Ermelinda Emerensiana Elisabet
        Dorotea Domitila Benedikta Bernadeta Brigita Beata Aurelia Apolonia Antonia Anjelina
        Anastasia Anselina Anna Ambrosia Alfonsa Agustina Agnes Afra Adelina Yasinta"""
    ),
    men_second=_w(
        "Nong Moan Lado Ola Boli Sina Kopong Laga Doni Tupen Geli Wato Kedang Bala Pati Ama"
    ),
    women_second=_w(
        "Nona Dua Peni Kewa Barek Tuto Lipat Uba Bunga Gelu Nogo Ose Wae Inya Date Lepan"
    ),
    one_word=0.0,
    family=_w(
        """Wawo Seran Bria Nahak Klau Bere Taek Berek Manek Mali Lau Fahik Tefa Neno Nubatonis
        Nabuasa Tefbana Tnunay Benu Boimau Selan Banunaek Fallo Taneo Tse Sakan Liunokas Sanam
        Kase Nomleni Ndolu Dhae Raga Meo Wea Lado Djawa Keban Tukan Hurint Koten Kelen
        Fernandez Parera Dasilva Lamury Kleden Beribe Lewar Sogen Hayon Riberu Wutun Corebima
        Langoday Atarona Ledjab Bao Soge"""
    ),
    muslim=False,
)

TIONGHOA = Culture(
    men=_w(
        """Hendra Hendrik Budi Andi Johan Jimmy Steven Edwin Tommy William Rudy Felix Kevin Irwan
        Herman Tony Wendy Sugianto Suryadi Willy Djohan Ferry Lukman Susanto Alvin Andri
        Darwin Erwin Freddy Iwan"""
    ),
    women=_w(
        """Lily Linda Meylan Meliana Mei Lanny Yenny Shinta Vivi Fenny Jenny Susan Silvia Stefani
        Elly Evelyn Felicia Grace Hanna Imelda Irene Julia Lusiana Megawati Meri Merry Novi
        Olivia Ratna Yulia"""
    ),
    men_second=_w(
        "Wijaya Gunawan Halim Salim Hartanto Tanoto Setiawan Santoso Kurniawan Chandra Lukito"
    ),
    women_second=_w(
        "Wijaya Gunawan Halim Salim Hartati Tanoto Setiawati Santoso Kurniawati Chandra Lestari"
    ),
    one_word=0.02,
    family=_w(
        "Tan Lim Oei Liem Kwee Tjia Goh Lie Ong Kho Thio Gouw Tjong Wijaya Halim Salim Gunawan"
    ),
    muslim=False,
)

MUSLIM_MEN = _MUSLIM_MEN
MUSLIM_WOMEN = _MUSLIM_WOMEN

# Who lives in the provinces chosen: (culture, share).
CULTURES: dict[str, tuple[tuple[Culture, float], ...]] = {
    "11": ((ACEH, 0.94), (JAVA, 0.05), (TIONGHOA, 0.01)),
    "12": ((BATAK, 0.70), (JAVA, 0.22), (MINANG, 0.05), (TIONGHOA, 0.03)),
    "13": ((MINANG, 0.94), (JAVA, 0.04), (BATAK, 0.02)),
    "32": ((SUNDA, 0.86), (JAVA, 0.12), (BATAK, 0.01), (TIONGHOA, 0.01)),
    "35": ((JAVA, 0.97), (SUNDA, 0.01), (TIONGHOA, 0.02)),
    "51": ((BALI, 0.92), (JAVA, 0.08)),
    "53": ((FLORES, 0.95), (BUGIS, 0.03), (JAVA, 0.02)),
    "73": ((BUGIS, 0.95), (JAVA, 0.05)),
    "94": ((PAPUA, 0.85), (BUGIS, 0.08), (JAVA, 0.07)),
    "91": ((PAPUA, 0.85), (BUGIS, 0.08), (JAVA, 0.07)),
}

OLD_SPELLING = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))
MUHAMMAD_FORMS = _w("Muhammad Muhamad Mohamad Mohammad Moh. Muh. M. Mochamad Mukhamad Mohd.")
MUHAMMAD_WEIGHTS = (34, 10, 8, 8, 14, 8, 10, 5, 2, 1)
SITI_FORMS = _w("Siti Sitti St. Siti Siti Siti")
ABDUL_FORMS = _w("Abdul Abdul Abd. Abdul")
ABDUL_SECOND = _w(
    """Rahman Rohman Rahim Rohim Karim Aziz Latif Hamid Majid Kadir Qodir Wahid Wahab Salam Halim
    Gani Ghofur Malik Manan Muin Mujib Rasyid Rosyid Razak Rozak Samad Somad Syukur Basit
    Jabar Jalil Hadi Hakim Haris Azis Muis Munir Mutolib Nasir Rauf Rouf Wakhid Fatah Hafid
    Kholik"""
)
TITLES_FRONT_MEN = _w("H. H. H. H. Drs. Ir. KH. Ust.")
TITLES_FRONT_WOMEN = _w("Hj. Hj. Hj. Hj. Dra.")
TITLES_BEHIND = ("S.Pd", "S.E.", "S.H.", "S.Ag", "A.Md", "S.Pd.I", "S.Sos", "S.Kom", "S.T.")
