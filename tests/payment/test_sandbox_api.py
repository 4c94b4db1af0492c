"""The sandbox is as strict as Stripe: unknown parameters, keys, cursors, and objects that the SDK can name."""

import threading
import time
from contextlib import suppress

import pytest
import stripe as sdk

from shop.payment import gateway
from tests.payment.sandbox_fixture import KEY
from tests.payment.test_gateway import checkout


@pytest.fixture
def client(stripe):
    return sdk.StripeClient(KEY, base_addresses={"api": stripe.url}).v1


def line(**price) -> dict:
    return {
        "quantity": 1,
        "price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Agaseke"}} | price,
    }


def session_params(**changes) -> dict:
    return {"mode": "payment", "line_items": [line()], "success_url": "http://127.0.0.1/thanks/"} | changes


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"payment_intent_data": {"orders": "1"}}, "parameter_unknown", "payment_intent_data[orders]"),
        ({"line_items": [{"qty": 1}]}, "parameter_unknown", "line_items[0][qty]"),
        ({"line_items": [line(), line(unit_price=5)]}, "parameter_unknown", "line_items[1][price_data][unit_price]"),
        ({"line_items": [line(product_data={})]}, "parameter_missing", "line_items[0][price_data][product_data]"),
        (
            {"line_items": [line(product_data={"description": "x"})]},
            "parameter_missing",
            "line_items[0][price_data][product_data][name]",
        ),
        (
            {"line_items": [line(unit_amount=5.5)]},
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (
            {"line_items": [line(unit_amount=-5)]},
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        ({"mode": "donation"}, "parameter_invalid_enum", "mode"),
        ({"mode": "subscription"}, "sandbox_unsupported", "mode"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": "/thanks/"}, "url_invalid", "success_url"),
        ({"automatic_tax": {"enabled": True}}, "sandbox_unsupported", "automatic_tax"),
        ({"line_items": [line(unit_amount=100_000_000)]}, "amount_too_large", "line_items"),
        ({"customer_email": ""}, "parameter_invalid_empty", "customer_email"),
        ({"api_key": "sk_other"}, None, None),
    ],
)
def test_a_session_with_a_wrong_parameter_is_refused_by_name(client, stripe, changes, code, param):
    with pytest.raises(sdk.StripeError) as refused:
        client.checkout.sessions.create(session_params(**changes))

    if code:
        assert (refused.value.code, refused.value.param) == (code, param)
    assert stripe.state()["sessions"] == 0


def test_a_session_with_the_right_parameters_is_opened(client, stripe):
    session = client.checkout.sessions.create(session_params())

    assert session.amount_total == 500
    assert stripe.state()["sessions"] == 1


def test_a_list_refuses_a_filter_it_does_not_apply(client):
    with pytest.raises(sdk.InvalidRequestError) as refused:
        client.charges.list({"customer": "cus_1"})

    assert refused.value.code == "sandbox_unsupported"


def test_line_items_of_two_currencies_are_refused(client):
    with pytest.raises(sdk.InvalidRequestError, match="combine currencies"):
        client.checkout.sessions.create(session_params(line_items=[line(), line(currency="rwf")]))


def test_what_cannot_be_expanded_is_refused(client):
    with pytest.raises(sdk.InvalidRequestError, match="cannot be expanded"):
        client.checkout.sessions.create(session_params(expand=["customer"]))


def test_a_key_used_for_something_else_is_refused(client, stripe):
    client.checkout.sessions.create(session_params(), {"idempotency_key": "k"})

    with pytest.raises(sdk.IdempotencyError):
        client.checkout.sessions.create(session_params(locale="fr"), {"idempotency_key": "k"})

    assert stripe.state()["sessions"] == 1


def test_a_key_whose_request_was_refused_can_be_used_again(client):
    with pytest.raises(sdk.InvalidRequestError):
        client.checkout.sessions.create(session_params(colour="red"), {"idempotency_key": "k"})

    assert client.checkout.sessions.create(session_params(), {"idempotency_key": "k"}).status == "open"


def test_a_replayed_reply_says_so_and_shows_the_object_as_it_was(client, stripe):
    first = client.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    stripe.pay(first.id)

    second = client.checkout.sessions.create(session_params(), {"idempotency_key": "k"})

    assert second.to_dict() == first.to_dict()
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


def test_a_second_request_is_told_that_the_first_is_still_in_flight(client, stripe):
    stripe.fail(kind="slow", seconds=1.5, path="/v1/checkout/sessions")
    slow = threading.Thread(target=client.checkout.sessions.create, args=(session_params(), {"idempotency_key": "k"}))
    slow.start()
    time.sleep(0.4)

    with pytest.raises(sdk.StripeError) as refused:
        client.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    slow.join()

    assert refused.value.http_status == 409
    assert stripe.state()["sessions"] == 1


@pytest.mark.proof(3)
def test_twenty_requests_at_once_under_one_key_make_one_session(stripe):
    order, seen = checkout(), set()

    def ask():
        with suppress(gateway.PaymentUnavailable):
            seen.add(gateway.open_session(order).id)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 1
    assert stripe.state()["sessions"] == 1


def test_without_a_key_each_request_makes_its_own_session(client, stripe):
    client.checkout.sessions.create(session_params(), {"idempotency_key": "a"})
    client.checkout.sessions.create(session_params(), {"idempotency_key": "b"})

    assert stripe.state()["sessions"] == 2


def test_a_long_list_is_walked_page_by_page(client):
    made = [client.checkout.sessions.create(session_params()).id for _ in range(7)]

    page = client.checkout.sessions.list({"limit": 3})
    walked = [session.id for session in page.auto_paging_iter()]

    assert page.has_more
    assert walked == made[::-1]
    before = client.checkout.sessions.list({"ending_before": made[3], "limit": 2})
    assert [session.id for session in before.data] == [made[5], made[4]]


def test_a_session_is_found_by_its_payment(client, stripe):
    ids = [client.checkout.sessions.create(session_params()).id for _ in range(3)]
    for session_id in ids:
        stripe.pay(session_id)
    intent = client.checkout.sessions.retrieve(ids[1]).payment_intent

    found = client.checkout.sessions.list({"payment_intent": intent})

    assert [session.id for session in found.data] == [ids[1]]


def test_lists_are_bounded_by_the_time_of_making(client):
    session = client.checkout.sessions.create(session_params())

    assert client.checkout.sessions.list({"created": {"gte": session.created}}).data
    assert not client.checkout.sessions.list({"created": {"gt": session.created + 60}}).data


SDK_CLASSES = {
    "checkout.session": sdk.checkout.Session,
    "payment_intent": sdk.PaymentIntent,
    "charge": sdk.Charge,
    "balance_transaction": sdk.BalanceTransaction,
    "refund": sdk.Refund,
    "event": sdk.Event,
    "item": sdk.LineItem,
    "price": sdk.Price,
}


def test_every_field_of_every_object_is_one_that_the_sdk_names(client, stripe):
    session = client.checkout.sessions.create(session_params())
    stripe.pay(session.id)
    intent = client.checkout.sessions.retrieve(session.id).payment_intent
    client.refunds.create({"payment_intent": intent, "amount": 100})
    expand = {"expand": ["line_items", "payment_intent.latest_charge.balance_transaction"]}
    answers = [
        client.checkout.sessions.retrieve(session.id, expand),
        *client.refunds.list({"payment_intent": intent}).data,
        *client.events.list().data,
        *client.balance_transactions.list({"type": "refund"}).data,
    ]

    unknown = {
        f"{thing['object']}.{name}"
        for answer in answers
        for thing in objects_in(answer.to_dict())
        for name in thing.keys() - SDK_CLASSES[thing["object"]].__annotations__.keys()
    }

    assert unknown == set()


def objects_in(value):
    if isinstance(value, dict):
        if isinstance(value.get("object"), str) and value["object"] in SDK_CLASSES:
            yield value
        for inner in value.values():
            yield from objects_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)


def test_a_balance_transaction_adds_up(client, stripe):
    session = client.checkout.sessions.create(session_params(line_items=[line(unit_amount=10_000)]))
    stripe.pay(session.id)
    intent = client.checkout.sessions.retrieve(session.id).payment_intent
    client.refunds.create({"payment_intent": intent, "amount": 4000})

    refund, charge = client.balance_transactions.list().data

    assert (charge.type, charge.amount, charge.fee, charge.net) == ("charge", 10_000, 320, 9_680)
    assert [detail.amount for detail in charge.fee_details] == [320]
    assert (refund.type, refund.amount, refund.fee, refund.net) == ("refund", -4000, 0, -4000)
