"""Places and measures in the admin, on a map that needs no internet."""

from django.contrib import admin
from leaflet.admin import LeafletGeoAdmin

from geo.models import Area, Dataset, Indicator, Locality, Municipality, Observation, Population


@admin.register(Dataset)
class DatasetAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "publisher", "licence", "valid_on", "is_active")
    list_filter = ("kind", "is_active", "is_estimate", "is_example")
    search_fields = ("title", "publisher")


@admin.register(Municipality)
class MunicipalityAdmin(LeafletGeoAdmin):
    list_display = ("name", "code", "county")
    search_fields = ("name", "code")


class PopulationInline(admin.TabularInline):
    model = Population
    fields = ("year", "residents", "source")
    extra = 0


@admin.register(Locality)
class LocalityAdmin(LeafletGeoAdmin):
    list_display = ("name", "kind", "municipality", "precision")
    list_filter = ("kind", "precision")
    list_select_related = ("municipality",)
    search_fields = ("name", "scb_code")
    readonly_fields = ("slug",)
    inlines = (PopulationInline,)


@admin.register(Area)
class AreaAdmin(LeafletGeoAdmin):
    list_display = ("__str__", "kind", "code", "municipality")
    list_filter = ("kind",)
    list_select_related = ("municipality",)
    search_fields = ("name", "code")


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    list_display = ("name", "unit", "slug")
    search_fields = ("name",)


@admin.register(Observation)
class ObservationAdmin(admin.ModelAdmin):
    list_display = ("indicator", "municipality", "locality", "area", "year", "value")
    list_filter = ("indicator", "year")
    list_select_related = ("indicator", "municipality", "locality", "area")
    raw_id_fields = ("municipality", "locality", "area", "dataset")
