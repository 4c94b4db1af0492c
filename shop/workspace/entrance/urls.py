from django.urls import path

from shop.workspace.entrance import me, views

urlpatterns = [
    path("who/", views.who, name="who"),
    path("who/<int:number>/", views.who_pin, name="who-pin"),
    path("phone/", views.phone, name="phone"),
    path("card/<str:token>/", views.card, name="card"),
    path("leave/", me.leave, name="leave"),
    path("me/", me.me, name="me"),
    path("me/secret/", me.me_pin, name="me-pin"),
    path("me/forget/", me.forget_me, name="me-forget"),
]
