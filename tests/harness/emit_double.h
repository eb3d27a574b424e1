/*
 * harness/emit_double.h - an emitter for tests: keeps what decoders write, counts, and enforces a budget.
 *
 * Output of runs is joined by '|', members by '[name]'.  `is_wrong` tells that the contract was broken: calls out of order,
 * or input positions that run backwards.
 */
#ifndef UMB_TEST_EMIT_DOUBLE_H
#define UMB_TEST_EMIT_DOUBLE_H

#include "core/decoder.h"

#define DOUBLE_MAX_OUT (1u << 20)
#define DOUBLE_MAX_WRITES 4096

typedef struct double_write {
	size_t out_from, n, in_from, in_len;
} double_write;

typedef struct emit_double {
	umb_emit     emit;
	size_t       budget; /* bytes of output allowed */
	size_t       in_len; /* bytes of the parent; SIZE_MAX when not checked */
	size_t       n_skips[UMB_N_SKIPS];
	char         told[256]; /* of the last skip: "name: words" */
	size_t       n_runs, n_members, len, last_in, n_total;
	bool         is_open, is_wrong, keeps;
	bool         jumps;  /* set it after double_reset: places of members may come in any order */
	double_write write[DOUBLE_MAX_WRITES];
	size_t       n_writes;
	uint8_t      out[DOUBLE_MAX_OUT + 1];
	uint8_t      scratch[1u << 18];
} emit_double;

static inline void double_put(emit_double *d, const void *p, size_t n)
{
	if (!d->keeps || n > DOUBLE_MAX_OUT - d->len)
		return;
	memcpy(d->out + d->len, p, n);
	d->len += n;
	d->out[d->len] = 0;
}

static inline umb_status double_begin(umb_emit *e, size_t in_from)
{
	emit_double *d = e->ctx;

	d->is_wrong = d->is_wrong || d->is_open || in_from > d->in_len;
	d->is_open  = true;
	d->last_in  = in_from;
	if (d->n_runs++ > 0 && d->n_members == 0)
		double_put(d, "|", 1);
	return UMB_OK;
}

static inline umb_status double_write_out(umb_emit *e, const uint8_t *out, size_t n, size_t in_from, size_t in_len)
{
	emit_double *d = e->ctx;

	d->is_wrong = d->is_wrong || !d->is_open || (in_from < d->last_in && !d->jumps) || in_len > d->in_len || in_from > d->in_len - in_len;
	d->last_in  = in_from + in_len;
	if (n > d->budget)
		return UMB_E_LIMIT;
	d->budget -= n;
	d->n_total += n;
	if (d->n_writes < DOUBLE_MAX_WRITES)
		d->write[d->n_writes++] = (double_write){ d->len, n, in_from, in_len };
	double_put(d, out, n);
	return UMB_OK;
}

static inline umb_status double_end(umb_emit *e, size_t in_to)
{
	emit_double *d = e->ctx;

	d->is_wrong = d->is_wrong || !d->is_open || (in_to < d->last_in && !d->jumps) || in_to > d->in_len;
	d->is_open  = false;
	return UMB_OK;
}

static inline umb_status double_member(umb_emit *e, const char *name)
{
	emit_double *d = e->ctx;

	d->is_wrong = d->is_wrong || d->is_open;
	d->n_members++;
	double_put(d, "[", 1);
	if (name)
		double_put(d, name, strlen(name));
	double_put(d, "]", 1);
	return UMB_OK;
}

static inline void *double_scratch(umb_emit *e, size_t len)
{
	emit_double *d = e->ctx;

	return len <= sizeof(d->scratch) ? d->scratch : NULL;
}

/* As the engine does it, in pieces of an odd size. */
static inline umb_status double_pull(umb_emit *e, const char *name, umb_reader *content)
{
	uint8_t    buf[1021];
	size_t     n = 1, at = 0;
	umb_status st = double_member(e, name), end;

	if (st == UMB_OK)
		st = double_begin(e, 0);
	while (st == UMB_OK && n > 0) {
		st = content->read(content->ctx, buf, sizeof(buf), &n);
		if (st == UMB_OK && n > 0)
			st = double_write_out(e, buf, n, at, n);
		at += n;
	}
	end = double_end(e, at);
	return st != UMB_OK ? st : end;
}

static inline void double_skip(umb_emit *e, const char *name, umb_skip reason, const char *words)
{
	emit_double *d = e->ctx;

	d->n_skips[reason]++;
	snprintf(d->told, sizeof(d->told), "%.100s: %.100s", name ? name : "", words ? words : "");
}

/* `d` is large: keep it static. */
static inline umb_emit *double_reset(emit_double *d, size_t budget, size_t in_len, bool keeps)
{
	d->emit     = (umb_emit){ d, double_begin, double_write_out, double_end, double_member, double_scratch, double_pull, double_skip };
	memset(d->n_skips, 0, sizeof(d->n_skips));
	d->told[0] = 0;
	d->budget   = budget;
	d->in_len   = in_len;
	d->keeps    = keeps;
	d->is_open  = d->is_wrong = false;
	d->jumps    = false;
	d->n_runs   = d->n_members = d->len = d->last_in = d->n_writes = d->n_total = 0;
	d->out[0]   = 0;
	return &d->emit;
}

#endif
