"""The road in the admin."""

from django.contrib import admin
from leaflet.admin import LeafletGeoAdminMixin
from modeltranslation.admin import TranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from route221.models import (
    AmenityLimit,
    Attraction,
    Business,
    RoadEvent,
    Route,
    Stop,
    Theme,
    Tour,
    TourStop,
)


@admin.register(Route)
class RouteAdmin(LeafletGeoAdminMixin, TranslationAdmin, SimpleHistoryAdmin):
    list_display = ["name", "number", "designation", "is_schematic"]


@admin.register(Business)
class BusinessAdmin(LeafletGeoAdminMixin, TranslationAdmin, SimpleHistoryAdmin):
    list_display = ["name", "kind", "state", "locality", "is_example"]
    list_filter = ["state", "kind", "is_example"]
    search_fields = ("name",)
    raw_id_fields = ("replaced_by", "service_point")


@admin.register(Attraction)
class AttractionAdmin(LeafletGeoAdminMixin, TranslationAdmin, SimpleHistoryAdmin):
    list_display = ["name", "kind", "locality", "access", "precision"]
    list_filter = ["access", "precision"]
    search_fields = ("name",)


@admin.register(Stop)
class StopAdmin(admin.ModelAdmin):
    list_display = ["__str__", "route", "chainage_m", "offset_m", "side", "is_manual"]
    list_select_related = ("route", "business", "attraction", "service_point")


@admin.register(AmenityLimit)
class AmenityLimitAdmin(admin.ModelAdmin):
    list_display = ["amenity", "route", "threshold_m", "origin"]
    list_select_related = ("route",)


@admin.register(Theme)
class ThemeAdmin(TranslationAdmin):
    list_display = ["name", "route", "kinds"]


class TourStopInline(admin.TabularInline):
    model = TourStop
    raw_id_fields = ("stop",)
    extra = 1


@admin.register(Tour)
class TourAdmin(TranslationAdmin):
    list_display = ["name", "route", "starts_at", "is_example"]
    inlines = (TourStopInline,)


@admin.register(RoadEvent)
class RoadEventAdmin(LeafletGeoAdminMixin, TranslationAdmin):
    list_display = ["name", "route", "starts_at", "is_example"]
    raw_id_fields = ("stop",)
