/*
 * decode/columns.h - private to decode/: which columns of a table hold secrets, and how their cells are shown.
 */
#ifndef UMB_DECODE_COLUMNS_H
#define UMB_DECODE_COLUMNS_H

#include "core/decoder.h"

#define UMB_COLUMN_NAME 32u

/* The name under which cells of a column are shown. */
typedef struct umb_column {
	char   name[UMB_COLUMN_NAME];
	size_t len; /* 0: its cells are no secrets */
} umb_column;

/* By the cell of the header, without quotes around it. */
void umb_column_read(umb_column *c, umb_slice header);

/* Cells on their way out, one run for a table. */
typedef struct umb_cells {
	umb_slice  in;
	umb_emit  *emit;
	bool       is_begun;
} umb_cells;

/* Shows in[from, to) as the line `row.name = "value"`, if a secret can look so; `from` > 0 and rising. */
umb_status umb_cells_put(umb_cells *out, const umb_column *c, size_t from, size_t to);
umb_status umb_cells_end(umb_cells *out, umb_status st);

#endif
