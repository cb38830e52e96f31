"""What the road tells the apps above, on commit."""

from django.dispatch import Signal

# Sent with ``old`` and ``new`` when one business was merged into another.
feature_merged = Signal()
