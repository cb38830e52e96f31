"""Which tables of geo can be taken in from files, and how each is read and written."""
