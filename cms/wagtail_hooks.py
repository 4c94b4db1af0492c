from wagtail import hooks

from cms.viewsets import cooperative_chooser, product_chooser


@hooks.register("register_admin_viewset")
def choosers():
    return [product_chooser, cooperative_chooser]
