"""The states of an order. Money moves it between the first four, staff only from paid to sent."""

AWAITING_PAYMENT = "Awaiting payment"
PAID = "Paid"
SENT = "Sent"
CANCELLED = "Cancelled"
REFUNDED = "Refunded"

# The buyer's money is, or was, with us.
SETTLED = (PAID, SENT, REFUNDED)
