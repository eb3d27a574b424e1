/*
 * toml_doc.cc - toml++'s tables to our nodes.
 *
 * No exception leaves this file; what the library allocates is gone when the call ends.
 */
/* It asserts of some malformed texts what it then handles as errors; and must not let a compiler assume it. */
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <new>
#include <string_view>

extern "C" {
#include "base/err.h"
#include "conf/toml_doc.h"
}

namespace {

struct reader {
	umb_arena *arena;
	uint32_t   weight;
	umb_status st;
	umb_yaml_place at;
	const char *words;
};

umb_yaml_place place_of(const toml::source_region &s)
{
	return { static_cast<uint32_t>(s.begin.line), static_cast<uint32_t>(s.begin.column) };
}

umb_yaml_node *fail(reader &r, umb_status st, umb_yaml_place at, const char *words)
{
	if (r.st == UMB_OK) {
		r.st    = st;
		r.at    = at;
		r.words = words;
	}
	return nullptr;
}

umb_yaml_node *new_node(reader &r, umb_yaml_kind kind, umb_yaml_place at)
{
	if (++r.weight > UMB_YAML_MAX_WEIGHT)
		return fail(r, UMB_E_FORMAT, at, "too many values");
	auto *n = static_cast<umb_yaml_node *>(umb_arena_zero(r.arena, 1, sizeof(umb_yaml_node)));
	if (!n)
		return fail(r, UMB_E_NOMEM, at, "out of memory");
	n->kind      = kind;
	n->line      = at.line;
	n->column    = at.column;
	n->text      = "";
	n->is_quoted = true;
	n->weight    = 1;
	return n;
}

umb_yaml_node *text_node(reader &r, std::string_view text, umb_yaml_place at)
{
	umb_yaml_node *n = new_node(r, UMB_YAML_SCALAR, at);

	if (!n)
		return nullptr;
	if (text.find('\0') != std::string_view::npos)
		return fail(r, UMB_E_FORMAT, at, "a text holds a zero byte");
	n->text = umb_arena_strndup(r.arena, text.data(), text.size());
	return n->text ? n : fail(r, UMB_E_NOMEM, at, "out of memory");
}

bool append(reader &r, umb_yaml_node *to, const umb_yaml_node *key, const umb_yaml_node *value)
{
	auto *item = value ? static_cast<umb_yaml_item *>(umb_arena_zero(r.arena, 1, sizeof(umb_yaml_item))) : nullptr;

	if (!item) {
		fail(r, UMB_E_NOMEM, { 1, 1 }, "out of memory");
		return false;
	}
	item->key   = key;
	item->value = value;
	if (to->last)
		to->last->next = item;
	else
		to->first = item;
	to->last = item;
	to->n_items++;
	return true;
}

umb_yaml_node *convert(reader &r, const toml::node &node, size_t depth)
{
	umb_yaml_place at = place_of(node.source());
	char           number[64];

	if (depth > UMB_YAML_MAX_DEPTH)
		return fail(r, UMB_E_FORMAT, at, "nested too deep");
	if (const toml::table *t = node.as_table()) {
		umb_yaml_node *n = new_node(r, UMB_YAML_MAP, at);

		for (auto it = t->begin(); n && it != t->end(); ++it) {
			umb_yaml_node *key   = text_node(r, (*it).first.str(), place_of((*it).first.source()));
			umb_yaml_node *value = key ? convert(r, (*it).second, depth + 1) : nullptr;

			if (!value || !append(r, n, key, value))
				return nullptr;
		}
		return n;
	}
	if (const toml::array *a = node.as_array()) {
		umb_yaml_node *n = new_node(r, UMB_YAML_LIST, at);

		for (size_t i = 0; n && i < a->size(); i++) {
			umb_yaml_node *value = convert(r, (*a)[i], depth + 1);

			if (!value || !append(r, n, nullptr, value))
				return nullptr;
		}
		return n;
	}
	if (const auto *s = node.as_string())
		return text_node(r, s->get(), at);
	if (const auto *i = node.as_integer())
		snprintf(number, sizeof(number), "%lld", static_cast<long long>(i->get()));
	else if (const auto *f = node.as_floating_point())
		snprintf(number, sizeof(number), "%.17g", f->get());
	else if (const auto *b = node.as_boolean())
		snprintf(number, sizeof(number), "%s", b->get() ? "true" : "false");
	else
		snprintf(number, sizeof(number), "date");
	return text_node(r, number, at);
}

} // namespace

umb_status umb_toml_parse(const umb_yaml_node **out, umb_arena *arena, umb_slice text, umb_yaml_place *at, umb_err *err)
{
	reader r = { arena, 0, UMB_OK, { 1, 1 }, "" };

	*at = { 1, 1 };
	if (text.len > UMB_YAML_MAX_BYTES)
		return umb_err_set(err, UMB_E_FORMAT, "larger than %u bytes", UMB_YAML_MAX_BYTES);
	try {
		toml::parse_result parsed = toml::parse(std::string_view(reinterpret_cast<const char *>(text.ptr), text.len));

		if (!parsed) {
			std::string_view words = parsed.error().description();

			*at = place_of(parsed.error().source());
			return umb_err_set(err, UMB_E_FORMAT, "%.*s", static_cast<int>(words.size() < 200 ? words.size() : 200), words.data());
		}
		*out = convert(r, parsed.table(), 0);
	} catch (...) {
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	if (r.st == UMB_OK)
		return UMB_OK;
	*at = r.at;
	return umb_err_set(err, r.st, "%s", r.words);
}
