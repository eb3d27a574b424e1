/*
 * judge/log2.h - private to judge/: a logarithm without libm, right to 1e-7 for 1 and above.
 */
#ifndef UMB_JUDGE_LOG2_H
#define UMB_JUDGE_LOG2_H

static inline double umb_log2(double x)
{
	double n = 0, t, t2;

	while (x >= 65536) {
		x /= 65536;
		n += 16;
	}
	while (x >= 1.5) {
		x /= 2;
		n += 1;
	}
	t  = (x - 1) / (x + 1); /* |t| <= 1/5 */
	t2 = t * t;
	return n + 2.8853900817779268 * t * (1 + t2 * (1.0 / 3 + t2 * (1.0 / 5 + t2 * (1.0 / 7 + t2 * (1.0 / 9)))));
}

#endif
