"""The sheet `Petunjuk` of the list for review: what to decide, the consequences, and how to read a line."""

from feedback.messages import count_in_words, semester_in_words
from feedback.overview_writer import OverviewWriter
from feedback.review.report import Agreement, ReviewReport
from feedback.review.styles import ReviewStyles
from feedback.sheet_writer import print_on_a4

GUIDE_SHEET = "Petunjuk"
GUIDE_WIDTHS = (26, 62, 62)

_STEPS = (
    "Buka lembar Keputusan, dan Keputusan kegiatan bila ada. Setiap temuan terdiri atas tiga baris: data A, data B, "
    "dan baris cocok? yang membandingkan keduanya. Yang paling meragukan ada di atas.",
    "Bandingkan kedua data; bila perlu, tanyakan kepada kelurahan atau lihat dokumennya. Lembaga, berkas, dan barisnya "
    "ada di kolom paling kanan.",
    "Pada baris A, pilih sahkan atau abaikan di kolom keputusan, lalu isi alasan, petugas, dan tanggal. Yang belum "
    "dapat diputuskan dibiarkan kosong; itu bukan kesalahan.",
    "Simpan buku ini apa adanya (.xlsx) dan taruh di kotak masuk SEKTAP, pada semester mana pun. Bila buku yang "
    "sebelumnya masih ada di sana, timpa: nama berkasnya sama.",
    "Jangan mengubah judul kolom, nama lembar, dan kolom finding_id. Lembar ini terkunci tanpa kata sandi; yang "
    "berwarna kuning muda dapat diisi.",
    "Yang hampir pasti ada di lembar Keputusan sekaligus: isi keempat sel kuning di atasnya sekali, dan semua barisnya "
    "diputuskan sama. Kosongkan sel keputusan pada baris yang belum diputuskan, atau timpa bila diputuskan lain.",
    "Setelah semester dijalankan lagi, buku yang baru menampilkan keputusan Anda di kolomnya. Menyerahkan buku itu "
    "tanpa perubahan tidak mengubah apa pun.",
    "Untuk membatalkan abaikan, ganti menjadi sahkan dan tulis tanggal yang baru. Sel tanggal berwarna jingga berarti "
    "tanggalnya belum diisi atau masih tanggal keputusan yang lama.",
)
_CONSEQUENCES = (
    (
        "keluarga ganda",
        "Data A dan B memang satu keluarga. B tidak dihitung.",
        "A dan B dua keluarga yang berbeda. Keduanya dihitung, juga pada semester berikutnya selama tidak ada bukti "
        "yang lebih kuat.",
    ),
    (
        "sudah mentas",
        "Keluarga A memang sudah keluar dari kemiskinan, pindah, atau meninggal. Tidak dihitung miskin.",
        "Keluarga A belum mentas, atau data mentas B mengenai keluarga lain. A tetap dihitung miskin.",
    ),
    (
        "kegiatan ganda",
        "A dan B satu kegiatan. Anggaran dan realisasi B tidak dijumlahkan lagi dengan A; angka yang dilaporkan tetap "
        "terlihat.",
        "A dan B dua kegiatan yang berbeda.",
    ),
)
_CERTAINTIES = (
    ("hampir pasti", "99,9% atau lebih", "Biasanya cukup dilihat sekilas."),
    ("sangat mungkin", "99% sampai 99,9%", "Periksa nama dan tanggal lahirnya."),
    ("mungkin", "90% sampai 99%", "Periksa semua kolom; tanyakan bila ragu."),
    ("masih ragu", "di bawah 90%", "Sebaiknya tanyakan kepada kelurahan."),
    ("nomor sama", "tidak dihitung", "Periksa apakah nomor itu tertulis pada keluarga yang keliru."),
)
_AGREEMENTS: tuple[tuple[Agreement, str], ...] = (
    ("same", "sama: isinya sama, juga bila ditulis dengan ejaan atau singkatan lain"),
    (
        "near",
        "mirip: selisih satu digit atau dua huruf, digit atau kolom tertukar, bunyi nama sama, 1 Januari atau 1 "
        "Juli tahun itu, atau kecamatan sama",
    ),
    ("differs", "beda: isinya lain; digit nomor yang lain berwarna merah"),
    ("missing", "kosong: salah satu data tidak menyebutnya"),
)


def write_guide(writer: OverviewWriter, report: ReviewReport, styles: ReviewStyles) -> None:
    """Write the whole sheet."""
    writer.line("Petunjuk daftar periksa", writer.title)
    writer.line("Sekretariat TKPK Kota Probolinggo", writer.bold)
    writer.line(semester_in_words(report.semester))
    counted = f"{count_in_words(len(report.findings))} temuan, {count_in_words(report.undecided)} belum diputuskan."
    writer.line(counted)
    if report.is_closed:
        writer.line("Semester ini sudah ditutup: keputusan baru dihitung setelah semester dibuka lagi.", writer.bold)
    writer.line("Buku ini memuat data pribadi. Simpan di tempat yang aman dan jangan dikirim ke luar Sekretariat.")
    writer.row += 1
    _write_steps(writer)
    _heading(writer, "Akibat keputusan", ("Dugaan", "sahkan", "abaikan"))
    for row in _CONSEQUENCES:
        writer.table_row(row)
    writer.row += 1
    writer.line("Warna", writer.heading)
    for agreement, text in _AGREEMENTS:
        writer.sheet.write_string(writer.row, 0, "contoh", styles.compared(agreement, 1))
        writer.line(text, column=1)
    writer.row += 1
    _heading(writer, "Kolom Keyakinan", ("Kata", "Peluang bahwa keduanya satu keluarga atau kegiatan", "Saran"))
    for row in _CERTAINTIES:
        writer.table_row(row)
    writer.row += 1
    writer.line("Bobot pada baris cocok?", writer.heading)
    for text in (
        "Bila nomornya tidak sama, setiap kolom diberi bobot. Bobot positif mendukung bahwa keduanya satu keluarga, "
        "bobot negatif menentangnya; setiap tambahan 1 berarti dua kali lebih kuat.",
        "Kosong tetapi berbobot: tanggal lahir yang tidak disebut dibaca dari NIK.",
        "Baris lain: data mentas itu dahulu dicocokkan dengan baris lain dari keluarga A.",
        "Nama yang jarang dan nomor yang hampir sama bobotnya besar; nama yang umum bobotnya kecil. Bobot alamat, "
        "RT/RW, dan kelurahan dijadikan satu dan ditulis di kolom Kelurahan.",
        "Kegiatan tidak diberi bobot. Waktu, anggaran, realisasi, sasaran, dan penerimanya dihitung di kelurahan yang "
        "ada pada keduanya.",
    ):
        writer.paragraph(text)
    print_on_a4(writer.sheet, pages_tall=1)
    writer.sheet.hide_gridlines(2)


def _write_steps(writer: OverviewWriter) -> None:
    writer.line("Langkah", writer.heading)
    for number, step in enumerate(_STEPS, start=1):
        writer.paragraph(f"{number}. {step}")
    writer.row += 1


def _heading(writer: OverviewWriter, text: str, labels: tuple[str, ...]) -> None:
    writer.line(text, writer.heading)
    writer.head_row(labels)
