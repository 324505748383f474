"""A cross-encoder so small that a test makes it, and so trained that it means something."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

SUBJECTS = ("trust", "money", "records", "offices")
_OTHERS = ("what", "is", "said", "of", "the", "in", "review", "more", "than", "before", ".", "?")
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_REACH = 48  # tokens


def make_reranker(folder: Path, labels: int = 1, steps: int = 0) -> Path:
    """Save one to a folder, as its library does: of chance, or trained to prefer texts on the question's subject."""
    torch.manual_seed(1)
    words = (*_SPECIAL, *SUBJECTS, *_OTHERS)
    tokenizer = BertTokenizerFast(
        vocab={word: number for number, word in enumerate(words)}, model_max_length=_REACH
    )
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(words),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=_REACH,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            initializer_range=0.2,  # with the usual 0.02 so small a model learns slowly
            num_labels=labels,
        )
    )
    if steps:
        _train(model, tokenizer, steps)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def question_on(subject: str) -> str:
    return f"What is said of {subject}?"


def _train(model: BertForSequenceClassification, tokenizer: BertTokenizerFast, steps: int) -> None:
    """Of texts on each subject, the one on the question's is to have the highest score."""
    chance = random.Random(1)
    pairs = list(itertools.product(SUBJECTS, SUBJECTS))
    right = torch.arange(len(SUBJECTS))
    learning = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.train()
    for _ in range(steps):
        texts = [
            " ".join((*chance.sample(_OTHERS, chance.randrange(1, 5)), told, *chance.sample(_OTHERS, 3)))
            for _, told in pairs
        ]
        questions = [question_on(asked) for asked, _ in pairs]
        read = tokenizer(questions, texts, padding=True, truncation=True, return_tensors="pt")
        scores = model(**read).logits.view(len(SUBJECTS), len(SUBJECTS))
        loss = torch.nn.functional.cross_entropy(scores, right)
        learning.zero_grad()
        loss.backward()
        learning.step()
    model.eval()
