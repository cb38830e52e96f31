"""Load made-up examples of what the network does: a meeting, a statement, a consultation."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from geo.models import Dataset, Locality
from plans.models import (
    AgendaPoint,
    Consultation,
    ConsultationAnswer,
    Goal,
    Meeting,
    NetworkChoice,
    Statement,
    VillageGroup,
)
from portal.demo.files import document
from portal.demo.keep import keep

STATED = ("title", "we_want", "we_do", "we_ask", "owner", "answer")
DATES = ("sent_on", "received_on", "reply_by", "answered_on")


def load_example_network(
    dataset: Dataset, groups: dict[str, VillageGroup], localities: dict[str, Locality]
) -> None:
    """Load a meeting with minutes, a statement with its answer, a choice and a consultation."""
    made_up = {"is_example": True, "dataset": dataset}
    examples = document("examples.json")
    for values in examples["meetings"]:
        _meeting(values, groups, made_up)
    for values in examples["statements"]:
        keep(
            Statement,
            {"group": groups[values["group"]], "title": values["title"]},
            {name: values[name] for name in STATED[1:]}
            | {name: parse_date(values[name]) for name in DATES}
            | {"goal": _goal(values)}
            | made_up,
        )
    for values in examples["choices"]:
        dates = {name: parse_date(values[name]) for name in ("chosen_on", "next_check_on")}
        keep(NetworkChoice, {"what": values["what"]}, {"why": values["why"]} | dates | made_up)
    for values in examples["consultations"]:
        _consultation(values, groups, localities, made_up)


def _meeting(
    values: dict[str, Any], groups: dict[str, VillageGroup], made_up: dict[str, Any]
) -> None:
    starts_at, ends_at = (
        timezone.make_aware(datetime.fromisoformat(values[name]))
        for name in ("starts_at", "ends_at")
    )
    meeting = keep(
        Meeting,
        {"host": groups[values["host"]], "starts_at": starts_at},
        {
            "kind": values["kind"],
            "ends_at": ends_at,
            "place": values["place"],
            "minutes": values["minutes"],
            "minutes_on": starts_at.date(),
        }
        | made_up,
    )
    for position, point in enumerate(values["agenda"], start=1):
        keep(
            AgendaPoint,
            {"meeting": meeting, "title": point["title"]},
            {"position": position, "invited_unit": point.get("unit", ""), "goal": _goal(point)},
        )


def _consultation(
    values: dict[str, Any],
    groups: dict[str, VillageGroup],
    localities: dict[str, Locality],
    made_up: dict[str, Any],
) -> None:
    opens_on = parse_date(values["opens_on"])
    assert opens_on is not None  # noqa: S101 — written in our own file
    consultation = keep(
        Consultation,
        {"title": values["title"]},
        {name: values[name] for name in ("kind", "unit", "text")}
        | {"opens_on": opens_on, "closes_on": opens_on + timedelta(days=values["open_days"])}
        | made_up,
    )
    consultation.localities.set([localities[name] for name in values["localities"]])
    for answer in values["answers"]:
        keep(
            ConsultationAnswer,
            {"consultation": consultation, "group": groups[answer["group"]]},
            {
                "text": answer["text"],
                "language": "sv",
                "confirmed_at": timezone.make_aware(
                    datetime.combine(opens_on, datetime.min.time())
                ),
                "outcome": answer["outcome"],
                "reply": answer["reply"],
                "replied_on": parse_date(answer["replied_on"]),
            },
        )


def _goal(values: dict[str, Any]) -> Goal | None:
    return Goal.objects.filter(title=values.get("goal", ""), is_example=True).first()
