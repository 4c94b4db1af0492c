from oscar.apps.dashboard.offers import views


class OfferListView(views.OfferListView):
    def get_queryset(self):
        offers = super().get_queryset().select_related("benefit__range", "condition__range")
        return offers if offers.query.order_by else offers.order_by("name", "pk")
