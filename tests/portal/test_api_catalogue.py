"""The catalogue holds what DCAT-AP-SE 3.0 makes mandatory, in absolute addresses only."""

from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from geo.models import Dataset
from portal.views.api_catalogue import NAMES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
ABOUT, RESOURCE = (f"{{{NAMES['rdf']}}}{one}" for one in ("about", "resource"))
# DCAT-AP-SE 3.0: the mandatory properties of each class.
MANDATORY = {
    "dcat:Catalog": ("dcterms:title", "dcterms:description", "dcterms:publisher", "dcat:dataset"),
    "dcat:Dataset": ("dcterms:title", "dcterms:description", "dcterms:publisher"),
    "dcat:Distribution": ("dcat:accessURL", "dcterms:license"),
    "foaf:Agent": ("foaf:name", "dcterms:type"),
    "vcard:Organization": ("vcard:fn", "vcard:hasEmail"),
}


@pytest.fixture
def catalogue(client):
    response = client.get("/api/dcat")
    assert response["Content-Type"] == "application/rdf+xml"
    return ET.fromstring(response.content)  # noqa: S314 - our own


@pytest.mark.parametrize("kind", list(MANDATORY))
def test_catalogue_has_what_is_mandatory(catalogue, kind):
    things = catalogue.findall(kind, NAMES)
    assert things
    for thing in things:
        for relation in MANDATORY[kind]:
            assert thing.findall(relation, NAMES), (kind, relation)


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
