"""Every public page says in plain words, right under its name, what it is for."""

import re

import pytest
from django.utils import timezone

from plans.models import Consultation, Meeting, Statement, VillageGroup
from route221.models import Attraction
from services.models import ServicePoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PAGES = (
    "/",
    "/sok/",
    "/har/",
    "/skriv-ut/",
    "/orter/",
    "/orter/bettna/",
    "/orter/jamfor/",
    "/om/",
    "/om/data/",
    "/om/tillganglighet/",
    "/om/design/",
    "/rapportera/",
    "/rapportera/tack/",
    "/vag221/",
    "/vag221/saknas/",
    "/vag221/dagsplan/",
    "/vag221/moten/",
    "/planer/",
    "/planer/mal/",
    "/planer/bettna/",
    "/planer/bettna/folj/",
    "/planer/bettna/kommentera/",
    "/program/",
    "/bostader/",
    "/bostader/bo-har/",
    "/bygdenatverket/",
    "/samrad/",
    "/orter/bettna/fraga/",
    "/analys/",
    "/analys/mojligheter/",
    "/analys/scenario/",
    "/analys/plats/",
    "/analys/serviceplan/",
    "/analys/butiker/",
    "/analys/bekrafta/",
    "/analys/jamfor/",
    "/analys/matt/",
    "/logga-in/",
)
SUMMARY = re.compile(
    r'</h1>(?:(?!<h2).)*<section class="easy-read"[^>]*>.*?<p>(.+?)</p>\s*</section>', re.DOTALL
)
# Plain Swedish: short sentences. A village's name may make one longer.
MOST_WORDS = 20


def summary(client, path: str) -> str:
    found = SUMMARY.search(client.get(path, follow=True).text)
    assert found, f"{path} says nothing in short"
    return re.sub(r"\s+", " ", found.group(1))


@pytest.mark.parametrize("path", PAGES)
def test_public_page_begins_in_plain_words_of_its_language(client, path):
    swedish, english, german = (summary(client, prefix + path) for prefix in ("", "/en", "/de"))
    assert len({swedish, english, german}) == 3
    for sentence in re.split(r"(?<=[.!?:]) ", swedish):
        assert len(sentence.split()) <= MOST_WORDS, sentence


def _things():
    group = VillageGroup.objects.get(slug="bettna")
    today = timezone.localdate()
    return (
        ServicePoint.objects.first(),
        Attraction.objects.first(),
        Meeting.objects.create(host=group, starts_at=timezone.now(), place="Bettna"),
        Statement.objects.create(
            group=group, title="Ljus", we_want="Ljus.", we_do="Ber.", we_ask="Lys."
        ),
        Consultation.objects.create(
            title="Vägen", kind="other", text="Hur?", unit="Teknik", opens_on=today, closes_on=today
        ),
    )


def test_page_of_one_thing_begins_in_plain_words_too(client):
    for thing in _things():
        assert summary(client, thing.get_absolute_url())
