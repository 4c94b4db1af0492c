"""Form-encoded parameters, and the SDK's typed dictionaries as their schema.

``stripe.params`` is generated from Stripe's own API description, so it is the nearest thing to Stripe's validation
that can be had offline: what is not named there is refused with ``parameter_unknown``, at any depth, and what is
required there must be present.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

import stripe.params.checkout
from stripe import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from shop.payment.sandbox.faults import Fault, invalid

Check = Callable[[Any, str], Any]

_MAX_FIELDS = 5_000


def decoded(form: str) -> dict[str, Any]:
    """``a[b][0]=c`` → ``{"a": {"b": {"0": "c"}}}``; lists are told apart from hashes by the schema."""
    tree: dict[str, Any] = {}
    try:
        pairs = parse_qsl(form, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except (ValueError, UnicodeDecodeError):
        raise Fault(400, "The body is not form-encoded UTF-8.") from None
    for key, value in pairs:
        name, brackets = re.match(r"([^\[]*)(.*)", key, re.DOTALL).groups()
        path = [name, *re.findall(r"\[([^\[\]]*)\]", brackets)]
        if "".join(f"[{part}]" for part in path[1:]) != brackets or len(path) > 10:
            raise invalid(key, f"Invalid parameter name: {key}")
        _plant(tree, path, value, key)
    return tree


def _plant(tree: dict[str, Any], path: list[str], value: str, key: str) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
        if not isinstance(tree, dict):
            raise invalid(key, f"Invalid parameter name: {key}")
    # "expand[]=a&expand[]=b": no index of its own, so each takes the next one.
    last = path[-1] or str(len(tree))
    if last in tree:
        raise invalid(key, f"Parameter given twice: {key}")
    tree[last] = value


def schema(typed_dict: type) -> Check:
    """A function that turns a decoded form into typed values or raises the Fault that Stripe would answer with."""
    return _hash_check(typed_dict, options=frozenset(RequestOptions.__annotations__))


def _check_for(hint: Any) -> Check:
    if is_typeddict(hint):
        return _hash_check(hint)
    origin = get_origin(hint)
    return _BUILDERS[origin](hint) if origin else _LEAVES[hint]


def _hash_check(typed_dict: type, options: frozenset[str] = frozenset()) -> Check:
    # Two names known only where the SDK defines its request options, which every dictionary inherits and we then drop.
    hints = get_type_hints(typed_dict, localns={"Mapping": Mapping, "StripeContext": str}, include_extras=True)
    hints = {name: hint for name, hint in hints.items() if name not in options}
    required = [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]
    checks = {name: _check_for(hint) for name, hint in hints.items()}

    def check(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(path, "Invalid object", "parameter_invalid_hash")
        for name in value:
            if name not in checks:
                raise invalid(
                    _join(path, name), f"Received unknown parameter: {_join(path, name)}", "parameter_unknown"
                )
        for name in required:
            if name not in value:
                raise invalid(_join(path, name), f"Missing required param: {_join(path, name)}.", "parameter_missing")
        return {name: checks[name](inner, _join(path, name)) for name, inner in value.items()}

    return check


def _list_check(element: Check) -> Check:
    def check(value: Any, path: str) -> list[Any]:
        if not isinstance(value, dict) or not all(index.isdecimal() and len(index) < 6 for index in value):
            raise invalid(path, "Invalid array", "parameter_invalid_array")
        return [element(value[index], f"{path}[{index}]") for index in sorted(value, key=int)]

    return check


def _literal_check(allowed: tuple[Any, ...]) -> Check:
    # The SDK adds "|str" to most enumerations for the sake of values to come; today's Stripe refuses them, and so do
    # we.
    def check(value: Any, path: str) -> Any:
        if value not in allowed:
            raise invalid(
                path, f"Invalid {path}: must be one of {', '.join(map(str, allowed))}", "parameter_invalid_enum"
            )
        return value

    return check


def _union_check(hint: Any) -> Check:
    members = [member for member in get_args(hint) if member is not type(None)]
    enumerations = [member for member in members if get_origin(member) is Literal and get_args(member) != ("",)]
    if enumerations and str in members:
        members.remove(str)
    checks = [_check_for(member) for member in members]

    def check(value: Any, path: str) -> Any:
        faults = []
        for member in checks:
            try:
                return member(value, path)
            except Fault as fault:
                faults.append(fault)
        # The deepest complaint is about the member that was meant.
        raise max(faults, key=lambda fault: len(fault.param))

    return check


def _free_hash(value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise invalid(path, "Invalid object", "parameter_invalid_hash")
    if len(value) > 50 or any(len(name) > 40 or len(text) > 500 for name, text in value.items()):
        raise invalid(path, "Metadata is limited to 50 keys of 40 characters, with values of 500.")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise invalid(path, "Invalid string", "parameter_invalid_string")
    if not value:
        message = (
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter."
        )
        raise invalid(path, message, "parameter_invalid_empty")
    if len(value) > 5_000:
        raise invalid(path, "Invalid string: it must be at most 5000 characters", "parameter_invalid_string")
    return value


def _integer(value: Any, path: str) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,15}", value):
        raise invalid(path, f"Invalid integer: {value}", "parameter_invalid_integer")
    return int(value)


def _boolean(value: Any, path: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(path, f"Invalid boolean: {value}", "parameter_invalid_boolean")
    return value == "true"


def _decimal(value: Any, path: str) -> Decimal:
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise invalid(path, f"Invalid decimal: {value}", "parameter_invalid_decimal") from None


_LEAVES: dict[Any, Check] = {str: _text, int: _integer, bool: _boolean, Decimal: _decimal, float: _decimal}
_BUILDERS: dict[Any, Callable[[Any], Check]] = {
    NotRequired: lambda hint: _check_for(get_args(hint)[0]),
    Union: _union_check,
    UnionType: _union_check,
    Literal: lambda hint: _literal_check(get_args(hint)),
    list: lambda hint: _list_check(_check_for(get_args(hint)[0])),
    dict: lambda hint: _free_hash,
    UntypedStripeObject: lambda hint: _free_hash,
}


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


SCHEMAS: dict[str, Check] = {
    name: schema(getattr(module, f"{name}Params"))
    for module, names in (
        (stripe.params.checkout, "SessionCreate SessionExpire SessionList SessionRetrieve SessionLineItemList"),
        (stripe.params, "PaymentIntentList PaymentIntentRetrieve ChargeList ChargeRetrieve"),
        (stripe.params, "BalanceTransactionList BalanceTransactionRetrieve RefundCreate RefundList RefundRetrieve"),
        (stripe.params, "DisputeList DisputeRetrieve EventList EventRetrieve"),
    )
    for name in names.split()
}
