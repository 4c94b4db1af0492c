from django.urls import path

from shop.workspace.listings import acts, sync, views

urlpatterns = [
    path("", views.pieces, name="pieces"),
    path("new/", views.new_piece, name="new-piece"),
    path("write/", views.write_piece, name="write-piece"),
    path("sync/", sync.sync, name="sync"),
    path("drafts/", sync.drafts, name="drafts"),
    path("live/<int:pk>/", views.live_piece, name="live-piece"),
    path("live/<int:pk>/change/", acts.change_live, name="change-live"),
    path("live/<int:pk>/copy/", acts.copy_of_live, name="copy-live"),
    path("<uuid:key>/", views.piece, name="piece"),
    path("<uuid:key>/copy/", acts.copy_of, name="copy-piece"),
    path("<uuid:key>/give-up/", acts.give_up_piece, name="give-up"),
    path("<uuid:key>/take-back/", acts.take_back_piece, name="take-back"),
    path("<uuid:key>/send/", acts.send_piece, name="send-piece"),
    path("<uuid:key>/<slug:code>/", views.step, name="piece-step"),
]
