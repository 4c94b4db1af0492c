"""Nothing that can be typed, forged or broken on its way makes a page of the workspace fail."""

import json
import logging
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from shop.workspace.entrance.door import PHONE_COOKIE
from shop.workspace.listings.steps import STEPS
from tests import factories
from tests.shared_out import share_of
from tests.shop.workspace.test_who_sees_what import about, filled
from tests.test_doors import addresses
from tests.two_groups import Scene, scene

pytestmark = pytest.mark.django_db

VALUES = {
    "nothing": "",
    "a NUL": "a\0b",
    "a number too large": "9" * 40,
    "a number below nothing": "-1",
    "no number": "NaN",
    "a number with a power": "1e999",
    "figures of another script": "١٢٣",
    "emoji": "🧺👩🏿‍🦱" * 40,
    "right to left": "\u202eسلة منسوجة\u202c",
    "half a sign": "\ud83e",
    "10,001 letters": "x" * 10_001,
    "a path": "../../../../etc/passwd",
    "a list": "[1,2]",
    "a date that is none": "2026-02-31",
    "a year of 9999": "9999-12-31",
    "no number of ours": str(uuid4()),
}
FIELDS = (
    "act answers artisans bottom depth_cm diameter_cm from_list give_up height_cm in is_one_of_a_kind key kind language left "
    "leader listing next off people photo photos pin price_is_meant price_rwf quantity right says send shape stay text title "
    "to top until version weight_grams why width_cm words number old again"
).split()


@pytest.fixture
def there(world, stripe) -> Scene:
    return scene(stripe)


def paths(there: Scene) -> list[str]:
    """Every address of the workspace, about what is ours."""
    found = sorted({address for address in addresses() if address.startswith("workspace/")})
    plain = [filled(address, about(there, "own", address)) for address in found if "/leave/" not in address]
    steps = [f"/workspace/pieces/{there.ours.draft.key}/{step.code}/" for step in STEPS]
    return [*plain, *steps, f"/workspace/pieces/{uuid4()}/what/", f"/workspace/story/{uuid4()}/"]


def test_no_page_of_the_workspace_fails_whatever_is_sent(there, caplog):
    caplog.set_level(logging.ERROR, logger="django.request")
    client, failed = Client(raise_request_exception=False), []
    factories.let_in(client, there.ours.leader)
    cookies = client.cookies.output(header="", sep=";")
    asked = [(method, path) for path in paths(there) for method in ("get", "post")]

    for what in share_of(list(VALUES)):
        body = dict.fromkeys(FIELDS, VALUES[what])
        for method, path in asked:
            client.cookies.load(cookies)
            with transaction.atomic():
                status = sent(client, method, path, body)
                transaction.set_rollback(True)
            failed += [(what, method, path, status)] * (status >= 500)

    assert failed == []
    assert client.get("/workspace/").status_code == 200  # the visit has gone on all the while


def sent(client: Client, method: str, path: str, body: dict) -> int:
    if any("\ud800" <= sign <= "\udfff" for value in body.values() for sign in value):
        # As a browser never sends it.
        raw = "&".join(f"{name}=%ED%A0%BE" for name in body)
        return client.generic(method.upper(), path, raw, content_type="application/x-www-form-urlencoded").status_code
    return getattr(client, method)(path, body).status_code


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"1e999",
    b"\xff\xfe",
    b"[" * 20_000,
    json.dumps({"key": 1, "leader": [], "answers": []}).encode(),
    json.dumps({"key": str(uuid4()), "leader": 10**30}).encode(),
    json.dumps({"key": str(uuid4()), "leader": True, "version": {}}).encode(),
]


def bodies_about(leader: int) -> list[bytes]:
    """Answers that are none, to questions that there are."""
    values = [
        None,
        True,
        1e308,
        float("nan"),
        float("inf"),
        10**30,
        -1,
        [],
        {},
        [[1]],
        [None],
        "a\0b",
        "\ud83e",
        "x" * 99_000,
    ]
    about = ("title", "words", "kind", "artisans", "height_cm", "price_rwf", "price_is_meant", "quantity", "shape")
    told = [dict.fromkeys(about, value) for value in values]
    return [
        json.dumps({"key": str(uuid4()), "leader": leader, "version": 0, "answers": answers, "send": True}).encode()
        for answers in told
    ]


def test_a_draft_that_no_phone_of_ours_would_send_is_answered(there):
    client = Client(raise_request_exception=False)
    factories.let_in(client, there.ours.leader)

    answers = [
        client.post("/workspace/pieces/sync/", body, content_type=kind)
        for body in [*BODIES, *bodies_about(there.ours.leader.pk)]
        for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain")
    ]

    assert {answer.status_code for answer in answers} <= {200, 400, 404, 413}


HEADERS = [
    {"Upload-Length": "-1"},
    {"Upload-Length": "9" * 30},
    {"Upload-Length": "1.5"},
    {"Upload-Length": "٣"},
    {"Upload-Length": "10", "Upload-Metadata": "sha256"},
    {"Upload-Length": "10", "Upload-Metadata": "sha256 !!!"},
    {"Upload-Length": "10", "Upload-Metadata": "sha256 /w==,leader /w=="},
    {"Upload-Length": "10", "Upload-Metadata": ",,,"},
    {"Upload-Length": "10", "Upload-Metadata": "leader OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"},
    {"Upload-Offset": "x", "Content-Type": "application/offset+octet-stream"},
    {"Upload-Offset": "9" * 30, "Content-Type": "application/offset+octet-stream"},
    {"Upload-Offset": "0", "Upload-Checksum": "md5 xx", "Content-Type": "application/offset+octet-stream"},
    {"X-HTTP-Method-Override": "TRACE"},
    {"X-HTTP-Method-Override": "PATCH\0"},
]


@pytest.mark.parametrize("method", ["POST", "PATCH", "HEAD", "DELETE", "GET", "OPTIONS", "PUT", "TRACE"])
def test_a_picture_announced_in_nonsense_is_answered(there, method):
    client = Client(raise_request_exception=False)
    factories.let_in(client, there.ours.leader, there.ours.device)
    client.cookies[PHONE_COOKIE] = f"{there.ours.word} phone"
    doors = ["/workspace/photos/uploads/", f"/workspace/photos/uploads/{there.ours.upload.token}/"]

    for door in doors:
        for said in HEADERS:
            answer = client.generic(method, door, b"0123456789", headers={"Tus-Resumable": "1.0.0", **said})
            assert answer.status_code < 500, (door, said)
