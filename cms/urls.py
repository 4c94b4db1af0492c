"""Every address of the site. Who may use which is stated in `tests/test_doors.py`, and a new one without an entry fails."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.views import serve

from cms import calendars, feed, sitemap, styleguide, suggest, views
from cms.media import media
from shop.in_place import answered_in_place
from shop.origin import same_origin_required


def oscar_urls(label: str):
    return apps.get_app_config(label).urls


urlpatterns = [
    # One address in every language (`cms.languages.ONE_ADDRESS`).
    path("order/", oscar_urls("order")),
    path("stripe/", oscar_urls("payment")),
    path("workspace/", include("shop.workspace.urls")),
    path("robots.txt", sitemap.robots),
    path("sitemap.xml", sitemap.index),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap-pages"),
    path("sitemap-pieces-<int:number>.xml", sitemap.pieces, name="sitemap-pieces"),
    path("feed/stories.xml", feed.stories, name="stories-feed"),
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("cms/img/favicon.ico"))),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("dashboard/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("dashboard/", oscar_urls("dashboard")),
]
if settings.IS_DEMO:
    # In production the web server in front, or a bucket, serves the pictures.
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", media))
urlpatterns += i18n_patterns(
    path("pieces/", oscar_urls("catalogue")),
    path("basket/", oscar_urls("basket")),
    path("checkout/", oscar_urls("checkout")),
    path("kept/", oscar_urls("wishlists")),
    path("q/", oscar_urls("passports")),
    path("account/", oscar_urls("customer")),
    path("accounts/", include("allauth.account.urls")),
    path("search/suggest/", suggest.suggest, name="suggest"),
    path("search/", views.SearchView.as_view(), name="search"),
    re_path(rf"^(?P<path>(?:[\w\-]+/)+){calendars.NAME}$", calendars.calendar, name="calendar"),
    # Pages with a form are kept for everybody: no token, but the browser's word on where a letter comes from.
    re_path(wagtail_urls.serve_pattern, answered_in_place(same_origin_required(serve)), name="wagtail_serve"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
