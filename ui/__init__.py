"""The web page: Gradio on FastAPI."""
