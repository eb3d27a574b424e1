/*
 * base/banned.h - libc names that have no safe use here; using one does not compile.
 *
 * The alternatives: umb_buf for building text, umb_parse_* for numbers, umb_slice for comparing.
 */
#ifndef UMB_BASE_BANNED_H
#define UMB_BASE_BANNED_H

/* Pulled in first, so that the poison below does not hit the system's own headers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__GNUC__) && !defined(__cplusplus)
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison atoi atol atoll atof strtol strtoul strtoll strtoull sscanf
#pragma GCC poison gmtime localtime ctime asctime tmpnam mktemp tempnam system popen
#endif

#endif
