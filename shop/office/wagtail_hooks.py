from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks

from shop.office.viewsets import OrderMoneyView, TodayPanel


@hooks.register("register_admin_urls")
def office_urls():
    return [path("shop/orders/<str:number>/money/", OrderMoneyView.as_view(), name="order_money")]


@hooks.register("insert_global_admin_css")
def office_css():
    return format_html('<link rel="stylesheet" href="{}">', static("office/office.css"))


@hooks.register("construct_homepage_panels")
def what_needs_doing(request, panels):
    panels.append(TodayPanel(request))
