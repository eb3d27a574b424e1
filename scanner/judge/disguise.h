/*
 * judge/disguise.h - private to judge/: what a value says once its encoding is undone.
 */
#ifndef UMB_JUDGE_DISGUISE_H
#define UMB_JUDGE_DISGUISE_H

#include "base/types.h"

#define UMB_DISGUISE_MAX 256

/* `%XX` undone.  False when there is none, or the value is too long. */
bool umb_disguise_percent(uint8_t out[UMB_DISGUISE_MAX], umb_slice v, umb_slice *plain);

/*
 * Base64 of readable text undone; of "user:password" the password.  False for everything else.  Random text of 12
 * characters is base64 of readable text once in ten thousand.
 */
bool umb_disguise_base64(uint8_t out[UMB_DISGUISE_MAX], umb_slice v, umb_slice *plain);

/* "p@ssw0rd" to "password": letters written as digits or marks, up to the last letter.  False when there are none. */
bool umb_disguise_leet(uint8_t out[UMB_DISGUISE_MAX], umb_slice v, umb_slice *plain);

#endif
