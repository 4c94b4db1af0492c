"""The stories as an Atom feed, each with its picture."""

from datetime import datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from cms.models import StoryPage, Theme
from cms.structured_data import absolute

NEWEST = 30


@cache_control(public=True, max_age=60)  # what is taken down is gone within a minute
def stories(request: HttpRequest) -> HttpResponse:
    """All of them, or with `?theme=` those on one theme; a theme that there is not is as none."""
    asked = Theme.objects.filter(slug=request.GET.get("theme", "").replace("\x00", ""))
    theme = asked.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    title = _("Stories from %(shop)s") % {"shop": settings.OSCAR_SHOP_NAME}
    if theme:
        title = f"{title}: {theme.name}"
    feed = Atom1Feed(
        title=title,
        link=f"{settings.BASE_URL}/",
        description=title,
        language=settings.LANGUAGE_CODE,
        feed_url=settings.BASE_URL + request.path + (f"?theme={theme.slug}" if theme else ""),
        author_name=settings.OSCAR_SHOP_NAME,
    )
    told = StoryPage.objects.live().public().in_language(settings.LANGUAGE_CODE)
    if theme:
        told = told.on_theme(theme.translation_key)
    for story in told.newest_first().for_cards()[:NEWEST]:
        told_at = timezone.make_aware(datetime.combine(story.told_on, time(12)))
        feed.add_item(
            title=story.title,
            link=absolute(story.get_url(request)),
            description=_with_picture(story),
            pubdate=told_at,
            updateddate=max(told_at, story.last_published_at or told_at),
            unique_id=f"{settings.BASE_URL}/#story-{story.pk}",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _with_picture(story: StoryPage) -> str:
    picture = story.lead_picture.picture
    return format_html(
        '<p><img src="{}" width="{}" height="{}" alt="{}"></p><p>{}</p>',
        absolute(picture.src),
        picture.width,
        picture.height,
        picture.alt,
        story.intro,
    )
