"""Load: many visitors without browsers on real pages, for minutes, on this machine alone."""
