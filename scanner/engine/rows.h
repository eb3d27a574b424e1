/*
 * engine/rows.h - the rows of a table or a list behind the one that a rule has found.
 */
#ifndef UMB_ENGINE_ROWS_H
#define UMB_ENGINE_ROWS_H

#include "base/types.h"

typedef enum umb_row_form {
	UMB_ROWS_NONE,
	UMB_ROWS_BARS,   /* | ann | value |, and a row of MediaWiki or Jira in one line */
	UMB_ROWS_CELLS,  /* <tr><td>ann</td><td>value</td></tr> */
	UMB_ROWS_ITEMS,  /* ["ann", "value"], {'ann', 'value'}, ("ann", "value") */
	UMB_ROWS_LIST,   /* ["value", "value"] */
	UMB_ROWS_DASHES, /* - value */
	UMB_ROWS_PAIRS,  /* ann: value */
	UMB_ROWS_BLANKS, /* columns that begin at the same place of each line */
} umb_row_form;

typedef struct umb_rows {
	umb_slice    text;
	umb_row_form form;
	size_t       at;    /* behind the row at hand */
	size_t       cell;  /* so many are in front of the one that counts; of blanks and pairs: so many bytes */
	uint8_t      mark;  /* the quote of items, or 0; of rows of items the bracket before them is in `open` */
	uint8_t      open;
} umb_rows;

/* Of which form the row is that holds `secret`; the match begins in the header. */
void umb_rows_begin(umb_rows *r, umb_slice text, umb_span match, umb_span secret);
/* The same cell of the next row, and where that row begins; a cell in which no secret can stand is passed over.  False: there is none. */
bool umb_rows_next(umb_rows *r, umb_span *secret, size_t *row);

#endif
