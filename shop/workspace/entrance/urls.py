from django.urls import path

from shop.workspace.entrance import views

urlpatterns = [
    path("who/", views.who, name="who"),
]
