"""Every drawing the pages name is in the sprite; the style guide shows each with its word."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from portal.queries.filters import LAYERS
from portal.views.design import ICONS

SPRITE = (Path(settings.BASE_DIR) / "static/icons/sprite.svg").read_text(encoding="utf-8")
DRAWN = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))


def test_sprite_draws_every_icon_of_the_guide():
    assert {name for name, _word in ICONS} <= DRAWN


def test_sprite_draws_every_icon_the_templates_name():
    named = {
        name
        for page in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for name in re.findall(
            r'icon\.html" with name="([\w-]+)"', page.read_text(encoding="utf-8")
        )
    }

    assert named <= DRAWN


def test_templates_and_scripts_carry_no_inline_style():
    offenders = [
        page.name
        for page in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        if re.search(r'\sstyle="|<style|\son\w+="', page.read_text(encoding="utf-8"))
        and page.parent.name != "drawing"
    ]

    assert offenders == []


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_style_guide_opens_in_each_language(client: Client, prefix: str):
    response = client.get(f"{prefix}/om/design/")

    assert response.status_code == 200
    assert response.content.decode().count("icon--tile") == len(ICONS)


def test_every_layer_of_the_map_has_marks_of_its_own_look():
    style = (Path(settings.BASE_DIR) / "static/css/map.css").read_text(encoding="utf-8")
    styled = set(re.findall(r"\.marker--([a-z]+)\b(?!-)", style))

    # Services are the plain mark; classes have a look for each class.
    assert styled >= set(LAYERS) - {"services", "gaps"}
    assert styled <= {*LAYERS, "class", "unconfirmed", "approximate"}
