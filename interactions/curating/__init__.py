"""Tools for the people who write the knowledge base: examples, counts, differences, new records."""
