"""What the road tells the apps above, on commit."""

from django.dispatch import Signal

# Sent with ``old`` and ``new`` when one business was merged into another.
feature_merged = Signal()

# Sent with ``old``, which stands by itself again, and ``new``, which had stood for it.
feature_unmerged = Signal()

# Sent with ``user`` before an account is erased, in the transaction: take out what is theirs.
account_leaves = Signal()

# Sent with ``user`` when they take their data along; each receiver returns what its app keeps.
own_data_asked = Signal()
