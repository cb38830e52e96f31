"""What is made of several apps: the map, public pages, search, the planner's desk, the demo."""
