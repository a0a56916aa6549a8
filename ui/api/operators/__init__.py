"""What operators of a server ask for: its health, its readiness, its figures."""
