from oscar.apps.dashboard.partners import views


class PartnerListView(views.PartnerListView):
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().select_related("cooperative").prefetch_related("addresses__country")
