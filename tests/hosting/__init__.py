"""The hosting recipe of docs/hosting/, tried: nginx in front of real processes of the app, on this machine alone."""
