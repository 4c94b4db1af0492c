"""What the sandbox remembers: objects, events to deliver, and replies given, in one SQLite database.

One connection behind one lock. Every request is a single write transaction, so an effect, its events and its stored
reply appear together or not at all; a sandbox killed at any moment and started again on the same file is consistent.
"""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shop.payment.sandbox.faults import invalid, missing

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    object TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (object, seq);
CREATE INDEX IF NOT EXISTS objects_by_intent ON objects (json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_open ON objects (json_extract(body, '$.expires_at'))
    WHERE object = 'checkout.session' AND json_extract(body, '$.status') = 'open';
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    status INTEGER,
    body TEXT,
    created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'due', 'delivered', 'dropped')),
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
"""

_PREFIXES = {
    "checkout.session": "cs_test_",
    "item": "li_",
    "price": "price_",
    "product": "prod_",
    "payment_intent": "pi_",
    "charge": "ch_",
    "balance_transaction": "txn_",
    "refund": "re_",
    "dispute": "du_",
    "event": "evt_",
    "payment_method": "pm_",
}


class Store:
    def __init__(self, path: str = ":memory:"):
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time; within another one it simply joins."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> int:
        """Run a writing statement; answers with the number of rows it touched."""
        with self.transaction():
            return self._db.execute(sql, values).rowcount

    def add(self, body: dict[str, Any]) -> dict[str, Any]:
        self.change(
            "INSERT INTO objects (id, object, created, body) VALUES (?, ?, ?, ?)",
            body["id"],
            body["object"],
            body["created"],
            json.dumps(body),
        )
        return body

    def save(self, body: dict[str, Any]) -> dict[str, Any]:
        self.change("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def find(self, kind: str, object_id: str | None) -> dict[str, Any] | None:
        rows = self.rows("SELECT body FROM objects WHERE id = ? AND object = ?", object_id, kind)
        return json.loads(rows[0][0]) if rows else None

    def get(self, kind: str, object_id: str, param: str = "id") -> dict[str, Any]:
        body = self.find(kind, object_id)
        if body is None:
            raise missing(kind, object_id, param)
        return body

    def page(self, kind: str, url: str, params: dict[str, Any], filters: dict[str, Any]) -> dict[str, Any]:
        """A Stripe list: newest first, by cursor, filtered by equality on fields and by ``created``."""
        limit = params.get("limit", 10)
        if not 1 <= limit <= 100:
            raise invalid("limit", "Invalid limit: it must be between 1 and 100.")
        where, values, backwards = ["object = ?"], [kind], "ending_before" in params
        for field, value in filters.items():
            where.append(f"json_extract(body, '$.{field}') = ?")
            values.append(value)
        created = params.get("created", {})
        for name, bound in (created if isinstance(created, dict) else {"eq": created}).items():
            where.append(f"created {_COMPARISONS[name]} ?")
            values.append(bound)
        for cursor, comparison in (("starting_after", "<"), ("ending_before", ">")):
            if cursor in params:
                where.append(f"seq {comparison} (SELECT seq FROM objects WHERE id = ?)")
                values.append(self.get(kind, params[cursor], cursor)["id"])
        order = "ASC" if backwards else "DESC"
        sql = f"SELECT body FROM objects WHERE {' AND '.join(where)} ORDER BY seq {order} LIMIT ?"
        found = [json.loads(body) for (body,) in self.rows(sql, *values, limit + 1)]
        data = found[:limit][::-1] if backwards else found[:limit]
        return {"object": "list", "url": url, "has_more": len(found) > limit, "data": data}

    def clear(self) -> None:
        with self.transaction():
            for table in ("objects", "replies", "deliveries"):
                self.change(f"DELETE FROM {table}")


_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "="}


def new_id(kind: str) -> str:
    return _PREFIXES[kind] + secrets.token_hex(16)


def now() -> int:
    return int(time.time())
