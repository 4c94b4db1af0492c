"""Which policy decides: the most specific one that holds on the day. Piece before kind, kind before cooperative, then the house."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from shop.catalogue.models import Category, ProductCategory
from shop.shares.models import SharePolicy


class Policies:
    """The policies that may decide about some pieces by some cooperatives on a day, read in two queries.

    `paths` are kinds of which there is no piece yet.
    """

    def __init__(
        self, *, products: Collection[int], cooperatives: Collection[int], on: date, paths: Collection[str] = ()
    ):
        self._kinds: dict[int, list[str]] = {}
        for product, path in ProductCategory.objects.filter(product__in=products).values_list(
            "product", "category__path"
        ):
            self._kinds.setdefault(product, []).append(path)
        self._by_product, self._by_path, self._by_cooperative = {}, {}, {}
        # Where nobody wrote a policy for the house, the defaults of the model hold.
        self._house = SharePolicy()
        of_these = (
            Q(product__in=products)
            | Q(
                category__path__in={
                    path for kinds in (*self._kinds.values(), paths) for path in with_those_above(kinds)
                }
            )
            | Q(cooperative__in=cooperatives)
        )
        for policy in (
            SharePolicy.objects.holding(on).filter(of_these | SharePolicy.OF_THE_HOUSE).select_related("category")
        ):
            self._put(policy)

    def _put(self, policy: SharePolicy) -> None:
        if policy.product_id:
            self._by_product[policy.product_id] = policy
        elif policy.category_id:
            self._by_path[policy.category.path] = policy
        elif policy.cooperative_id:
            self._by_cooperative[policy.cooperative_id] = policy
        else:
            self._house = policy

    def decide(self, *, product: int, cooperative: int) -> SharePolicy:
        """The policy for a cooperative's part of a piece; one without a number where nobody wrote any."""
        if product in self._by_product:
            return self._by_product[product]
        return self.decide_new(paths=self._kinds.get(product, ()), cooperative=cooperative)

    def decide_new(self, *, paths: Collection[str], cooperative: int) -> SharePolicy:
        """The same for a piece that is not there yet, of these kinds."""
        for path in with_those_above(paths):
            if path in self._by_path:
                return self._by_path[path]
        return self._by_cooperative.get(cooperative, self._house)


def with_those_above(paths: Collection[str]) -> list[str]:
    """The kinds with all that they are below of, the nearest first; where two are as near, the first of the tree."""
    step = Category.steplen
    found = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    return sorted(found, key=lambda path: (-len(path), path))
