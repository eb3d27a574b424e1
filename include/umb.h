/*
 * umb.h - libumbra: finds credentials that lie where they should not.
 *
 * Load a ruleset (umb/ruleset.h), make a scan, add targets and reports, run it (umb/scan.h), keep what is
 * known (umb/baseline.h), and hand the values to a vault if that is wanted (umb/vault.h).  No function prints, exits, changes signal
 * handlers, locale or working directory; umb/process.h is for programs that want to do so.
 */
#ifndef UMB_H
#define UMB_H

#include "umb/baseline.h"
#include "umb/config.h"
#include "umb/known.h"
#include "umb/log.h"
#include "umb/process.h"
#include "umb/ruleset.h"
#include "umb/scan.h"
#include "umb/baseline.h"
#include "umb/status.h"
#include "umb/vault.h"

#endif
