"""Reads word processor files: Word, OpenDocument and Rich Text, each as running text."""
