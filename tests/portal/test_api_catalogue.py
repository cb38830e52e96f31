"""The catalogue holds what DCAT-AP-SE 3.0 makes mandatory, in absolute addresses only."""

import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pyshacl
import pytest
import rdflib

from geo.models import Dataset
from portal.api import SERVICE
from portal.exports.dcat import NAMES
from portal.queries.catalogue import SUBJECTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]
ABOUT, RESOURCE = (f"{{{NAMES['rdf']}}}{one}" for one in ("about", "resource"))
RULES = Path(__file__).with_name("dcat_ap_se.ttl")


@pytest.fixture
def catalogue(client):
    response = client.get("/api/dcat")
    assert response["Content-Type"] == "application/rdf+xml"
    return ET.fromstring(response.content)  # noqa: S314 - our own


def judged(body):
    """Judge a catalogue by the profile's rules; return whether it keeps them, and what not."""
    graph = rdflib.Graph().parse(data=body, format="xml")
    rules = rdflib.Graph().parse(RULES, format="turtle")
    keeps, _, words = pyshacl.validate(graph, shacl_graph=rules, inference="none")
    return keeps, words


def test_catalogue_keeps_the_profiles_rules(client):
    keeps, words = judged(client.get("/api/dcat").content)
    assert keeps, words


@pytest.mark.parametrize(
    "part",
    [
        *("dcterms:license", "dcterms:publisher", "dcat:accessURL", "vcard:hasEmail"),
        *("dcterms:format", "dcat:keyword", "dcterms:issued", "dcterms:modified"),
        *("dcterms:spatial", "dcat:bbox", "dcat:endpointURL", "dcat:endpointDescription"),
        *("dcat:servesDataset", "dcat:theme", "dcterms:accessRights", "dcat:contactPoint"),
    ],
)
def test_rules_find_what_is_missing(client, part):
    text = client.get("/api/dcat").content.decode()
    without = re.sub(rf"<{part}( [^>]*)?(/>|>[^<]*</{part}>)", "", text)
    assert without != text
    assert not judged(without)[0]


def test_every_collection_has_its_words_and_theme_and_none_is_left():
    assert set(SUBJECTS) == set(SERVICE.by_id)


def test_catalogue_names_the_place_and_contact_of_the_operator(client, settings):
    settings.CATALOGUE_PLACE = "http://data.europa.eu/nuts/code/SE122"
    settings.CONTACT_EMAIL = "kartan@example.org"
    settings.OPERATOR_NAME = "Exempel kommun"
    body = client.get("/api/dcat").content
    tree = ET.fromstring(body)  # noqa: S314
    places = {one.get(RESOURCE) for one in tree.iterfind("dcat:Dataset/dcterms:spatial", NAMES)}
    assert settings.CATALOGUE_PLACE in places
    assert tree.find("vcard:Organization/vcard:hasEmail", NAMES).get(RESOURCE) == (
        "mailto:kartan@example.org"
    )
    assert tree.findtext("foaf:Agent/foaf:name", None, NAMES) == "Exempel kommun"
    assert judged(body)[0]


def test_dates_of_a_dataset_are_those_of_its_data(catalogue):
    from datetime import date

    from django.utils import timezone

    for one in catalogue.findall("dcat:Dataset", NAMES):
        issued = date.fromisoformat(one.findtext("dcterms:issued", None, NAMES))
        modified = date.fromisoformat(one.findtext("dcterms:modified", None, NAMES))
        assert issued <= modified <= timezone.localdate()


def test_catalogue_unchanged_is_answered_304(client):
    first = client.get("/api/dcat")
    held = {"If-None-Match": first["ETag"]}
    assert client.get("/api/dcat", headers=held).status_code == 304
    Dataset.objects.update(licence="CC0-1.0")
    assert client.get("/api/dcat", headers=held).status_code == 200


def test_catalogue_speaks_in_absolute_addresses_that_lead_somewhere(catalogue):
    known = {one.get(ABOUT) for one in catalogue}
    assert all(urlsplit(address).scheme for address in known)
    for link in catalogue.iter():
        address = link.get(RESOURCE)
        if address:
            assert urlsplit(address).scheme in {"http", "https", "mailto"}
            if "#" in address and "/api/" in address:
                assert address in known


def test_each_distribution_holds_one_licence(catalogue, client):
    for file in catalogue.findall("dcat:Distribution", NAMES):
        assert len(file.findall("dcterms:license", NAMES)) == 1
        address = urlsplit(file.find("dcat:accessURL", NAMES).get(RESOURCE))
        if "f=csv" in address.query:
            assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_facts_without_a_licence_stay_out_of_the_catalogue(client):
    Dataset.objects.update(licence="")
    tree = ET.fromstring(client.get("/api/dcat").content)  # noqa: S314
    assert tree.findall("dcat:Dataset", NAMES) == []


def tiled(client):
    tree = ET.fromstring(client.get("/api/dcat").content)  # noqa: S314
    services = {one.get(ABOUT): one for one in tree.findall("dcat:DataService", NAMES)}
    tiles = next((one for about, one in services.items() if about.endswith("#tiles")), None)
    listed = [] if tiles is None else tiles.findall("dcat:servesDataset", NAMES)
    return {one.get(RESOURCE).split("/")[-1].split("#")[0] for one in listed}


def test_tiles_are_a_service_where_all_that_lies_on_them_has_one_licence(catalogue, client):
    # The demonstration's services, homes and villages rest on some sources without a licence.
    assert tiled(client) == {"boundaries", "cells", "roads", "routes"}
    links = [
        one.find("dcat:accessURL", NAMES).get(RESOURCE)
        for one in catalogue.findall("dcat:Distribution", NAMES)
        if one.get(ABOUT).endswith("-tiles")
    ]
    assert len(links) == 4
    for link in links:
        assert client.get(urlsplit(link).path).json()["tilejson"] == "3.0.0"
    Dataset.objects.filter(kind="population").update(licence="")
    assert tiled(client) == {"boundaries", "roads", "routes"}
