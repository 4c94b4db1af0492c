from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from oscar.apps.dashboard.offers import views

from shop.dashboard.logged import LoggedDeletion, watching
from shop.dashboard.offers.forms import check_amounts
from shop.dashboard.offers.given import given
from shop.offer.models import ConditionalOffer


class OfferListView(views.OfferListView):
    def get_queryset(self):
        offers = super().get_queryset().select_related("benefit__range", "condition__range")
        return offers if offers.query.order_by else offers.order_by("name", "pk")


class ChecksAmounts:
    """A step that can save an offer on its own."""

    def as_it_would_be(self, offer: ConditionalOffer) -> ConditionalOffer:
        """With the steps that were filled in and not saved yet."""
        for name in ("benefit", "condition"):
            if part := self._fetch_object(name):
                setattr(offer, name, part)
        return offer

    def save_offer(self, offer):
        try:
            check_amounts(self.as_it_would_be(offer))
        except ValidationError as error:
            messages.warning(self.request, error.message)
            return redirect("dashboard:offer-restrictions", pk=offer.pk)
        with watching(offer, by=self.request.user, also=("benefit", "condition")):
            return super().save_offer(offer)


class OfferMetaDataView(ChecksAmounts, views.OfferMetaDataView):
    pass


class OfferBenefitView(ChecksAmounts, views.OfferBenefitView):
    pass


class OfferConditionView(ChecksAmounts, views.OfferConditionView):
    pass


class OfferRestrictionsView(ChecksAmounts, views.OfferRestrictionsView):
    def form_valid(self, form):
        try:
            check_amounts(self.as_it_would_be(form.instance))
        except ValidationError as error:
            form.add_error("currency", error)
            return self.form_invalid(form)
        return super().form_valid(form)


class OfferDeleteView(LoggedDeletion, views.OfferDeleteView):
    pass


class OfferDetailView(views.OfferDetailView):
    def post(self, request, *args, **kwargs):
        """It is suspended, or not any more."""
        with watching(self.offer, by=request.user):
            return super().post(request, *args, **kwargs) or redirect("dashboard:offer-detail", pk=self.offer.pk)

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, **kwargs) | {
            "given": given(self.model.objects.filter(offer_id=self.offer.pk)),
            "limits": [
                (label, value)
                for label, value in [
                    (_("Uses in all"), self.offer.max_global_applications),
                    (_("Uses by one buyer"), self.offer.max_user_applications),
                    (_("Uses in one order"), self.offer.max_basket_applications),
                    (
                        _("Given in all"),
                        self.offer.max_discount and f"{self.offer.max_discount} {self.offer.currency}",
                    ),
                ]
                if value
            ],
        }
