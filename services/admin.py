"""The service register in the admin, with its history."""

from django.contrib import admin
from leaflet.admin import LeafletGeoAdminMixin
from modeltranslation.admin import TranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from services.models import (
    Category,
    Completeness,
    CoverageRun,
    Offer,
    Report,
    ServicePoint,
    Standard,
)


@admin.register(Category)
class CategoryAdmin(TranslationAdmin):
    list_display = ["name", "slug", "parent", "is_basic", "position"]
    search_fields = ("name_sv", "slug")


class OfferInline(admin.StackedInline):
    model = Offer
    extra = 0


@admin.register(ServicePoint)
class ServicePointAdmin(LeafletGeoAdminMixin, SimpleHistoryAdmin):
    list_display = ["name", "locality", "municipality", "precision", "is_example"]
    list_filter = ["precision", "offers__category", "is_example"]
    list_select_related = ("locality", "municipality")
    search_fields = ("name", "address")
    raw_id_fields = ("replaced_by",)
    inlines = (OfferInline,)


@admin.register(Completeness)
class CompletenessAdmin(admin.ModelAdmin):
    list_display = ["category", "municipality", "level", "stated_on"]
    list_filter = [
        "level",
    ]


@admin.register(Standard)
class StandardAdmin(TranslationAdmin, SimpleHistoryAdmin):
    list_display = ["name", "category", "threshold", "target_share", "scope", "is_primary"]
    list_filter = ["rule", "scope"]


@admin.register(CoverageRun)
class CoverageRunAdmin(admin.ModelAdmin):
    list_display = ["pk", "status", "measured_on", "finished_at", "is_estimate", "is_kept"]
    readonly_fields = ("status", "metrics", "parameters", "report", "datasets", "is_estimate")

    def has_add_permission(self, request: object) -> bool:
        return False


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ["pk", "kind", "state", "locality", "sent_at", "confirmed_at"]
    list_filter = ["kind", "state"]
    raw_id_fields = ("service_point", "answered_by")
