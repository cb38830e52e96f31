"""What geo tells the apps above."""

from django.dispatch import Signal

# Sent on commit with ``dataset`` when one has been swapped in or back.
dataset_applied = Signal()
# Sent in the same transaction, with the model as sender and ``keys``, when rows were written in
# bulk, without a signal for each.
rows_written = Signal()
