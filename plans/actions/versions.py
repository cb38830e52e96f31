"""The year's draft of a group's plan: found, or begun."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.actions.editions import save_edition
from plans.errors import PlanIsAdopted
from plans.models import LocalPlan, PlanVersion, VillageGroup


def require_draft(version: PlanVersion) -> None:
    """Refuse to change what the group has adopted, or what is history."""
    if version.status != PlanVersion.Status.DRAFT:
        raise PlanIsAdopted


@transaction.atomic
def begin_plan(*, group: VillageGroup) -> PlanVersion:
    """Return the group's draft; a group without any plan in force gets an empty one."""
    # Two members who begin at once get the same draft.
    VillageGroup.objects.select_for_update().get(pk=group.pk)
    versions = PlanVersion.objects.filter(plan__group=group)
    draft = versions.filter(status=PlanVersion.Status.DRAFT).order_by("-year").first()
    if draft:
        return draft
    if versions.filter(status=PlanVersion.Status.ADOPTED).exists():
        raise PlanIsAdopted
    plan = LocalPlan.objects.create(group=group, name=_("Local development plan"))
    return PlanVersion.objects.create(plan=plan, year=timezone.localdate().year)


@transaction.atomic
def change_vision(*, version: PlanVersion, vision: str, edition: int | None = None) -> PlanVersion:
    """Write the vision of a draft."""
    require_draft(version)
    return save_edition(version, edition, {"vision": vision})
