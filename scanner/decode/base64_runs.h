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
#if defined(__x86_64__)
umb_base64_classes umb_base64_classify_avx2(const uint8_t block[64]);
#endif

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

/* What follows the first character where a run begins with a container, a DER key or wide text: base64_text.c. */
static inline bool umb_base64_is_magic(const uint8_t *run)
{
	switch (run[0]) {
	case 'H': /* gzip */
		return run[1] == '4' && run[2] == 's';
	case 'M': /* DER */
		return run[1] == 'I';
	case '/': /* byte order marks of UTF-16; xz */
	case '_':
		return (run[1] == '/' && run[2] == '4') || (run[1] == 'v' && run[2] == '8') || (run[1] == 'T' && run[2] == 'd');
	case 'U': /* zip, rar */
		return (run[1] == 'E' && run[2] == 's') || (run[1] == 'm' && run[2] == 'F');
	case 'e': /* zlib */
		return run[1] == 'J' || run[1] == 'N' || run[1] == 'A' || run[1] == 'F';
	case 'K': /* zstd */
		return run[1] == 'L' && run[2] == 'U';
	case 'B': /* lz4 */
		return run[1] == 'C' && run[2] == 'J';
	case 'Q': /* bzip2 */
		return run[1] == 'l' && run[2] == 'p';
	case 'X': /* lzma */
		return run[1] == 'Q' && run[2] == 'A';
	case 'N': /* 7z */
		return run[1] == '3' && run[2] == 'q';
	case '7': /* rpm */
		return run[1] == 'a' && run[2] == 'v';
	case 'f': /* ELF */
		return run[1] == '0' && run[2] == 'V';
	case 'T': /* MZ */
		return run[1] == 'V';
	}
	/* A short name and zeros behind it: tar. */
	return run[18] == 'A' && run[19] == 'A' && run[20] == 'A' && run[21] == 'A';
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
