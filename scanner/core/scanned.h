/*
 * core/scanned.h - what a run has looked at in a repository, in the form in which the next run is told.
 *
 * Objects do not change under their id, so one that was looked at, with these rules and this engine, need not be looked at
 * again.  Only what was really looked at is in here: an object that could not be read, or not as a whole, is tried again by
 * every run.  Plain bytes in fixed rows, sorted, so that a state file is used as it lies there.
 */
#ifndef UMB_CORE_SCANNED_H
#define UMB_CORE_SCANNED_H

#include "core/unit.h"

#define UMB_SCANNED_MARK 32 /* of a pack: digest of its checksums, its sizes and what the system says of its files */
#define UMB_SCANNED_PACK (UMB_SCANNED_MARK + 1) /* its mark, and 1 when every object in it was looked at */
#define UMB_SCANNED_STAMP 8 /* of a loose object's file */
#define UMB_SCANNED_MAX_TIPS 4096

/* Of one object: its id, and little-endian its bytes, layers and layer bytes, cut at the largest number. */
static inline size_t umb_scanned_row(uint32_t id_len)
{
	return id_len + 12;
}

typedef struct umb_scanned_total {
	uint64_t n_units, n_bytes, n_layers, n_layer_bytes;
} umb_scanned_total;

typedef struct umb_scanned umb_scanned;

/* What a run gets out of what an earlier one knew. */
typedef struct umb_scanned_use {
	umb_scanned_total total;        /* of what need not be looked at */
	bool            is_unchanged; /* the same objects as then */
	bool            is_settled;   /* and the same refs: commits and paths of findings are what they were */
} umb_scanned_use;

struct umb_scanned {
	uint32_t        id_len;
	const uint8_t  *rows; /* n_rows, by id */
	uint64_t        n_rows;
	umb_scanned_total total; /* of all rows */
	const uint8_t  *packs; /* n_packs, by mark */
	uint32_t        n_packs;
	const uint8_t  *loose; /* n_loose: id and stamp, by id; of every type */
	uint32_t        n_loose;
	const uint8_t  *tips;  /* n_tips ids that refs named: which history this is about */
	uint32_t        n_tips;
	const uint8_t  *found; /* n_found ids, sorted: objects with findings */
	uint32_t        n_found;
	uint8_t         refs[32]; /* digest of all refs and of what limits the history */
	bool            is_settled; /* commits and paths of its findings are known, and nothing was missing */
	/* Of an earlier run: the rows are bytes of a file until this says that they are what was written.  NULL: they are. */
	bool          (*check)(const umb_scanned *k);
	void           *check_ctx;
	/* Of this run: rows of `before` that still count are not among `rows`; those whose bit is set, or all. */
	const umb_scanned *before;
	const uint8_t   *present;
};

/* Calls `row` for all of k's rows and those of before, by id, each id once. */
typedef umb_status (*umb_scanned_row_fn)(void *ctx, const uint8_t *row);
umb_status      umb_scanned_each(const umb_scanned *k, umb_scanned_row_fn row, void *ctx);
/* Whether there is such a row. */
bool            umb_scanned_has(const umb_scanned *k, const uint8_t *id);
void            umb_scanned_row_put(uint8_t *row, const uint8_t *id, uint32_t id_len, uint64_t n_bytes, uint64_t n_layers, uint64_t n_layer_bytes);
void            umb_scanned_total_add(umb_scanned_total *t, const uint8_t *row, uint32_t id_len);
/* Sorts n rows of `stride` bytes by their first `key_len` bytes, in place. */
void            umb_scanned_sort(uint8_t *rows, size_t n, size_t stride, size_t key_len);
/* The place of a key among sorted rows, or SIZE_MAX. */
size_t          umb_scanned_find(const uint8_t *rows, size_t n, size_t stride, size_t key_len, const uint8_t *key);

#endif
