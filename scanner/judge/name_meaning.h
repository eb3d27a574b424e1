/*
 * judge/name_meaning.h - private to judge/: what the name of a value says of it.
 *
 * A name is cut into words ("dbPassword2" is db, password, 2) and each word is looked up in name_words.def.  What counts is
 * the last word that means something: a password_field is a field, a token_type is a type, a field_password is a password.
 */
#ifndef UMB_JUDGE_NAME_MEANING_H
#define UMB_JUDGE_NAME_MEANING_H

#include "base/types.h"

typedef enum umb_meaning {
	UMB_NAME_NOTHING,  /* no word of it is known */
	UMB_NAME_PASSWORD, /* what a person or a program signs in with */
	UMB_NAME_SECRET,   /* secret, token, credential, api key, private key */
	UMB_NAME_KEY,      /* key, auth, code, salt: may be one */
	UMB_NAME_ABOUT,    /* of something about a secret: its type, file, length, label */
	UMB_NAME_PUBLIC,   /* made to be seen: public key, site key, publishable */
	UMB_NAME_DIGEST,   /* checksum, fingerprint, commit, signature */
	UMB_NAME_ACTION,   /* forgotten, reset, invalid, confirm: of a page, a message, a step */
} umb_meaning;

typedef struct umb_name_view {
	umb_meaning meaning;
	bool        is_for_show; /* test, example, dummy, fake, sample */
	bool        has_action; /* one of its words is of a page, a message, a step */
	bool        ends_in_password; /* its last word is one for a password */
	size_t      n_words;
} umb_name_view;

umb_name_view umb_name_read(umb_slice name);
/* Whether one of its words stands in names of things about secrets. */
bool umb_name_is_known(umb_slice name);
/* For the test that holds their order: the words that are known, or NULL at the end. */
const char *umb_name_word(size_t i);

#endif
