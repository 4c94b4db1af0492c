from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks

from shop.moderation.logbook import ACTIONS
from shop.moderation.submissions.viewsets import SubmissionView
from shop.moderation.viewsets import (
    BuyersReviewView,
    IdeaView,
    ModerationGroup,
    PictureFileView,
    PictureView,
    QueueView,
)


@hooks.register("register_admin_urls")
def review_urls():
    return [
        path("review/", QueueView.as_view(), name="review_queue"),
        path("review/submissions/<int:pk>/", SubmissionView.as_view(), name="review_submission"),
        path("review/pictures/<int:pk>/", PictureView.as_view(), name="review_picture"),
        path("review/pictures/<int:pk>/<slug:side>.jpg", PictureFileView.as_view(), name="review_picture_file"),
        path("review/ideas/<int:pk>/", IdeaView.as_view(), name="review_idea"),
        path("review/reviews/<int:pk>/", BuyersReviewView.as_view(), name="review_review"),
    ]


@hooks.register("register_admin_viewset")
def moderation():
    return ModerationGroup()


@hooks.register("register_permissions")
def review_permission():
    return Permission.objects.filter(content_type__app_label="moderation", codename="review")


@hooks.register("insert_global_admin_css")
def moderation_css():
    return format_html('<link rel="stylesheet" href="{}">', static("moderation/moderation.css"))


@hooks.register("register_log_actions")
def acts_of_moderation(actions):
    for name, label, sentence in ACTIONS:
        actions.register_action(name, label, sentence)
