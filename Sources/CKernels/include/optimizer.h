#pragma once

// Passes over the flat parameter arenas.

/// One step of Adam (Kingma and Ba 2014) over n parameters in one pass:
///   g = gradient * gradient_scale + weight_decay * p;  m = beta1 m + (1 - beta1) g;
///   v = beta2 v + (1 - beta2) g g;  p -= rate / correction1 * m / (sqrt(v / correction2) + epsilon)
/// with correction1 = 1 - beta1^step and correction2 = 1 - beta2^step.
void ck_adam(float *p, const float *gradient, float *m, float *v, long n, float gradient_scale,
             float weight_decay, float rate, float beta1, float beta2, float epsilon,
             float correction1, float correction2);

/// The sum of squares; not finite when any value is not finite.
double ck_sum_of_squares(const float *x, long n);

/// y += scale * x.
void ck_add(const float *x, float scale, float *y, long n);
