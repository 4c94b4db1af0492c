from django.db.models import Count
from oscar.apps.dashboard.ranges import views


class RangeListView(views.RangeListView):
    def get_queryset(self):
        return super().get_queryset().annotate(piece_count=Count("included_products", distinct=True)).order_by("name")
