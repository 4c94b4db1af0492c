from django.db.models import Count
from oscar.apps.dashboard.vouchers import views


class VoucherSetListView(views.VoucherSetListView):
    def get_queryset(self):
        return super().get_queryset().annotate(voucher_count=Count("vouchers", distinct=True))
