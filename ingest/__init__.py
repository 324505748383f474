"""A file in, a searchable library out.

A corpus file is read into a :class:`ingest.types.Document`, cut into passages,
embedded, and committed to the library. Nothing here knows of questions.
"""
