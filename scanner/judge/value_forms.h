/*
 * judge/value_forms.h - private to judge/: values that are something else than a secret, by their form alone.
 */
#ifndef UMB_JUDGE_VALUE_FORMS_H
#define UMB_JUDGE_VALUE_FORMS_H

#include "base/types.h"

bool umb_value_is_uuid(umb_slice v);
/* A format, a regular expression, markup, the page of a manual ("git-credential[1]"), a value and the next parameter ("x&scope=y"). */
bool umb_value_is_pattern(umb_slice v);
/* "$2y$10$...", "$argon2id$...", "{SSHA}..." */
bool umb_value_is_password_hash(umb_slice v);
/* "$PWD/askpass": a variable of a shell somewhere inside; "--group": an option. */
bool umb_value_is_interpolated(umb_slice v);
bool umb_value_is_mail(umb_slice v);
/* A date, a time, a version, an address: groups of digits with marks between them. */
bool umb_value_is_numbers(umb_slice v);
/* "123456", "1234567890": 6 to 10 digits that count up. */
bool umb_value_is_count(umb_slice v);
/* "AES-256-GCM", "Argon2id", "RFC-2617", "PBKDF2WithHmacSHA1": names of algorithms and standards, with their numbers, and nothing else. */
bool umb_value_is_standard(umb_slice v);

#endif
