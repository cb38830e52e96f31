"""Long pages kept as they were written, until a row that they rest on is."""

from collections.abc import Callable
from functools import cache as once

from django.apps import apps
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from geo.ogcapi.freshness import version

APPS = ("plans", "services", "route221", "geo")
# Written by the hundred thousand, and only ever together with a dataset or a run.
SWAPPED_WHOLE = {"geo_populationcell", "geo_roadlink", "geo_importedrow", "geo_importchange"}
KEPT_S = 24 * 60 * 60


@once
def tables() -> tuple[str, ...]:
    """Name the tables that a page of plans rests on."""
    models = [model for name in APPS for model in apps.get_app_config(name).get_models()]
    names = {
        model._meta.db_table
        for model in models
        if model._meta.managed and not model.__name__.startswith("Historical")
    }
    joins = {field.m2m_db_table() for model in models for field in model._meta.local_many_to_many}
    return tuple(sorted((names | joins) - SWAPPED_WHOLE))


def kept(address: str, write: Callable[[], str]) -> SafeString:
    """Return what was written for an address in this language, or write it anew."""
    key = f"page:{address}:{get_language()}"
    now = version(tables())
    was = cache.get(key)
    if was is not None and was[0] == now:
        return mark_safe(was[1])  # noqa: S308 — written by our own templates
    written = write()
    cache.set(key, (now, written), KEPT_S)
    return mark_safe(written)  # noqa: S308 — written by our own templates
