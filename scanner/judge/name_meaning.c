/*
 * name_meaning.c - cuts a name into words and looks them up.
 */
#include "judge/name_meaning.h"

#include "base/text.h"

#define MAX_WORDS 12
#define MAX_WORD 24

typedef enum word_kind { NOTHING, PASSWORD, SECRET, KEY, ABOUT, PUBLIC, DIGEST, ACTION, SAME, SHOW } word_kind;

static const struct {
	const char *word;
	word_kind   kind;
} known[] = {
#define UMB_WORD(word, kind) { word, kind },
#include "judge/name_words.def"
#undef UMB_WORD
};

typedef struct word {
	char   text[MAX_WORD + 1];
	size_t len; /* 0: longer than any word that is known */
} word;

static bool is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

/* A word ends where the next byte is no letter, and before a capital that begins a new one: "APIKey" is api, key. */
static size_t word_end(umb_slice name, size_t from)
{
	size_t to = from + 1;

	while (to < name.len && (is_upper(name.ptr[to]) || is_lower(name.ptr[to]))) {
		bool is_capital = is_upper(name.ptr[to]);

		if (is_capital && is_lower(name.ptr[to - 1]))
			break;
		if (is_capital && to + 1 < name.len && is_lower(name.ptr[to + 1]) && to - from > 1)
			break;
		to++;
	}
	/* "md5", "sha256", "s3": digits belong to a short word, "base64" too; a number behind a long one is a count. */
	if (to - from <= 4) {
		while (to < name.len && name.ptr[to] >= '0' && name.ptr[to] <= '9')
			to++;
	}
	return to;
}

static size_t split(word *out, umb_slice name)
{
	size_t n = 0;

	for (size_t from = 0; from < name.len;) {
		size_t to;

		if (!is_upper(name.ptr[from]) && !is_lower(name.ptr[from])) {
			from++;
			continue;
		}
		/* The last words decide. */
		if (n == MAX_WORDS) {
			memmove(out, out + 1, (MAX_WORDS - 1) * sizeof(*out));
			n--;
		}
		to         = word_end(name, from);
		out[n].len = to - from <= MAX_WORD ? to - from : 0;
		for (size_t i = 0; i < out[n].len; i++)
			out[n].text[i] = (char)umb_ascii_lower(name.ptr[from + i]);
		out[n].text[out[n].len] = 0;
		n++;
		from = to;
	}
	return n;
}

static word_kind kind_of(const word *w)
{
	size_t low = 0, high = UMB_COUNT(known);

	while (w->len && low < high) {
		size_t mid = low + (high - low) / 2;
		int    d   = strcmp(w->text, known[mid].word);

		if (d == 0)
			return known[mid].kind;
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	/* "pass2", "key1" */
	if (w->len > 1 && w->text[w->len - 1] >= '0' && w->text[w->len - 1] <= '9') {
		word shorter = *w;

		shorter.text[--shorter.len] = 0;
		return kind_of(&shorter);
	}
	return NOTHING;
}

/* Two words that are one: "api key", "access-key". */
static word_kind kind_of_pair(const word *a, const word *b)
{
	word both;

	both.len = a->len + b->len;
	if (a->len == 0 || b->len == 0 || both.len > MAX_WORD)
		return NOTHING;
	memcpy(both.text, a->text, a->len);
	memcpy(both.text + a->len, b->text, b->len + 1);
	return kind_of(&both);
}

static umb_meaning meaning_of(word_kind k)
{
	switch (k) {
	case PASSWORD: return UMB_NAME_PASSWORD;
	case SECRET: return UMB_NAME_SECRET;
	case KEY: return UMB_NAME_KEY;
	case ABOUT: return UMB_NAME_ABOUT;
	case PUBLIC: return UMB_NAME_PUBLIC;
	case DIGEST: return UMB_NAME_DIGEST;
	case ACTION: return UMB_NAME_ACTION;
	default: return UMB_NAME_NOTHING;
	}
}

bool umb_name_is_known(umb_slice name)
{
	word   w[MAX_WORDS];
	size_t n = split(w, name);

	for (size_t i = 0; i < n; i++) {
		if (kind_of(&w[i]) != NOTHING)
			return true;
	}
	return false;
}

umb_name_view umb_name_read(umb_slice name)
{
	word          w[MAX_WORDS];
	umb_name_view v = { .meaning = UMB_NAME_NOTHING };
	bool          is_public = false, is_action = false, is_digest = false, has_secret = false, is_private = false;

	v.n_words = split(w, name);
	for (size_t i = 0; i < v.n_words; i++) {
		word_kind pair = i > 0 ? kind_of_pair(&w[i - 1], &w[i]) : NOTHING, k = pair == NOTHING ? kind_of(&w[i]) : pair;

		v.is_for_show = v.is_for_show || k == SHOW;
		v.ends_in_password = k == PASSWORD;
		is_public     = is_public || k == PUBLIC;
		is_digest     = is_digest || k == DIGEST;
		is_action     = is_action || k == ACTION;
		has_secret    = has_secret || k == PASSWORD || k == SECRET;
		is_private    = is_private || strcmp(w[i].text, "secret") == 0 || strcmp(w[i].text, "private") == 0;
		if (k == SAME || k == SHOW || k == NOTHING)
			continue;
		/* "secret_key", "access_token", "auth_key": the stronger word holds */
		if (k == KEY && (v.meaning == UMB_NAME_SECRET || v.meaning == UMB_NAME_PASSWORD))
			continue;
		v.meaning = meaning_of(k);
	}
	v.has_action = is_action;
	/* The last word that says something is behind all others, unless an earlier one turns the whole. */
	if (v.meaning == UMB_NAME_SECRET || v.meaning == UMB_NAME_KEY || v.meaning == UMB_NAME_PASSWORD) {
		if (is_public && !is_private)
			v.meaning = UMB_NAME_PUBLIC;
		else if (is_digest && !has_secret)
			v.meaning = UMB_NAME_DIGEST;
		else if (is_action)
			v.meaning = UMB_NAME_ACTION;
	}
	return v;
}

const char *umb_name_word(size_t i)
{
	return i < UMB_COUNT(known) ? known[i].word : NULL;
}
