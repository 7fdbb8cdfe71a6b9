"""The knowledge base: read strictly, checked, compiled, indexed, found again."""
