from django.urls import path

from shop.workspace.photos import uploads, waiting

urlpatterns = [
    path("", waiting.on_this_phone, name="photos"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<str:token>/", uploads.upload, name="upload"),
]
