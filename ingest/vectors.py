"""The vector index: derived from the library, always to be had again. The one importer of FAISS."""

from __future__ import annotations

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

from ingest.encoder import Vector, Vectors

Ids = npt.NDArray[np.int64]

# One question over a flat index is answered before a second thread is awake; and beside the
# threads of the embedding model those of FAISS wait for a processor more than they work.
faiss.omp_set_num_threads(1)


class VectorIndex:
    """Exact search by inner product over unit vectors; ``ids`` are passage ids."""

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        """``ids`` has shape (n,), ``vectors`` (n, dimension), float32."""
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        self._ids = ids
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def missing(self, ids: Ids) -> Ids:
        """Those of some ids that are not in the index."""
        return ids[~np.isin(ids, self._ids)]

    def changed_to(self, ids: Ids, fresh: Ids, vectors: Vectors) -> VectorIndex:
        """An index of just ``ids``, rising; ``vectors`` are those of the ``fresh`` ones among them."""
        whole = np.empty((len(ids), self._index.d), dtype=np.float32)
        kept = np.isin(ids, self._ids)
        held = self._index.reconstruct_n(0, len(self)) if len(self) else whole[:0]
        whole[kept] = held[np.searchsorted(self._ids, ids[kept])]
        whole[np.searchsorted(ids, fresh)] = vectors
        return VectorIndex(ids, whole)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, question: Vector, k: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` nearest passages as (id, cosine), best first; only ``allowed`` ids if given."""
        if not len(self):
            return []
        parameters = None
        if allowed is not None:
            keep = np.flatnonzero(np.isin(self._ids, np.asarray(allowed, dtype=np.int64)))
            if not len(keep):
                return []
            parameters = faiss.SearchParameters(  # type: ignore[call-arg]  # its stub leaves them out
                sel=faiss.IDSelectorBatch(keep.astype(np.int64))
            )
        scores, places = self._index.search(question[np.newaxis, :], min(k, len(self)), params=parameters)
        return [
            (int(self._ids[place]), float(score))
            for place, score in zip(places[0], scores[0], strict=True)
            if place >= 0
        ]
