"""Reads an exported history with DuckDB and compares it with the index that it was exported from."""

import sqlite3
import sys
from pathlib import Path

import duckdb

folder = Path(sys.argv[1])
index = sqlite3.connect(f"file:{folder / 'index.db'}?mode=ro", uri=True)
warehouse = duckdb.connect()


def parquet(kind: str) -> str:
    """All files of a kind, with the day that their folder names."""
    return f"read_parquet('{folder}/parquet/{kind}/*/*.parquet', hive_partitioning = true)"


def equal(what: str, chain: str, exported: str) -> None:
    """Compares what the index answers with what DuckDB answers."""
    wanted = index.execute(chain).fetchall()
    found = warehouse.execute(exported).fetchall()
    if wanted != found:
        at = next((i for i, pair in enumerate(zip(wanted, found)) if pair[0] != pair[1]), min(len(wanted), len(found)))
        sys.exit(f"{what}: row {at}: the index has {wanted[at:at + 1]}, Parquet {found[at:at + 1]}")
    if not wanted:
        sys.exit(f"{what}: there is nothing to compare")
    print(f"{what}: {len(wanted)} rows")


equal(
    "entries",
    """
    SELECT j.id, j.id >> 20, b.at, j.at,
           CASE s.kind WHEN 2 THEN 'product' WHEN 3 THEN 'lot' END, s.number, s.item, j.sequence, k.name,
           CASE j.standing WHEN 0 THEN 'Declared' WHEN 1 THEN 'Attested' ELSE 'Confirmed' END,
           CASE j.author WHEN 0 THEN 'Operator' WHEN 1 THEN 'Council' ELSE 'Consumer' END,
           j.organisation, a.address, lower(hex(j.digest)), j.media,
           date(b.at / 1000, 'unixepoch')
    FROM journal j JOIN block b ON b.number = j.id >> 20 JOIN subject s ON s.id = j.subject
    JOIN name k ON k.id = j.kind LEFT JOIN account a ON a.id = j.operator ORDER BY j.id
    """,
    f"""
    SELECT place, block, epoch_ms(block_at), epoch_ms("at"), subject, number, item, sequence, kind, standing, author,
           organisation, operator, coalesce(digest, ''), media, CAST(day AS VARCHAR)
    FROM {parquet('journal')} ORDER BY place
    """,
)
equal(
    "statistics",
    """
    SELECT date(b.at / 1000, 'unixepoch'), CASE s.kind WHEN 2 THEN 'product' WHEN 3 THEN 'lot' END, k.name,
           j.organisation, count(*)
    FROM journal j JOIN block b ON b.number = j.id >> 20 JOIN subject s ON s.id = j.subject
    JOIN name k ON k.id = j.kind GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """,
    f"""
    SELECT CAST(day AS VARCHAR), subject, kind, organisation, sum(entries)::BIGINT FROM {parquet('statistics')}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """,
)
types = warehouse.execute(f"DESCRIBE SELECT day, \"at\" FROM {parquet('journal')}").fetchall()
found = [row[1] for row in types]
if found != ["DATE", "TIMESTAMP WITH TIME ZONE"]:
    sys.exit(f"days and moments are read as {found}")
