from cms.models.cooperatives import CooperativeIndexPage, CooperativePage
from cms.models.home import HomePage
from cms.models.standard import StandardPage
from cms.models.stories import StoryCooperative, StoryIndexPage, StoryPage, StoryProduct

__all__ = [
    "CooperativeIndexPage",
    "CooperativePage",
    "HomePage",
    "StandardPage",
    "StoryCooperative",
    "StoryIndexPage",
    "StoryPage",
    "StoryProduct",
]
