/*
 * dec_der.c - private keys in DER, shown as the PEM blocks that they are in text.
 *
 * A pattern cannot count: the bytes of a key say themselves how many they are.  Here they are measured and written as PEM, so
 * that the rules for PEM find them, a vault gets text, and a key has one id whether it lies somewhere as .der or as .pem.
 *
 * Text must cost nothing: every key holds the byte 2 (an INTEGER), which no text does.
 */
#include "core/decoder.h"

#include "base/der.h"
#include "base/text.h"
#include "decode/der_key.h"

/* What fits into the bodies that the rules look at; of a larger store its beginning is shown. */
#define MAX_SHOWN 8800
#define LINE_BYTES 48
#define BLOCK 64
#define MAX_LABEL 32
#define MAX_TEXT (MAX_SHOWN / 3 * 4 + MAX_SHOWN / LINE_BYTES + 2 * MAX_LABEL + 64)

static bool der_probe_part(umb_slice in, size_t from, size_t to)
{
	return from < to && memchr(in.ptr + from, UMB_DER_INTEGER, to - from);
}

static bool der_probe(umb_slice in)
{
	return der_probe_part(in, 0, in.len);
}

static size_t put_text(uint8_t *out, const char *text)
{
	size_t n = strlen(text);

	memcpy(out, text, n);
	return n;
}

static size_t put_base64(uint8_t *out, const uint8_t *in, size_t len)
{
	static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = 0;

	for (size_t i = 0; i < len; i += 3) {
		size_t   left = UMB_MIN(len - i, (size_t)3);
		uint32_t v    = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0u);

		for (size_t k = 0; k < 4; k++)
			out[n++] = k <= left ? (uint8_t)abc[(v >> (18 - 6 * k)) & 63] : '=';
	}
	return n;
}

/* The block stands for the key as a whole. */
static umb_status write_block(umb_slice in, size_t at, size_t len, const char *label, umb_emit *emit)
{
	uint8_t    out[MAX_TEXT];
	size_t     n = put_text(out, "-----BEGIN "), shown = UMB_MIN(len, (size_t)MAX_SHOWN);
	umb_status st = emit->begin(emit, at), end;

	if (st != UMB_OK)
		return st;
	n += put_text(out + n, label);
	n += put_text(out + n, "-----\n");
	for (size_t i = 0; i < shown; i += LINE_BYTES) {
		n += put_base64(out + n, in.ptr + at + i, UMB_MIN(shown - i, (size_t)LINE_BYTES));
		out[n++] = '\n';
	}
	n += put_text(out + n, "-----END ");
	n += put_text(out + n, label);
	n += put_text(out + n, "-----");
	st  = emit->write(emit, out, n, at, len);
	end = emit->end(emit, at + len);
	return st != UMB_OK ? st : end;
}

/*
 * What every key holds near its beginning, and other content seldom: a version, INTEGER 0, 1 or 3, or the end of an identifier
 * of RSA's makers, who named the ways to lock one.
 */
static bool is_mark(const uint8_t *p)
{
	return (p[1] == 1) & ((p[0] == UMB_DER_INTEGER) | (p[0] == 0x0d));
}

/* The next mark from `at` on, or in.len.  The inner loop has no way out so that compilers make vectors of it. */
static size_t next_mark(umb_slice in, size_t at)
{
	while (in.len - at > BLOCK) {
		unsigned any = 0;

		for (size_t i = 0; i < BLOCK; i++)
			any |= is_mark(in.ptr + at + i);
		if (any)
			break;
		at += BLOCK;
	}
	while (at + 1 < in.len && !is_mark(in.ptr + at))
		at++;
	return at + 1 < in.len ? at : in.len;
}

/* The next key from *at on; its length, 0 when there is none. */
static size_t next_key(umb_slice in, size_t *at, const char **label)
{
	for (size_t mark = next_mark(in, *at); mark < in.len; mark = next_mark(in, mark + 1)) {
		/* Behind the one or two heads of 2 to 4 bytes, and an identifier of which the mark is the sixth byte. */
		size_t far  = in.ptr[mark] == UMB_DER_INTEGER ? 4 : 14;
		size_t near = in.ptr[mark] == UMB_DER_INTEGER ? 2 : 11;

		for (size_t back = far; back >= near; back--) {
			size_t n, from = mark - back;

			if (mark < back || from < *at || in.ptr[from] != UMB_DER_SEQUENCE)
				continue;
			n = umb_der_key(umb_slice_sub(in, from, in.len), label);
			if (n == 0)
				continue;
			*at = from;
			return n;
		}
	}
	return 0;
}

/* A store without a pass-phrase has its key in the clear: then that is what was found. */
static size_t open_key(umb_slice in, size_t *at, size_t len, const char **label)
{
	umb_slice   store = umb_slice_sub(in, 0, *at + len);
	size_t      inner = *at + 2, n = 0;
	const char *what;

	while ((n = next_key(store, &inner, &what)) && strncmp(what, "ENCRYPTED", 9) == 0)
		inner += n;
	if (n) {
		*at    = inner;
		*label = what;
	}
	return n ? n : len;
}

/*
 * A store of certificates has no bag with a key; bags of keys have their names in the clear.  *bag is the first one behind what
 * was looked at, so that no byte is looked at twice.
 */
static bool has_key_bag(umb_slice in, size_t from, size_t to, size_t *bag)
{
	static const uint8_t name[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01 };

	while (*bag < from || (*bag < to && in.ptr[*bag + sizeof(name)] - 1u > 1)) {
		size_t next = UMB_MAX(*bag + 1, from), n;

		n    = umb_text_find(umb_slice_sub(in, next, in.len), umb_slice_of(name, sizeof(name)));
		*bag = n == SIZE_MAX || next + n + sizeof(name) >= in.len ? SIZE_MAX : next + n;
	}
	return *bag < to;
}

static umb_status der_decode(const umb_decoder_input *input, umb_emit *emit)
{
	umb_slice   in = input->text;
	const char *label;
	size_t      at = 0, bag = 0, n;
	umb_status  st = UMB_OK;

	/* What passes an edge is whole in the window before or behind. */
	while (st == UMB_OK && (n = next_key(in, &at, &label))) {
		if (strcmp(label, "PKCS12") == 0 && !has_key_bag(in, at + 1, at + n, &bag)) {
			at++;
			continue;
		}
		if (strcmp(label, "PKCS12") == 0)
			n = open_key(in, &at, n, &label);
		st = write_block(in, at, n, label, emit);
		at += n;
	}
	return st;
}

const umb_decoder_ops umb_decoder_der = {
	.name    = "der",
	.summary = "private keys and key stores in DER, as PEM",
	.probe   = der_probe,
	.probe_part = der_probe_part,
	.is_far_reaching = true,
	.decode  = der_decode,
};
