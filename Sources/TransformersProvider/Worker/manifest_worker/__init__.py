"""The worker of manifest-run's provider ``transformers``.

It loads open-weights language models, fine-tunes them on question-answer documents, and asks them.
Requests come in as JSON Lines, answers go out as JSON Lines; ``docs/worker.md`` describes both.

Read it in this order: ``__main__`` (the loop), ``documents`` (texts to tokens to batches), ``training``
(the recipe), ``asking`` (completions and log-probabilities), ``models`` (what is loaded and what is
refused), ``checkpoints`` and ``saving`` (what is left on the disk).
"""

PROTOCOL = 1
"""The version of the requests and answers; raised when an older program could misread them."""
