/*
 * judge/bigram.h - private to judge/: the table behind val_dictionary.c.
 */
#ifndef UMB_JUDGE_BIGRAM_H
#define UMB_JUDGE_BIGRAM_H

#include "base/types.h"

#define UMB_BIGRAM_SYMBOLS 42 /* a-z, 0-9, and _ - . + / = */

/* Sixteenths of a bit. */
extern const uint8_t umb_bigram_bits[UMB_BIGRAM_SYMBOLS][UMB_BIGRAM_SYMBOLS];

#endif
