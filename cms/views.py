from django.views.generic import TemplateView


class SearchView(TemplateView):
    template_name = "pages/search.html"
