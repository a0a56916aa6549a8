"""The public door of Mujaz and its command line."""
