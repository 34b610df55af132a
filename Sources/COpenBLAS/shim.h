#pragma once
#include <cblas.h>
#include <stddef.h>

// LAPACK, which libopenblas holds; its header is not in Debian's OpenBLAS. The last two are the
// lengths of the two texts, as Fortran passes them.

/// Eigenvalues w, ascending, and vectors (over a, one a column of n numbers) of a symmetric matrix.
void dsyevd_(const char *jobz, const char *uplo, const blasint *n, double *a, const blasint *lda,
             double *w, double *work, const blasint *lwork, blasint *iwork, const blasint *liwork,
             blasint *info, size_t jobz_length, size_t uplo_length);
