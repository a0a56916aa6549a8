"""What stands before every route: headers, limits, and the few routes of Gradio that exist."""
