"""The menu of Oscar's dashboard: the rooms that are left (see `LEFT_OUT` of each app config), and the way back."""

from django.utils.translation import gettext_lazy as _


def may_enter_wagtail(user, *_address) -> bool:
    return user.has_perm("wagtailadmin.access_admin")


NAVIGATION = [
    {
        "label": _("Back to the site’s admin"),
        "icon": "fas fa-arrow-left",
        "url_name": "wagtailadmin_home",
        # Oscar knows the permissions of its own pages only.
        "access_fn": may_enter_wagtail,
    },
    {"label": _("Overview"), "icon": "fas fa-list", "url_name": "dashboard:index"},
    {"label": _("Orders"), "icon": "fas fa-shopping-cart", "url_name": "dashboard:order-list"},
    {
        "label": _("Catalogue"),
        "icon": "fas fa-sitemap",
        "children": [
            {"label": _("Pieces"), "url_name": "dashboard:catalogue-product-list"},
            {"label": _("Kinds of pieces"), "url_name": "dashboard:catalogue-category-list"},
            {"label": _("Ranges"), "url_name": "dashboard:range-list"},
            {"label": _("Partners"), "url_name": "dashboard:partner-list"},
        ],
    },
    {"label": _("Buyers"), "icon": "fas fa-users", "url_name": "dashboard:users-index"},
    {
        "label": _("Offers"),
        "icon": "fas fa-bullhorn",
        "children": [
            {"label": _("Offers"), "url_name": "dashboard:offer-list"},
            {"label": _("Vouchers"), "url_name": "dashboard:voucher-list"},
            {"label": _("Voucher sets"), "url_name": "dashboard:voucher-set-list"},
        ],
    },
]
