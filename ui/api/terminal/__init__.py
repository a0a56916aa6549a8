"""What `mujaz` commands in other terminals, and `mujaz.connect`, ask of a running server."""
