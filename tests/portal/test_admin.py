"""The admin opens every list and form, with a map that its own policy lets run."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("admin@example.se"))
    return client


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_admin_list_and_form_open(staff, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert staff.get(reverse(f"{name}_changelist")).status_code == 200
    if admin.site._registry[model].has_add_permission(staff.get("/admin/").wsgi_request):
        assert staff.get(reverse(f"{name}_add")).status_code == 200


def test_map_widget_runs_by_the_nonce_of_the_policy(staff, locality):
    response = staff.get(reverse("admin:geo_locality_change", args=[locality.pk]))
    nonces = set(re.findall(r'nonce="([^"]+)"', response.text))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert not re.findall(r"https?://(?!www\.w3\.org|localhost)[\w.]+\.(?:org|com)", response.text)
