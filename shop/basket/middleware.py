"""Oscar's basket on the request, but nothing of the visitor is read until a view asks for it."""

from django.utils.functional import SimpleLazyObject
from oscar.apps.basket import middleware

from shop.partner.strategy import Selector


class BasketMiddleware(middleware.BasketMiddleware):
    """Upstream reads the user (and so the session) on every request to choose a strategy; ours depends on the market alone."""

    def __call__(self, request):
        request.cookies_to_delete = []
        request.strategy = Selector().strategy(request=request)
        request._basket_cache = None

        def load():
            basket = self.get_basket(request)
            basket.strategy = request.strategy
            self.apply_offers_to_basket(request, basket)
            return basket

        request.basket = SimpleLazyObject(load)
        response = self.get_response(request)
        return self.process_response(request, response)

    def process_template_response(self, request, response):
        return response
