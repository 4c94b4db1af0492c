from django.urls import path

from shop.workspace.house import views

urlpatterns = [
    path("", views.home, name="home"),
]
