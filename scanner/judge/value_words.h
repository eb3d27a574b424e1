/*
 * judge/value_words.h - private to judge/: values that say what they are by their letters: words, names, paths, addresses,
 * version numbers.
 */
#ifndef UMB_JUDGE_VALUE_WORDS_H
#define UMB_JUDGE_VALUE_WORDS_H

#include "base/types.h"

/* Shorter and longer values are not judged: false. */
#define UMB_WORDS_MIN 6
#define UMB_WORDS_MAX 512

/*
 * How far the order of the letters is from that of names, in sixteenths of a bit per pair above the floor for the length:
 * negative where one random value in 200 falls, INT_MAX where it has no say (short, long, many characters that names do not have).
 */
int  umb_value_surprise(umb_slice v);
bool umb_value_is_words(umb_slice v);
/* "copper-maple-anchor", "Tiger.Maple.Cedar": three words or more, as people and password managers join them; none of which names have. */
bool umb_value_is_passphrase(umb_slice v);
/* Readable text of words, or a user and a word, in base64. */
bool umb_value_is_base64_of_words(umb_slice v);
/* "v1.22.3", "2.0.0-rc1" */
bool umb_value_is_version(umb_slice v);
/* Segments of ordinary length and a file extension, or "/home/build": small letters only. */
bool umb_value_is_path(umb_slice v);
/* base64 of DER that holds a public key or a certificate. */
bool umb_value_is_public_key(umb_slice v);
/* An address without credentials, in its login or its query; *is_address says whether it is one at all. */
bool umb_value_is_plain_address(umb_slice v, bool *is_address);
bool umb_value_is_number(umb_slice v);

#endif
