"""Many stories at once, to see that they slow nothing."""

from datetime import date, timedelta

from wagtail.models import Page

from cms.models import StoryPage


def told(site, number: int, *, first: int = 0) -> list[StoryPage]:
    """The stories from the first to this number, written without what saving each would do besides."""
    parent = Page.objects.get(pk=site.stories.pk)
    stories = [
        StoryPage(
            title=f"Story {one}",
            slug=f"many-{one}",
            intro="How it was.",
            lead_picture=site.home.hero_picture,
            told_on=date(2020, 1, 1) + timedelta(one),
            body=[("text", "<p>" + "clay " * 400 + "</p>")],
            path=Page._get_path(parent.path, parent.depth + 1, 1000 + one),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}many-{one}/",
            locale=parent.locale,
            spoken="en",
        )
        for one in range(first, number)
    ]
    for story in stories:
        story.save_base()
    return stories
