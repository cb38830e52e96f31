"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# A page of 1,000 features makes some thousand small objects, and each time the collector went
# through everything that was ever imported: a third of the processor's time. What stands now is
# left alone, and cycles are looked for more seldom (benchmarks.api: 10 ms a page became 7).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
