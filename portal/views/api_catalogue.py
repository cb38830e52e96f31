"""The catalogue that the national data portal harvests: DCAT-AP-SE 3.0 in RDF/XML."""

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from geo.models import Dataset
from geo.ogcapi.formats import TYPES
from geo.ogcapi.parameters import ItemsQuery
from portal.api import SERVICE

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_EVERYTHING = ItemsQuery(limit=None)
AUTHORITY = "http://publications.europa.eu/resource/authority"
PUBLIC = f"{AUTHORITY}/access-right/PUBLIC"
LANGUAGE = f"{AUTHORITY}/language/SWE"
LICENCES = {
    "CC0-1.0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC0 1.0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 4.0": "http://creativecommons.org/licenses/by/4.0/",
    "CC-BY-4.0": "http://creativecommons.org/licenses/by/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODbL 1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def dcat(request: HttpRequest) -> HttpResponse:
    """Describe each collection once, with one distribution for each licence and format."""
    with override("sv"):
        tree = _catalogue(settings.SITE_URL)
    body = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    response = HttpResponse(body, content_type="application/rdf+xml")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _catalogue(site: str) -> ET.Element:
    for prefix, address in NAMES.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(_name("rdf:RDF"))
    catalogue = _thing(root, "dcat:Catalog", f"{site}/api/dcat#catalogue")
    publisher = f"{site}/api/dcat#publisher"
    _text(catalogue, "dcterms:title", settings.SITE_NAME)
    _text(catalogue, "dcterms:description", "Öppna data om orter, service, väg och boende.")
    _link(catalogue, "dcterms:publisher", publisher)
    _link(catalogue, "dcterms:language", LANGUAGE)
    _link(catalogue, "foaf:homepage", f"{site}/om/data/")
    agent = _thing(root, "foaf:Agent", publisher)
    _text(agent, "foaf:name", settings.SITE_NAME)
    _link(agent, "dcterms:type", "http://purl.org/adms/publishertype/LocalAuthority")
    contact = _thing(root, "vcard:Organization", f"{site}/api/dcat#contact")
    _text(contact, "vcard:fn", settings.SITE_NAME, "")
    _link(contact, "vcard:hasEmail", f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    for name, collection in SERVICE.by_id.items():
        licences = _licences(name)
        if not licences:
            continue
        about = f"{site}/api/collections/{name}"
        _link(catalogue, "dcat:dataset", f"{about}#dataset")
        dataset = _thing(root, "dcat:Dataset", f"{about}#dataset")
        _text(dataset, "dcterms:title", str(collection.title))
        _text(dataset, "dcterms:description", str(collection.description))
        _link(dataset, "dcterms:publisher", publisher)
        _link(dataset, "dcterms:accessRights", PUBLIC)
        _link(dataset, "dcterms:language", LANGUAGE)
        _link(dataset, "dcat:contactPoint", f"{site}/api/dcat#contact")
        _link(dataset, "dcat:theme", f"{AUTHORITY}/data-theme/REGI")
        _link(dataset, "dcat:landingPage", f"{about}?f=html")
        for number, (licence, address) in enumerate(licences.items()):
            for form, kind in TYPES.items():
                path = f"{about}#distribution-{number}-{form}"
                _link(dataset, "dcat:distribution", path)
                file = _thing(root, "dcat:Distribution", path)
                _text(file, "dcterms:title", f"{collection.title} ({form})")
                url = f"{about}/items?{urlencode({'f': form, 'licence': licence})}"
                _link(file, "dcat:accessURL", url)
                _link(file, "dcat:downloadURL", url)
                _link(file, "dcterms:license", address)
                media = f"https://www.iana.org/assignments/media-types/{kind.split(';')[0]}"
                _link(file, "dcat:mediaType", media)
    return root


def _licences(name: str) -> dict[str, str]:
    """Return the licences under which a collection's files leave, with their addresses."""
    names = {
        str(feature["properties"]["licence"])
        for feature in SERVICE.by_id[name].stream(_EVERYTHING)
        if feature["properties"].get("licence")
    }
    addresses = dict(
        Dataset.objects.filter(licence__in=names)
        .exclude(licence_url="")
        .values_list("licence", "licence_url")
    )
    known = {one: LICENCES.get(one) or addresses.get(one) for one in names}
    return {one: address for one, address in sorted(known.items()) if address}


def _name(short: str) -> str:
    prefix, local = short.split(":")
    return f"{{{NAMES[prefix]}}}{local}"


def _thing(root: ET.Element, kind: str, about: str) -> ET.Element:
    return ET.SubElement(root, _name(kind), {_name("rdf:about"): about})


def _link(thing: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(thing, _name(relation), {_name("rdf:resource"): address})


def _text(thing: ET.Element, relation: str, text: str, language: str = "sv") -> None:
    marked = {"{http://www.w3.org/XML/1998/namespace}lang": language} if language else {}
    ET.SubElement(thing, _name(relation), marked).text = text
