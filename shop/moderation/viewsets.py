"""The queue of all that waits for staff, in the Wagtail admin, and a screen for each kind; trusted groups and guide rates."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from oscar.apps.catalogue.reviews.models import ProductReview
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from shop.moderation import queue
from shop.moderation.forms import AnswerForm, PictureForm
from shop.moderation.ideas import Answered, answer
from shop.moderation.models import Trust
from shop.moderation.pictures import candidates, look
from shop.moderation.reviews import Decided, decide
from shop.partner.guide import HOME
from shop.partner.models import GuideRate
from shop.workspace.daily.models import StoryIdea
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.models import LeaderPhoto
from shop.workspace.photos.thumbs import SIDES, thumb_of

A_PAGE = 30
MINUTES = 60


class ReviewerView(WagtailAdminTemplateMixin, View):
    """Only for those who may decide about what was sent."""

    header_icon = "tasks"
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not queue.may_review(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        whole = {"url": reverse("review_queue"), "label": QueueView.page_title}
        here = [] if type(self) is QueueView else [{"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, whole, *here]

    def go_on(self, code: str, words: str) -> HttpResponse:
        """To the next of the kind."""
        messages.success(self.request, words)
        return HttpResponseRedirect(queue.next_after(code))

    def too_late(self, code: str) -> HttpResponse:
        messages.warning(self.request, _("It was changed or decided meanwhile, and stays as it is."))
        return HttpResponseRedirect(queue.next_after(code))


class QueueView(ReviewerView):
    http_method_names = ["get", "head", "options"]
    template_name = "wagtailadmin/moderation/queue.html"
    page_title = gettext_lazy("To look at")

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = queue.BY_CODE.get(request.GET.get("kind", ""))
        counts = queue.counts()
        paginator = Paginator(queue.waiting([chosen] if chosen else queue.KINDS), A_PAGE)
        # Counted already, for the tabs.
        paginator.count = counts[chosen.code] if chosen else sum(counts.values())
        page = paginator.get_page(request.GET.get("p"))
        return self.render_to_response(
            self.get_context_data(
                kinds=[(kind, counts[kind.code]) for kind in queue.KINDS],
                total=sum(counts.values()),
                chosen=chosen,
                page=page,
                cards=queue.cards(page.object_list),
            )
        )


class PictureFileView(ReviewerView):
    """A picture for staff to look at, which visitors may not see yet: it has no public address."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, side: str) -> HttpResponse:
        if side not in SIDES:
            raise Http404
        photo = get_object_or_404(Photo, pk=pk)
        answered = HttpResponse(thumb_of(photo, side, "jpeg"), content_type="image/jpeg")
        answered["Cache-Control"] = f"private, max-age={10 * MINUTES}"
        return answered


class PictureView(ReviewerView):
    """One picture: who is to be seen, with what these people allow beside it."""

    template_name = "wagtailadmin/moderation/picture.html"
    header_icon = "image"

    @cached_property
    def photo(self) -> Photo:
        rows = Photo.objects.select_related("of_leader__cooperative", "of_leader__leader__artisan__person")
        return get_object_or_404(rows.prefetch_related("people", "of_leader__says_people"), pk=self.kwargs["pk"])

    @property
    def sent(self) -> LeaderPhoto | None:
        return getattr(self.photo, "of_leader", None)

    def get_page_title(self):
        return self.photo.title

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form)
        look(photo=self.photo, shows=form.cleaned_data["shows"], people=form.chosen, by=request.user)
        shown = self.photo.may_be_shown()
        words = _("The picture may be shown.") if shown else _("The picture stays hidden: not everybody allows it.")
        return self.go_on("picture", words)

    def _form(self, typed=None) -> PictureForm:
        groups = [self.sent.cooperative_id] if self.sent else Cooperative.objects.active().values_list("pk", flat=True)
        people = candidates(cooperatives=groups, photos=[self.sent or self.photo])
        return PictureForm(typed, photo=self.photo, sent=self.sent, candidates=people)

    def _show(self, form: PictureForm) -> HttpResponse:
        context = self.get_context_data(
            form=form, photo=self.photo, sent=self.sent, library=reverse("wagtailimages:edit", args=[self.photo.pk])
        )
        return self.render_to_response(context, status=422 if form.is_bound else 200)


class IdeaView(ReviewerView):
    """What a leader thinks is worth telling, with its pictures; answered in the leader's language."""

    template_name = "wagtailadmin/moderation/idea.html"
    header_icon = "doc-full"
    page_title = gettext_lazy("Story idea")

    @cached_property
    def idea(self) -> StoryIdea:
        return get_object_or_404(
            StoryIdea.objects.select_related("cooperative", "leader__artisan__person", "answered_by"),
            pk=self.kwargs["pk"],
        )

    def get_page_subtitle(self):
        return str(self.idea.cooperative)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(AnswerForm(idea=self.idea))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AnswerForm(request.POST, idea=self.idea)
        if not form.is_valid():
            return self._show(form)
        try:
            answer(idea=self.idea, state=form.cleaned_data["state"], text=form.answer, by=request.user)
        except Answered:
            return self.too_late("idea")
        return self.go_on("idea", _("The answer waits for the leader in the workspace."))

    def _show(self, form: AnswerForm) -> HttpResponse:
        context = self.get_context_data(
            idea=self.idea,
            form=form,
            pictures=photos_of(self.idea.key),
            is_waiting=self.idea.state == StoryIdea.State.SENT,
        )
        return self.render_to_response(context, status=422 if form.is_bound else 200)


class BuyersReviewView(ReviewerView):
    """What a buyer wrote about a piece: shown or not."""

    template_name = "wagtailadmin/moderation/review.html"
    header_icon = "comment"
    page_title = gettext_lazy("A buyer’s review")

    @cached_property
    def review(self) -> ProductReview:
        return get_object_or_404(ProductReview.objects.select_related("product", "user"), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        is_waiting = self.review.status == ProductReview.FOR_MODERATION
        return self.render_to_response(self.get_context_data(review=self.review, is_waiting=is_waiting))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        is_shown = "show" in request.POST
        try:
            decide(review=self.review, is_shown=is_shown, by=request.user)
        except Decided:
            return self.too_late("review")
        return self.go_on("review", _("The review is shown.") if is_shown else _("The review is not shown."))


class QueueItem(MenuItem):
    """With the number of what waits, for those who may decide."""

    def is_shown(self, request):
        return queue.may_review(request.user)

    def render_component(self, request):
        item = super().render_component(request)
        if number := sum(queue.counts().values()):
            item.label = f"{self.label} ({number})"
        return item


class TrustForm(WagtailAdminModelForm):
    class Meta:
        model = Trust
        fields = ["cooperative", "why"]


class TrustIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("cooperative")


class TrustViewSet(ModelViewSet):
    model = Trust
    icon = "check"
    url_prefix = "review/trust"
    copy_view_enabled = False
    index_view_class = TrustIndexView
    list_display = ["cooperative", "why", DateColumn("given_at", label=gettext_lazy("Since"))]
    search_fields = ["cooperative__name", "why"]

    def get_form_class(self, for_update=False):
        return TrustForm


class GuideRateForm(WagtailAdminModelForm):
    class Meta:
        model = GuideRate
        fields = ["currency", "rwf", "valid_from"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[(code, code) for code in settings.SHOP_CURRENCIES if code != HOME]
        )


class GuideRateViewSet(ModelViewSet):
    model = GuideRate
    icon = "table"
    url_prefix = "review/rates"
    copy_view_enabled = False
    list_filter = ["currency"]
    list_display = [Column("__str__", label=gettext_lazy("Rate")), Column("valid_from", label=gettext_lazy("From"))]

    def get_form_class(self, for_update=False):
        return GuideRateForm


class ModerationGroup(ModelViewSetGroup):
    items = (TrustViewSet, GuideRateViewSet)
    menu_label = gettext_lazy("From the groups")
    menu_icon = "tasks"
    menu_name = "moderation"
    menu_order = 240

    def get_submenu_items(self):
        whole = QueueItem(QueueView.page_title, reverse_lazy("review_queue"), icon_name="tasks", order=1)
        return [whole, *super().get_submenu_items()]
