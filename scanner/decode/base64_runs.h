/*
 * decode/base64_runs.h - private to decode/: where base64 could stand, at the speed of memory.
 */
#ifndef UMB_DECODE_BASE64_RUNS_H
#define UMB_DECODE_BASE64_RUNS_H

#include "base/base64.h"
#include "base/types.h"

/* 22 characters and the padding they need make 24. */
#define UMB_BASE64_MIN_RUN 22

/* One bit per byte of a block, by the bits of the value it stands for; none is set for a separator but the last. */
typedef struct umb_base64_classes {
	uint64_t low;       /* below 32: the first of four characters that stand for ASCII */
	uint64_t second;    /* bit 3 clear: the second of four that stand for ASCII */
	uint64_t lead;      /* 48 and above: the first of what begins with a UTF-8 sequence ... */
	uint64_t follow;    /* ... and bits 3 and 2 are 1 and 0: what stands behind that */
	uint64_t separator; /* + / - _ */
} umb_base64_classes;

/* Of bytes outside of the alphabet only `separator` is defined. */
umb_base64_classes umb_base64_classify(const uint8_t block[64]);
umb_base64_classes umb_base64_classify_plain(const uint8_t block[64]);

/* How far a look at one place reaches; the last places of a block cannot be judged from it. */
#define UMB_BASE64_PLACES 48

/* Of four bits four apart, at least three are set. */
static inline uint64_t umb_base64_three_of_four(uint64_t m)
{
	uint64_t a = m & m >> 4, b = m >> 8 & m >> 12;

	return (a & (m >> 8 | m >> 12)) | (b & (m | m >> 4));
}

/* Of the places `starts` (below UMB_BASE64_PLACES), those where the characters fit what base64 of text begins with. */
static inline uint64_t umb_base64_likely(uint64_t starts, const umb_base64_classes *c)
{
	uint64_t is_ascii = umb_base64_three_of_four(c->low) & umb_base64_three_of_four(c->second >> 1);

	return starts & (is_ascii | (c->lead & c->follow >> 1));
}

/* gzip, DER and the byte order marks of UTF-16, which are only asked for where a run begins. */
static inline bool umb_base64_is_magic(const uint8_t *run)
{
	if (run[0] == 'H')
		return run[1] == '4' && run[2] == 's';
	if (run[0] == 'M')
		return run[1] == 'I';
	return run[0] == '/' && ((run[1] == '/' && run[2] == '4') || (run[1] == 'v' && run[2] == '8'));
}

/*
 * The next run of at least UMB_BASE64_MIN_RUN characters of either alphabet that begins at or behind `from`
 * (a run that `from` is inside of counts from there).  Returns where it begins and sets *to to its end; in.len when there is none.
 * Runs inside which nothing can begin (no magic at the beginning, nothing likely there or behind a separator) may be left out.
 */
size_t umb_base64_next_run(umb_slice in, size_t from, size_t *to);

#if defined(__x86_64__)
/* What machines without AVX2 use; for tests. */
size_t umb_base64_next_run_sse2(umb_slice in, size_t from, size_t *to);
#endif

/* The search without vector instructions, which leaves nothing out: what the fast one is compared with. */
size_t umb_base64_next_run_plain(umb_slice in, size_t from, size_t *to);

#endif
