from django.urls import path

from shop.workspace.photos import of_pieces, seen, uploads, views, waiting

urlpatterns = [
    path("", waiting.on_this_phone, name="photos"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<str:token>/", uploads.upload, name="upload"),
    path("add/", views.add, name="add-photos"),
    path("piece/<int:pk>/<str:name>/", of_pieces.piece_picture, name="piece-picture"),
    path("<int:pk>/", views.photo, name="photo"),
    path("<int:pk>/who/", views.who_is_seen, name="photo-who"),
    path("<int:pk>/turn/", views.turn, name="photo-turn"),
    path("<int:pk>/crop/", views.crop, name="photo-crop"),
    path("<int:pk>/move/", views.move, name="photo-move"),
    path("<int:pk>/remove/", views.take_out, name="photo-remove"),
    path("<int:pk>/<str:name>-<str:side>/", seen.thumb, name="thumb"),
]
