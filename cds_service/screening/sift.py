"""Takes an export apart into buckets of patients that hold only the lines that may matter.

DuckDB reads the lines; no Python object is made for any of them. Lines are alike when they have the
same members and the same content in the members of `ALIKE`. One line of each kind found in a sample
is shown to `Relevance`; kinds in which no code and no phrase is known are left out, and lines of any
other kind are kept. What is kept is therefore a superset of what the readers read. A line that a
kept line refers to is kept as well, because dates and names are looked up there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from cds_service.screening.export import Export
from fhir_mappers.document import Document
from fhir_mappers.relevance import ALWAYS_READ, READ_WITH, SILENT, Relevance

LINE_LIMIT = 16_000_000
NOBODY = -1
SAMPLE = 200_000
ALIKE = (
    "bodySite",
    "category",
    "class",
    "code",
    "hospitalization",
    "medicationCodeableConcept",
    "reasonCode",
    "serviceType",
    "type",
    "valueCodeableConcept",
)
_PATHS = ["resourceType", "id", "subject.reference", "patient.reference", *ALIKE]
_FIRST_ALIKE = len(_PATHS) - len(ALIKE) + 1
_LINES = f"""
    SELECT line, told, members, hash(told[1], told[{_FIRST_ALIKE}:], members) AS kind
    FROM (
        SELECT line,
               try(json_extract(line, {[f"$.{path}" for path in _PATHS]})) AS told,
               try(json_keys(line)) AS members
        FROM read_csv(getvariable('files'), columns = {{'line': 'VARCHAR'}}, delim = '\\x01',
                      quote = '', escape = '', nullstr = '\\x02', header = false,
                      auto_detect = false, strict_mode = false, store_rejects = true,
                      max_line_size = {LINE_LIMIT})
    )
    WHERE line <> ''
"""
_PATIENT = """
    coalesce(
        nullif(regexp_extract(coalesce(told[3], told[4])::VARCHAR, 'Patient/([^/"?#|]+)', 1), ''),
        CASE WHEN told[1]::VARCHAR = '"Patient"' THEN trim(told[2]::VARCHAR, '"') END
    )
"""
_NAME = """concat(trim(told[1]::VARCHAR, '"'), '/', trim(told[2]::VARCHAR, '"'))"""
_REFERENCES = """unnest(regexp_extract_all(line, '"reference"\\s*:\\s*"([A-Za-z]+/[^"]+)"', 1))"""
_NEVER_LOOKED_UP = "^(Patient|Encounter|Practitioner|PractitionerRole|Organization|Location)/"


@dataclass(frozen=True)
class Sifted:
    """Bucket folders, and how many lines cannot be read or name no patient."""

    buckets: tuple[Path, ...]
    unusable: int


class Sieve:
    """An embedded database at work on one export; it spills into the work folder."""

    def __init__(self, export: Export, work: Path, relevance: Relevance, threads: int) -> None:
        """Open the database; nothing is read yet."""
        self._work = work
        self._relevance = relevance
        self._db = duckdb.connect(":memory:", config={"threads": threads})
        self._db.execute("SET preserve_insertion_order = false")
        self._db.execute("SET memory_limit = '2GB'")
        self._db.execute("SET temp_directory = ?", [str(work / "spill")])
        self._db.execute("SET VARIABLE files = ?", [[str(file) for file in export.files]])

    def sift(self, buckets: int) -> Sifted:
        """Write the lines that may matter into that many buckets, and count all lines."""
        self._learn()
        self._write(f"FROM ({_LINES}) WHERE kind NOT IN (FROM dull)", buckets, "kept")
        if self._find_references():
            dull = f"FROM ({_LINES}) WHERE kind IN (FROM dull)"
            self._write(f"{dull} AND {_NAME} IN (FROM referred)", buckets, "referred")
        folders = sorted((self._work / "lines").glob("bucket=*"))
        usable = tuple(folder for folder in folders if folder.name != f"bucket={NOBODY}")
        return Sifted(usable, self._unusable(self._work / "lines" / f"bucket={NOBODY}"))

    def _learn(self) -> None:
        """Find the kinds of line that say nothing, from one example of each in the sample."""
        examples = self._db.execute(
            f"SELECT kind, any_value(line) FROM (FROM ({_LINES}) LIMIT {SAMPLE}) "
            "WHERE told[1] IS NOT NULL GROUP BY kind"
        ).fetchall()
        dull = [kind for kind, line in examples if self._is_dull(line)]
        self._db.execute("CREATE TABLE dull AS SELECT unnest(?::UBIGINT[]) AS kind", [dull])

    def _is_dull(self, line: str) -> bool:
        document = Document(line.encode())
        telling = set(document.members) - SILENT - {"resourceType"}
        if document.kind in ALWAYS_READ or telling & READ_WITH or telling - set(ALIKE):
            return False
        return not self._relevance.kinds_in(document)

    def _write(self, source: str, buckets: int, name: str) -> None:
        self._db.execute(
            f"COPY (SELECT coalesce((hash(patient) % {buckets})::INTEGER, {NOBODY}) AS bucket, "
            f"patient, line FROM (SELECT {_PATIENT} AS patient, line {source})) "
            f"TO '{self._work / 'lines'}' (FORMAT parquet, PARTITION_BY (bucket), "
            f"FILENAME_PATTERN '{name}-{{i}}', OVERWRITE_OR_IGNORE, COMPRESSION lz4)"
        )

    def _find_references(self) -> bool:
        """Names that kept lines refer to, apart from people, places and visits."""
        self._db.execute(
            f"CREATE TABLE referred AS SELECT DISTINCT name FROM (SELECT {_REFERENCES} AS name "
            f"FROM read_parquet('{self._work}/lines/*/kept-*.parquet')) "
            f"WHERE NOT regexp_matches(name, '{_NEVER_LOOKED_UP}')"
        )
        (found,) = self._db.execute("SELECT count(*) FROM referred").fetchone() or (0,)
        return bool(found)

    def _unusable(self, folder: Path) -> int:
        """Lines without a patient, among them those that are no JSON, and lines that were refused.

        A line that cannot matter is not looked at closely enough to be counted here.
        """
        (refused,) = self._db.execute("SELECT count(*) FROM reject_errors").fetchone() or (0,)
        if not folder.is_dir():
            return int(refused)
        files = f"read_parquet('{folder}/*.parquet')"
        (kept,) = self._db.execute(f"SELECT count(*) FROM {files}").fetchone() or (0,)
        return int(refused) + int(kept)
