/*
 * emit_1pux.c - 1Password export file (1PUX): a ZIP of export.attributes and export.data.
 *
 * One vault per provider, one item per credential: "API credential" (category 112) for tokens, "Password"
 * (005) when the rule is about a password, "Secure note" is not used.  Every key that the importer is known
 * to read is written, even when empty.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/keyed.h"
#include "base/text.h"
#include "vault/vault.h"

/* A stable uuid of 26 characters a-z0-9, made from the credential id, so that bundles diff cleanly. */
static void make_uuid(char out[27], const char *salt, const char *id)
{
	static const char abc[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t hash[32];
	umb_buf text = UMB_BUF_INIT_MAX(4096);

	umb_buf_printf(&text, "%s:%s", salt, id);
	umb_sha256(hash, umb_buf_view(&text));
	for (size_t i = 0; i < 26; i++)
		out[i] = abc[hash[i] & 31];
	out[26] = 0;
	umb_buf_clear(&text);
}

/* References of the form op://vault/item/field can name only these. */
static void append_title(umb_buf *b, const char *text)
{
	for (; *text && b->len < 120; text++) {
		char c = *text;
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(" -_.", c);

		umb_buf_append_byte(b, ok ? (uint8_t)c : '-');
	}
}

static void append_place(umb_buf *b, const umb_finding *f)
{
	char date[40];

	umb_buf_append_str(b, "- ");
	umb_text_append_safe(b, f->path.len ? f->path : umb_slice_str(f->blob));
	umb_buf_printf(b, ":%llu:%llu", (unsigned long long)f->start_line, (unsigned long long)f->start_column);
	if (f->layer[0])
		umb_buf_printf(b, " (in %s)", f->layer);
	if (f->commit.id[0]) {
		umb_buf_printf(b, " commit %.12s of %s by ", f->commit.id, umb_clock_iso(date, f->commit.date, f->commit.tz_minutes));
		umb_text_append_safe(b, umb_slice_str(f->commit.author));
		umb_buf_append_str(b, f->commit.is_head_unknown || f->commit.is_message ? "" : f->commit.is_in_head ? ", still in HEAD" : ", not in HEAD");
	}
	umb_buf_append_byte(b, '\n');
}

static void add_notes(umb_json *details, const umb_item *item)
{
	const umb_finding *f = item->credential->finding[0];
	umb_buf b = UMB_BUF_INIT_MAX(1 << 20);

	umb_buf_printf(&b, "Found by umbra %s, rule %s.\n%s\n\nFound in:\n", UMB_VERSION, f->rule->id, f->rule->about);
	for (size_t i = 0; i < item->credential->n_findings; i++)
		append_place(&b, item->credential->finding[i]);
	umb_buf_printf(&b, "\nActs as: %s\n", umb_identity_kind_name(f->identity));
	for (size_t i = 0; i < f->n_claims; i++) {
		umb_buf_printf(&b, "%s: ", f->claim[i].field);
		umb_text_append_safe(&b, umb_slice_str(f->claim[i].value));
		umb_buf_append_str(&b, f->claim[i].method == UMB_CLAIM_INFERRED ? " (a guess)\n" : "\n");
	}
	umb_buf_printf(&b, "\nRevoke: %s\nCredential id: %s\n", f->rule->revoke[0] ? f->rule->revoke : "at the provider", item->credential->id);
	umb_json_add_slice(details, "notesPlain", umb_buf_view(&b));
	umb_buf_clear(&b);
}

typedef struct field_form {
	const char *id, *title, *kind, *keyboard, *correction, *capitalization;
	bool        is_guarded, dont_generate;
} field_form;

static void add_field(umb_json *fields, const field_form *form, umb_slice value)
{
	umb_json *f = umb_json_add_object(fields, NULL), *traits;

	umb_json_add_str(f, "title", form->title);
	umb_json_add_str(f, "id", form->id);
	umb_json_add_slice(umb_json_add_object(f, "value"), form->kind, value);
	umb_json_add_null(f, "indexAtSource");
	umb_json_add_bool(f, "guarded", form->is_guarded);
	umb_json_add_bool(f, "multiline", false);
	umb_json_add_bool(f, "dontGenerate", form->dont_generate);
	traits = umb_json_add_object(f, "inputTraits");
	umb_json_add_str(traits, "keyboard", form->keyboard);
	umb_json_add_str(traits, "correction", form->correction);
	umb_json_add_str(traits, "capitalization", form->capitalization);
}

static const char *claimed(const umb_finding *f, const char *a, const char *b)
{
	const umb_claim *c = umb_claims_find(f->claim, f->n_claims, a);

	if (!c)
		c = umb_claims_find(f->claim, f->n_claims, b);
	return c ? c->value : "";
}

/* What a vault keeps beside the secret: by what its rule says that it is; "" when nothing of that kind stands there. */
static const char *beside(const umb_finding *f, umb_part part)
{
	for (size_t i = 0; i < f->n_beside; i++) {
		if (f->beside[i].rule->part == part)
			return f->beside[i].account;
	}
	return "";
}

static const char *first_of(const char *a, const char *b, const char *c)
{
	return a[0] ? a : b[0] ? b : c;
}

static void add_beside(umb_json *fields, const field_form *form, const umb_finding *f)
{
	char id[40];

	for (size_t i = 0; i < f->n_beside; i++) {
		field_form own = *form;

		if (f->beside[i].rule->part == UMB_PART_SECRET)
			continue;
		snprintf(id, sizeof(id), "umbra_with_%zu", i + 1);
		own.id    = id;
		own.title = f->beside[i].rule->name;
		add_field(fields, &own, umb_slice_str(f->beside[i].account));
	}
}

static void add_sections(umb_json *details, const umb_item *item)
{
	static const field_form username   = { "username", "username", "string", "default", "no", "none", true, false };
	static const field_form credential = { "credential", "credential", "concealed", "default", "no", "default", true, true };
	static const field_form hostname   = { "hostname", "hostname", "string", "uRL", "default", "default", false, false };
	static const field_form found      = { "", "", "string", "default", "no", "none", false, false };
	const umb_finding *f = item->credential->finding[0];
	umb_json *sections = umb_json_add_array(details, "sections"), *s, *fields;
	field_form form = found;

	s = umb_json_add_object(sections, NULL);
	umb_json_add_str(s, "title", "");
	umb_json_add_str(s, "name", "");
	fields = umb_json_add_array(s, "fields");
	add_field(fields, &username, umb_slice_str(first_of(beside(f, UMB_PART_USER), beside(f, UMB_PART_ACCOUNT), claimed(f, "principal", "subject"))));
	add_field(fields, &credential, item->secret);
	add_field(fields, &hostname, umb_slice_str(first_of(beside(f, UMB_PART_HOST), claimed(f, "host", "issuer"), "")));

	s = umb_json_add_object(sections, NULL);
	umb_json_add_str(s, "title", "Found by umbra");
	umb_json_add_str(s, "name", "umbra");
	fields = umb_json_add_array(s, "fields");
	form.id = "umbra_rule";
	form.title = "rule";
	add_field(fields, &form, umb_slice_str(f->rule->id));
	form.id = "umbra_severity";
	form.title = "severity";
	add_field(fields, &form, umb_slice_str(umb_severity_name(f->severity)));
	form.id = "umbra_identity";
	form.title = "identity";
	add_field(fields, &form, umb_slice_str(umb_identity_kind_name(f->identity)));
	form.id = "umbra_credential_id";
	form.title = "credential id";
	add_field(fields, &form, umb_slice_str(item->credential->id));
	add_beside(fields, &found, f);
}

static void add_overview(umb_json *o, const umb_item *item)
{
	const umb_finding *f = item->credential->finding[0];
	umb_json *overview = umb_json_add_object(o, "overview"), *tags;
	umb_buf   title = UMB_BUF_INIT_MAX(1024);

	append_title(&title, f->rule->name);
	umb_buf_printf(&title, " %.8s", item->credential->id + 3);
	umb_json_add_slice(overview, "title", umb_buf_view(&title));
	umb_buf_clear(&title);
	umb_json_add_str(overview, "subtitle", f->redacted);
	umb_json_add_str(overview, "url", "");
	umb_json_add_array(overview, "urls");
	tags = umb_json_add_array(overview, "tags");
	umb_json_add_str(tags, NULL, "umbra");
	umb_json_add_str(tags, NULL, umb_severity_name(f->severity));
	umb_json_add_null(overview, "icons");
	umb_json_add_i64(overview, "ps", 0);
	umb_json_add_i64(overview, "pbe", 0);
	umb_json_add_bool(overview, "pgrng", false);
	umb_json_add_null(overview, "watchtowerExclusions");
}

static void add_item(umb_json *items, const umb_item *item, int64_t now)
{
	umb_json *o = umb_json_add_object(items, NULL), *details;
	char uuid[27];

	make_uuid(uuid, "item", item->credential->id);
	umb_json_add_str(o, "uuid", uuid);
	umb_json_add_i64(o, "favIndex", 0);
	umb_json_add_i64(o, "createdAt", now);
	umb_json_add_i64(o, "updatedAt", now);
	umb_json_add_str(o, "state", "active");
	umb_json_add_str(o, "categoryUuid", "112");
	details = umb_json_add_object(o, "details");
	umb_json_add_array(details, "loginFields");
	add_notes(details, item);
	add_sections(details, item);
	umb_json_add_array(details, "passwordHistory");
	add_overview(o, item);
}

static const char *provider_of(const umb_item *item)
{
	const char *p = item->credential->finding[0]->rule->provider;

	return p[0] ? p : "Other";
}

/* Items of one provider: a vault.  Providers in order of their first item. */
static umb_json *add_vault(umb_json *vaults, const char *provider)
{
	umb_json *v = umb_json_add_object(vaults, NULL), *attrs = umb_json_add_object(v, "attrs");
	umb_buf   name = UMB_BUF_INIT_MAX(1024);
	char      uuid[27];

	umb_buf_append_str(&name, "umbra ");
	append_title(&name, provider);
	make_uuid(uuid, "vault", provider);
	umb_json_add_str(attrs, "uuid", uuid);
	umb_json_add_str(attrs, "desc", "Credentials found by umbra");
	umb_json_add_str(attrs, "avatar", "");
	umb_json_add_slice(attrs, "name", umb_buf_view(&name));
	umb_json_add_str(attrs, "type", "U");
	umb_buf_clear(&name);
	return umb_json_add_array(v, "items");
}

static void add_vaults(umb_json *account, const umb_item *items, size_t n, int64_t now)
{
	umb_json *vaults = umb_json_add_array(account, "vaults");

	for (size_t i = 0; i < n; i++) {
		bool is_first = true;

		for (size_t k = 0; k < i && is_first; k++)
			is_first = strcmp(provider_of(&items[k]), provider_of(&items[i])) != 0;
		if (!is_first)
			continue;
		umb_json *list = add_vault(vaults, provider_of(&items[i]));
		for (size_t k = i; k < n; k++) {
			if (strcmp(provider_of(&items[k]), provider_of(&items[i])) == 0)
				add_item(list, &items[k], now);
		}
	}
}

static umb_status print(umb_buf *out, umb_json *own_j)
{
	umb_status st = umb_json_print(out, own_j);

	umb_json_free_wiped(own_j);
	return st;
}

static umb_status emit_1pux(umb_buf *out, const umb_item *items, size_t n_items, int64_t now, umb_err *err)
{
	umb_json  *attributes = umb_json_object(), *data = umb_json_object(), *account, *attrs;
	umb_buf    head = UMB_BUF_INIT, body = UMB_BUF_INIT;
	umb_zip    zip;
	uint64_t   before = umb_alloc_refused();
	umb_status st;

	umb_json_add_i64(attributes, "version", 3);
	umb_json_add_str(attributes, "description", "1Password Unencrypted Export");
	umb_json_add_i64(attributes, "createdAt", now);
	umb_json_add_i64(attributes, "timestamp", now);
	account = umb_json_add_object(umb_json_add_array(data, "accounts"), NULL);
	attrs   = umb_json_add_object(account, "attrs");
	umb_json_add_str(attrs, "accountName", "umbra");
	umb_json_add_str(attrs, "name", "umbra");
	umb_json_add_str(attrs, "avatar", "");
	umb_json_add_str(attrs, "email", "");
	umb_json_add_str(attrs, "uuid", "UMBRAUMBRAUMBRAUMBRAUMBRAU");
	umb_json_add_str(attrs, "domain", "");
	add_vaults(account, items, n_items, now);
	st = print(&head, attributes);
	if (st == UMB_OK)
		st = print(&body, data);
	else
		umb_json_free_wiped(data);
	umb_zip_begin(&zip, out);
	if (st == UMB_OK)
		st = umb_zip_add(&zip, "export.attributes", umb_buf_view(&head));
	if (st == UMB_OK)
		st = umb_zip_add(&zip, "export.data", umb_buf_view(&body));
	if (st == UMB_OK)
		st = umb_zip_finish(&zip);
	/* A title or a note that memory was missing for would be an empty one. */
	if (st == UMB_OK && umb_alloc_refused() != before)
		st = UMB_E_NOMEM;
	umb_buf_wipe(&head);
	umb_buf_wipe(&body);
	umb_buf_clear(&zip.directory);
	return st == UMB_OK ? st : umb_err_set(err, st, "the hand-over could not be put together");
}

const umb_emitter_ops umb_emitter_1pux = {
	.name    = "1pux",
	.summary = "1Password export file",
	.emit    = emit_1pux,
};
