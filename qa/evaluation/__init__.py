"""Answers measured on gold questions: what is found, what is answered, what is refused.

A gold question lists its facets, the separate things that a good answer holds, each
with the quotes that say it. A facet is found when at least half of one of its quotes
lies in what is shown.
"""
