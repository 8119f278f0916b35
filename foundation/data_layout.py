"""Where everything stands under `SEKTAP_DATA`. The one place that spells a path; creates nothing.

```
archive/        every file ever handed in, by content, and the ledger (personal data)
private/        rows as they were read, findings with the values, model and scores of the linkage (personal data)
accepted/       what SQL reads: accepted rows and what can be read of refused registry rows, with pseudonyms,
                reconciliation, findings of validation (no personal data)
reference/      further inputs of the warehouse: institutions, semesters, population, the run's own facts
linkage/        by semester: household entities, matches, and what is known after it (pseudonyms only)
running/        a locked file for every run whose process lives
plan/           how far the work on each semester has come
marts/          the marts of each semester as a partition, and what it leaves for later ones (no personal data)
history/        findings of earlier states, for first_seen_at and resolved; institutions that have left the list
warehouse/      the database that dbt builds; read for what is published, and for the rows behind a finding
published/      what analysts read: sektap.duckdb and Parquet
feedback/       workbooks that go back to institutions, and lists for review (personal data)
dagster/        runs, events and logs of Dagster
```
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataLayout:
    """The folders and files of one installation, all below `root`."""

    root: Path

    @property
    def data_version(self) -> Path:
        """File that names the version of the zones."""
        return self.root / "data_version"

    @property
    def run_lock(self) -> Path:
        """Lock file of the one run that may write."""
        return self.root / "run.lock"

    def heartbeat(self, run_id: str) -> Path:
        """File that a run's process keeps locked for as long as it lives."""
        return self.root / "running" / run_id

    @property
    def archive_objects(self) -> Path:
        """Content-addressed files: `<first two hex digits>/<sha256>`."""
        return self.root / "archive" / "objects"

    @property
    def archive_incoming(self) -> Path:
        """Files on their way into the archive; empty but while a submission is collected."""
        return self.root / "archive" / "incoming"

    @property
    def ledger(self) -> Path:
        """SQLite ledger of files, submission versions and what became of them."""
        return self.root / "archive" / "ledger.sqlite"

    @property
    def private_zone(self) -> Path:
        """Folder of what stages keep of personal data."""
        return self.root / "private"

    @property
    def received_zone(self) -> Path:
        """Folder of all rows as read, by semester and institution."""
        return self.private_zone / "received"

    def received(self, semester: str, institution_code: str) -> Path:
        """Folder of one submission's rows as read: one Parquet per data set, and `sheet`, `file`, `file_fault`."""
        return self.received_zone / f"semester={semester}" / f"institution_code={institution_code}"

    def private_findings(self, semester: str, institution_code: str, part: str) -> Path:
        """Parquet of one submission's findings with the values that were wrong; `part` is the data set, or `file`."""
        folder = self.private_zone / "validation_finding" / f"semester={semester}"
        return folder / f"institution_code={institution_code}" / f"{part}.parquet"

    @property
    def validation_scratch(self) -> Path:
        """Folder where validation spills rows that do not fit into memory (personal data); empty between runs."""
        return self.private_zone / "scratch"

    @property
    def linkage_scratch(self) -> Path:
        """Folder where the linkage spills what does not fit into memory (personal data); gone between runs."""
        return self.private_zone / "linkage" / ".spill"

    def kept_linkage(self, semester: str) -> Path:
        """Folder of what the linkage of a semester keeps besides: the model, scores, known rows (personal data)."""
        return self.private_zone / "linkage" / f"semester={semester}"

    def pair_weights(self, semester: str) -> Path:
        """Parquet of what each comparison adds to the weight of the semester's likelier pairs of rows, `mw_…`."""
        return self.kept_linkage(semester) / "pair_weight.parquet"

    def review(self, semester: str) -> Path:
        """Workbook in which the secretariat decides on a semester's findings (personal data)."""
        return self.feedback_zone / semester / f"daftar_periksa_{semester}.xlsx"

    def blind_review(self, semester: str, reviewer: int) -> Path:
        """Workbook in which one of two reviewers assesses a sample of a semester's matches (personal data)."""
        return self.feedback_zone / semester / f"periksa_buta_{reviewer}_{semester}.xlsx"

    def secretariat_workbooks(self, semester: str) -> set[Path]:
        """Workbooks of a semester that stand beside the institutions' and are none of theirs."""
        return {self.review(semester), *(self.blind_review(semester, reviewer) for reviewer in (1, 2))}

    def accepted_zone(self, table: str) -> Path:
        """Folder of one accepted table, Hive-partitioned by semester and institution_code."""
        return self.root / "accepted" / table

    def accepted(self, table: str, semester: str, institution_code: str, part: str = "rows") -> Path:
        """Parquet file of one submission in one accepted table.

        `part` is the data set where a table (sheet_reconciliation, control_total, validation_finding) is written data
        set by data set, `file` for the findings of whole files, else `rows`.
        """
        zone = self.accepted_zone(table)
        return zone / f"semester={semester}" / f"institution_code={institution_code}" / f"{part}.parquet"

    def reference(self, table: str) -> Path:
        """Parquet of one reference table that Python writes for the warehouse."""
        return self.root / "reference" / f"{table}.parquet"

    @property
    def population_file(self) -> Path:
        """The secretariat's own population figures (csv: semester, region_code, population); optional."""
        return self.root / "reference" / "population.csv"

    @property
    def linkage_zone(self) -> Path:
        """Folder of what the linkage gives, Hive-partitioned by semester."""
        return self.root / "linkage"

    def linked(self, semester: str) -> Path:
        """Folder of what the linkage of one semester gives."""
        return self.linkage_zone / f"semester={semester}"

    def linkage(self, semester: str, table: str) -> Path:
        """Parquet of one table of the linkage of one semester."""
        return self.linked(semester) / f"{table}.parquet"

    def known(self, semester: str, table: str) -> Path:
        """Parquet of one table of what the linkage knows after a semester."""
        return self.linked(semester) / "known" / f"{table}.parquet"

    def listed(self, semester: str, table: str) -> Path:
        """Parquet of one table of a semester's registry, as the linkage of later semesters may ask after it."""
        return self.linked(semester) / "registry" / f"{table}.parquet"

    def known_rows(self, semester: str, digest: str) -> Path:
        """Parquet of what the rows say that are known after a semester, named by its content (personal data)."""
        return self.kept_linkage(semester) / f"known_row-{digest[:16]}.parquet"

    def error_report(self, stage: str) -> Path:
        """Text of the last unforeseen error of a stage that handles personal data; it can quote such data."""
        return self.private_zone / "error" / f"{stage}.txt"

    def run_marker(self, semester: str) -> Path:
        """JSON file that says how far the work on a semester's accepted rows has come."""
        return self.root / "plan" / f"{semester}.json"

    def spill(self, zone: str) -> Path:
        """Folder into which DuckDB spills what does not fit into memory while it writes the zone; gone between runs."""
        return self.root / zone / ".spill"

    @property
    def marts_zone(self) -> Path:
        """Folder of the marts' partitions, Hive-partitioned by semester."""
        return self.root / "marts"

    def mart_partition(self, semester: str) -> Path:
        """Folder of the rows that the marts have of a semester: one Parquet per mart, and `partition.json`."""
        return self.marts_zone / f"semester={semester}"

    def mart(self, semester: str, mart: str) -> Path:
        """Parquet of the rows of one mart in a semester."""
        return self.mart_partition(semester) / f"{mart}.parquet"

    def carried(self, semester: str, table: str) -> Path:
        """Parquet of what a semester leaves for the marts of later ones and for the dimensions over all semesters."""
        return self.mart_partition(semester) / "carried" / f"{table}.parquet"

    @property
    def file_digests(self) -> Path:
        """JSON file of the digests of Parquet files, so that a file is read again only where it has been replaced."""
        return self.marts_zone / "file_digests.json"

    @property
    def built_semesters(self) -> Path:
        """JSON file of the semesters whose marts the last run has made."""
        return self.marts_zone / "built_semesters.json"

    @property
    def history(self) -> Path:
        """Folder of the findings of earlier states."""
        return self.root / "history"

    @property
    def remembered_institutions(self) -> Path:
        """The last entry of every institution that the list has ever held, in the form of the list."""
        return self.history / "institutions.yml"

    @property
    def warehouse(self) -> Path:
        """DuckDB file that dbt has built, there only when its build has succeeded."""
        return self.root / "warehouse" / "build.duckdb"

    @property
    def warehouse_building(self) -> Path:
        """DuckDB file in which dbt builds. It is named as `warehouse` is: DuckDB calls its catalog after the file."""
        return self.warehouse.parent / "building" / self.warehouse.name

    @property
    def published_database(self) -> Path:
        """DuckDB file that analysts open."""
        return self.root / "published" / "sektap.duckdb"

    @property
    def published_parquet_root(self) -> Path:
        """Link to the folder of all published tables as Parquet, a folder each."""
        return self.root / "published" / "parquet"

    @property
    def feedback_zone(self) -> Path:
        """Folder of the workbooks that go back to institutions, one folder a semester."""
        return self.root / "feedback"

    def feedback(self, semester: str, institution_code: str) -> Path:
        """Workbook that goes back to one institution."""
        return self.feedback_zone / semester / f"{institution_code}.xlsx"

    def feedback_state(self, semester: str) -> Path:
        """JSON file that says what a semester's workbooks were made of, there once all of them are."""
        return self.feedback_zone / semester / ".state.json"

    @property
    def template(self) -> Path:
        """The blank workbook, as made from the Dagster UI."""
        return self.feedback_zone / "template.xlsx"

    @property
    def feedback_scratch(self) -> Path:
        """Folder of workbooks that are being written (personal data); gone between runs."""
        return self.feedback_zone / ".scratch"

    @property
    def review_scratch(self) -> Path:
        """Folder into which DuckDB spills while it collects a list for review (personal data); gone between runs."""
        return self.feedback_zone / ".review"

    @property
    def pseudonym_key(self) -> Path:
        """The random pseudonym key, where none is configured; readable by the owner alone."""
        return self.root / "pseudonym.key"

    @property
    def pseudonym_check(self) -> Path:
        """Check value of the key that this data was pseudonymised with; it gives another key away, but not this one."""
        return self.root / "pseudonym.check"

    @property
    def dagster_home(self) -> Path:
        """DAGSTER_HOME: run, event and schedule storage."""
        return self.root / "dagster"
