"""What OpenStreetMap tags say of a road: who may drive on it, which way and how fast."""

import re
from collections.abc import Mapping
from math import nan

MPH_KMH = 1.609344
WALKING_KMH = 7.0
# Drivable highways: functional class, and speed where none is posted (links ask their main road).
HIGHWAYS = {
    "motorway": (0, 110.0),
    "trunk": (1, 90.0),
    "primary": (2, 80.0),
    "secondary": (3, 70.0),
    "tertiary": (4, 70.0),
    "unclassified": (5, 60.0),
    "road": (6, 50.0),
    "residential": (7, 50.0),
    "living_street": (8, WALKING_KMH),
    "service": (8, 20.0),
    "track": (9, 20.0),
}
# The most telling key wins.
ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
ALLOWED = {"yes", "permissive", "designated", "official", "destination", "customers", "delivery"}
ALLOWED |= {"residents", "unknown"}
IMPLICIT_KMH = {"urban": 50.0, "rural": 70.0, "motorway": 110.0, "living_street": WALKING_KMH}
NATIONAL_KMH = {
    "CH:rural": 80.0,
    "LI:rural": 80.0,
    "CH:motorway": 120.0,
    "AT:rural": 100.0,
    "AT:motorway": 130.0,
    "DE:rural": 100.0,
    "NO:rural": 80.0,
    "DK:rural": 80.0,
    "FI:rural": 80.0,
    "DE:motorway": 130.0,
}
SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?$")
DURATION = re.compile(r"^(?:(\d+):)?(\d+)(?::(\d+))?$")
ISO_DURATION = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$")

Tags = Mapping[str, str]


def kind(tags: Tags) -> str | None:
    """Name the main kind of a drivable road, ``"ferry"``, or None.

    Examples
    --------
    >>> kind({"highway": "primary_link"}), kind({"highway": "footway"}), kind({"route": "ferry"})
    ('primary', None, 'ferry')
    >>> kind({"highway": "track", "access": "no", "motor_vehicle": "yes"})
    'track'
    """
    highway = tags.get("highway", "").removesuffix("_link")
    if highway in HIGHWAYS and tags.get("area") != "yes":
        found = highway
    elif tags.get("route") == "ferry":
        found = "ferry"
    else:
        return None
    access = next((tags[key] for key in ACCESS_KEYS if key in tags), "yes")
    return found if access in ALLOWED else None


def directions(tags: Tags) -> tuple[bool, bool]:
    """Say whether one may drive along the way, and against it.

    Examples
    --------
    >>> directions({"oneway": "-1"}), directions({"junction": "roundabout"})
    ((False, True), (True, False))
    >>> directions({"highway": "motorway", "oneway": "no"})
    (True, True)
    """
    oneway = tags.get("oneway:motor_vehicle", tags.get("oneway", ""))
    if oneway in {"yes", "true", "1"}:
        return True, False
    if oneway in {"-1", "reverse"}:
        return False, True
    implied = tags.get("junction") in {"roundabout", "circular"} or (
        tags.get("highway") == "motorway"
    )
    return (True, False) if implied and oneway not in {"no", "false", "0"} else (True, True)


def speeds_kmh(tags: Tags, road: str) -> tuple[float, float, int]:
    """Return the speed each way, and how many posted ones could not be read.

    Examples
    --------
    >>> speeds_kmh({"maxspeed": "70", "maxspeed:backward": "30 mph"}, "primary")
    (70.0, 48.28032, 0)
    >>> speeds_kmh({"maxspeed": "999"}, "residential")
    (50.0, 50.0, 2)
    """
    found, unread = [], 0
    for key in ("maxspeed:forward", "maxspeed:backward"):
        value = tags.get(key, tags.get("maxspeed", ""))
        kmh = speed_kmh(value)
        unread += bool(value) and kmh != kmh
        found.append(HIGHWAYS[road][1] if kmh != kmh else kmh)
    return found[0], found[1], unread


def speed_kmh(value: str) -> float:
    """Read one speed; ``nan`` where it says none or none that can be.

    Examples
    --------
    >>> speed_kmh("50"), speed_kmh("walk"), speed_kmh("SE:urban"), speed_kmh("CH:rural")
    (50.0, 7.0, 50.0, 80.0)
    >>> speed_kmh("signals")
    nan
    """
    text = value.split(";")[0].strip()
    if text == "walk":
        return WALKING_KMH
    if text in NATIONAL_KMH:
        return NATIONAL_KMH[text]
    if ":" in text:
        zone = text.partition(":")[2].removeprefix("zone")
        return IMPLICIT_KMH[zone] if zone in IMPLICIT_KMH else speed_kmh(zone)
    match = SPEED.match(text.lower())
    if not match:
        return nan
    factor = {"mph": MPH_KMH, "knots": 1.852}.get(match[2] or "", 1.0)
    kmh = float(match[1]) * factor
    return kmh if 1 <= kmh <= 200 else nan


def duration_s(value: str) -> float:
    """Read a ferry's duration; ``nan`` where it says none.

    Examples
    --------
    >>> duration_s("01:30"), duration_s("20"), duration_s("PT1H5M"), duration_s("long")
    (5400.0, 1200.0, 3900.0, nan)
    """
    match = DURATION.match(value.strip())
    if match:
        return int(match[1] or 0) * 3600.0 + int(match[2]) * 60 + int(match[3] or 0)
    match = ISO_DURATION.match(value.strip())
    if match and any(match.groups()):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600.0 + minutes * 60 + seconds
    return nan
