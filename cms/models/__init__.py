from cms.models.artisans import ArtisanPage
from cms.models.cooperatives import CooperativeIndexPage, CooperativePage
from cms.models.home import HomePage
from cms.models.media_files import MediaFile
from cms.models.standard import StandardPage
from cms.models.stories import StoryCooperative, StoryIndexPage, StoryPage, StoryPerson, StoryProduct
from cms.models.techniques import TechniqueIndexPage, TechniquePage
from cms.models.themes import Theme

__all__ = [
    "ArtisanPage",
    "CooperativeIndexPage",
    "CooperativePage",
    "HomePage",
    "MediaFile",
    "StandardPage",
    "StoryCooperative",
    "StoryIndexPage",
    "StoryPage",
    "StoryPerson",
    "StoryProduct",
    "TechniqueIndexPage",
    "TechniquePage",
    "Theme",
]
