"""Maps drawn on the server as SVG: for print, for PDF, and where no script runs."""
