/*
 * val_ntlm.c - the third message of NTLM: whose answer it is.
 *
 * Fields are a length, a room and an offset from the beginning of the message.  A name that manuals and test suites use for their
 * accounts has no password to guess.
 */
#include "core/validator.h"

#include "base/base64.h"
#include "base/text.h"
#include "judge/name_meaning.h"

#define MAX_MESSAGE 6144
#define HEADER 64
#define AT_ANSWER 20
#define AT_USER 36
#define MAX_NAME 64

typedef struct message {
	uint8_t bytes[MAX_MESSAGE];
	size_t  len;
} message;

static umb_slice field(const message *m, size_t at)
{
	size_t len = (size_t)m->bytes[at] | (size_t)m->bytes[at + 1] << 8;
	size_t from = (size_t)m->bytes[at + 4] | (size_t)m->bytes[at + 5] << 8 | (size_t)m->bytes[at + 6] << 16 | (size_t)m->bytes[at + 7] << 24;

	return from <= m->len && len <= m->len - from ? umb_slice_of(m->bytes + from, len) : umb_slice_of(NULL, 0);
}

/* As letters and digits, whether they are of one byte or of two. */
static umb_slice name_of(umb_slice raw, char out[MAX_NAME])
{
	size_t n = 0;

	for (size_t i = 0; i < raw.len && n < MAX_NAME; i++) {
		if (raw.ptr[i] != 0)
			out[n++] = (char)raw.ptr[i];
	}
	return umb_slice_of(out, n);
}

static bool is_of_nobody(umb_slice user)
{
	static const char *const names[] = { "user", "username", "testuser", "test", "me", "myself", "user1", "guest" };

	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (umb_text_eq_nocase(user, umb_slice_str(names[i])))
			return true;
	}
	return umb_name_read(user).is_for_show;
}

static umb_verdict ntlm_check(const umb_hit_view *hit, const umb_param *params, const char **reason)
{
	message   m;
	char      name[MAX_NAME];
	umb_slice v = hit->value;

	UMB_UNUSED(params);
	while (v.len > 0 && v.ptr[v.len - 1] == '=')
		v.len--;
	v.len = UMB_MIN(v.len, sizeof(m.bytes) / 3 * 4);
	v.len -= v.len % 4 == 1;
	if (!umb_base64_decode(m.bytes, sizeof(m.bytes), &m.len, v) || m.len < HEADER || field(&m, AT_ANSWER).len < 24) {
		*reason = "no message of NTLM with an answer in it";
		return UMB_DOUBT;
	}
	if (!is_of_nobody(name_of(field(&m, AT_USER), name)))
		return UMB_NO_OPINION;
	*reason = "the answer of an account for tests";
	return UMB_SHOWN;
}

const umb_validator_ops umb_validator_ntlm = {
	.name    = "ntlm",
	.summary = "an answer of NTLM, and whose: of an account for tests severity medium at most, never sure; a failure lowers",
	.check   = ntlm_check,
};
