"""The tourist road and what lies along it."""
