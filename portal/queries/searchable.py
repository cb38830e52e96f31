"""What can be found by search, and in which words, read from every app."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import Model
from django.utils.translation import gettext, gettext_noop, override

from geo.models import Locality
from plans.models import HousingProject, VillageGroup
from portal.models import SearchEntry
from portal.queries.everyday_words import EVERYDAY_WORDS
from portal.queries.words import all_misspelled, fold
from route221.models import Attraction, Business
from services.models import Category, ServicePoint

Kind = SearchEntry.Kind
LANGUAGES = settings.MODELTRANSLATION_LANGUAGES

# Address, title, icon, and words that lead there beside the title.
PAGES = (
    ("localities", gettext_noop("Localities"), "village", "byar orter"),
    ("plans", gettext_noop("Plans"), "plan", "mål bygderåd utveckling"),
    ("programmes", gettext_noop("Programmes"), "plan", "serviceprogram region"),
    ("housing", gettext_noop("Planned homes"), "housing", "bostäder tomter hyra bygga bo"),
    ("about", gettext_noop("About the portal"), "info", "om kontakt"),
    ("data", gettext_noop("Data and licences"), "info", "öppna data källor"),
    ("accessibility", gettext_noop("Accessibility statement"), "info", "tillgänglighet WCAG"),
    ("report", gettext_noop("Report an error or tip us"), "edit", "fel saknas tipsa rapportera"),
)


def entry(
    kind: Any,
    key: object,
    names: dict[str, str],
    *,
    url: tuple[Any, ...],
    tail: str = "",
    icon: str = "place",
    details: dict[str, str] | None = None,
    words: Iterable[str] = (),
    point: Point | None = None,
    is_example: bool = False,
) -> SearchEntry:
    """Build one row of the index; nothing is saved."""
    folded_names = list(dict.fromkeys(fold(name) for name in names.values()))
    details = details or {}
    rest = [fold(text) for text in (*details.values(), *words)]
    known = " ".join(dict.fromkeys(" ".join(rest).split()))
    return SearchEntry(
        kind=kind,
        object_key=str(key),
        url_name=url[0],
        url_args=list(url[1:]),
        url_tail=tail,
        icon=icon,
        names=names,
        details=details,
        folded_names="".join(f" {name}" for name in folded_names),
        folded=f"{' '.join(folded_names)} {known}".strip() or str(key),
        misspellings=all_misspelled([*folded_names, known]),
        point=point,
        is_example=is_example,
    )


def _same(name: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, name)


def _translated(row: Model, field: str) -> dict[str, str]:
    fallback = str(getattr(row, field) or "")
    return {code: getattr(row, f"{field}_{code}", "") or fallback for code in LANGUAGES}


def _in_each(text: Any) -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        with override(code):
            found[code] = text()
    return found


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def of_locality(row: Locality) -> SearchEntry:
    """Index a locality under its name and municipality."""
    return entry(
        Kind.LOCALITY,
        row.pk,
        _same(row.name),
        url=("locality", row.slug),
        icon="village",
        details=_in_each(lambda: _joined(row.get_kind_display(), row.municipality.name)),
        point=row.point,
        is_example=row.is_example,
    )


def of_category(row: Category) -> SearchEntry | None:
    """Index a kind of service, so that one nobody has registered can be found and told of."""
    if row.children.exists():
        return None
    return entry(
        Kind.CATEGORY,
        row.pk,
        _translated(row, "plural"),
        url=("home",),
        tail=f"?layer=services&category={row.slug}#list",
        icon=row.icon,
        words=(*_translated(row, "name").values(), EVERYDAY_WORDS.get(row.slug, "")),
    )


def _is_shown_as_business(row: ServicePoint) -> bool:
    business = getattr(row, "business", None)
    return business is not None and of_business(business) is not None


def of_place(row: ServicePoint) -> SearchEntry | None:
    """Index a service place under its name and what it offers; not one that became another."""
    offers = [one for one in row.offers.all() if one.state != "closed"]
    if row.replaced_by_id or not offers or _is_shown_as_business(row):
        return None
    where = row.locality or row.municipality or ""

    def detail() -> str:
        return _joined(", ".join(str(one.category.name) for one in offers), where)

    return entry(
        Kind.SERVICE,
        row.pk,
        _same(row.name),
        url=("service", row.pk, row.get_absolute_url().rstrip("/").split("-", 1)[1]),
        icon=offers[0].category.icon,
        details=_in_each(detail),
        words=(row.address, *(EVERYDAY_WORDS.get(one.category.slug, "") for one in offers)),
        point=row.point,
        is_example=row.is_example,
    )


def _of_road_place(kind: Any, key: str, icon: str, row: Business | Attraction) -> SearchEntry:
    return entry(
        kind,
        row.pk,
        _same(row.name),
        url=(
            "road-place",
            settings.HOME_ROUTE,
            f"{key}{row.pk}",
            row.get_absolute_url().rstrip("/").split("-", 1)[1],
        ),
        icon=icon,
        details=_in_each(lambda: _joined(row.get_kind_display(), row.locality or "")),
        words=(row.summary,),
        point=row.point,
        is_example=row.is_example,
    )


def of_business(row: Business) -> SearchEntry | None:
    """Index a business that anyone may see."""
    if row.state != Business.State.PUBLISHED or row.replaced_by_id:
        return None
    return _of_road_place(Kind.BUSINESS, "f", "shop", row)


def of_attraction(row: Attraction) -> SearchEntry:
    """Index an attraction."""
    return _of_road_place(Kind.ATTRACTION, "b", row.icon, row)


def of_group(row: VillageGroup) -> SearchEntry:
    """Index a village group with its plans."""
    plans = [plan.name for plan in row.plans.all()]
    places = ", ".join(place.name for place in row.localities.all())
    return entry(
        Kind.GROUP,
        row.pk,
        _same(row.name),
        url=("village-group", row.slug),
        icon="plan",
        details=_in_each(lambda: _joined(row.get_kind_display(), places)),
        words=(*plans, *_in_each(lambda: gettext("local development plan")).values()),
        is_example=row.is_example,
    )


def of_housing(row: HousingProject) -> SearchEntry:
    """Index planned homes."""
    return entry(
        Kind.HOUSING,
        row.pk,
        _same(row.name),
        url=("housing",),
        tail=f"#{row.pk}",
        icon="housing",
        details=_in_each(lambda: _joined(gettext("Planned homes"), row.locality)),
        words=(row.property_name, "bostäder tomter"),
        point=row.point,
        is_example=row.is_example,
    )


def pages() -> Iterator[SearchEntry]:
    """Index the pages that are there whatever the register holds."""
    for name, title, icon, words in PAGES:
        names = _in_each(lambda title=title: gettext(title))
        yield entry(Kind.PAGE, name, names, url=(name,), icon=icon, words=(words,))


# The kind of each model's rows, how one is indexed, and what is read with it.
SEARCHABLE: dict[Any, tuple[Any, Any, tuple[str, ...], tuple[str, ...]]] = {
    Locality: (Kind.LOCALITY, of_locality, ("municipality",), ()),
    Category: (Kind.CATEGORY, of_category, (), ("children",)),
    ServicePoint: (
        Kind.SERVICE,
        of_place,
        ("locality", "municipality", "business__locality"),
        ("offers__category",),
    ),
    Business: (Kind.BUSINESS, of_business, ("locality",), ()),
    Attraction: (Kind.ATTRACTION, of_attraction, ("locality",), ()),
    VillageGroup: (Kind.GROUP, of_group, (), ("plans", "localities")),
    HousingProject: (Kind.HOUSING, of_housing, ("locality",), ()),
}
