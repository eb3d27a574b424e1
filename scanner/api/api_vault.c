/*
 * api_vault.c - umb/vault.h: from the store of a scan to the vault room.
 */
#include "umb/vault.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "run/run_private.h"
#include "vault/vault.h"

const char *umb_handover_name(size_t i)
{
	return i < umb_emitter_count() ? umb_emitter_at(i)->name : NULL;
}

umb_status umb_handover_check(const umb_scan *scan, const umb_handover_opts *o, umb_err *err)
{
	const char **targets;
	umb_status   st;

	if (!umb_emitter_find(o->format))
		return umb_err_set(err, UMB_E_USAGE, "no hand-over format '%s'", o->format);
	if (!o->plaintext_file)
		return umb_handover_fd_allowed(o->fd, err);
	targets = umb_alloc_zero(scan->n_targets + 1, sizeof(*targets));
	if (!targets)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < scan->n_targets; i++)
		targets[i] = scan->target[i].name;
	st = umb_handover_path_allowed(o->plaintext_file, targets, scan->n_targets, err);
	umb_free(targets);
	return st;
}

/* The results and the store point to the same findings: value by finding. */
static umb_slice value_of(const umb_scan *scan, const umb_finding *f)
{
	for (size_t i = 0; i < scan->n_results; i++) {
		if (&scan->result[i]->f == f)
			return scan->result[i]->value;
	}
	return umb_slice_of(NULL, 0);
}

static bool is_reported(const umb_credential *c)
{
	for (size_t i = 0; i < c->n_findings; i++)
		if (!c->finding[i]->suppressed_by)
			return true;
	return false;
}

static size_t make_items(const umb_scan *scan, umb_item *items)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->store.n_credentials; i++) {
		const umb_credential *c = &scan->store.credential[i];

		/* --show-suppressed keeps what was left out; it is shown, not handed over.  Of a file that was told there is no value. */
		if (!is_reported(c) || c->finding[0]->rule->is_file)
			continue;
		items[n++] = (umb_item){ c, value_of(scan, c->finding[0]), scan->started_wall };
	}
	return n;
}

umb_status umb_handover_write(umb_scan *scan, const umb_handover_opts *o, size_t *n_items, umb_err *err)
{
	umb_item  *items = umb_alloc_zero(scan->store.n_credentials + 1, sizeof(*items));
	umb_buf    out   = UMB_BUF_INIT;
	size_t     n     = 0;
	umb_status st    = umb_handover_check(scan, o, err);

	if (st == UMB_OK && !items)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK && !scan->opts.keep_secrets)
		st = umb_err_set(err, UMB_E_USAGE, "the scan was not told that a hand-over follows");
	if (st == UMB_OK) {
		n  = make_items(scan, items);
		st = umb_emitter_find(o->format)->emit(&out, items, n, umb_clock_wall(), err);
	}
	if (st == UMB_OK && o->plaintext_file)
		st = umb_handover_write_file(o->plaintext_file, umb_buf_view(&out), err);
	else if (st == UMB_OK)
		st = umb_fd_write(o->fd, out.ptr, out.len, err);
	if (n_items)
		*n_items = n;
	umb_buf_wipe(&out);
	umb_free(items);
	return st;
}
