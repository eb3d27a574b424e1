/* Any bytes as a window: the decoder stays inside its input, keeps the contract and grows it by half at most. */
#include <stdlib.h>

#include "harness/emit_double.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static emit_double d;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	umb_slice in;

	if (size < 1)
		return 0;
	in = umb_slice_of(data + 1, size - 1);
	double_reset(&d, SIZE_MAX, in.len, false);
	if (umb_decoder_find("utf16")->probe(in))
		umb_decoder_find("utf16")->decode(&(umb_decoder_input){ .text = in, .is_cut_left = data[0] & 1 }, &d.emit);
	if (d.is_wrong || d.is_open || d.n_total > in.len / 2 * 3)
		abort();
	return 0;
}
