"""This project beside the popular frameworks: the same texts, model and questions, in one run.

    python -m tests.benchmarks.peers GOLD.jsonl [GOLD2.jsonl] --documents DIR [DIR ...]

Each peer is used as its own documentation sets it up, with our embedding model given as the model.
"""
