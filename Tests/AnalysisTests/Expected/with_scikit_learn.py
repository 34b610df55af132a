#!/usr/bin/env python3
"""Writes the arrays beside it that k-means and mutual information are held against.

    pip install numpy scikit-learn    (recorded with scikit-learn 1.9.1, numpy 2.4.6)
    python with_scikit_learn.py

mutual_labels.npy    int32 [2, sum of lengths]: classes and clusters of all cases, one after another
mutual_lengths.npy   int32 [cases]
mutual_scores.npy    float64 [cases, 4]: MI, expected MI, NMI, AMI (arithmetic)
kmeans_rows.npy      float32 [600, 16], kmeans_start.npy float32 [8, 16]: a start whose last centre is far from all rows, so
                     that its cluster is empty at first
kmeans_labels.npy    int32 [600] from that start, kmeans_inertia.npy float64 [2]: from it, and the best of 10 of k-means++
"""
import pathlib
import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score as ami, mutual_info_score as mi
from sklearn.metrics import normalized_mutual_info_score as nmi
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information as emi

here = pathlib.Path(__file__).parent
r = np.random.default_rng(1)


def noisy(y, clusters, share):
    return np.where(r.random(len(y)) < share, r.integers(0, clusters, len(y)), y % clusters)


y = r.integers(0, 34, 1900)
few = r.integers(0, 5, 60)
skew = np.minimum(r.geometric(0.2, 1500) - 1, 40)
cases = [
    (y, r.integers(0, 64, 1900)), (y, noisy(y, 64, 0.5)), (y, noisy(y, 12, 0.1)), (y, y), (few, noisy(few, 8, 0.3)),
    (skew, noisy(skew, 9, 0.4)), (np.zeros(20, int), r.integers(0, 3, 20)), (r.integers(0, 3, 20), np.zeros(20, int)),
    (np.zeros(20, int), np.full(20, 7)), (np.arange(30), np.arange(30)[::-1]), (few, np.arange(60)),
    (np.arange(60), few), (few * 1000000, noisy(few, 4, 0.5)), (np.array([0, 1]), np.array([0, 1])),
    (np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])),
]
scores = []
for a, b in cases:
    e = emi(contingency_matrix(a, b, sparse=True).astype(np.int64), len(a))
    scores.append([mi(a, b), e, nmi(a, b), ami(a, b)])
np.save(here / "mutual_labels.npy", np.stack([np.concatenate(c) for c in zip(*cases)]).astype(np.int32))
np.save(here / "mutual_lengths.npy", np.array([len(a) for a, _ in cases], np.int32))
np.save(here / "mutual_scores.npy", np.array(scores, np.float64))

centres = r.normal(0, 2, (6, 16))
x = (centres[r.integers(0, 6, 600)] + r.normal(0, 1.5, (600, 16)) + 3).astype(np.float32)
start = x[:8].copy()
start[7] += 1000
given = KMeans(8, init=start, n_init=1, tol=0, max_iter=300).fit(x)
best = KMeans(8, n_init=10, random_state=0).fit(x)
np.save(here / "kmeans_rows.npy", x), np.save(here / "kmeans_start.npy", start)
np.save(here / "kmeans_labels.npy", given.labels_.astype(np.int32))
np.save(here / "kmeans_inertia.npy", np.array([given.inertia_, best.inertia_], np.float64))
print(np.array(scores), given.inertia_, given.n_iter_, best.inertia_)
