"""Signing in and out."""

from __future__ import annotations

from fastapi import FastAPI

from rag.service import Service


def mount(app: FastAPI, desk: Service) -> None:
    """Add the routes."""
