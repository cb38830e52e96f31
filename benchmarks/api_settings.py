"""The portal's settings, with the benchmark's addresses."""

import os

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.api_site"
LOGGING = {"version": 1}
if os.environ.get("BENCH_UNCACHED"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
