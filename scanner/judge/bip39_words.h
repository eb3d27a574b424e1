/*
 * judge/bip39_words.h - the words that recovery phrases of wallets are made of; for the check, and for recipes that make some.
 */
#ifndef UMB_JUDGE_BIP39_WORDS_H
#define UMB_JUDGE_BIP39_WORDS_H

#include "base/types.h"

#define UMB_BIP39_BITS 11 /* that a word stands for */

extern const char umb_bip39_words[];

int       umb_bip39_number(umb_slice word); /* -1: not in the list */
umb_slice umb_bip39_word(unsigned number);  /* below 2,048 */

#endif
