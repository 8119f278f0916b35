"""The contracts as data: what every reader relies on."""

import pytest

from sources.contract import fold_label, load_code_lists, load_contracts
from sources.contract_schemas import received_schema
from sources.readers.naming import dataset_named, dataset_of_file
from sources.readers.target_fields import target_fields_of


@pytest.mark.parametrize("dataset", load_contracts())
def test_no_spelling_means_two_columns(dataset: str) -> None:
    owner: dict[str, str] = {}
    for column in load_contracts()[dataset].columns:
        for name, aliases in ((column.name, column.aliases), *column.name_columns.items()):
            for spelling in (name, *aliases):
                assert owner.setdefault(fold_label(spelling), name) == name, spelling


@pytest.mark.parametrize("dataset", load_contracts())
def test_every_column_and_alias_finds_its_slot(dataset: str) -> None:
    target_fields = target_fields_of(dataset, 2023)
    for target_field, column in enumerate(target_fields.contract.columns):
        in_money = [f"{column.name} (Rp)"] if column.type == "amount" else []
        for spelling in (column.name, column.name.upper().replace("_", " "), *in_money, *column.aliases):
            found = target_fields.find(spelling)
            assert found is not None, spelling
            assert found.target_field == target_field, spelling


def test_no_sheet_name_means_two_data_sets() -> None:
    owner: dict[str, str] = {}
    for name, contract in load_contracts().items():
        for alias in contract.sheet_aliases:
            assert owner.setdefault(fold_label(alias), name) == name, alias


@pytest.mark.parametrize(
    ("sheet", "dataset"),
    [
        ("kegiatan", "kegiatan"),
        ("KEGIATAN", "kegiatan"),
        ("Data_Penerima", "penerima"),
        ("Kegiatan (rev)", "kegiatan"),
        ("Kegiatan[2]", "kegiatan"),
        ("Penerima Manfaat 2023", "penerima"),
        ("Keluarga Mentas", "mentas"),
        ("2. Penerima", "penerima"),
        ("BNBA", "penerima"),
        ("BNBA Sembako", "penerima"),
        ("Keluarga Penerima Manfaat", "penerima"),
        ("Keluarga Miskin Penerima Bantuan", "penerima"),
        ("Daftar Keluarga Penerima Manfaa", "penerima"),  # as a program cuts it off behind 31 characters
        ("Penerima Program Keluarga Harapan", "penerima"),
        ("Penerima Non DTKS", "penerima"),
        ("Penerima Kegiatan Rantang", "penerima"),
        ("Lampiran 1 - Kegiatan", "kegiatan"),
        ("KEGIATAN_final", "kegiatan"),
        ("Kegiatan2023", "kegiatan"),
        ("DataPenerima", "penerima"),
        ("datapenerima", "penerima"),
        ("P E N E R I M A", "penerima"),
        ("Program dan Kegiatan", "kegiatan"),
        ("Lampiran II.B Daftar Penerima Manfaat", "penerima"),
        ("KPM Graduasi", "mentas"),
        ("Data Keluarga DTKS", "keluarga"),
        ("Kegiatan dan Penerima", None),
        ("Kegiatan & Penerima", None),
        ("Penerima/Keluarga", None),
        ("Rekap Kegiatan", None),
        ("Rekapitulasi Data Penerima", None),
        ("Daftar Kode Kegiatan", None),
        ("Calon Penerima", None),
        ("Non Penerima", None),
        ("Petunjuk Kegiatan", None),
        ("Penerima (contoh)", None),
        ("Grafik Penerima", None),
        ("Program Keluarga Harapan", None),
        ("Kartu Keluarga", None),
        ("Surat Keputusan", None),
        ("Penerimaan", None),
        ("Petunjuk", None),
        ("", None),
    ],
)
def test_sheets_are_known_by_name(sheet: str, dataset: str | None) -> None:
    assert dataset_named(sheet) == dataset


@pytest.mark.parametrize(
    ("stem", "dataset"),
    [
        ("penerima", "penerima"),
        ("Rekap 2023 - penerima", "penerima"),
        ("rekap-2023-penerima", "penerima"),
        ("Laporan Kegiatan 2023 - Penerima", "penerima"),
        ("Laporan Kegiatan 2023 - Sheet1", "kegiatan"),
        ("penerima - Salinan (2)", "penerima"),
        ("penerima 2023-06-30", "penerima"),
        ("Kegiatan 2023 - Rekap Penerima", None),
        ("Rekap Penerima", None),
        ("Rekap 2023 - Sheet1", None),
    ],
)
def test_a_csv_is_named_after_its_workbook_and_the_sheet(stem: str, dataset: str | None) -> None:
    assert dataset_of_file(stem) == dataset


@pytest.mark.parametrize("dataset", load_contracts())
def test_coded_columns_name_a_code_list_that_exists(dataset: str) -> None:
    for column in load_contracts()[dataset].columns:
        assert (column.code_list is not None) == (column.type == "code"), column.name
        assert column.code_list is None or column.code_list in load_code_lists()


def test_received_columns_carry_fault_and_text_where_cells_can_fail() -> None:
    names = received_schema(load_contracts()["penerima"]).names
    assert {"nik", "nik__fault", "nik__raw", "nama"} <= set(names)
    assert "nama__fault" not in names


@pytest.mark.parametrize("dataset", load_contracts())
def test_what_a_contract_says_of_its_columns_are_columns_of_that_type(dataset: str) -> None:
    contract = load_contracts()[dataset]
    assert {contract.column(name).type for name in contract.dated_by or ()} <= {"date"}
    if contract.matched is None:
        return
    types = {"kk": "kk", "nik": "nik", "region_code": "region", "birth_date": "date", "sex": "code"}
    for role, name in contract.matched.model_dump(exclude={"role"}, exclude_none=True).items():
        assert contract.column(name).type == types.get(role, "text"), role


def test_positions_are_taken_once() -> None:
    assert len({contract.position for contract in load_contracts().values()}) == len(load_contracts())
