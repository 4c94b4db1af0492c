from django.db.models import Count
from oscar.apps.dashboard.vouchers import views

from shop.dashboard.logged import LoggedDeletion, LoggedForm
from shop.dashboard.offers.given import given

LATEST = 50


class VoucherCreateView(LoggedForm, views.VoucherCreateView):
    also = ("offers",)


class VoucherUpdateView(LoggedForm, views.VoucherUpdateView):
    also = ("offers",)


class VoucherDeleteView(LoggedDeletion, views.VoucherDeleteView):
    pass


class VoucherSetCreateView(LoggedForm, views.VoucherSetCreateView):
    pass


class VoucherSetUpdateView(LoggedForm, views.VoucherSetUpdateView):
    pass


class VoucherSetDeleteView(LoggedDeletion, views.VoucherSetDeleteView):
    pass


class VoucherSetListView(views.VoucherSetListView):
    def get_queryset(self):
        return super().get_queryset().annotate(voucher_count=Count("vouchers", distinct=True))


class VoucherStatsView(views.VoucherStatsView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        offers = self.object.offers.select_related("benefit__range", "condition__range")
        discounts = context["discounts"]
        return context | {
            "offers": offers,
            "given": given(discounts),
            "discounts": discounts.select_related("order")[:LATEST],
        }
