"""Reads JSON, CSV, TSV, XML and feeds: files that list articles field by field."""
