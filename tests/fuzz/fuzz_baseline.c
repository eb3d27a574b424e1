/*
 * fuzz_baseline.c - a baseline of our own: what is understood is written again as it was, each entry is found where it stands, and
 * what is added is found, too.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "suppress/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const umb_rule_info rule = { .id = "fuzz.rule" };

static void demand(bool ok)
{
	if (!ok)
		abort();
}

/* A path out of what there is, which may be anything but too long. */
static umb_finding finding_of(const umb_own *o)
{
	umb_finding f = { .rule = &rule, .rel_path = umb_slice_of("a b%#\xff", 6) };

	if (o->n_entries)
		f.rel_path = o->entry[o->n_entries / 2].path;
	return f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const umb_ident_key key  = { { 7 } };
	umb_slice           text = umb_slice_of(data, len);
	umb_own            *o = NULL, *again = NULL;
	umb_buf             out = UMB_BUF_INIT;
	umb_finding         f;
	umb_status          st = umb_own_parse(&o, text, &key, NULL);

	if (st != UMB_OK) {
		demand(st == UMB_E_FORMAT || st == UMB_E_USAGE);
		return 0;
	}
	demand(umb_own_print(o, &out) == UMB_OK && umb_slice_eq(umb_buf_view(&out), text));
	f = finding_of(o);
	demand(umb_own_add(o, &f, "c1:00") == UMB_OK && umb_own_add(o, &f, "c1:00") == UMB_OK && umb_own_settle(o) == UMB_OK);
	demand(umb_own_find(o, &f, "c1:00", true) && umb_own_find(o, &f, "c1:00", false) && !umb_own_find(o, &f, "c1:01", false));
	umb_buf_reset(&out);
	demand(umb_own_print(o, &out) == UMB_OK);
	demand(umb_own_parse(&again, umb_buf_view(&out), &key, NULL) == UMB_OK);
	/* One more, however often it was added; and it is the same one. */
	demand(again->n_entries + 1 == o->n_entries && umb_own_find(again, &f, "c1:00", true));
	umb_own_free(o);
	umb_own_free(again);
	umb_buf_clear(&out);
	return 0;
}
