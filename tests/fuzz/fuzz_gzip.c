/* Any bytes as a container, read in steps of any size: bounded output, and every member that began has ended. */
#include <stdlib.h>

#include "harness/emit_double.h"

#define BUDGET (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static emit_double d;

typedef struct source {
	umb_slice left;
	size_t    step;
} source;

static umb_status read_source(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	source *s = ctx;
	size_t  n = UMB_MIN(UMB_MIN(cap, s->step), s->left.len);

	if (n)
		memcpy(buf, s->left.ptr, n);
	s->left = umb_slice_sub(s->left, n, s->left.len);
	*n_read = n;
	return UMB_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	source     s;
	umb_reader in = { &s, read_source };

	if (size < 1)
		return 0;
	s = (source){ umb_slice_of(data + 1, size - 1), 1u + data[0] * 17u };
	double_reset(&d, BUDGET, SIZE_MAX, false);
	umb_unpacker_find("gzip")->unpack(&in, &d.emit);
	if (d.is_wrong || d.is_open || d.n_total > BUDGET)
		abort();
	return 0;
}
