"""Layers an operator sets: read once, or refused with a reason."""

import json

import pytest

from portal.environment import SettingError
from portal.map_layers import for_map, read_layers

ORTHO = {
    "name": "Ortofoto",
    "url": "https://{s}.maps.example/{z}/{x}/{y}.png",
    "attribution": "© Example",
}
WMS = {
    "name": "Fastigheter",
    "url": "https://wms.example/ows?",
    "attribution": "© Example",
    "kind": "wms",
    "layers": "parcels",
    "is_background": False,
}


def test_layers_are_read_after_the_one_background():
    found = read_layers(json.dumps([ORTHO, WMS]), "https://tile.example/{z}/{x}/{y}.png", "© OSM")
    assert [one.slug for one in found] == ["tile-example", "ortofoto", "fastigheter"]
    assert [one.host for one in found] == [
        "https://tile.example",
        "https://*.maps.example",
        "https://wms.example",
    ]
    assert json.loads(for_map(found))[2]["layers"] == "parcels"


def test_nothing_set_is_no_layer():
    assert read_layers("") == ()
    assert for_map(()) == "[]"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{", "no JSON"),
        ("{}", "list"),
        ("[1]", "object"),
        (json.dumps([ORTHO | {"attribution": ""}]), "attribution"),
        (json.dumps([ORTHO | {"url": "javascript:alert(1)"}]), "https"),
        (json.dumps([ORTHO | {"url": "http://maps.example/{z}/{x}/{y}.png"}]), "https"),
        (json.dumps([ORTHO | {"url": "https://maps.example/tiles"}]), "{z}"),
        (json.dumps([ORTHO | {"kind": "wmts"}]), "xyz or wms"),
        (json.dumps([WMS | {"layers": ""}]), "layers"),
        (json.dumps([ORTHO | {"colour": "red"}]), "colour"),
        (json.dumps([ORTHO | {"opacity": "thin"}]), "numbers"),
        (json.dumps([ORTHO, ORTHO]), "share a name"),
        (json.dumps([ORTHO] * 13), "at most"),
    ],
)
def test_a_layer_that_cannot_be_shown_is_refused_with_a_reason(text, hint):
    with pytest.raises(SettingError, match=hint.replace("{", r"\{")):
        read_layers(text)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/inbaddad/"])
def test_pages_carry_the_layers_that_are_set(client, settings, path):
    settings.MAP_LAYERS = read_layers(json.dumps([ORTHO]))
    assert "https://{s}.maps.example" in client.get(path).text
    settings.MAP_LAYERS = ()
    assert 'data-layers="[]"' in client.get(path).text
