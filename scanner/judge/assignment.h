/*
 * judge/assignment.h - private to judge/: how a value is given to a name, read as the languages of source and configuration
 * write it.  One reader for all of them: what differs between languages (whether a value needs quotes) is a matter of the
 * rule and its path conditions, what they share is read here.
 */
#ifndef UMB_JUDGE_ASSIGNMENT_H
#define UMB_JUDGE_ASSIGNMENT_H

#include "core/hit.h"

typedef enum umb_operator {
	UMB_OP_NONE,     /* nothing was found that gives the value to a name */
	UMB_OP_ASSIGN,   /* = := => += ?= || ?? */
	UMB_OP_COLON,    /* : */
	UMB_OP_COMPARE,  /* == === != !== */
	UMB_OP_CALL,     /* name("value") */
	UMB_OP_ARGUMENT, /* "name", "value" */
	UMB_OP_ELEMENT,  /* <name>value</name> */
	UMB_OP_OPTION,   /* --name value */
} umb_operator;

typedef struct umb_assignment {
	umb_slice    name;  /* without quotes and without what it is a member of: "dbPassword"; empty with UMB_OP_NONE */
	umb_slice    owner; /* what stands before it in the same dotted name: "config.db" */
	umb_slice    wrapper; /* the function that the value is handed to before that: "String::from", or empty */
	umb_slice    head;  /* the line before the name, at most UMB_ASSIGNMENT_REACH bytes */
	umb_slice    tail;  /* the line behind the value and its closing quote, likewise */
	umb_operator op;
	uint8_t      quote; /* around the value: " ' `, or 0 */
	bool         is_quoted_name;
	bool         is_comment; /* the line is one */
	bool         is_stray;   /* behind a comma, and what stands before that is no name: "a.password=x", "value" */
} umb_assignment;

#define UMB_ASSIGNMENT_REACH 256

/* Reads backwards from hit->secret.  Bounded work; nothing outside of hit->text is looked at. */
void umb_assignment_read(umb_assignment *out, const umb_hit_view *hit);

#endif
