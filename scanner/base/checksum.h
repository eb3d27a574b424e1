/*
 * base/checksum.h - the checksums that are put into texts, and how they are written there.  None of them keeps a secret.
 *
 * The only user of zlib's crc32 outside of compression formats.
 */
#ifndef UMB_BASE_CHECKSUM_H
#define UMB_BASE_CHECKSUM_H

#include "base/types.h"

uint32_t umb_crc32(umb_slice s); /* IEEE 802.3 */
uint16_t umb_crc16(umb_slice s); /* XMODEM: polynomial 0x1021, from 0 */
/* Marvin, both halves XORed.  The seed is eight ASCII characters, the first one in the highest byte. */
uint32_t umb_marvin32(const char seed[8], umb_slice s);

/* How 32 bits of a checksum are written. */
typedef enum umb_sum_form {
	UMB_SUM_BASE62,    /* 6 digits 0-9 A-Z a-z */
	UMB_SUM_BASE36,    /* 7 digits 0-9 a-z */
	UMB_SUM_HEX,       /* 8 digits */
	UMB_SUM_HEX_LE,    /* 8 digits, the lowest byte first */
	UMB_SUM_BASE64_LE, /* 6 characters, the lowest byte first */
	UMB_N_SUM_FORMS
} umb_sum_form;

#define UMB_SUM_MAX 9
extern const char *const umb_sum_form_names[]; /* NULL-terminated */
/* Writes the sum, padded, small letters where there is a choice, and a NUL; returns the length, which is fixed by the form. */
size_t umb_sum_write(char out[UMB_SUM_MAX], uint32_t sum, umb_sum_form form);
/* Whether a text is this sum; for hexadecimal in either case. */
bool   umb_sum_is(umb_slice text, uint32_t sum, umb_sum_form form);
/* The six checksum values of Bech32 (or, is_m, Bech32m) for a prefix and the 5-bit values behind its '1'. */
void   umb_bech32_sum(uint8_t out[6], umb_slice hrp, umb_slice values, bool is_m);
/* The 5-bit value of a character in either case, or 0xff; and back, in small letters. */
uint8_t umb_bech32_value(uint8_t c);
char    umb_bech32_char(uint8_t value);

#endif
