"""What services tells the apps above, on commit."""

from django.dispatch import Signal

# Sent with ``run`` when a coverage run has finished.
run_finished = Signal()
# Sent with ``place``, in the transaction, when staff corrected a service place or its offers.
place_corrected = Signal()
# Sent with ``old``, ``new`` and ``offers`` (old offer -> the one that stands for it), in the
# transaction, when one service place is merged into another. A receiver may return a dictionary of
# what it moved, which `place_unmerged` gives back to it.
place_merged = Signal()
# Sent with ``old``, ``new`` and ``moved``, in the transaction, when that merge was undone.
place_unmerged = Signal()
# Sent with ``report``, on commit, when its sender has confirmed it.
report_received = Signal()
