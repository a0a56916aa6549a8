"""Writers turn numbered evidence into sentences with citations, with a chat model or without."""
