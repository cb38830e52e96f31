"""Everything the portal keeps of one person, for them to take along."""

from typing import Any

from accounts.models import User
from route221.models import Business
from route221.queries.registration import businesses_of

LEFT_OUT = {"replaced_by", "dataset", "service_point", "form_key"}


def own_data(user: User) -> dict[str, Any]:
    """Gather account, roles, businesses with their versions, waiting changes and claims."""
    return {
        "account": {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.date_joined,
        },
        "roles": list(user.roles.values("kind", "municipality__name")),
        "businesses": [_business(business) for business in businesses_of(user)],
        "claims": list(
            user.ownerships.filter(is_confirmed=False).values(
                "business__name", "claim", "created_at"
            )
        ),
    }


def _business(business: Business) -> dict[str, Any]:
    values = {}
    for field in Business._meta.concrete_fields:
        if field.name not in LEFT_OUT:
            value = field.value_from_object(business)
            values[field.name] = value.ewkt if hasattr(value, "ewkt") else value
    values["waiting"] = list(business.revisions.values("changes", "reason", "created_at"))
    values["versions"] = list(
        Business.history.filter(id=business.pk).values(
            "history_date", "name", "state", "opening_hours", "phone"
        )
    )
    return values
