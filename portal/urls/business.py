"""The addresses of a business: its people's own pages, and the code on its sign."""

from django.urls import path

from accounts.permissions import is_signed_in, require
from portal.views import address, preview, signs
from route221.views import belonging, business, people, photos, sharing

urlpatterns = [
    # A sign's code: a business, and later whichever stands for it
    path("q/f<int:pk>", sharing.scanned, name="scanned"),
    path("foretag/<int:pk>/hitta-hit/", sharing.way_there, name="way-there"),
    # Whoever holds the link of a mail
    path("stammer/", people.still_correct, name="still-correct"),
    path("foretag/", require(is_signed_in)(business.mine), name="businesses"),
    path("foretag/ny/", require(is_signed_in)(business.new), name="business-new"),
    path("foretag/lage/", require(is_signed_in)(business.where), name="business-where"),
    path("foretag/adress/", require(is_signed_in)(address.address), name="business-address"),
    path(
        "foretag/<int:pk>/ansprak/",
        require(is_signed_in)(business.claim_business),
        name="business-claim",
    ),
    # A business's own people: each view looks the business up among one's own
    path("foretag/<int:pk>/", require(is_signed_in)(business.business), name="business"),
    path("foretag/<int:pk>/bilder/", require(is_signed_in)(photos.photos), name="business-photos"),
    path(
        "foretag/<int:pk>/bilder/<int:photo>/",
        require(is_signed_in)(photos.photo),
        name="business-photo",
    ),
    path(
        "foretag/<int:pk>/forhandsvisning/",
        require(is_signed_in)(preview.preview),
        name="business-preview",
    ),
    path("foretag/<int:pk>/skylt/", require(is_signed_in)(signs.sign), name="business-sign"),
    path(
        "foretag/<int:pk>/skylt/skylt.pdf",
        require(is_signed_in)(signs.sign_pdf),
        name="business-sign-pdf",
    ),
    path(
        "foretag/<int:pk>/personer/bjud-in/",
        require(is_signed_in)(belonging.invite_person),
        name="business-invite",
    ),
    path(
        "foretag/<int:pk>/personer/<int:person>/bort/",
        require(is_signed_in)(belonging.take_out_person),
        name="business-take-out",
    ),
    path(
        "foretag/<int:pk>/allt-stammer/",
        require(is_signed_in)(business.confirm),
        name="business-confirm",
    ),
    path(
        "foretag/<int:pk>/samma-plats/<int:place>/",
        require(is_signed_in)(business.same_place),
        name="business-same-place",
    ),
    path(
        "foretag/<int:pk>/samma-plats/angra/",
        require(is_signed_in)(business.not_same_place),
        name="business-not-same-place",
    ),
    path(
        "foretag/inbjudan/",
        require(is_signed_in)(belonging.join_business),
        name="business-join",
    ),
    path(
        "foretag/<int:pk>/gor/<slug:verb>/",
        require(is_signed_in)(business.act),
        name="business-act",
    ),
    path(
        "foretag/<int:pk>/<slug:step>/", require(is_signed_in)(business.step), name="business-step"
    ),
]
