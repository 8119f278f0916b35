"""Who reports in the made-up city, and what aid they give. Agencies are the city's; all else is made up."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml

from foundation.semester import Semester

Reach = Literal["household", "member", "child", "adult"]

_REACHES: dict[str, Reach] = {reach: reach for reach in get_args(Reach)}

REGISTRY_KEEPER = "DINSOS"
CIVIL_REGISTRY = "DISPENDUKCAPIL"


@dataclass(frozen=True)
class Institution:
    """One institution of the made-up city; `kecamatan_code` where it serves one kecamatan alone."""

    code: str
    name: str
    type: str
    kecamatan_code: str | None = None


@dataclass(frozen=True)
class Programme:
    """One activity of an institution and the aid that it gives.

    `share` is the share of households (or members, children, adults, by `reach`) that receive it in a semester; 0 is
    an activity without receipts. `amount` is rupiah per receipt, or the activity's budget per kelurahan without them.
    """

    institution: str
    number: int
    name: str
    strategy: int
    group: int
    fund: str
    unit: str
    kind: str
    amount: int
    reach: Reach
    share: float

    @property
    def code(self) -> str:
        """The activity's code in the institution's budget."""
        return f"{self.strategy}.{self.group:02d}.{self.institution[:4]}.2.{self.number:02d}"


_INSTITUTIONS = """
[perangkat_daerah]
DINSOS=Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak
DISPENDUKCAPIL=Dinas Kependudukan dan Pencatatan Sipil
DISDIKBUD=Dinas Pendidikan dan Kebudayaan
DINKES=Dinas Kesehatan, Pengendalian Penduduk dan Keluarga Berencana
DKUPP=Dinas Koperasi, Usaha Mikro, Perdagangan dan Perindustrian
DISPERKIM=Dinas Perumahan dan Kawasan Permukiman
DPUPR=Dinas Pekerjaan Umum dan Penataan Ruang
DISNAKER=Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu dan Tenaga Kerja
DKPPP=Dinas Ketahanan Pangan, Pertanian dan Perikanan
DLH=Dinas Lingkungan Hidup
DISHUB=Dinas Perhubungan
DISKOMINFO=Dinas Komunikasi dan Informatika
DISPOPAR=Dinas Kepemudaan, Olahraga dan Pariwisata
DISPERPUSIP=Dinas Perpustakaan dan Kearsipan
BAPPEDALITBANG=Badan Perencanaan Pembangunan Daerah, Penelitian dan Pengembangan
BPPKAD=Badan Pendapatan, Pengelolaan Keuangan dan Aset Daerah
BKPSDM=Badan Kepegawaian dan Pengembangan Sumber Daya Manusia
BPBD=Badan Penanggulangan Bencana Daerah
BAKESBANGPOL=Badan Kesatuan Bangsa dan Politik
SATPOLPP=Satuan Polisi Pamong Praja
INSPEKTORAT=Inspektorat
SETWAN=Sekretariat DPRD
BAGKESRA=Bagian Kesejahteraan Rakyat
BAGEKON=Bagian Perekonomian
BAGHUKUM=Bagian Hukum
RSUDSALEH=RSUD dr. Mohamad Saleh
RSUDARROZY=RSUD Ar Rozy
PERUMDAM=Perumda Air Minum Bayuangga
KEC-KADEMANGAN=Kecamatan Kademangan@35.74.01
KEC-WONOASIH=Kecamatan Wonoasih@35.74.02
KEC-MAYANGAN=Kecamatan Mayangan@35.74.03
KEC-KANIGARAN=Kecamatan Kanigaran@35.74.04
KEC-KEDOPOK=Kecamatan Kedopok@35.74.05
[csr_forum]
CSRFORUM=Forum Tanggung Jawab Sosial Perusahaan Kota Probolinggo
[baznas]
BAZNAS=Badan Amil Zakat Nasional Kota Probolinggo
LAZ-ALUN=Lembaga Amil Zakat Alun-Alun
LAZ-BROMO=Lembaga Amil Zakat Bromo
[bank]
BANK-JATIM=Bank Jatim Cabang Probolinggo
BANK-BRI=BRI Cabang Probolinggo
BANK-BNI=BNI Cabang Probolinggo
BANK-BSI=BSI Cabang Probolinggo
BPR-BAYUANGGA=BPR Kota Probolinggo
[perusahaan]
PT-KAYUMAS=PT Kayumas Abadi
PT-SEGARA=PT Segara Nusa
PT-TEKSTIL=PT Tekstil Bayuangga
PT-MINABAHARI=PT Mina Bahari
PT-LISTRIKA=PT Listrika Wilis
PT-ANGGURJAYA=PT Anggur Jaya
PT-PELABUHAN=PT Pelabuhan Tembaga
PT-GULAMANIS=PT Gula Manis
[ormas]
ORMAS-FATAYAT=Persatuan Perempuan Peduli
ORMAS-MUDA=Karang Taruna Kota
ORMAS-PKK=Tim Penggerak PKK Kota
ORMAS-DERMA=Yayasan Derma Kasih
ORMAS-YATIM=Yayasan Cahaya Yatim
ORMAS-NELAYAN=Paguyuban Nelayan Mayangan
ORMAS-DIFABEL=Perkumpulan Difabel Mandiri
[lainnya]
BPJSTK=BPJS Ketenagakerjaan Cabang Probolinggo
POS=Kantor Pos Probolinggo
UNIV=Universitas Bayuangga
"""

#: institution | name | strategy | group | fund | unit | kind | rupiah | reach | share
_PROGRAMMES = """
DINSOS|Penyaluran Program Keluarga Harapan|1|1|APBN|KELUARGA|PKH|1350000|household|0.55
DINSOS|Penyaluran Program Sembako|1|1|APBN|KELUARGA|Sembako|1200000|household|0.80
DINSOS|Bantuan langsung tunai daerah|1|1|APBD_KOTA|KELUARGA|BLT Daerah|900000|household|0.45
DINSOS|Bantuan lanjut usia terlantar|1|1|APBD_PROV|INDIVIDU|Bantuan Lansia|1500000|adult|0.05
DINSOS|Alat bantu penyandang disabilitas|1|1|APBD_KOTA|INDIVIDU|Alat Bantu Disabilitas|2500000|member|0.01
DINSOS|Pemberdayaan kelompok usaha bersama|3|2|APBD_KOTA|KELOMPOK|Bantuan KUBE|2000000|household|0.03
POS|Penyaluran bantuan tunai bahan bakar minyak|1|1|APBN|KELUARGA|BLT BBM|600000|household|0.30
POS|Penyaluran bantuan tunai minyak goreng|1|1|APBN|KELUARGA|BLT Minyak Goreng|300000|household|0.20
DINKES|Iuran jaminan kesehatan warga miskin|1|1|APBD_KOTA|INDIVIDU|PBI JK|252000|member|0.70
DINKES|Pemberian makanan tambahan balita|1|1|APBD_KOTA|INDIVIDU|PMT Balita|450000|child|0.12
DINKES|Kartu Indonesia Sehat bagi keluarga baru|1|1|APBN|KELUARGA|KIS|420000|household|0.15
RSUDSALEH|Operasi katarak gratis|1|1|APBD_KOTA|INDIVIDU|Operasi Katarak|5000000|adult|0.01
RSUDARROZY|Persalinan keluarga tidak mampu|1|1|APBD_KOTA|INDIVIDU|Jaminan Persalinan|1800000|adult|0.01
DISDIKBUD|Program Indonesia Pintar|1|1|APBN|INDIVIDU|PIP|450000|child|0.35
DISDIKBUD|Seragam sekolah gratis|1|1|APBD_KOTA|INDIVIDU|Seragam Sekolah|350000|child|0.25
DISDIKBUD|Beasiswa siswa miskin berprestasi|2|1|APBD_KOTA|INDIVIDU|Beasiswa|1200000|child|0.06
UNIV|Beasiswa mahasiswa keluarga miskin|2|1|HIBAH|INDIVIDU|Beasiswa Kuliah|2400000|child|0.02
DISPERKIM|Rehabilitasi rumah tidak layak huni|1|1|APBD_KOTA|RUMAH_TANGGA|RTLH|20000000|household|0.02
DISPERKIM|Sambungan air limbah rumah|1|1|APBD_KOTA|RUMAH_TANGGA|Sanitasi|3500000|household|0.04
DPUPR|Sambungan listrik gratis|1|1|APBD_PROV|RUMAH_TANGGA|Sambungan Listrik|1100000|household|0.03
PERUMDAM|Keringanan tarif air minum|1|1|APBD_KOTA|RUMAH_TANGGA|Subsidi Air Minum|180000|household|0.20
PT-LISTRIKA|Keringanan tagihan listrik|1|1|CSR|RUMAH_TANGGA|Subsidi Listrik|240000|household|0.20
DKUPP|Pasar murah kebutuhan pokok|1|1|APBD_KOTA|KELUARGA|Paket Pasar Murah|100000|household|0.20
DKUPP|Modal usaha mikro|3|2|APBD_KOTA|USAHA|Modal Usaha|2500000|adult|0.04
DKUPP|Pendampingan sertifikat halal|3|2|APBD_KOTA|USAHA|Sertifikasi Halal|650000|adult|0.02
DISNAKER|Pelatihan kerja berbasis kompetensi|2|2|APBD_KOTA|INDIVIDU|Pelatihan Kerja|1500000|adult|0.05
DISNAKER|Padat karya|2|2|APBD_KOTA|INDIVIDU|Upah Padat Karya|900000|adult|0.06
DKPPP|Cadangan pangan pemerintah|1|1|APBN|KELUARGA|Beras Cadangan Pangan|330000|household|0.40
DKPPP|Bibit dan pakan ternak|3|2|APBD_KOTA|KELOMPOK|Bantuan Ternak|1750000|household|0.04
DKPPP|Pekarangan pangan lestari|2|2|APBD_KOTA|KELOMPOK|Bibit Sayur|150000|household|0.12
BAZNAS|Zakat fitrah bagi mustahik|1|1|ZIS|KELUARGA|Zakat Fitrah|120000|household|0.40
BAZNAS|Santunan mustahik konsumtif|1|1|ZIS|KELUARGA|Santunan Zakat|400000|household|0.20
BAZNAS|Bantuan biaya pendidikan mustahik|1|1|ZIS|INDIVIDU|Zakat Pendidikan|500000|child|0.08
BAZNAS|Modal usaha mustahik|3|2|ZIS|USAHA|Modal Usaha|2000000|adult|0.00
LAZ-ALUN|Pembagian zakat fitrah masjid|1|1|ZIS|KELUARGA|zakat fitrah|120000|household|0.15
LAZ-ALUN|Santunan yatim Ramadan|1|1|ZIS|INDIVIDU|Santunan Yatim|300000|child|0.06
LAZ-BROMO|Daging kurban untuk dhuafa|1|1|ZIS|KELUARGA|Daging Kurban|150000|household|0.25
ORMAS-FATAYAT|Pembagian daging hewan kurban|1|1|LAINNYA|KELUARGA|DAGING KURBAN|150000|household|0.15
ORMAS-DERMA|Paket sembako keluarga dhuafa|1|1|LAINNYA|KELUARGA|SEMBAKO|250000|household|0.00
ORMAS-YATIM|Uang saku anak yatim|1|1|LAINNYA|INDIVIDU|Uang Saku Yatim|250000|child|0.05
ORMAS-DIFABEL|Terapi dan kursi roda|1|1|HIBAH|INDIVIDU|Kursi Roda|1900000|adult|0.01
ORMAS-NELAYAN|Jaring dan alat tangkap|3|2|HIBAH|USAHA|Alat Tangkap Ikan|1250000|adult|0.03
ORMAS-PKK|Tambahan gizi ibu dan anak|1|1|HIBAH|KELUARGA|Paket Gizi|200000|household|0.25
ORMAS-MUDA|Pelatihan pemuda mandiri|2|2|LAINNYA|INDIVIDU|Pelatihan Pemuda|500000|child|0.05
CSRFORUM|Paket Ramadan perusahaan|1|1|CSR|KELUARGA|Paket Ramadan|250000|household|0.35
CSRFORUM|Pelatihan kerja mitra perusahaan|2|2|CSR|INDIVIDU|pelatihan  kerja|1000000|adult|0.00
PT-KAYUMAS|Bedah rumah karyawan dan warga|1|1|CSR|RUMAH_TANGGA|Bedah Rumah|15000000|household|0.01
PT-SEGARA|Bingkisan warga pesisir|1|1|CSR|KELUARGA|Bingkisan Hari Raya|175000|household|0.20
PT-TEKSTIL|Mesin jahit warga|3|2|CSR|USAHA|Mesin Jahit|2750000|adult|0.01
PT-MINABAHARI|Ikan segar untuk gizi keluarga|1|1|CSR|KELUARGA|Paket Ikan|90000|household|0.15
PT-ANGGURJAYA|Tabungan pendidikan anak|1|1|CSR|INDIVIDU|Tabungan Pendidikan|400000|child|0.05
BANK-JATIM|Kredit usaha bunga ringan|3|2|CSR|USAHA|Subsidi Bunga|300000|adult|0.06
BANK-BRI|Pemberdayaan usaha ultra mikro|3|2|CSR|USAHA|Modal Ultra Mikro|1000000|adult|0.05
BANK-BSI|Air bersih masjid dan warga|1|1|CSR|RUMAH_TANGGA|Tandon Air|850000|household|0.03
BPR-BAYUANGGA|Tabungan warga prasejahtera|2|2|CSR|INDIVIDU|Tabungan Awal|50000|adult|0.08
BPJSTK|Jaminan pekerja rentan|1|1|APBD_KOTA|INDIVIDU|Iuran Jamsostek|100800|adult|0.15
BAGKESRA|Insentif dan santunan keagamaan|1|1|APBD_KOTA|INDIVIDU|Santunan Keagamaan|600000|adult|0.05
BPBD|Bantuan korban bencana|1|1|APBD_KOTA|KELUARGA|Bantuan Bencana|750000|household|0.03
KEC-KADEMANGAN|Sembako warga Kademangan|1|1|APBD_KOTA|KELUARGA|Paket Kecamatan|125000|household|0.25
KEC-WONOASIH|Sembako warga Wonoasih|1|1|APBD_KOTA|KELUARGA|Paket Kecamatan|125000|household|0.25
KEC-MAYANGAN|Sembako warga Mayangan|1|1|APBD_KOTA|KELUARGA|Paket Kecamatan|125000|household|0.25
KEC-KANIGARAN|Sembako warga Kanigaran|1|1|APBD_KOTA|KELUARGA|Paket Kecamatan|125000|household|0.25
KEC-KEDOPOK|Sembako warga Kedopok|1|1|APBD_KOTA|KELUARGA|Paket Kecamatan|125000|household|0.25
DISPENDUKCAPIL|Pelayanan dokumen kependudukan keliling|4|3|APBD_KOTA|INDIVIDU||15000000|household|0.00
DLH|Bank sampah warga berpenghasilan rendah|2|3|APBD_KOTA|KELOMPOK||12000000|household|0.00
DISHUB|Angkutan sekolah gratis|1|3|APBD_KOTA|INDIVIDU||22000000|household|0.00
DISKOMINFO|Titik internet ruang publik|4|3|APBD_KOTA|KELOMPOK||9000000|household|0.00
DISPOPAR|Kampung wisata berdaya|2|3|APBD_KOTA|KELOMPOK||14000000|household|0.00
DISPERPUSIP|Perpustakaan berbasis inklusi sosial|2|3|APBD_KOTA|INDIVIDU||8000000|household|0.00
BAPPEDALITBANG|Koordinasi penanggulangan kemiskinan|4|3|APBD_KOTA|KELOMPOK||18000000|household|0.00
BPPKAD|Pengurangan pajak bumi dan bangunan|1|3|APBD_KOTA|RUMAH_TANGGA||7500000|household|0.00
BKPSDM|Aparatur peduli tetangga|4|3|LAINNYA|KELUARGA||4000000|household|0.00
BAKESBANGPOL|Pembinaan kerukunan warga|4|3|APBD_KOTA|KELOMPOK||6000000|household|0.00
SATPOLPP|Penataan pedagang kaki lima|3|3|APBD_KOTA|USAHA||5500000|household|0.00
INSPEKTORAT|Pengawasan penyaluran bantuan|4|3|APBD_KOTA|KELOMPOK||3500000|household|0.00
SETWAN|Jaring aspirasi warga miskin|4|3|APBD_KOTA|KELOMPOK||5000000|household|0.00
BAGEKON|Stabilisasi harga pangan|1|3|APBD_KOTA|KELUARGA||16000000|household|0.00
BAGHUKUM|Bantuan hukum masyarakat miskin|1|3|APBD_KOTA|INDIVIDU||6500000|household|0.00
BANK-BNI|Literasi keuangan keluarga|2|3|CSR|KELUARGA||4500000|household|0.00
PT-PELABUHAN|Perbaikan lampu jalan pesisir|4|3|CSR|RUMAH_TANGGA||11000000|household|0.00
PT-GULAMANIS|Perbaikan saluran lingkungan|4|3|CSR|RUMAH_TANGGA||10500000|household|0.00
"""


def institutions() -> list[Institution]:
    """Give all institutions that must report, in a fixed order."""
    found = []
    kind = ""
    for line in _INSTITUTIONS.strip().splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
            continue
        code, _, described = line.partition("=")
        name, _, kecamatan = described.partition("@")
        found.append(Institution(code, name, kind, kecamatan or None))
    return found


def programmes() -> list[Programme]:
    """Give all activities; an institution's are numbered from 1."""
    found: list[Programme] = []
    for line in _PROGRAMMES.strip().splitlines():
        institution, name, strategy, group, fund, unit, kind, amount, reach, share = line.split("|")
        number = 1 + sum(programme.institution == institution for programme in found)
        found.append(
            Programme(
                institution, number, name, int(strategy), int(group), fund, unit, kind, int(amount),
                _REACHES[reach], float(share),
            )
        )  # fmt: skip
    return found


def fold_kind(kind: str) -> str:
    """Fold a kind of aid for comparison, as the rules do: without case and spacing."""
    return "".join(kind.casefold().split())


def due_datasets(institution_code: str) -> list[str]:
    """List the data sets that an institution owes."""
    datasets = ["kegiatan"]
    if any(programme.kind and programme.institution == institution_code for programme in programmes()):
        datasets.append("penerima")
    if institution_code == REGISTRY_KEEPER:
        datasets += ["keluarga", "mentas"]
    if institution_code == CIVIL_REGISTRY:
        datasets.append("mentas")
    return datasets


def write_institution_list(path: Path, *, since: Semester) -> None:
    """Write the city's `institutions.yml`: who must report what.

    Every institution reports from the semester `since`; the secretariat owes nothing.
    """
    secretariat = Institution("SEKTAP", "Sekretariat Tetap TKPK Kota Probolinggo", "lainnya")
    entries = []
    for institution in (*institutions(), secretariat):
        datasets = [] if institution is secretariat else due_datasets(institution.code)
        entries.append(
            {
                "code": institution.code,
                "name": institution.name,
                "type": institution.type,
                "datasets": datasets,
                "since": since.key,
                "channel": {"kind": "folder", "url": "inbox"},
            }
        )
    text = yaml.safe_dump({"institutions": entries}, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
