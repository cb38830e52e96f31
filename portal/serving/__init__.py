"""What `script/server` runs: everything ready, then the web server and one worker, watched over.

Only prepare.py knows Django, so that the watcher stays small and starts at once.
"""
