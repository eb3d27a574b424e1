/*
 * conf/toml_doc.h - a TOML document as the nodes of yaml_doc.h, so that whoever reads one reads the other.
 *
 * The only user of libtomlplusplus.  Limits: size, depth and nodes are those of YAML.
 */
#ifndef UMB_CONF_TOML_DOC_H
#define UMB_CONF_TOML_DOC_H

#include "conf/yaml_doc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers, truth values and dates become their text.  Nodes live in `arena`; where an error is goes to *at (not NULL). */
umb_status umb_toml_parse(const umb_yaml_node **out, umb_arena *arena, umb_slice text, umb_yaml_place *at, umb_err *err);

#ifdef __cplusplus
}
#endif

#endif
