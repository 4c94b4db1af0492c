"""Publishing many pieces at once. A set of rows is changed without signals, so the search index is told here."""

from modelsearch.tasks import insert_or_update_object_task
from oscar.apps.dashboard.catalogue import bulk_actions

from shop.catalogue.models import Product


class Reindexed:
    def execute(self, request, objects, form):
        keys = list(objects.values_list("pk", flat=True))
        super().execute(request, objects, form)
        for key in keys:
            insert_or_update_object_task.enqueue(Product._meta.app_label, Product._meta.model_name, str(key))


class MakeProductsPublicAction(Reindexed, bulk_actions.MakeProductsPublicAction):
    """As Oscar's, and found by searching."""


class MakeProductsNonPublicAction(Reindexed, bulk_actions.MakeProductsNonPublicAction):
    """As Oscar's, and not found any more."""
