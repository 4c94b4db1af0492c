"""The overview of the dashboard: what needs doing today."""

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from oscar.apps.dashboard import views

from shop.catalogue.models import Product
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payment.currency import to_decimal
from shop.payment.models import PaymentAlert, Refund

SHOWN = 10


class IndexView(views.IndexView):
    def get_stats(self):
        """Without Oscar's figures: they add up amounts of several currencies."""
        few = Coalesce(F("low_stock_threshold"), 0)
        return {
            "to_send": Order.objects.filter(status=status.PAID).select_related("user").order_by("paid_at")[:SHOWN],
            "to_send_count": Order.objects.filter(status=status.PAID).count(),
            "open_alerts": PaymentAlert.objects.filter(closed_at=None).count(),
            "refunds_asked": Refund.objects.filter(state=Refund.State.REQUESTED).count(),
            "awaiting_payment": Order.objects.awaiting_payment().count(),
            "low_stock": StockRecord.objects.annotate(free=F("num_in_stock") - Coalesce(F("num_allocated"), 0))
            .filter(free__lt=few, product__is_public=True)
            .select_related("product")[:SHOWN],
            "hidden_pieces": Product.objects.filter(is_public=False).count(),
            "sold": [
                (row["currency"], row["orders"], to_decimal(row["minor"], row["currency"]))
                for row in Order.objects.settled()
                .order_by("currency")
                .values("currency")
                .annotate(orders=Count("pk"), minor=Sum(F("total_minor") - F("refunded_minor")))
            ],
        }
