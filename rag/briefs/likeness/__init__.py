"""How alike two sentences are: what they share, and what contradicts that they tell the same."""
