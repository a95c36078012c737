"""The SQL that reads an export line by line; lines stay text."""

# ruff: noqa: S608 - put together from our own constants and quoted paths

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cds_service.screening.database import text
from fhir_mappers.likeness import ALIKE, NUMBERS_IN, REFERRING, Weight

NOBODY = -1
LINE_LIMIT = 8_000_000
"""No line may be longer, in bytes."""
LONG = 8_000
"""Longer ones are not read with the others."""
BUFFER = 4_000_000
PARTS = 8
"""A vector of the database, 2048 lines, is read in so many parts."""
PATIENT = r'Patient/([^/"?#|]+)'
"""Whose a resource is, in the reference to its subject."""
_NEVER_LOOKED_UP = "^(Patient|Encounter|Practitioner|PractitionerRole|Organization|Location)/"


def patientless(folder: Path) -> str:
    """The lines of nobody, with their files."""
    return f"SELECT file, line FROM read_parquet({text(folder / '*.parquet')})"


def read(files: str) -> str:
    """A table of lines with their file; `files` is an expression."""
    return (
        f"(SELECT line, filename AS file FROM read_csv({files}, columns = {{'line': 'VARCHAR'}}, "
        "delim = '\\x01', quote = '', escape = '', nullstr = '\\x02', header = false, "
        "auto_detect = false, strict_mode = false, store_rejects = true, rejects_limit = 1, filename = true, "
        f"max_line_size = {LONG}, buffer_size = {BUFFER}))"
    )


def _kinds(source: str) -> str:
    """Lines with a number for their kind; None for a line that is no JSON."""
    paths = ["$.resourceType", *(f"$.{name}" for name in ALIKE if name != NUMBERS_IN)]
    return f"""
    (SELECT line, file, try(hash(
        json_extract(line, {paths}), members,
        CASE WHEN list_contains(members, '{NUMBERS_IN}') THEN regexp_replace(
             json_extract(line, '$.{NUMBERS_IN}')::VARCHAR, '"value":-?[0-9.eE+-]+', '', 'g') END
     )) AS kind
     FROM (SELECT line, file, try(json_keys(line)) AS members FROM {source} WHERE line <> ''))
    """


def _in_parts(source: str) -> str:
    """The same lines, an eighth of a vector at a time.

    A whole vector of lines, with all that is made of them, is larger than the cache of a core.
    """
    return f"""
    (SELECT line, file FROM {source} AS lines, (SELECT unnest(range({PARTS})) AS part)
     WHERE (strlen(line) + part) % {PARTS} = 0)
    """


def _told(source: str) -> str:
    """Lines with type, id and what they say of their subject, each None in a line without."""
    return f"""
    (SELECT *, try(json_extract(line, {_NAMES})) AS told FROM {source})
    """


_NAMES = ["$.resourceType", "$.id", "$.subject.reference", "$.patient.reference"]
_ALL = read("getvariable('files')")
_PATIENT = f"""
    coalesce(
        nullif(regexp_extract(coalesce(told[3], told[4])::VARCHAR, {text(PATIENT)}, 1), ''),
        CASE WHEN told[1]::VARCHAR = '"Patient"' THEN nullif(json_extract_string(told[2], '$'), '')
        END
    )
"""
_NAME = """concat(trim(told[1]::VARCHAR, '"'), '/', trim(told[2]::VARCHAR, '"'))"""
_URN = """concat('urn:uuid:', trim(told[2]::VARCHAR, '"'))"""

WEIGHTS = """
    CREATE TABLE weights AS SELECT unnest(?::UBIGINT[]) AS kind, unnest(?::INTEGER[]) AS weight
"""


EXAMPLES = f"""
    SELECT kind, any_value(line) FROM {_kinds("(SELECT unnest(?::VARCHAR[]) AS line, '' AS file)")}
    WHERE try(json_type(line)) = 'OBJECT' GROUP BY kind
"""
"""One line of each kind among those given."""


HOLD = """
    CREATE OR REPLACE TABLE held AS
    SELECT unnest(?::VARCHAR[]) AS patient, unnest(?::VARCHAR[]) AS line, unnest(?::VARCHAR[]) AS file
"""
HELD = "SELECT *, true AS more FROM held"
"""Lines that were not read with the others."""


def _but(beginnings: Iterable[str]) -> str:
    """All lines but those that begin so and are JSON."""
    begins = [f"starts_with(line, {text(beginning)})" for beginning in beginnings]
    return f"""
    (SELECT * FROM {_ALL}
     WHERE CASE WHEN {" OR ".join(begins) or "false"} THEN NOT json_valid(line) ELSE true END)
    """


def _may_matter(source: str) -> str:
    return f"""
    (SELECT line, file, weight IS NULL OR weight > {Weight.ASIDE} AS more
     FROM {_kinds(_in_parts(source))} LEFT JOIN weights USING (kind)
     WHERE weight IS NULL OR weight > {Weight.NOTHING})
    """


def kept(types: Iterable[str], unread: Iterable[str] = ()) -> str:
    """Lines that may matter, of these types, and lines without a type, with their patients.

    `unread` are beginnings of lines that tell another type.
    """
    names = ", ".join(text(f'"{name}"') for name in sorted(types))
    return f"""
    SELECT patient, line, file, more
    FROM (SELECT line, file, more, {_PATIENT} AS patient, told[1]::VARCHAR AS type
          FROM {_told(_may_matter(_but(unread)))})
    WHERE list_contains([{names}], type) OR type NOT LIKE '"%'
          OR (type IS NULL AND trim(line, ' \t\r') <> '')
    """


_FOLLOWED = [f"$.{name}" for name in REFERRING]
_FOUND = """unnest(regexp_extract_all(told, '"reference":"([^"]+)"', 1))"""


def references(files: str, number: int) -> str:
    """A table of the names that the lines of a round refer to, by patient."""
    return f"""
    CREATE TABLE referred_{number} AS
    SELECT DISTINCT patient, name
    FROM (SELECT patient, {_FOUND} AS name
          FROM (SELECT patient, json_extract(line, {_FOLLOWED})::VARCHAR AS told
                FROM read_parquet({text(files)})
                WHERE patient IS NOT NULL AND contains(line, '"reference"')))
    WHERE name NOT LIKE '#%' AND NOT regexp_matches(name, '{_NEVER_LOOKED_UP}')
    """


def referred(number: int) -> str:
    """Lines of those names: the patient's own, or nobody's (a drug that many take)."""
    return f"""
    SELECT DISTINCT referred.patient AS patient, line, file, true AS more
    FROM (SELECT {_PATIENT} AS own, line, file, unnest([{_NAME}, {_URN}]) AS name
          FROM {_told(_ALL)} WHERE told[2] IS NOT NULL) AS found
    JOIN referred_{number} AS referred
      ON referred.name = found.name AND coalesce(found.own, referred.patient) = referred.patient
    """


def write(source: str, folder: Path, buckets: int, name: str) -> str:
    """Write lines into one folder a bucket; lines of nobody go to bucket `NOBODY`."""
    return f"""
    COPY (SELECT CASE WHEN patient IS NULL THEN {NOBODY} ELSE hash(patient) % {buckets} END::INTEGER
                 AS bucket,
                 patient, line, file, more FROM ({source}))
    TO {text(folder)} (FORMAT parquet, PARTITION_BY (bucket), FILENAME_PATTERN '{name}-{{i}}',
                        OVERWRITE_OR_IGNORE, COMPRESSION lz4, ROW_GROUP_SIZE 4096)
    """


REFUSED = """
    SELECT DISTINCT file_path FROM reject_errors JOIN reject_scans USING (scan_id, file_id)
    ORDER BY ALL
"""
