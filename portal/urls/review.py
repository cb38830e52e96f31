"""The addresses of the review queue, the service register and the imports."""

from django.urls import path

from accounts.permissions import is_reviewer, keeps_register, require
from portal.views import imports, indicators, queue, register, reports, review

urlpatterns = [
    # Reviewers: each view asks whether the role covers the place
    path("granska/", require(is_reviewer)(queue.queue), name="review"),
    path("granska/valda/", require(is_reviewer)(queue.bulk), name="review-bulk"),
    path("granska/avgjort/", require(is_reviewer)(queue.decided), name="review-decided"),
    path("granska/skal/", require(is_reviewer)(queue.reasons), name="review-reasons"),
    path("granska/skal/<int:pk>/", require(is_reviewer)(queue.reasons), name="review-reason"),
    path("granska/bevakning/", require(is_reviewer)(queue.watches), name="review-watches"),
    path("granska/siffror/", require(is_reviewer)(queue.figures), name="review-figures"),
    path("granska/par/<int:pk>/", require(is_reviewer)(review.review_pair), name="review-pair"),
    # The register's staff: reviewers and planners, each where the role covers the place
    path("granska/tjanster/", require(keeps_register)(register.places), name="register"),
    path(
        "granska/tjanster/att-bekrafta/",
        require(keeps_register)(register.unconfirmed),
        name="register-unconfirmed",
    ),
    path(
        "granska/tjanster/kannedom/",
        require(keeps_register)(register.completeness),
        name="register-completeness",
    ),
    path(
        "granska/tjanster/kannedom/<int:pk>/",
        require(keeps_register)(register.completeness),
        name="register-completeness-edit",
    ),
    path(
        "granska/tjanster/ny/",
        require(keeps_register)(register.place_new),
        name="register-place-new",
    ),
    path(
        "granska/tjanster/<int:pk>/", require(keeps_register)(register.place), name="register-place"
    ),
    path(
        "granska/tjanster/<int:pk>/andra/",
        require(keeps_register)(register.place_edit),
        name="register-place-edit",
    ),
    path(
        "granska/tjanster/<int:pk>/sla-ihop/",
        require(keeps_register)(register.place_merge),
        name="register-place-merge",
    ),
    path("granska/tjanster/gjort/", require(keeps_register)(register.acts), name="register-acts"),
    path(
        "granska/tjanster/gjort/<int:pk>/angra/",
        require(keeps_register)(register.act_undo),
        name="register-act-undo",
    ),
    path(
        "granska/tjanster/<int:pk>/erbjuder/",
        require(keeps_register)(register.offer_new),
        name="register-offer-new",
    ),
    path(
        "granska/tjanster/utbud/<int:pk>/",
        require(keeps_register)(register.offer_edit),
        name="register-offer",
    ),
    path(
        "granska/tjanster/utbud/<int:pk>/<slug:verb>/",
        require(keeps_register)(register.offer_verb),
        name="register-offer-verb",
    ),
    path("granska/foretag/<int:pk>/", require(is_reviewer)(review.review), name="review-business"),
    path(
        "granska/andring/<int:pk>/",
        require(is_reviewer)(review.review_revision),
        name="review-revision",
    ),
    path(
        "granska/ansprak/<int:pk>/", require(is_reviewer)(review.review_claim), name="review-claim"
    ),
    path("granska/rapporter/", require(is_reviewer)(reports.review_reports), name="review-reports"),
    path(
        "granska/rapporter/<int:pk>/",
        require(is_reviewer)(reports.review_report),
        name="review-report",
    ),
    # Whoever keeps the register
    path("granska/import/", require(keeps_register)(imports.imports), name="imports"),
    path("granska/import/matt/", require(keeps_register)(indicators.blocks), name="indicators"),
    path("granska/import/<int:pk>/", require(keeps_register)(imports.imported), name="import"),
    path(
        "granska/import/<int:pk>/lage/",
        require(keeps_register)(imports.import_progress),
        name="import-progress",
    ),
    path(
        "granska/import/<int:pk>/punkter/",
        require(keeps_register)(imports.import_points),
        name="import-points",
    ),
    path(
        "granska/import/<int:pk>/beslut/",
        require(keeps_register)(imports.decide_import),
        name="import-decide",
    ),
    path(
        "granska/import/hamta/<slug:table>.<slug:ending>",
        require(keeps_register)(imports.download),
        name="import-download",
    ),
]
