"""The screen of one submission in the Wagtail admin: read question by question, published, or given back with remarks."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cooperatives.ledger.money import as_written
from cooperatives.photos.models import Photo
from shop.moderation.compared import rows_of
from shop.moderation.forms import OTHERS, PictureForm, ReviewForm
from shop.moderation.pictures import candidates, look
from shop.moderation.viewsets import ReviewerView
from shop.partner.guide import HOME, guide_rates
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pricing import asked_for, what_they_get
from shop.workspace.listings.publishing import NotReady, NotWaiting, ask_for_change, proposed_prices, publish
from shop.workspace.listings.steps import QUESTIONS
from shop.workspace.photos.listing import on_their_way, photos_of


class SubmissionView(ReviewerView):
    """What a leader sent, question by question, beside what is live; published, or given back with remarks."""

    template_name = "wagtailadmin/moderation/submission.html"

    @cached_property
    def submission(self) -> Submission:
        rows = Submission.objects.select_related("cooperative", "kind", "product", "leader__artisan__person")
        return get_object_or_404(rows.exclude(state=Submission.State.DRAFT), pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.submission)

    def get_page_subtitle(self):
        return str(self.submission.cooperative)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReviewForm(submission=self.submission, prices=proposed_prices(self.submission))
        return self._show(form, self._pictures())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReviewForm(request.POST, submission=self.submission, prices={})
        if "ask" in request.POST:
            return self._ask(form)
        return self._publish(form)

    def _ask(self, form: ReviewForm) -> HttpResponse:
        form.fields["weight_grams"].required = False
        if not form.is_valid():
            return self._show(form, self._pictures(self.request.POST))
        if not form.remarks:
            form.add_error(None, _("Say at one question at least what should change."))
            return self._show(form, self._pictures(self.request.POST))
        try:
            ask_for_change(submission=self._as_read(form), remarks=form.remarks, by=self.request.user)
        except NotWaiting:
            return self._too_late(form)
        return self.go_on("submission", _("“%s” went back to its leader, with what should change.") % self.submission)

    def _publish(self, form: ReviewForm) -> HttpResponse:
        pictures = self._pictures(self.request.POST)
        is_right = all([form.is_valid(), *(picture.is_valid() for picture in pictures)])
        if is_right and form.remarks:
            form.add_error(None, _("You wrote what should change: ask for it, or take it out and publish."))
            is_right = False
        if not is_right:
            return self._show(form, pictures)
        try:
            with transaction.atomic():
                for picture in pictures:
                    if picture.is_news:
                        look(
                            photo=picture.photo,
                            shows=picture.cleaned_data["shows"],
                            people=picture.chosen,
                            by=self.request.user,
                        )
                product = publish(
                    submission=self._as_read(form), by=self.request.user, prices=form.prices, added=form.added
                )
        except NotWaiting:
            return self._too_late(form)
        except NotReady as refused:
            for about, words in refused.lacking.items():
                form.add_error(None, f"{QUESTIONS[about][1]}: {words}")
            # What was said of the pictures is not written: it is asked again.
            return self._show(form, self._pictures(self.request.POST))
        return self.go_on("submission", _("“%s” is live.") % product)

    def _as_read(self, form: ReviewForm) -> Submission:
        """In the version that was on the screen."""
        self.submission.version = form.cleaned_data["version"]
        return self.submission

    def _too_late(self, form: ReviewForm) -> HttpResponse:
        """The leader changed it, or somebody else decided: what was typed here stays, beside what it says now."""
        del self.submission
        words = _("It was changed or decided while you read it. Nothing was done; this is how it is now.")
        typed = self.request.POST.copy()
        typed["version"] = str(self.submission.version)
        again = ReviewForm(typed, submission=self.submission, prices={})
        again.add_error(None, words)
        return self._show(again, self._pictures(self.request.POST))

    def _pictures(self, typed=None) -> list[PictureForm]:
        sent = photos_of(self.submission.key)
        people = candidates(cooperatives=[self.submission.cooperative_id], photos=sent)
        return [
            PictureForm(typed, prefix=f"picture-{one.photo_id}", photo=one.photo, sent=one, candidates=people)
            for one in sent
        ]

    def _show(self, form: ReviewForm, pictures: list[PictureForm]) -> HttpResponse:
        submission = self.submission
        rows = [(row, form.remark_fields(row.about)) for row in rows_of(submission)]
        context = self.get_context_data(
            submission=submission,
            is_waiting=submission.state == Submission.State.SENT,
            form=form,
            rows=rows,
            pictures=pictures,
            live_pictures=self._live_pictures(),
            on_their_way=on_their_way(submission.key),
            remarks=list(submission.remarks.select_related("by")),
            questions={about: label for about, (_step, label) in QUESTIONS.items()},
            price=self._price(),
            rates=[rate for rate in guide_rates().values() if rate.currency in OTHERS],
        )
        return self.render_to_response(context, status=422 if form.is_bound else 200)

    def _live_pictures(self) -> list[Photo]:
        product = self.submission.product
        if product is None or self.submission.state == Submission.State.PUBLISHED:
            return []
        return [image.original for image in product.images.select_related("original").order_by("display_order")]

    def _price(self) -> dict:
        submission = self.submission
        if not submission.price_rwf:
            return {}
        theirs = what_they_get(
            price_rwf=submission.price_rwf,
            cooperative=submission.cooperative,
            kind=submission.kind,
            product=submission.product,
        )
        asked = asked_for().get(submission.kind_id)
        return {
            "theirs": as_written(theirs, HOME),
            "lowest": as_written(asked.lowest, HOME) if asked else "",
            "highest": as_written(asked.highest, HOME) if asked else "",
        }
