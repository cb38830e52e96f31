"""What is made of several apps: map, public pages, search, review, desk."""
