/*
 * base/number.h - the only integer parser: the whole string, in range, no wrap, no blanks, no sign for unsigned.
 */
#ifndef UMB_BASE_NUMBER_H
#define UMB_BASE_NUMBER_H

#include "base/types.h"

bool umb_parse_u64(uint64_t *out, umb_slice text, uint64_t min, uint64_t max);
bool umb_parse_i64(int64_t *out, umb_slice text, int64_t min, int64_t max);
bool umb_parse_hex(uint8_t *out, size_t n_out, umb_slice text); /* exactly 2 * n_out digits */
/* "512", "64k", "10M", "2G" (powers of 1024). */
bool umb_parse_size(uint64_t *out, umb_slice text);
void umb_format_hex(char *out, const uint8_t *bytes, size_t len); /* writes 2*len+1 bytes */
/* "1,234,567" into out (at least 32 bytes); returns out. */
const char *umb_format_count(char out[32], uint64_t n);
/* "1.2 GB" into out (at least 32 bytes); returns out. */
const char *umb_format_bytes(char out[32], uint64_t n);

#endif
