"""What access to services costs, and what follows from it: pure functions on arrays."""
