"""What the portal does when something below it changes: keep search and the open API in step.

Search in the same transaction, so that what is rolled back is never found.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save

from geo.models import Locality
from geo.ogcapi.freshness import watch
from geo.signals import rows_written
from plans.models import HousingProject, LocalPlan, VillageGroup
from portal.actions.search_index import BATCH, index, index_pages
from portal.queries.kept import tables
from portal.queries.searchable import SEARCHABLE
from route221.models import Attraction, Business
from services.models import Category, Offer, ServicePoint


def _changed(sender: type[Model], instance: Model, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    index(model=sender, keys=[instance.pk])
    # A place of the register that a business stands for is found as the business alone.
    if sender is Business and instance.service_point_id:
        index(model=ServicePoint, keys=[instance.service_point_id])


def _renamed(
    sender: type[Model], instance: Model, created: bool = False, raw: bool = False, **_: Any
) -> None:
    """Index what shows this row's name: a new row is shown by nothing yet."""
    if raw or created:
        return
    place = {"locality": instance} if sender is Locality else {"offers__category": instance}
    index(
        model=ServicePoint, keys=ServicePoint.objects.filter(**place).values_list("pk", flat=True)
    )
    if sender is Locality:
        for model in (Business, Attraction, HousingProject):
            keys = model._default_manager.filter(locality=instance).values_list("pk", flat=True)
            index(model=model, keys=keys)


def _part_changed(sender: type[Model], instance: Any, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    if sender is Offer:
        index(model=ServicePoint, keys=[instance.service_point_id])
    else:
        index(model=VillageGroup, keys=[instance.group_id])


def _has_parent(sender: type[Model], instance: Any, raw: bool = False, **_: Any) -> None:
    """Index the parent anew: one with children is a heading, not a kind of service."""
    if not raw and instance.parent_id:
        index(model=sender, keys=[instance.parent_id])


def _localities_of_group(instance: Any, reverse: bool, pk_set: Any, **_: Any) -> None:
    index(model=VillageGroup, keys=list(pk_set or []) if reverse else [instance.pk])


def _written(sender: type[Model], keys: Any, **_: Any) -> None:
    """Index what an import wrote in bulk."""
    if sender not in SEARCHABLE:
        return
    for start in range(0, len(keys), BATCH):
        index(model=sender, keys=keys[start : start + BATCH])


def _pages(**_: Any) -> None:
    index_pages()


def _published(**_: Any) -> None:
    """Watch every table that the open API and kept pages read: both follow the data at once."""
    from portal.api import SERVICE

    watch(table for one in SERVICE.by_id.values() for table in one.tables)
    watch(tables())


def _uid(sender: type[Model], what: str) -> str:
    return f"search-{what}-{sender._meta.label_lower}"


def connect() -> None:
    """Listen to everything that can be found, and to what its row is made of."""
    for model in SEARCHABLE:
        post_save.connect(_changed, sender=model, dispatch_uid=_uid(model, "saved"))
        # The row is gone by now, and its key with it unless read from the instance.
        post_delete.connect(_changed, sender=model, dispatch_uid=_uid(model, "deleted"))
    rows_written.connect(_written, dispatch_uid="search-rows-written")
    for model in (Locality, Category):
        post_save.connect(_renamed, sender=model, dispatch_uid=_uid(model, "renamed"))
    for model in (Offer, LocalPlan):
        post_save.connect(_part_changed, sender=model, dispatch_uid=_uid(model, "part"))
        post_delete.connect(_part_changed, sender=model, dispatch_uid=_uid(model, "part-gone"))
    post_save.connect(_has_parent, sender=Category, dispatch_uid=_uid(Category, "parent"))
    post_delete.connect(_has_parent, sender=Category, dispatch_uid=_uid(Category, "parent-gone"))
    portal = apps.get_app_config("portal")
    post_migrate.connect(_pages, sender=portal, dispatch_uid="search-pages")
    post_migrate.connect(_published, sender=portal, dispatch_uid="published-tables")
    through = VillageGroup.localities.through
    m2m_changed.connect(_localities_of_group, sender=through, dispatch_uid=_uid(through, "m2m"))
