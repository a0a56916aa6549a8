"""What readers keep, beside the catalog: conversations, ratings, briefs, what is being typed."""
