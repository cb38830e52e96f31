"""What services tells the apps above, on commit."""

from django.dispatch import Signal

# Sent with ``run`` when a coverage run has finished.
run_finished = Signal()
# Sent with ``place``, in the transaction, when staff corrected a service place or its offers.
place_corrected = Signal()
# Sent with ``old``, ``new`` and ``offers`` (old offer -> the one that stands for it), in the
# transaction, when one service place was merged into another.
place_merged = Signal()
