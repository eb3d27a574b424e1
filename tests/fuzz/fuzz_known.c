/*
 * fuzz_known.c - a store whose seal is right and whose content is anything: refused, or written again as it was; files with secrets, by every
 * reader: what is taken is added, and found again in the text of it.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "known/readers.h"
#include "known/secrets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const uint8_t key[UMB_KEY_LEN] = { 9 };

static void demand(bool ok)
{
	if (!ok)
		abort();
}

static umb_secrets *make_store(void)
{
	umb_secrets *s = NULL;

	demand(umb_secrets_new(&s, key, NULL) == UMB_OK);
	return s;
}

static void try_store(umb_slice body)
{
	static const char magic[] = "umbra known secrets 1\n";
	umb_slice    part[] = { umb_slice_str("umbra known secrets"), umb_slice_str("seal") };
	uint8_t      seal[UMB_MAC_LEN];
	umb_buf      file = UMB_BUF_INIT, again = UMB_BUF_INIT;
	umb_secrets *s = NULL, *t = NULL;
	uint8_t      x[32], y[32];
	umb_status   st;

	umb_mac_parts(seal, key, part, 2);
	umb_buf_append_str(&file, magic);
	demand(umb_buf_reserve(&file, body.len + UMB_SEAL_EXTRA) == UMB_OK);
	umb_seal(file.ptr + file.len, seal, body);
	file.len += body.len + UMB_SEAL_EXTRA;
	st = umb_secrets_parse(&s, umb_buf_view(&file), key, NULL);
	if (st == UMB_OK) {
		demand(umb_secrets_print(s, &again) == UMB_OK && umb_secrets_parse(&t, umb_buf_view(&again), key, NULL) == UMB_OK);
		umb_secrets_lane.digest(s, x);
		umb_secrets_lane.digest(t, y);
		demand(memcmp(x, y, 32) == 0 && umb_secrets_prepare(s, NULL) == UMB_OK);
	} else {
		demand(st == UMB_E_USAGE);
	}
	umb_secrets_free(s);
	umb_secrets_free(t);
	umb_buf_clear(&file);
	umb_buf_clear(&again);
}

typedef struct taken {
	umb_secrets *store;
	umb_buf      text; /* all that was added, one behind the other */
	size_t       n;
} taken;

static umb_status on_value(void *ctx, const char *name, umb_slice value)
{
	taken           *t    = ctx;
	umb_secret_input in   = { name, value, true, false };
	umb_secret_fate  fate = UMB_N_SECRET_FATES;
	bool             is_weak;
	umb_status       st = umb_secrets_add(t->store, &in, &fate, &is_weak);

	if (st == UMB_OK && fate == UMB_SECRET_ADDED) {
		t->n++;
		umb_buf_append_byte(&t->text, '\n');
		umb_buf_append_slice(&t->text, value);
	}
	return st;
}

static umb_status on_found(void *ctx, uint32_t kind, umb_span at)
{
	UMB_UNUSED(kind);
	demand(at.to > at.from);
	++*(size_t *)ctx;
	return UMB_OK;
}

static void try_reader(const umb_secret_reader_ops *r, umb_slice text, bool by_nul)
{
	taken            t  = { .store = make_store(), .text = UMB_BUF_INIT };
	umb_secret_taker to = { &t, on_value, by_nul };
	umb_err          err = UMB_ERR_INIT;
	umb_status       st  = r->read(text, &to, &err);
	size_t           n   = 0;

	demand(st == UMB_OK || st == UMB_E_FORMAT || st == UMB_E_LIMIT || st == UMB_E_UNSUPPORTED || st == UMB_E_NOTFOUND);
	umb_buf_append_byte(&t.text, '\n');
	demand(umb_secrets_prepare(t.store, NULL) == UMB_OK);
	demand(umb_secrets_lane.search(t.store, umb_buf_view(&t.text), 0, t.text.len, on_found, &n) == UMB_OK);
	demand(n >= t.n);
	umb_secrets_free(t.store);
	umb_buf_clear(&t.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	/* A copy, so that a byte too many is noticed. */
	uint8_t  *copy = umb_alloc(len);
	umb_slice text = umb_slice_of(copy, len);

	if (!copy)
		return 0;
	if (len)
		memcpy(copy, data, len);
	try_store(text);
	for (size_t i = 0; umb_secret_reader_at(i) && len > 0; i++) {
		umb_secret_reader_at(i)->is_it(text, umb_slice_of(NULL, 0));
		try_reader(umb_secret_reader_at(i), umb_slice_sub(text, 1, len), copy[0] & 1);
	}
	umb_free(copy);
	return 0;
}
