"""What was changed, from what to what: the words of the one log, which Wagtail keeps.

An entry says who, when, about what, and in its `data` {"changes": [{"field", "from", "to"}]}, beside what else its action
tells. Values are kept as they were written, and put into the reader's words when they are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PRICES_CHANGED = "shop.prices_changed"
PARCEL_SENT = "shop.parcel_sent"
PARCEL_ARRIVED = "shop.parcel_arrived"
LINK_REPLACED = "shop.link_replaced"

# How the log names them: (action, label, sentence).
ACTIONS = [
    (PRICES_CHANGED, gettext_lazy("Change prices"), gettext_lazy("Changed the price of a piece")),
    (PARCEL_SENT, gettext_lazy("Send a parcel"), gettext_lazy("Noted that a parcel left")),
    (PARCEL_ARRIVED, gettext_lazy("Note an arrival"), gettext_lazy("Noted that a parcel arrived")),
    (LINK_REPLACED, gettext_lazy("Replace a link"), gettext_lazy("Revoked the link of an order’s page")),
]
# What the other keys of an entry's data are called.
_ALSO_SAID = {
    "refund": gettext_lazy("Refund"),
    "payment": gettext_lazy("Payment"),
    "amount": gettext_lazy("Amount"),
    "cause": gettext_lazy("Cause"),
    "reason": gettext_lazy("Reason"),
    "note": gettext_lazy("Note"),
    "carrier": gettext_lazy("Carrier"),
    "tracking_number": gettext_lazy("Tracking number"),
    "pieces": gettext_lazy("Pieces"),
}


@dataclass(frozen=True)
class Said:
    """One thing that an entry tells: a value that changed, or (without `before`) a fact."""

    what: str
    after: str
    before: str | None = None


def values_of(row: Model) -> dict[str, str]:
    """What a row says, field by field; what the database numbers by itself says nothing."""
    return {
        field.name: _written(row, field)
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key
    }


def _written(row: Model, field: Field) -> str:
    if field.is_relation:
        related = getattr(row, field.name)
        return "" if related is None else str(related)
    value = field.value_from_object(row)
    if isinstance(field, DecimalField) and value is not None:
        return f"{value:.{field.decimal_places}f}"
    return _text(value)


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[dict[str, str]]:
    """What differs, in the order of what was there before; what was not said or is not said any more is empty."""
    names = [*before, *(name for name in after if name not in before)]
    pairs = [(name, _text(before.get(name)), _text(after.get(name))) for name in names]
    return [{"field": name, "from": was, "to": now} for name, was, now in pairs if was != now]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def told(data: Mapping, model: type[Model] | None) -> list[Said]:
    """What an entry's data tells, in the reader's words."""
    changed = data.get("changes")
    rows = [_told_change(change, model) for change in changed] if isinstance(changed, list) else []
    facts = [Said(str(_ALSO_SAID[name]), str(data[name])) for name in _ALSO_SAID if data.get(name)]
    return rows + facts


def _told_change(change: Mapping, model: type[Model] | None) -> Said:
    name = str(change.get("field", ""))
    field = _field(model, name)
    return Said(_label(name, field), _value(name, field, change.get("to")), _value(name, field, change.get("from")))


def _field(model: type[Model] | None, name: str) -> Field | None:
    """Of the model, or (“benefit.value”) of what hangs on it; None for a name that is none of a field."""
    part, _dot, of_part = name.partition(".")
    try:
        field = model._meta.get_field(part) if model else None
        return field.related_model._meta.get_field(of_part) if field and of_part else field
    except (FieldDoesNotExist, AttributeError):
        return None


def _label(name: str, field: Field | None) -> str:
    if name == "commission_bp":
        return _("Commission")
    return capfirst(str(field.verbose_name)) if field else name


def _value(name: str, field: Field | None, value: object) -> str:
    written = _text(value)
    if not written:
        return "–"
    if name == "commission_bp" and written.isdecimal():
        return f"{int(written) / 100:g} %"
    return str(dict(field.flatchoices).get(written, written)) if field else written
