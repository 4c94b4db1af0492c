from django.db.models import Count, prefetch_related_objects
from oscar.apps.dashboard.ranges import views


class RangeListView(views.RangeListView):
    def get_queryset(self):
        return super().get_queryset().annotate(piece_count=Count("included_products", distinct=True)).order_by("name")


class RangeProductListView(views.RangeProductListView):
    def get_product_range(self):
        product_range = super().get_product_range()
        # Oscar asks for them again in every row.
        prefetch_related_objects([product_range], "included_categories", "classes", "excluded_categories")
        return product_range
