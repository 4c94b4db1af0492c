"""Words that wait for somebody who speaks the language from home, in the Wagtail admin: money and consent first."""

from collections import Counter

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms import kinyarwanda
from cms.wording.sentences import DoesNotFit, Sentence, review, sentences
from cms.wording.subjects import Subject

LANGUAGE = kinyarwanda.CODE
PERMISSION = "wording.change_reviewed"
A_PAGE = 40
WAITING, GONE_THROUGH = "waiting", "done"


class WordsFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    about = forms.ChoiceField(label=_("About"), required=False, choices=[("", _("Everything")), *Subject.choices])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[(WAITING, _("Nobody has gone through it")), (GONE_THROUGH, _("Gone through")), ("all", _("All"))],
    )

    def narrow(self, found: list[Sentence]) -> list[Sentence]:
        wanted = self.cleaned_data if self.is_valid() else {}
        state = wanted.get("state") or WAITING
        if state != "all":
            found = [sentence for sentence in found if sentence.is_reviewed == (state == GONE_THROUGH)]
        if about := wanted.get("about"):
            found = [sentence for sentence in found if sentence.subject == about]
        if text := wanted.get("q", "").casefold():
            found = [one for one in found if text in " ".join((*one.english, *one.said, *one.beside)).casefold()]
        return found


class WordsView(WagtailAdminTemplateMixin, View):
    header_icon = "globe"
    page_title = _("Words in Kinyarwanda")
    template_name = "wagtailadmin/wording/list.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("words"), "label": self.page_title}]

    @cached_property
    def all(self) -> list[Sentence]:
        return sentences(LANGUAGE)

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = WordsFilter(request.GET)
        found = chosen.narrow(self.all)
        page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
        waiting = Counter(sentence.subject for sentence in self.all if not sentence.is_reviewed)
        return self.render_to_response(
            self.get_context_data(
                form=chosen,
                page=page,
                total=len(self.all),
                waiting=[(subject, waiting[subject]) for subject in Subject],
                carried=urlencode({name: value for name, value in request.GET.items() if name != "p"}),
            )
        )


class WordView(WordsView):
    """One sentence, to be confirmed or said better."""

    template_name = "wagtailadmin/wording/word.html"

    def get_page_title(self):
        return _("A sentence in Kinyarwanda")

    @cached_property
    def sentence(self) -> Sentence:
        found = next((one for one in self.all if one.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.show(list(self.sentence.said))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        forms = [request.POST.get(f"form-{index}", "")[:5000] for index in range(len(self.sentence.said))]
        try:
            row = review(language=LANGUAGE, sentence=self.sentence, forms=forms, by=request.user)
        except DoesNotFit as refused:
            return self.show(forms, str(refused), status=422)
        before = " / ".join(self.sentence.said)
        change = {"field": self.sentence.english[0][:80], "from": before, "to": " / ".join(row.forms)}
        log(instance=row, action="wagtail.edit", user=request.user, title=str(row), data={"changes": [change]})
        messages.success(request, _("Thank you. These words are shown from now on."))
        following = next((one for one in self.all if not one.is_reviewed and one.key != self.sentence.key), None)
        return redirect("word", following.number) if following and "next" in request.POST else redirect("words")

    def show(self, said: list[str], problem: str = "", status: int = 200) -> HttpResponse:
        sentence = self.sentence
        rows = [
            {"english": english, "beside": beside, "said": form}
            for english, beside, form in zip(
                (*sentence.english, *sentence.english[-1:])[: len(said)],
                (*sentence.beside, "", "")[: len(said)],
                said,
                strict=True,
            )
        ]
        context = self.get_context_data(sentence=sentence, rows=rows, problem=problem)
        return self.render_to_response(context, status=status)


class WordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)
