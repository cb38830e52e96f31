"""The catalogue in the words of DCAT-AP-SE 3.0, as RDF/XML: what it holds and how it is written."""

from dataclasses import dataclass, field
from datetime import date
from xml.etree import ElementTree as ET

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority"
PUBLIC = f"{AUTHORITY}/access-right/PUBLIC"
LANGUAGE = f"{AUTHORITY}/language/SWE"
CONTINUOUS = f"{AUTHORITY}/frequency/CONT"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"  # asked of every Swedish catalogue
TILEJSON = "https://github.com/mapbox/tilejson-spec/tree/master/3.0.0"
FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
REST = "http://www.wikidata.org/entity/Q749568"
AUTHORITY_KIND = "http://purl.org/adms/publishertype/LocalAuthority"
DATE = "http://www.w3.org/2001/XMLSchema#date"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Words = dict[str, str]  # by language
BBox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Distribution:
    """One way to get a dataset, under one licence; `service` where one is asked for it."""

    about: str
    title: Words
    description: Words
    url: str
    licence: str
    media_type: str
    service: str = ""


@dataclass(frozen=True)
class Described:
    """A dataset of the catalogue."""

    about: str
    title: Words
    description: Words
    keywords: dict[str, tuple[str, ...]]
    theme: str
    landing_page: str
    issued: date | None
    modified: date
    bbox: BBox | None
    distributions: list[Distribution] = field(default_factory=list)


@dataclass(frozen=True)
class Catalogue:
    """Who publishes, where the service answers, and every dataset."""

    site: str
    title: str
    publisher: str
    email: str
    place: str
    bbox: BBox | None
    datasets: list[Described]

    @property
    def services(self) -> list["Offered"]:
        """The services that give some dataset."""
        return [one for one in SERVICES if self.served_by(one)]

    def served_by(self, service: "Offered") -> list[Described]:
        """Return the datasets that a service gives."""
        given = service.part
        return [one for one in self.datasets if given in {way.service for way in one.distributions}]

    def at(self, part: str) -> str:
        """Return the address of a part of the catalogue itself."""
        return f"{self.site}/api/dcat#{part}"


@dataclass(frozen=True)
class Offered:
    """A service: which part of the catalogue it is, what it speaks and where it answers."""

    part: str
    name: str
    description: Words
    path: str
    standard: str


SERVICES = (
    Offered(
        "service",
        "OGC API Features",
        {
            "sv": "Allt på kartan, med filter, sidor och fyra referenssystem.",
            "en": "All that is on the map: filters, pages, four reference systems.",
        },
        "/api",
        FEATURES,
    ),
    Offered(
        "tiles",
        "vector tiles",
        {
            "sv": "Vektorplattor (MVT) med TileJSON, förenklade efter zoomnivå.",
            "en": "Vector tiles (MVT) with TileJSON, generalised by zoom.",
        },
        "/tiles",
        TILEJSON,
    ),
)


def written(catalogue: Catalogue) -> bytes:
    """Write the catalogue."""
    for prefix, address in NAMES.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(_name("rdf:RDF"))
    _head(root, catalogue)
    for service in catalogue.services:
        _service(root, catalogue, service)
    for one in catalogue.datasets:
        _dataset(root, catalogue, one)
        for file in one.distributions:
            _distribution(root, catalogue, file)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _head(root: ET.Element, catalogue: Catalogue) -> None:
    thing = _thing(root, "dcat:Catalog", catalogue.at("catalogue"))
    _words(thing, "dcterms:title", {"sv": catalogue.title, "en": catalogue.title})
    about = {
        "sv": "Öppna data om orter, service, väg och boende i kommunen.",
        "en": "Open data on localities, services, road and housing in the municipality.",
    }
    _words(thing, "dcterms:description", about)
    _link(thing, "dcterms:publisher", catalogue.at("publisher"))
    _link(thing, "dcterms:license", CC0)
    _link(thing, "dcterms:language", LANGUAGE)
    _link(thing, "foaf:homepage", f"{catalogue.site}/om/data/")
    _link(thing, "dcat:themeTaxonomy", f"{AUTHORITY}/data-theme")
    issued = [one.issued for one in catalogue.datasets if one.issued]
    _date(thing, "dcterms:issued", min(issued, default=None))
    _date(
        thing, "dcterms:modified", max((one.modified for one in catalogue.datasets), default=None)
    )
    _area(root, thing, catalogue, catalogue.at("area"), catalogue.bbox)
    for service in catalogue.services:
        _link(thing, "dcat:service", catalogue.at(service.part))
    for one in catalogue.datasets:
        _link(thing, "dcat:dataset", one.about)
    agent = _thing(root, "foaf:Agent", catalogue.at("publisher"))
    _text(agent, "foaf:name", catalogue.publisher)
    _link(agent, "dcterms:type", AUTHORITY_KIND)
    _link(agent, "foaf:homepage", f"{catalogue.site}/")
    contact = _thing(root, "vcard:Organization", catalogue.at("contact"))
    _text(contact, "vcard:fn", catalogue.publisher)
    _link(contact, "vcard:hasEmail", f"mailto:{catalogue.email}")


def _service(root: ET.Element, catalogue: Catalogue, service: Offered) -> None:
    thing = _thing(root, "dcat:DataService", catalogue.at(service.part))
    title = f"{catalogue.title}: {service.name}"
    _words(thing, "dcterms:title", {"sv": title, "en": title})
    _words(thing, "dcterms:description", service.description)
    _link(thing, "dcat:endpointURL", f"{catalogue.site}{service.path}")
    _link(thing, "dcat:endpointDescription", f"{catalogue.site}/api/openapi")
    _link(thing, "dcterms:publisher", catalogue.at("publisher"))
    _link(thing, "dcat:contactPoint", catalogue.at("contact"))
    _link(thing, "dcterms:type", REST)
    _link(thing, "dcterms:conformsTo", service.standard)
    _link(thing, "dcterms:accessRights", PUBLIC)
    _link(thing, "dcat:theme", f"{AUTHORITY}/data-theme/REGI")
    _link(thing, "dcat:landingPage", f"{catalogue.site}/om/data/")
    for one in catalogue.served_by(service):
        _link(thing, "dcat:servesDataset", one.about)


def _dataset(root: ET.Element, catalogue: Catalogue, one: Described) -> None:
    thing = _thing(root, "dcat:Dataset", one.about)
    _words(thing, "dcterms:title", one.title)
    _words(thing, "dcterms:description", one.description)
    _text(thing, "dcterms:identifier", one.about)
    _link(thing, "dcterms:publisher", catalogue.at("publisher"))
    _link(thing, "dcat:contactPoint", catalogue.at("contact"))
    for language, words in one.keywords.items():
        for word in words:
            _words(thing, "dcat:keyword", {language: word})
    _link(thing, "dcat:theme", f"{AUTHORITY}/data-theme/{one.theme}")
    _date(thing, "dcterms:issued", one.issued)
    _date(thing, "dcterms:modified", one.modified)
    _link(thing, "dcterms:accrualPeriodicity", CONTINUOUS)
    _link(thing, "dcterms:language", LANGUAGE)
    _link(thing, "dcterms:accessRights", PUBLIC)
    _link(thing, "dcat:landingPage", one.landing_page)
    _area(root, thing, catalogue, f"{one.about}-area", one.bbox)
    for file in one.distributions:
        _link(thing, "dcat:distribution", file.about)


def _distribution(root: ET.Element, catalogue: Catalogue, one: Distribution) -> None:
    thing = _thing(root, "dcat:Distribution", one.about)
    _words(thing, "dcterms:title", one.title)
    _words(thing, "dcterms:description", one.description)
    _link(thing, "dcat:accessURL", one.url)
    service = next((service for service in SERVICES if service.part == one.service), None)
    if service:
        _link(thing, "dcat:accessService", catalogue.at(service.part))
        _link(thing, "dcterms:conformsTo", service.standard)
    else:
        _link(thing, "dcat:downloadURL", one.url)
    _link(thing, "dcterms:license", one.licence)
    _text(thing, "dcterms:format", one.media_type)
    _link(thing, "dcterms:language", LANGUAGE)


def _area(
    root: ET.Element, thing: ET.Element, catalogue: Catalogue, about: str, bbox: BBox | None
) -> None:
    """Say where it is: by the name of the place that the operator gave, and by its box."""
    if catalogue.place:
        _link(thing, "dcterms:spatial", catalogue.place)
    if bbox:
        _link(thing, "dcterms:spatial", about)
        area = _thing(root, "dcterms:Location", about)
        west, south, east, north = (round(number, 5) for number in bbox)
        ring = [(west, north), (east, north), (east, south), (west, south), (west, north)]
        text = ", ".join(f"{x} {y}" for x, y in ring)
        _text(area, "dcat:bbox", f"POLYGON(({text}))", WKT)


def _name(short: str) -> str:
    prefix, local = short.split(":")
    return f"{{{NAMES[prefix]}}}{local}"


def _thing(root: ET.Element, kind: str, about: str) -> ET.Element:
    return ET.SubElement(root, _name(kind), {_name("rdf:about"): about})


def _link(thing: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(thing, _name(relation), {_name("rdf:resource"): address})


def _text(thing: ET.Element, relation: str, text: str, datatype: str = "") -> None:
    marked = {_name("rdf:datatype"): datatype} if datatype else {}
    ET.SubElement(thing, _name(relation), marked).text = text


def _words(thing: ET.Element, relation: str, words: Words) -> None:
    for language, text in words.items():
        ET.SubElement(thing, _name(relation), {LANG: language}).text = text


def _date(thing: ET.Element, relation: str, day: date | None) -> None:
    if day:
        _text(thing, relation, day.isoformat(), DATE)
