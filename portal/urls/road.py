"""The addresses of a road: its stops and day plan for anyone, its desk for the coordinator."""

from django.urls import path, re_path

from accounts.permissions import is_coordinator, is_signed_in, require
from portal.views import dayplans, meetings, roads
from route221.views import attractions, coordinator, photos

# Any road with a number; 221 is the first.
ROAD = r"^vag(?P<number>[\w.]{1,10})/"

urlpatterns = [
    re_path(rf"{ROAD}$", roads.road, name="road"),
    re_path(rf"{ROAD}saknas/$", roads.missing, name="road-missing"),
    re_path(rf"{ROAD}dagsplan/$", dayplans.day_plan_page, name="day-plan"),
    re_path(
        rf"{ROAD}dagsplan/dagsplan\.(?P<kind>gpx|kml|geojson|ics|pdf)$",
        dayplans.day_plan_file,
        name="day-plan-file",
    ),
    re_path(
        rf"{ROAD}(?P<key>[fb]\d{{1,18}})-(?P<slug>[\w-]+)/$",
        roads.road_place,
        name="road-place",
    ),
    re_path(ROAD + r"moten/$", meetings.road_meetings, name="road-meetings"),
    path("vagmoten/<int:pk>/", meetings.road_meeting, name="road-meeting"),
    # Whoever is invited: the view asks
    path(
        "vagmoten/<int:pk>/svar/",
        require(is_signed_in)(meetings.answer_meeting),
        name="road-meeting-answer",
    ),
    # The road's coordinator
    re_path(
        ROAD + r"moten/nytt/$",
        require(is_coordinator)(meetings.edit_meeting),
        name="road-meeting-new",
    ),
    path(
        "vagmoten/<int:pk>/andra/",
        require(is_coordinator)(meetings.edit_meeting),
        name="road-meeting-edit",
    ),
    path(
        "vagmoten/punkt/<int:pk>/",
        require(is_coordinator)(meetings.make_activity),
        name="road-point-activity",
    ),
    # The road's coordinator
    re_path(rf"{ROAD}samordna/$", require(is_coordinator)(coordinator.desk), name="coordinator"),
    re_path(
        rf"{ROAD}samordna/texter/$",
        require(is_coordinator)(coordinator.texts),
        name="coordinator-texts",
    ),
    re_path(
        rf"{ROAD}samordna/granser/$",
        require(is_coordinator)(coordinator.limits),
        name="coordinator-limits",
    ),
    re_path(
        rf"{ROAD}samordna/granser/allmanna/$",
        require(is_coordinator)(coordinator.general_limits),
        name="coordinator-general-limits",
    ),
    re_path(
        rf"{ROAD}samordna/stopp/$",
        require(is_coordinator)(coordinator.stops),
        name="coordinator-stops",
    ),
    re_path(
        rf"{ROAD}samordna/stopp/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(coordinator.stop),
        name="coordinator-stop",
    ),
    re_path(
        rf"{ROAD}samordna/besoksmal/$",
        require(is_coordinator)(attractions.attractions),
        name="coordinator-attractions",
    ),
    re_path(
        rf"{ROAD}samordna/besoksmal/nytt/$",
        require(is_coordinator)(attractions.attraction),
        name="coordinator-attraction-new",
    ),
    re_path(
        rf"{ROAD}samordna/besoksmal/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(attractions.attraction),
        name="coordinator-attraction",
    ),
    re_path(
        rf"{ROAD}samordna/besoksmal/(?P<pk>\d{{1,18}})/bilder/$",
        require(is_coordinator)(photos.attraction_photos),
        name="coordinator-attraction-photos",
    ),
    re_path(
        rf"{ROAD}samordna/besoksmal/(?P<pk>\d{{1,18}})/bilder/(?P<photo>\d{{1,18}})/$",
        require(is_coordinator)(photos.attraction_photo),
        name="coordinator-attraction-photo",
    ),
    re_path(
        rf"{ROAD}samordna/strackning/$",
        require(is_coordinator)(coordinator.propose_line),
        name="coordinator-propose",
    ),
    re_path(
        rf"{ROAD}samordna/strackning/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(coordinator.line),
        name="coordinator-line",
    ),
    re_path(
        rf"{ROAD}samordna/(?P<part>teman|turer|evenemang)/ny/$",
        require(is_coordinator)(coordinator.guide),
        name="coordinator-guide-new",
    ),
    re_path(
        rf"{ROAD}samordna/(?P<part>teman|turer|evenemang)/(?P<pk>\d{{1,18}})/$",
        require(is_coordinator)(coordinator.guide),
        name="coordinator-guide",
    ),
]
