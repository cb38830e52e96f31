"""The partition in which one run's costs stand: made, indexed once filled, dropped whole."""

from django.db import connection

from services.models import CoverageCost, CoverageRun

TABLE = CoverageCost._meta.db_table


def create_partition(run: CoverageRun) -> None:
    """Make a run's partition, empty."""
    with connection.cursor() as cursor:
        # A flushed database counts its runs anew and may hold the costs of an older one.
        cursor.execute(f"DROP TABLE IF EXISTS {_name(run)}")
        cursor.execute(
            f"CREATE TABLE {_name(run)} PARTITION OF {TABLE} FOR VALUES IN ({int(run.pk)})"
        )


def index_partition(run: CoverageRun) -> None:
    """Index a run's partition, which also makes sure that no cost stands there twice."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNIQUE INDEX ON {_name(run)} (category_id, metric, cell_id)")


def drop_partition(run: CoverageRun) -> None:
    """Drop a run's costs."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_name(run)}")


def _name(run: CoverageRun) -> str:
    return f"{TABLE}_run_{int(run.pk)}"
