"""What operators of a server ask for: health, readiness, metrics, and a line in the log for each
request."""
