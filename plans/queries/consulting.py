"""Where a consultation applies: which villages its area touches, and its outline for a map."""

import json

from django.contrib.gis.geos import MultiPolygon
from django.db.models import Q

from plans.models import Consultation

DEGREES = 4326


def touched_by(area: MultiPolygon, path: str = "") -> Q:
    """Choose the localities that lie in an area, or whose ground it touches."""
    return Q(**{f"{path}point__within": area}) | Q(**{f"{path}boundary__intersects": area})


def outline(consultation: Consultation) -> str:
    """Write the area as JSON that may stand in a page; empty without one."""
    if consultation.area is None:
        return ""
    shape = consultation.area.transform(DEGREES, clone=True)
    return json.dumps(json.loads(shape.geojson)).replace("<", "\\u003c")
