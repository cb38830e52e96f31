"""Every map that has a ground is told by one tag what it is drawn from."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from geo.models import Dataset
from portal.templatetags.ground import ground

HOME = Path(settings.BASE_DIR)


def test_every_map_with_a_ground_carries_its_sources():
    scripts = [
        one.read_text(encoding="utf-8")
        for one in (HOME / "static/js").rglob("*.js")
        if "groundOf(this)" in one.read_text(encoding="utf-8")
    ]
    drawn = {name for text in scripts for name in re.findall(r'define\("([\w-]+)"', text)}
    pages = [one.read_text(encoding="utf-8") for one in (HOME / "templates").rglob("*.html")]
    bare = {
        name
        for page in pages
        for name in re.findall(
            r"<([\w-]+-(?:map|picker))\b(?! {% ground %}|[^>]*{% ground %})", page
        )
    }
    assert {"portal-map", "road-map", "housing-map", "scenario-map", "link-picker"} <= drawn
    assert bare & drawn == set()


@pytest.mark.django_db
def test_roads_are_named_only_where_there_are_any():
    assert 'data-roads-credit=""' in ground()
    Dataset.objects.create(
        kind="roads", slug="r", title="R", publisher='"<b>Vägverket', is_active=True
    )
    assert "&quot;&lt;b&gt;Vägverket" in ground()
