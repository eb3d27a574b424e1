/*
 * lst_baseline.c - the baseline of our own: see own.h.
 */
#include "suppress/list.h"

#include "suppress/own.h"

static bool is_baseline(const umb_list_text *in)
{
	return umb_own_is(in->text);
}

static umb_status read_baseline(umb_list *to, const umb_list_text *in, umb_err *err)
{
	umb_status st = umb_own_parse(&to->own, in->text, to->known->has_user_key ? &to->known->user_key : NULL, err);
	uint32_t   at;

	if (st != UMB_OK)
		return st;
	/* The ids of the run are made with its key, too. */
	to->key     = to->own->key;
	to->has_key = true;
	for (size_t i = 0; i < to->own->n_entries; i++) {
		if (!umb_list_entry(to, to->own->entry[i].line, &at))
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

const umb_list_format umb_list_baseline = {
	.name    = "baseline",
	.summary = "made by `umbra baseline create`: values in their files",
	.files   = { ".umbra-baseline" },
	.use     = UMB_LIST_BASELINE,
	.is      = is_baseline,
	.read    = read_baseline,
};
