"""A Stripe of our own, for the demo and the tests: a separate process that the real SDK speaks to over HTTP.

It knows nothing of the shop and imports nothing of it, nor Django: what it must agree with is Stripe's published API.
Two anchors keep it honest: parameters are checked against the SDK's own typed dictionaries (``parameters.py``), and a
parameter that Stripe knows but the sandbox does not act on is refused by name instead of being ignored (``api.py``).

    __main__     the command line
    server       HTTP in, HTTP out: who asked for what, and injected failures
    api          the endpoints of API v1, and what each accepts
    idempotency  one reply per Idempotency-Key
    parameters   form-encoded bodies, and the SDK's types as their schema
    sessions     Checkout Sessions: open, expire, and what a buyer can do on the hosted page
    payments     PaymentIntents, Charges, and the BalanceTransactions they cause
    refunds      Refunds: bounded, pending, failing later
    disputes     Disputes: opened, won, lost
    settlement   the currency the account keeps, and the rates it converts at
    shapes       the JSON of each object
    store        SQLite: objects, events, replies, deliveries
    webhooks     signed deliveries with retry, in whatever order a test asks for
    pages        the hosted payment page
    controls     levers for tests: fail, hold, drop, shuffle, tamper
    faults       Stripe's errors
"""
