"""Work that goes on while nobody looks at it, and the streams in which readers follow it."""
