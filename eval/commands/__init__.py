"""The commands of `mujaz eval`, one module each."""
