"""The portal's settings, with the benchmark's addresses."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.api_site"
LOGGING = {"version": 1}
