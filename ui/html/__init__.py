"""Text of articles and models as HTML that every tab shows in the same way."""
