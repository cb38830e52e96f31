"""What is offered where, and how well it covers the people."""
