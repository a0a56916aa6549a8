"""A brief as a document to hand on: Markdown, HTML, DOCX, PDF or JSON."""

from rag.exports.exporters import EXPORTERS, FORMATS, Exporter, export, exporter_for

__all__ = ["EXPORTERS", "FORMATS", "Exporter", "export", "exporter_for"]
