/*
 * conf/yaml_doc.h - a YAML document as a bounded tree of nodes that know their line and column.
 *
 * The only user of libyaml.  One document per file.  Limits: size, depth, nodes, and the weight of the
 * tree with its aliases written out, so that an alias bomb is an error instead of a long wait.
 */
#ifndef UMB_CONF_YAML_DOC_H
#define UMB_CONF_YAML_DOC_H

#include "base/arena.h"
#include "base/types.h"

#define UMB_YAML_MAX_BYTES (8u << 20)
#define UMB_YAML_MAX_DEPTH 32
#define UMB_YAML_MAX_WEIGHT 400000

/* 1-based; the column counts characters. */
typedef struct umb_yaml_place {
	uint32_t line, column;
} umb_yaml_place;

typedef enum umb_yaml_kind { UMB_YAML_SCALAR, UMB_YAML_LIST, UMB_YAML_MAP } umb_yaml_kind;

typedef struct umb_yaml_node umb_yaml_node;

/* One entry of a list (key NULL) or a map. */
typedef struct umb_yaml_item {
	const umb_yaml_node  *key;
	const umb_yaml_node  *value;
	struct umb_yaml_item *next;
} umb_yaml_item;

struct umb_yaml_node {
	umb_yaml_kind  kind;
	const char    *text;     /* scalar, NUL-terminated; holds no NUL inside */
	bool           is_quoted;
	uint32_t       line, column; /* 1-based */
	umb_yaml_item *first;
	umb_yaml_item *last;
	size_t         n_items;
	uint32_t       weight;   /* nodes below and including this one, aliases written out */
	bool           is_open;  /* while it is being read: an alias to it would be a cycle */
};

/* Nodes live in `arena`.  Where an error is goes to *at; without one the error text begins with "line L, column C: ". */
umb_status umb_yaml_parse(const umb_yaml_node **out, umb_arena *arena, umb_slice text, umb_yaml_place *at, umb_err *err);

/* The value of `key` in a map, or NULL. */
const umb_yaml_node *umb_yaml_get(const umb_yaml_node *map, const char *key);

#endif
