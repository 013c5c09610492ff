"""Reads an exported history with DuckDB and compares it with the index that it was exported from.

With a second argument it is read with Spark too, and both must answer the same.
"""

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


def differ(what: str, wanted: list, found: list) -> None:
    """Ends where two answers differ first."""
    if wanted != found:
        at = next((i for i, pair in enumerate(zip(wanted, found)) if pair[0] != pair[1]), min(len(wanted), len(found)))
        sys.exit(f"{what}: row {at}: the index has {wanted[at:at + 1]}, Parquet {found[at:at + 1]}")
    if not wanted:
        sys.exit(f"{what}: there is nothing to compare")
    print(f"{what}: {len(wanted)} rows")


def equal(what: str, chain: str, exported: str) -> None:
    """Compares what the index answers with what DuckDB answers."""
    differ(what, index.execute(chain).fetchall(), warehouse.execute(exported).fetchall())


equal(
    "entries",
    """
    SELECT j.id, j.id >> 20, b.at, j.at,
           CASE s.kind WHEN 2 THEN 'product' WHEN 3 THEN 'lot' END, s.number, s.item, j.lot, j.sequence, k.name,
           CASE j.standing WHEN 0 THEN 'Declared' WHEN 1 THEN 'Attested' ELSE 'Confirmed' END,
           CASE j.author WHEN 0 THEN 'Operator' WHEN 1 THEN 'Council' ELSE 'Consumer' END,
           j.organisation, a.address, lower(hex(j.digest)), j.media,
           date(b.at / 1000, 'unixepoch')
    FROM journal j JOIN block b ON b.number = j.id >> 20 JOIN subject s ON s.id = j.subject
    JOIN name k ON k.id = j.kind LEFT JOIN account a ON a.id = j.operator ORDER BY j.id
    """,
    f"""
    SELECT place, block, epoch_ms(block_at), epoch_ms("at"), subject, number, item, lot, sequence, kind, standing,
           author, organisation, operator, coalesce(digest, ''), media, CAST(day AS VARCHAR)
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
equal(
    "outcomes",
    """
    SELECT o.place, n.name, o.declaration, o.line, o.declarant, o.merchant, printf('%014d', o.gtin), o.lot, o.hs, o.origin,
           o.items, date(o.day * 86400, 'unixepoch')
    FROM outcome o JOIN name n ON n.id = o.what ORDER BY o.id
    """,
    f"""
    SELECT place, what, declaration, line, declarant, merchant, gtin, lot, hs, origin, items, CAST(day AS VARCHAR)
    FROM {parquet('outcomes')} ORDER BY place, line
    """,
)
# The question of docs/index.md: goods released and detained, by product and origin.
equal(
    "by product and origin",
    """
    SELECT p.name, o.origin, n.name, sum(o.items) FROM outcome o JOIN name n ON n.id = o.what
    JOIN product p ON p.gtin = o.gtin WHERE n.name IN ('Released', 'Detained') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """,
    f"""
    SELECT p.name, o.origin, o.what, sum(o.items)::BIGINT FROM {parquet('outcomes')} o
    JOIN '{folder}/parquet/products/products.parquet' p USING (gtin)
    WHERE o.what IN ('Released', 'Detained') GROUP BY ALL ORDER BY ALL
    """,
)
equal(
    "lots",
    "SELECT id, printf('%014d', gtin), batch, issuer, count, status, issued_at FROM lot ORDER BY id",
    f"SELECT id, gtin, batch, issuer, items, status, epoch_ms(issued_at) FROM '{folder}/parquet/lots/lots.parquet' ORDER BY id",
)
equal(
    "organisations",
    "SELECT id, name, country FROM organisation ORDER BY id",
    f"SELECT id, name, country FROM '{folder}/parquet/organisations/organisations.parquet' ORDER BY id",
)
types = warehouse.execute(f"DESCRIBE SELECT day, \"at\" FROM {parquet('journal')}").fetchall()
found = [row[1] for row in types]
if found != ["DATE", "TIMESTAMP WITH TIME ZONE"]:
    sys.exit(f"days and moments are read as {found}")

if len(sys.argv) > 2:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config(
        "spark.sql.session.timeZone", "UTC"
    ).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for kind, columns in {
        "journal": "place, block, subject, number, item, lot, sequence, kind, standing, author, organisation, operator, digest, day",
        "outcomes": "place, what, declaration, line, declarant, merchant, gtin, lot, origin, items, day",
        "statistics": "day, subject, kind, standing, organisation, entries",
    }.items():
        spark.read.parquet(str(folder / "parquet" / kind)).createOrReplaceTempView(kind)
        order = ", ".join(str(i + 1) for i in range(columns.count(",") + 1))
        told = [tuple(row) for row in spark.sql(f"SELECT {columns} FROM {kind} ORDER BY {order}").collect()]
        wanted = warehouse.execute(f"SELECT {columns} FROM {parquet(kind)} ORDER BY ALL NULLS FIRST").fetchall()
        differ(f"{kind}, by Spark", wanted, told)
    spark.stop()
