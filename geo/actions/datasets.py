"""Versions of one source: a new one is swapped in, the one before can be swapped back."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.dateparse import parse_date

from geo.imports.options import Options
from geo.models import Dataset, Import
from geo.signals import dataset_applied

KEPT_VERSIONS = 3
FACTS = ("title", "publisher", "licence", "licence_url", "attribution", "url", "note")


def active(slug: str) -> Dataset | None:
    """Return the version of a source that is in use."""
    return Dataset.objects.filter(slug=slug, is_active=True).first()


def new_version(
    *, kind: str, slug: str, options: Options, known: Mapping[str, str], checksum: str
) -> tuple[Dataset, Dataset | None]:
    """Make the next version of a source, not in use yet; return it and the one in use.

    What is not said of it is as it was of the one before, else what is known of the publisher.
    """
    before = active(slug)
    facts = {name: getattr(before, name) for name in FACTS} if before else {}
    facts |= known
    said = {name: getattr(options, name) for name in ("title", "licence", "licence_url", "url")}
    # A publisher that is known by a short name keeps its full one.
    said["publisher"] = "" if known else options.publisher
    facts |= {name: text for name, text in said.items() if text}
    facts["title"] = facts.get("title") or options.name or slug
    facts["publisher"] = facts.get("publisher") or slug
    new = Dataset.objects.create(
        kind=kind,
        slug=slug,
        checksum=checksum,
        valid_on=parse_date(options.valid_on) if options.valid_on else None,
        is_active=False,
        **facts,
    )
    return new, before


def swap_in(*, new: Dataset, before: Dataset | None) -> None:
    """Put a new version in use instead of the one before."""
    with transaction.atomic():
        if before is not None:
            Dataset.objects.filter(pk=before.pk).update(is_active=False)
        Dataset.objects.filter(pk=new.pk).update(is_active=True)
        new.is_active = True
    announce(new)


def swap_back(*, new: Dataset, before: Dataset | None) -> None:
    """Put the version before in use again, or none if there was none."""
    with transaction.atomic():
        Dataset.objects.filter(pk=new.pk).update(is_active=False)
        if before is not None:
            Dataset.objects.filter(pk=before.pk).update(is_active=True)
    announce(new)


def announce(dataset: Dataset) -> None:
    """Tell the apps above, on commit, that what a dataset holds has changed."""
    transaction.on_commit(lambda: dataset_applied.send(sender=Dataset, dataset=dataset))


def spent_versions(slug: str) -> list[Dataset]:
    """Versions of a source whose rows may go: undone ones, and all but the one in use and those
    just before it. They stay as witnesses of the runs that used them."""
    versions = Dataset.objects.filter(slug=slug).order_by("-created_at", "-pk")
    undone = set(
        Import.objects.filter(dataset__slug=slug, state=Import.State.UNDONE).values_list(
            "dataset_id", flat=True
        )
    )
    kept = [one for one in versions if one.is_active or one.pk not in undone][:KEPT_VERSIONS]
    return [one for one in versions if one not in kept and not one.is_active]


def is_undoable(new: Dataset | None) -> bool:
    """Whether a version is the one in use, so that nothing newer rests on it."""
    return new is not None and Dataset.objects.filter(pk=new.pk, is_active=True).exists()
