"""The shop's database and the sandbox's, put back to a moment, fast: so that every point starts from the same state."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from tests.payment.sandbox_fixture import Sandbox

_SANDBOX_TABLES = ("objects", "replies", "deliveries")


def snapshot_of_the_shop() -> "FileSnapshot | TablesSnapshot":
    connections.close_all()
    return FileSnapshot() if connection.vendor == "sqlite" else TablesSnapshot()


class FileSnapshot:
    """On SQLite: a copy of the file."""

    def __init__(self):
        self._file = Path(connection.settings_dict["NAME"])
        self._copy = Path(f"{self._file}.before")
        shutil.copyfile(self._file, self._copy)  # closing the last connection wrote its log into the file

    def restore(self) -> None:
        connections.close_all()
        for log in ("-wal", "-shm"):
            Path(f"{self._file}{log}").unlink(missing_ok=True)
        shutil.copyfile(self._copy, self._file)

    def everything(self) -> dict[str, str]:
        """What every table holds now, whatever the order of its rows."""
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            return {table: self._rows(cursor, table) for table in tables}

    def discard(self) -> None:
        self._copy.unlink()

    @staticmethod
    def _rows(cursor, table: str) -> str:
        cursor.execute(f'SELECT * FROM "{table}"')
        return str(sorted(map(str, cursor.fetchall())))


class TablesSnapshot:
    """On PostgreSQL: a copy of each table, from which those that changed are written anew.

    A database from a template is slower, twice: it is copied whole, and each new connection learns its tables anew.
    The connection here is one of its own, which stays open over all forks; no child touches it.
    """

    def __init__(self):
        self._server = connection.copy(alias="snapshots")
        with self._server.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
            cursor.execute("DROP SCHEMA IF EXISTS before CASCADE")
            cursor.execute("CREATE SCHEMA before")
            tables = connection.introspection.table_names(cursor)
            for table in tables:
                cursor.execute(f'CREATE TABLE before."{table}" AS TABLE public."{table}"')
            rows = "SELECT '{0}', md5(string_agg(row::text, '|' ORDER BY row::text)) FROM public.\"{0}\" AS row"
            cursor.execute("PREPARE everything AS " + " UNION ALL ".join(rows.format(table) for table in tables))
        self._before = self.everything()

    def restore(self) -> None:
        with self._server.cursor() as cursor:
            # The server may not have noticed yet that the process at the other end was killed.
            connection.ensure_connection()
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [connection.connection.info.backend_pid],
            )
            now = self.everything()
            for table in self._before:
                if now[table] != self._before[table]:
                    cursor.execute(f'DELETE FROM public."{table}"')
                    cursor.execute(f'INSERT INTO public."{table}" SELECT * FROM before."{table}"')

    def everything(self) -> dict[str, str]:
        """What every table holds now, whatever the order of its rows."""
        with self._server.cursor() as cursor:
            cursor.execute("EXECUTE everything")
            return dict(cursor.fetchall())

    def discard(self) -> None:
        with self._server.cursor() as cursor:
            cursor.execute("DROP SCHEMA before CASCADE")
        self._server.close()


class StripeOnFile(Sandbox):
    """A sandbox whose memory is a file, so that it can be made to forget what came after a moment."""

    def __init__(self, file: Path):
        self._file = file
        super().__init__("--database", str(file))

    def remembered(self) -> dict[str, list[tuple]]:
        with closing(sqlite3.connect(self._file, timeout=10)) as database:
            return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in _SANDBOX_TABLES}

    def remember(self, rows_by_table: dict[str, list[tuple]]) -> None:
        with closing(sqlite3.connect(self._file, timeout=10)) as database, database:
            for table, rows in rows_by_table.items():
                database.execute(f"DELETE FROM {table}")
                for row in rows:
                    database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
