"""The structure of a text: pages, sections, blocks, tables, references.

The stages, in order: lines -> furniture -> contents -> units -> pages and
headings -> layout (tables, boxes, paragraphs mended) -> matter -> references
-> mentions. :func:`ingest.structure.document.analyse` runs them.
"""
