"""How the demo's pieces are packed, and what the customs read of them."""

import tomllib
from pathlib import Path

from modeltranslation.utils import build_localized_fieldname

from shop.catalogue.models import Category
from shop.customs.models import KindOfGoods

HERE = Path(__file__).parent


def load_goods() -> int:
    """A row for each kind that has none; how many are new."""
    rows = tomllib.loads((HERE / "goods.toml").read_text(encoding="utf-8"))
    known = set(KindOfGoods.objects.values_list("category__slug", flat=True))
    kinds = {kind.slug: kind for kind in Category.objects.filter(slug__in=rows.keys() - known)}
    for slug, kind in kinds.items():
        row = rows[slug]
        recipes = {build_localized_fieldname("recipe", code): row[code].strip() for code in ("en", "rw", "fr")}
        KindOfGoods.objects.create(category=kind, heading=row["heading"], contents=row["contents"], **recipes)
    return len(kinds)
