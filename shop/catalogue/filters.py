"""Narrowing a list of pieces by what a visitor ticked, and counting what each tick would leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from shop.catalogue.browsing import PieceQuerySet
from shop.catalogue.models import Colour, Material
from shop.catalogue.spoken import in_words_of, spoken

SORTS = {
    "new": (_("Newest first"), ["-date_created", "-pk"]),
    # Last either way: what is not sold in the currency. Left to itself, each database has its own opinion.
    "price": (_("Price, low to high"), [F("price").asc(nulls_last=True), "pk"]),
    "-price": (_("Price, high to low"), [F("price").desc(nulls_last=True), "pk"]),
    "title": (_("Name"), ["spoken_title", "pk"]),
}
# Of what was searched for. The order in which it was found is known to the search alone, so the page puts it in that order.
BEST_FIRST = {"best": (_("Best match first"), ["pk"])} | SORTS
# The field of a piece that each facet looks at; the value in the address is a slug.
FACETS = {
    "cooperative": (_("Made by"), Cooperative, "cooperatives"),
    "material": (_("Material"), Material, "materials"),
    "colour": (_("Colour"), Colour, "colours"),
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool
    swatch: str = ""
    # Of the label; empty where it is a name of its own.
    language: str = ""


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]


class PieceFilterForm(forms.Form):
    """The part of the address that narrows a list. A value that makes no sense is said, and narrows nothing."""

    minimum = forms.DecimalField(label=_("From"), min_value=0, max_digits=9, decimal_places=2, required=False)
    maximum = forms.DecimalField(label=_("Up to"), min_value=0, max_digits=9, decimal_places=2, required=False)
    in_stock = forms.BooleanField(label=_("In stock only"), required=False)
    sort = forms.ChoiceField(required=False)

    def __init__(self, query: QueryDict, sorts: dict):
        super().__init__(query)
        self.fields["sort"].choices = [(key, label) for key, (label, _order) in sorts.items()]


class PieceFilter:
    """A list of priced pieces and the address it was asked by. A constant number of queries, whatever was ticked."""

    def __init__(self, pieces: PieceQuerySet, query: QueryDict, sorts: dict = SORTS):
        self.pieces = pieces
        self.query = query
        self.sorts = sorts
        self.form = PieceFilterForm(query, sorts)
        self.form.is_valid()
        self.chosen_slugs = {name: list(dict.fromkeys(query.getlist(name)))[:50] for name in FACETS}

    @property
    def sort(self) -> str:
        return self._value("sort") or next(iter(self.sorts))

    def results(self) -> PieceQuerySet:
        narrowed = self._narrowed()
        for name in FACETS:
            narrowed = self._by_facet(narrowed, name)
        if self.sort == "title":
            narrowed = narrowed.annotate(spoken_title=in_words_of("title"))
        return narrowed.order_by(*self.sorts[self.sort][1])

    def facets(self) -> list[Facet]:
        return [self._facet(name) for name in FACETS]

    def chosen(self, facets: list[Facet]) -> Iterator[tuple[str, str]]:
        """What is ticked or typed, each with the address of the list without it."""
        for facet in facets:
            for option in facet.options:
                if option.is_chosen:
                    yield option.label, self._without(facet.name, option.value)
        for name in ("minimum", "maximum", "in_stock"):
            if value := self._value(name):
                label = self.form.fields[name].label
                yield (label if value is True else f"{label} {value}"), self._without(name)

    @property
    def is_narrowed(self) -> bool:
        """Whether the address asks for another list than the whole one in its usual order."""
        return any(self.query.get(name) for name in (*FACETS, *self.form.fields))

    def query_without_page(self) -> str:
        return self._without("page").removeprefix("?")

    def whole(self, *kept: str) -> str:
        """The address without any choice, but with these parts of it."""
        return "?" + urlencode({name: self.query[name] for name in kept if name in self.query})

    def shown(self) -> dict:
        """What `shop/listing.html` says of the narrowing itself."""
        facets = self.facets()
        return {
            "facets": facets,
            "chosen": list(self.chosen(facets)),
            "is_narrowed": self.is_narrowed,
            "query_without_page": self.query_without_page(),
            "minimum": self.query.get("minimum", ""),
            "maximum": self.query.get("maximum", ""),
            "in_stock": bool(self._value("in_stock")),
            "sort": self.sort,
            "sorts": [(key, label) for key, (label, _order) in self.sorts.items()],
            "errors": self.form.errors,
        }

    def _value(self, name: str) -> Decimal | bool | str | None:
        return self.form.cleaned_data.get(name)

    def _narrowed(self) -> PieceQuerySet:
        pieces = self.pieces
        if (minimum := self._value("minimum")) is not None:
            pieces = pieces.filter(price__gte=minimum)
        if (maximum := self._value("maximum")) is not None:
            pieces = pieces.filter(price__lte=maximum)
        return pieces.available() if self._value("in_stock") else pieces

    def _by_facet(self, pieces: PieceQuerySet, name: str) -> PieceQuerySet:
        slugs = self.chosen_slugs[name]
        if not slugs:
            return pieces
        field = FACETS[name][2]
        through = self.pieces.model._meta.get_field(field).remote_field.through
        key = FACETS[name][1]._meta.model_name
        return pieces.filter(pk__in=through.objects.filter(**{f"{key}__slug__in": slugs}).values("product"))

    def _facet(self, name: str) -> Facet:
        """Each option with the number of pieces it would show beside what is ticked in the other facets."""
        label, model, _field = FACETS[name]
        pieces = self._narrowed()
        for other in FACETS:
            if other != name:
                pieces = self._by_facet(pieces, other)
        counted = model.objects.annotate(
            found=Count("products", filter=Q(products__in=pieces.order_by().values("pk")), distinct=True)
        )
        chosen = self.chosen_slugs[name]
        options = [
            Option(row.slug, row.name, row.found, row.slug in chosen, getattr(row, "swatch", ""), spoken(row, "name"))
            for row in sorted(counted, key=lambda row: row.name.casefold())
            if row.found or row.slug in chosen
        ]
        return Facet(name, label, options)

    def _without(self, name: str, value: str | None = None) -> str:
        rest = self.query.copy()
        rest.pop("page", None)
        if value is None:
            rest.pop(name, None)
        else:
            rest.setlist(name, [other for other in rest.getlist(name) if other != value])
        return "?" + rest.urlencode()
