"""What is told of the work while it is done: spans of OpenTelemetry, and whoever listens."""
