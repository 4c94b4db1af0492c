"""The page of a group: its own words, what it has and what is hard, and its way; what is expected never among what was reached."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cooperatives.milestones.models import Milestone
from tests import factories
from tests.queries import assert_same_queries, queries_of


def point(name: str, text: str = "") -> dict:
    return {"type": "point", "value": {"name": name, "text": text}}


def milestone(group, **fields) -> Milestone:
    fields = {"kind": "fair", "happened_on": date(2024, 5, 2), "source": "Minutes"} | fields
    return Milestone.objects.create(cooperative=group, **fields)


def html_of(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_group_speaks_for_itself_and_signs(site, client):
    group = factories.cooperative("Ibumba Pottery")

    html = html_of(client, site.cooperative(group, own_words="Clay remembers."))

    assert "Clay remembers.</blockquote>" in html
    assert '<figcaption class="own-words__by">Ibumba Pottery</figcaption>' in html


def test_a_group_may_sign_in_other_words(site, client):
    page = site.cooperative(factories.cooperative(), own_words="Clay.", own_words_by="Nineteen potters")

    assert "Nineteen potters" in html_of(client, page)


def test_what_a_group_has_stands_beside_what_is_hard(site, client):
    page = site.cooperative(
        factories.cooperative(), assets=[point("A kiln", "Built by us.")], challenges=[point("Wind")]
    )

    html = html_of(client, page)

    assert html.index("What we have") < html.index("A kiln") < html.index("What is hard") < html.index("Wind")


def test_what_is_expected_is_never_shown_as_reached(site, client):
    group = factories.cooperative()
    milestone(group, note="A table of their own.")
    milestone(group, state="expected", happened_on=timezone.localdate() + timedelta(90), note="A second table.")

    html = html_of(client, site.cooperative(group))

    reached, expected = html.split("Expected, and not reached yet")
    assert "A table of their own." in reached
    assert "A second table." not in reached
    assert "A second table." in expected


def test_milestones_of_others_are_none_of_this_group(site, client):
    milestone(factories.cooperative(), note="Of somebody else.")

    html = html_of(client, site.cooperative(factories.cooperative()))

    assert "Of somebody else." not in html
    assert "Their way so far" not in html


def test_a_member_with_a_page_is_linked_and_one_without_is_named(site, client):
    group = factories.cooperative()
    page = site.cooperative(group)
    with_page = factories.artisan(group, is_named=True)
    factories.consent(with_page.person, "full_name", "story")
    without = factories.artisan(group, is_named=True)
    own = site.artisan(with_page.person, below=page)

    html = html_of(client, page)

    assert f'href="{own.url}">{with_page.person.full_name}' in html
    assert f">{without.person.full_name}<" in html


def test_machines_learn_of_a_group_as_much_as_its_district(site, client):
    html = html_of(client, site.cooperative(factories.cooperative("Ibumba Pottery", district="Musanze")))

    assert '"addressRegion":"Musanze"' in html
    assert "latitude" not in html


def test_the_page_of_a_group_costs_the_same_whatever_there_is_to_tell(site, client):
    def group_page(number: int):
        group = factories.cooperative()
        page = site.cooperative(
            group,
            techniques=[site.technique() for _ in range(number)],
            assets=[point("A kiln")] * number,
            challenges=[point("Wind")] * number,
        )
        for one in range(number):
            milestone(group, happened_on=date(2020 + one, 1, 1))
            milestone(group, state="expected", happened_on=timezone.localdate() + timedelta(30 + one))
            artisan = factories.artisan(group, is_named=True)
            factories.consent(artisan.person, "full_name", "story")
            site.artisan(artisan.person, below=page)
        return page

    few, many = group_page(1), group_page(5)

    assert_same_queries(many.url, queries_of(client, few.url), queries_of(client, many.url))


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "</script><b>", "\"'><img src=x onerror=alert(1)>"])
def test_whatever_a_group_says_is_text(site, client, evil):
    group = factories.cooperative()
    milestone(group, note=evil, source=evil)

    page = site.cooperative(
        group, own_words=evil, own_words_by=evil, assets=[point(evil, evil)], challenges=[point(evil, evil)]
    )

    assert evil not in html_of(client, page)
