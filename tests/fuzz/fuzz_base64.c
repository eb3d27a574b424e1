/* Any bytes as a window, cut or not: the decoder stays inside its input, keeps the contract and ends. */
#include <stdlib.h>

#include "harness/emit_double.h"
#include "harness/survey_says.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static emit_double d;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	umb_slice in;
	size_t    budget;

	if (size < 1)
		return 0;
	in     = umb_slice_of(data + 1, size - 1);
	budget = data[0] & 4 ? 64 : in.len;
	double_reset(&d, budget, in.len, false);
	if (umb_decoder_find("base64")->probe(in))
		umb_decoder_find("base64")->decode(&(umb_decoder_input){ .text = in, .is_cut_left = data[0] & 1 }, &d.emit);
	/* Three bytes for four: more than the input is a byte decoded twice. */
	if (d.is_wrong || d.is_open || d.n_total > in.len)
		abort();
	if (d.n_runs && !(data[0] & 1) && !survey_says(umb_decoder_find("base64"), in))
		abort();
	return 0;
}
