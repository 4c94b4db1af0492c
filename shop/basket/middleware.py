"""Oscar's basket on the request, but nothing of the visitor is read until a view asks for it."""

from django.utils.functional import SimpleLazyObject
from oscar.apps.basket import middleware

from shop.order.awaiting import COOKIE, returned_basket
from shop.partner.strategy import Selector


class BasketMiddleware(middleware.BasketMiddleware):
    """Upstream reads the user (and so the session) on every request to choose a strategy; ours depends on the market alone.

    Discounts are found by the pages that show prices (`shop.basket.discounts`), not by each that counts or adds.
    """

    def __call__(self, request):
        request.cookies_to_delete = []
        request.strategy = Selector().strategy(request=request)
        request._basket_cache = None

        def load():
            basket = self.get_basket(request)
            basket.strategy = request.strategy
            return basket

        request.basket = SimpleLazyObject(load)
        response = self.get_response(request)
        return self.process_response(request, response)

    def get_cookie_basket(self, cookie_key, request, manager):
        """The visitor's basket, with what came back from an order that was cancelled or expired."""
        basket = super().get_cookie_basket(cookie_key, request, manager)
        returned = returned_basket(request)
        if returned is None or returned == basket:
            return basket
        if basket is not None:
            returned.merge(basket, add_quantities=False)
        # Both are set anew: the cookie of the basket that is no more, and the one that led here.
        request.cookies_to_delete += [cookie_key, COOKIE]
        return returned

    def process_response(self, request, response):
        # What the view has just set is not to be deleted.
        request.cookies_to_delete = [key for key in request.cookies_to_delete if key not in response.cookies]
        return super().process_response(request, response)

    def process_template_response(self, request, response):
        return response
