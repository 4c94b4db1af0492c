from wagtail import hooks

from shop.passports.viewsets import PassportViewSet


@hooks.register("register_admin_viewset")
def passports():
    return PassportViewSet()
