/*
 * judge/placeholder_words.h - private to judge/: what people write where a secret should stand.
 */
#ifndef UMB_JUDGE_PLACEHOLDER_WORDS_H
#define UMB_JUDGE_PLACEHOLDER_WORDS_H

#include "base/types.h"

/* A word that nobody writes into a real value stands in it ("example", "changeme"), on its own where it is short. */
bool umb_words_has_strong(umb_slice v);

/* At least 70 % of the letters and digits belong to pieces made of placeholder words only. */
bool umb_words_cover(umb_slice v);

/* Begins like a sample value that vendors or tools publish. */
bool umb_words_is_published(umb_slice v);

/* Points at a place where the secret is kept, or holds it encrypted. */
bool umb_words_is_reference(umb_slice v);

#endif
