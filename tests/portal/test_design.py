"""Every drawing the pages name is in the sprite; the style guide shows each with its word."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from portal.queries.filters import LAYERS
from portal.views.design import ACTION_ICONS, CLASS_ICONS, ICONS
from services.models import Category

SPRITE = (Path(settings.BASE_DIR) / "static/icons/sprite.svg").read_text(encoding="utf-8")
DRAWN = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))


def test_sprite_draws_every_icon_of_the_guide():
    assert {name for name, _word in (*ICONS, *CLASS_ICONS, *ACTION_ICONS)} <= DRAWN


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
    page = response.text
    # Each drawing stands in both themes, with its word; its Swedish one, too.
    for _name, word in (*ICONS, *CLASS_ICONS, *ACTION_ICONS):
        assert escape(str(word)) in page
        with translation.override("sv"):
            assert escape(str(word)) in page


@pytest.mark.django_db
def test_style_guide_shows_every_drawing_of_the_sprite(client: Client):
    page = client.get("/om/design/").text
    shown = {name for name, _word in (*ICONS, *CLASS_ICONS, *ACTION_ICONS)}

    assert shown | {"wordmark"} == DRAWN
    assert all(page.count(f"#{name}") >= 2 for name in shown)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_style_guide_shows_every_component(client: Client):
    used = {one.name for one in client.get("/om/design/").templates if one.name}
    folder = Path(settings.BASE_DIR) / "templates/components"

    # A map of its own, the pin of a form and the portal's map, has a page of its own.
    assert {f"components/{one.name}" for one in folder.glob("*.html")} - used == {
        "components/place_picker.html",
        "components/portal_map.html",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_every_kind_of_service_has_a_drawing_with_its_word():
    icons = set(Category.objects.filter(children__isnull=True).values_list("icon", flat=True))

    assert icons <= {name for name, _word in ICONS}


def test_every_layer_of_the_map_has_marks_of_its_own_look():
    style = (Path(settings.BASE_DIR) / "static/css/map.css").read_text(encoding="utf-8")
    styled = set(re.findall(r"\.marker--([a-z]+)\b(?!-)", style))

    # Services are the plain mark; classes have a look for each class.
    assert styled >= set(LAYERS) - {"services", "gaps"}
    assert styled <= {*LAYERS, "class", "unconfirmed", "approximate"}
