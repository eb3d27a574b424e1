/*
 * fuzz/decoder_input.h - any bytes as a window of a text decoder: it stays inside its input, keeps the contract, does not grow the text
 * by more than half and the lines between places (tables: a cell has four bytes and one that ends it, and is shown behind a name of up to
 * 32), and begins nothing where it said that there is nothing.
 */
#ifndef UMB_FUZZ_DECODER_INPUT_H
#define UMB_FUZZ_DECODER_INPUT_H

#include <stdlib.h>

#include "harness/emit_double.h"
#include "harness/survey_says.h"

static inline int decoder_input(const char *name, const uint8_t *data, size_t size)
{
	static emit_double     d;
	const umb_decoder_ops *ops = umb_decoder_find(name);
	umb_slice              in, head = umb_slice_of(NULL, 0);
	bool                   may_begin, is_cut;

	if (size < 1)
		return 0;
	in = umb_slice_of(data + 1, size - 1);
	is_cut = data[0] & 1;
	if (ops->is_by_head && is_cut) {
		head = umb_slice_sub(in, 0, in.len / 2);
		in   = umb_slice_sub(in, in.len / 2, in.len);
	}
	double_reset(&d, data[0] & 4 ? 50 : SIZE_MAX, in.len, false);
	may_begin = ops->probe(ops->is_by_head && is_cut ? head : in);
	ops->decode(&(umb_decoder_input){ .text = in, .is_cut_left = is_cut, .head = head }, &d.emit);
	if (d.is_wrong || d.is_open || d.n_total > in.len * (ops->is_by_head ? 10 : 3) || (d.n_runs && (!may_begin || !survey_says(ops, in))))
		abort();
	/* False of the whole is false of its parts. */
	if (!may_begin && ops->probe_part && ops->probe_part(in, in.len / 3, in.len / 2))
		abort();
	return 0;
}

#endif
