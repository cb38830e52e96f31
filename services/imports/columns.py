"""The columns of the service register in files, and how their cells are read."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_noop as _

from geo.imports import values as cells
from geo.imports.columns import Column
from geo.imports.errors import RowProblem
from geo.tables.locality_columns import code4, precision_of
from services.models import Offer, ServicePoint

PHONE = re.compile(r"^[+\d][\d\s()/.-]{3,}$")
STATES = {
    "öppen": "open",
    "öppet": "open",
    "stängd": "closed",
    "stängt": "closed",
    "nedlagd": "closed",
    "planerad": "planned",
    "tillfälligt stängd": "paused",
}
FORMS = {
    "bemannad": "staffed",
    "obemannad": "self_service",
    "självbetjäning": "self_service",
    "ombud": "agent",
    "hemsändning": "delivery",
    "mobil": "mobile",
}
DELIVERY = {"ja": "yes", "nej": "no", "only": "yes"}
WHEELCHAIR = {"ja": "yes", "nej": "no", "delvis": "limited", "designated": "yes"}


def _text(most: int) -> Callable[[object], str]:
    return lambda value: cells.text(value, most)


def website(value: object) -> str:
    """Read an address of the web; one without a scheme gets https."""
    found = cells.text(value, 200)
    if not found:
        return ""
    if "://" not in found:
        found = f"https://{found}"
    try:
        URLValidator(schemes=["http", "https"])(found)
    except ValidationError:
        raise RowProblem(_("“%(text)s” is no web address."), text=found) from None
    return found


def email(value: object) -> str:
    """Read an e-mail address."""
    found = cells.text(value, 254)
    if found:
        try:
            validate_email(found)
        except ValidationError:
            raise RowProblem(_("“%(text)s” is no e-mail address."), text=found) from None
    return found


def phone(value: object) -> str:
    """Read a phone number, of several the first."""
    found = re.split(r"[;,]", cells.text(value, 200))[0].strip()
    if found and (not PHONE.match(found) or len(found) > 40):
        raise RowProblem(_("“%(text)s” is no phone number."), text=found)
    return found


def hours(value: object) -> str:
    """Read opening hours in OpenStreetMap's syntax."""
    from opening_hours import OpeningHours

    found = cells.text(value, 500)
    if found:
        try:
            OpeningHours(found)
        except Exception:
            raise RowProblem(
                _("“%(text)s” are no opening hours; write them as Mo-Fr 10:00-18:00."), text=found
            ) from None
    return found


def _choice(choices: list[str], words: dict[str, str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        found = cells.text(value, 60).casefold()
        found = words.get(found, found)
        if found and found not in choices:
            raise RowProblem(
                _("“%(text)s” is none of: %(choices)s"), text=found, choices=", ".join(choices)
            )
        return found

    return read


PLACE = (
    Column(
        "id",
        _("the source's id"),
        ("external_id", "objektid", "objectid", "uuid", "nummer"),
        _text(100),
    ),
    Column(
        "name",
        _("name"),
        ("namn", "benamning", "verksamhet", "enhet", "butik", "place", "plats"),
        _text(120),
        required=True,
    ),
    Column("locality", _("locality"), ("ort", "tatort", "postort", "by"), _text(100)),
    Column("municipality", _("municipality's code"), ("kommunkod", "kommun_kod"), code4),
    Column(
        "address",
        _("address"),
        ("adress", "gatuadress", "besoksadress", "street"),
        _text(200),
    ),
    Column("phone", _("phone"), ("telefon", "tel", "telefonnummer"), phone),
    Column("email", _("public e-mail"), ("epost", "e_post", "mail", "mejl"), email),
    Column("website", _("website"), ("webb", "webbplats", "hemsida", "url", "www"), website),
    Column(
        "wheelchair",
        _("for wheelchairs"),
        ("rullstol", "tillganglig"),
        _choice(ServicePoint.Wheelchair.values, WHEELCHAIR),
    ),
    Column("precision", _("precision of the position"), (), precision_of),
    Column("place_note", _("note about the place"), (), _text(2_000)),
)
OFFER = (
    Column(
        "category",
        _("category"),
        ("kategori", "typ", "slag", "servicetyp"),
        _text(80),
    ),
    Column("state", _("state"), ("status", "tillstand"), _choice(Offer.State.values, STATES)),
    Column("basis", _("known from"), (), _choice(Offer.Basis.values, {})),
    Column("form", _("form"), ("driftform",), _choice(Offer.Form.values, FORMS)),
    Column("range", _("range"), ("sortiment",), _choice(Offer.Range.values, {})),
    Column(
        "delivery",
        _("delivered to your home?"),
        ("hemleverans", "hemsandning", "levererar"),
        _choice(Offer.Delivery.values, DELIVERY),
    ),
    Column(
        "delivery_terms",
        _("where to and on what terms"),
        ("leveransvillkor",),
        _text(300),
    ),
    Column("season", _("season"), ("sasong",), _text(100)),
    Column("opening_hours", _("opening hours"), ("oppettider", "oppet"), hours),
    Column("by_arrangement", _("by arrangement (call first)"), (), cells.yes),
    Column("capacity", _("capacity"), ("kapacitet", "antal_platser"), cells.count),
    Column(
        "confirmed_on",
        _("last confirmed on"),
        ("bekraftad", "kontrollerad", "uppdaterad"),
        cells.day,
    ),
    Column("note", _("note"), ("anmarkning", "kommentar"), _text(300)),
)
