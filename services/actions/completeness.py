"""Declare, with an import of services, how much of each category the register now knows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date

from geo.imports.options import Options
from geo.imports.planning import DISAPPEARED, REJECTED, Change
from geo.imports.spool import in_batches
from geo.models import Municipality
from services.models import Category, Completeness, ServicePoint

AS_DECLARED = "as-declared"
EVERYWHERE = "all"
BATCH = 1_000
FIELDS = ("level", "source", "stated_on", "leaves_out")


def declare_completeness(*, options: Options, changes: Sequence[Change]) -> dict[str, Any]:
    """Write how complete the categories of an import are; return what it was before.

    Unsaid, a category of which nothing was known becomes *partial*: something is known now, and
    nobody says that it is all. What was declared stays.
    """
    level = str(options.more.get("completeness") or "")
    slugs = _categories(changes)
    scope = _scope(str(options.more.get("municipality") or ""), changes)
    if not slugs or scope is _NOWHERE or level == AS_DECLARED:
        return {}
    before = []
    stated_on = parse_date(options.valid_on) if options.valid_on else None
    said = {
        "level": level or Completeness.Level.PARTIAL,
        "source": (options.title or options.publisher or options.name)[:300],
        "stated_on": stated_on or timezone.localdate(),
        "leaves_out": str(options.more.get("leaves_out") or "")[:300],
    }
    for category in Category.objects.filter(slug__in=slugs):
        row = Completeness.objects.filter(category=category, municipality=scope).first()
        wide = row or Completeness.objects.filter(category=category, municipality=None).first()
        if not level and wide is not None and wide.level != Completeness.Level.NONE:
            continue
        if row is not None and all(getattr(row, name) == said[name] for name in FIELDS):
            continue
        old = {name: str(getattr(row, name)) for name in FIELDS} if row else None
        before.append([category.pk, scope.pk if scope else None, old])
        Completeness.objects.update_or_create(category=category, municipality=scope, defaults=said)
    return {"completeness": before} if before else {}


def restore_completeness(*, declared: Mapping[str, Any]) -> None:
    """Put back what was declared before an import."""
    for category, municipality, old in declared.get("completeness", ()):
        rows = Completeness.objects.filter(category_id=category, municipality_id=municipality)
        if old is None:
            rows.delete()
        else:
            rows.update(**old | {"stated_on": parse_date(old["stated_on"])})


class _Nowhere:
    """The import lies in no municipality of which the register declares anything."""


_NOWHERE: Any = _Nowhere()


def _categories(changes: Iterable[Change]) -> set[str]:
    return {
        name.partition(":")[0]
        for change in changes
        if change.kind not in (REJECTED, DISAPPEARED)
        for name, value in (change.base or {}).items()
        if name.endswith(":offered") and value
    }


def _scope(said: str, changes: Iterable[Change]) -> Any:
    """Choose the municipality that is spoken of: the given one, else the portal's own."""
    if said == EVERYWHERE:
        return None
    home = Municipality.objects.filter(code=said or settings.HOME_MUNICIPALITY).first()
    if home is None:
        return _NOWHERE
    keys = (
        change.pk for change in changes if change.pk and change.kind not in (REJECTED, DISAPPEARED)
    )
    places = ServicePoint.objects.filter(municipality=home)
    if said or any(places.filter(pk__in=some).exists() for some in in_batches(keys, BATCH)):
        return home
    return _NOWHERE
