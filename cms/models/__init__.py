from cms.models.artisans import ArtisanPage
from cms.models.cooperatives import CooperativeIndexPage, CooperativePage
from cms.models.events import EventIndexPage, EventPage
from cms.models.forms_pages import FormField, FormPage
from cms.models.home import HomePage
from cms.models.impact import ImpactPage
from cms.models.media_files import MediaFile
from cms.models.naming import AvoidedWord, CommunityName
from cms.models.partners import PartnerIndexPage, PartnerPage, PartnershipPage
from cms.models.programmes import ProgrammeIndexPage, ProgrammePage
from cms.models.standard import StandardPage
from cms.models.stories import StoryCooperative, StoryPage, StoryPerson, StoryProduct
from cms.models.story_index import StoryIndexPage
from cms.models.techniques import TechniqueIndexPage, TechniquePage
from cms.models.themes import Theme
from cms.models.workflow import ConsentCheck

__all__ = [
    "ArtisanPage",
    "AvoidedWord",
    "CommunityName",
    "ConsentCheck",
    "CooperativeIndexPage",
    "CooperativePage",
    "EventIndexPage",
    "EventPage",
    "FormField",
    "FormPage",
    "HomePage",
    "ImpactPage",
    "MediaFile",
    "PartnerIndexPage",
    "PartnerPage",
    "PartnershipPage",
    "ProgrammeIndexPage",
    "ProgrammePage",
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
