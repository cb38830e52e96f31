"""A trip as a calendar: one event for each stop (RFC 5545)."""

from datetime import UTC, datetime
from hashlib import sha256

from icalendar import Calendar, Event

from portal.exports.trip import Trip


def calendar(trip: Trip, *, site_url: str, written: datetime) -> bytes:
    """Write the stops as events in UTC, so that no time-zone table is needed."""
    book = Calendar()
    book.add("prodid", "-//Bygdekartan//dagsplan//SV")
    book.add("version", "2.0")
    for point in trip.points:
        event = Event()
        name = f"{point.path} {point.arrival.isoformat()}"
        event.add("uid", f"{sha256(name.encode()).hexdigest()[:32]}@bygdekartan")
        event.add("dtstamp", written.astimezone(UTC))
        event.add("dtstart", point.arrival.astimezone(UTC))
        event.add("dtend", point.leave.astimezone(UTC))
        event.add("summary", point.name)
        event.add("description", f"{point.note}. {trip.note}")
        event.add("geo", (point.lat, point.lon))
        event.add("url", f"{site_url}{point.path}")
        book.add_component(event)
    return bytes(book.to_ical())
