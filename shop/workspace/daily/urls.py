from django.urls import path

from shop.workspace.daily.views import away, money, packing, shown, sold, story

urlpatterns = [
    path("sold/", sold.sold, name="sold"),
    path("sold/<int:pk>/", sold.sell, name="sell"),
    path("sold/<int:pk>/undo/", sold.unsell, name="unsell"),
    path("pack/", packing.pack, name="pack"),
    path("pack/<int:pk>/", packing.pack_line, name="pack_line"),
    path("pack/<int:pk>/slip.pdf", packing.slip, name="slip"),
    path("pack/<int:pk>/customs.pdf", packing.customs, name="customs"),
    path("money/", money.money, name="money"),
    path("shown/", shown.shown, name="shown"),
    path("shown/<slug:what>/", shown.withdraw, name="withdraw"),
    path("story/", story.story, name="story"),
    path("story/<uuid:key>/", story.idea, name="idea"),
    path("away/", away.away, name="away"),
]
