/*
 * decode/base64_runs.h - private to decode/: where base64 could stand, at the speed of memory.
 */
#ifndef UMB_DECODE_BASE64_RUNS_H
#define UMB_DECODE_BASE64_RUNS_H

#include "base/base64.h"
#include "base/types.h"

/* 22 characters and the padding they need make 24. */
#define UMB_BASE64_MIN_RUN 22

/* One bit per byte of a block. */
typedef struct umb_base64_classes {
	uint64_t low;       /* A-Z and a-f: the first of four characters that stand for ASCII */
	uint64_t lead;      /* 0-9, w-z, H, M, '/': the first of what is not ASCII from the start (UTF-8, gzip, DER, a mark) */
	uint64_t separator; /* + / - _ */
} umb_base64_classes;

umb_base64_classes umb_base64_classify(const uint8_t block[64]);
umb_base64_classes umb_base64_classify_plain(const uint8_t block[64]);

/* How far a look at one place reaches; the last places of a block cannot be judged from it. */
#define UMB_BASE64_PLACES 48

/* Of the places `starts` (below UMB_BASE64_PLACES), those where every fourth character fits what base64 of text begins with. */
static inline uint64_t umb_base64_likely(uint64_t starts, const umb_base64_classes *c)
{
	uint64_t low = c->low, a = low & low >> 4, b = low >> 8 & low >> 12;
	uint64_t is_ascii = (a & (low >> 8 | low >> 12)) | (b & (low | low >> 4));

	return starts & (is_ascii | c->lead);
}

/*
 * The next run of at least UMB_BASE64_MIN_RUN characters of either alphabet that begins at or behind `from`
 * (a run that `from` is inside of counts from there).  Returns where it begins and sets *to to its end; in.len when there is none.
 * Runs inside which nothing can begin (by umb_base64_likely, from the beginning or behind a separator) may be left out.
 */
size_t umb_base64_next_run(umb_slice in, size_t from, size_t *to);

#if defined(__x86_64__)
/* What machines without AVX2 use; for tests. */
size_t umb_base64_next_run_sse2(umb_slice in, size_t from, size_t *to);
#endif

/* The search without vector instructions, which leaves nothing out: what the fast one is compared with. */
size_t umb_base64_next_run_plain(umb_slice in, size_t from, size_t *to);

#endif
