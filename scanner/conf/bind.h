/*
 * conf/bind.h - YAML nodes into struct fields, driven by a table.
 *
 * Every mistake is told, not only the first: unknown keys with their near miss, missing keys, wrong
 * types.  A binder collects them; the caller asks n_errors at the end.
 */
#ifndef UMB_CONF_BIND_H
#define UMB_CONF_BIND_H

#include "base/arena.h"
#include "conf/yaml_doc.h"

typedef struct umb_binder {
	umb_arena  *arena; /* everything bound lives here */
	const char *file;  /* for messages */
	void (*error)(void *ctx, const char *file, umb_yaml_place at, const char *words); /* may be NULL */
	void       *ctx;
	size_t      n_errors;
	bool        is_out_of_memory;
} umb_binder;

typedef enum umb_bind_type {
	UMB_BIND_STR,      /* const char * */
	UMB_BIND_BOOL,     /* bool */
	UMB_BIND_UINT,     /* uint32_t */
	UMB_BIND_WORD,     /* int: index into `words` */
	UMB_BIND_STR_LIST, /* const char *const *, NULL-terminated; one text is a list of one */
	UMB_BIND_CUSTOM    /* custom(binder, node, target) */
} umb_bind_type;

typedef struct umb_bind_field {
	const char        *name;
	umb_bind_type      type;
	size_t             offset;
	bool               is_required;
	const char *const *words; /* WORD: NULL-terminated */
	void (*custom)(umb_binder *b, const umb_yaml_node *node, void *target); /* target is base + offset */
} umb_bind_field;

/* Binds a map; fields that are absent keep what `target` held. */
void umb_bind_map(umb_binder *b, const umb_yaml_node *map, const umb_bind_field *fields, size_t n_fields, void *target);
/* One value by type, for custom binders. */
const char *umb_bind_str(umb_binder *b, const umb_yaml_node *node);
bool        umb_bind_bool(umb_binder *b, const umb_yaml_node *node, bool fallback);
int         umb_bind_word(umb_binder *b, const umb_yaml_node *node, const char *const *words); /* its index; 0 after an error */
double      umb_bind_number(umb_binder *b, const umb_yaml_node *node, double min, double max, double fallback);
const char *const *umb_bind_str_list(umb_binder *b, const umb_yaml_node *node);

void umb_bind_error(umb_binder *b, const umb_yaml_node *node, const char *fmt, ...) UMB_PRINTF(3, 4);
/* "unknown <what> 'word'" with "(did you mean 'x'?)" when one of the names is near. */
void umb_bind_unknown(umb_binder *b, const umb_yaml_node *node, const char *what, const char *const *names, size_t n_names);

#endif
