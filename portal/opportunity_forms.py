"""What is asked of the opportunities, and how one is taken over into a village's plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_planner
from geo.analysis.opportunities import PARTS, WEIGHTS
from geo.models import Locality
from plans.models import VillageGroup
from plans.permissions import may_handle, may_write
from portal.desk_forms import whole
from portal.queries.opportunities import LONGEST_M

MOST_WEIGHT, MOST_KM = 10, 500


def read_weights(data: QueryDict) -> tuple[float, ...]:
    """Read the weights of the score's parts; all 0 means the usual ones."""
    given = [whole(data, f"vikt-{name}", 0, MOST_WEIGHT) for name in PARTS]
    weights = tuple(
        usual if one is None else float(one) for one, usual in zip(given, WEIGHTS, strict=True)
    )
    return weights if sum(weights) > 0 else WEIGHTS


def read_longest_m(data: QueryDict) -> int:
    """Read from which length on a stretch without counts."""
    km = whole(data, "km", 1, MOST_KM)
    return LONGEST_M if km is None else km * 1000


def groups_for(user: Any) -> list[VillageGroup]:
    """Return the groups whose draft a user may add to: one's own, or those of one's area."""
    if not user.is_authenticated:
        return []
    groups = VillageGroup.objects.prefetch_related("localities")
    if not is_planner.test(user):
        groups = groups.filter(members=user) if not user.is_superuser else groups
    return [one for one in groups if may_write(user, one) or may_handle(user, one)]


def groups_first(
    groups: Sequence[VillageGroup], place: Locality | None
) -> tuple[bool, list[VillageGroup]]:
    """Put the groups that cover a locality first, and say whether there is one."""
    here = [one for one in groups if place and place in one.localities.all()]
    return bool(here), [*here, *(one for one in groups if one not in here)]


class TakeOverForm(forms.Form):
    """Where to and as what: a member writes goals and activities, an officer adds activities."""

    group = forms.ModelChoiceField(VillageGroup.objects.none(), label=_("village group"))
    kind = forms.ChoiceField(
        choices=[("activity", _("activity")), ("goal", _("goal"))], label=_("Take over as")
    )
    title = forms.CharField(max_length=200, label=_("What is to be done"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = [one.pk for one in groups_for(user)]
        self.fields["group"].queryset = VillageGroup.objects.filter(pk__in=chosen)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Let only the group itself write its goals."""
        cleaned = super().clean() or {}
        group = cleaned.get("group")
        if group and cleaned.get("kind") == "goal" and not may_write(self.user, group):
            self.add_error("kind", _("Only the group itself writes its goals. Add an activity."))
        return cleaned
