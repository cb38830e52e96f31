"""What geo tells the apps above, on commit."""

from django.dispatch import Signal

# Sent with ``dataset`` when one has been swapped in.
dataset_applied = Signal()
