from wagtail import hooks

from shop.shares.viewsets import SharePolicyViewSet


@hooks.register("register_admin_viewset")
def share_policies():
    return SharePolicyViewSet()
