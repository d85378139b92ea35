/* What the parts of the job node share: job.c (folder and programs), node.c (the wire), adapter.c (the contract). */
#ifndef JOB_NODE_H
#define JOB_NODE_H
#define _XOPEN_SOURCE 700
#include <stdbool.h>
#include <stddef.h>

typedef unsigned char octet;
struct field { const octet *at; size_t size; };
struct buffer { octet *at; size_t size, room; };

extern struct config {
    bool little, positional, programs;
    size_t max_text, max_file, max_files, max_controls;
    double answer_time;
    char join_text[1 << 17], modules[1 << 16]; /* "1.0;a;b" and ";a;b;" */
} config;

/* job.c. What is refused is told by a text; NULL: it was done. */
extern char folder[];
const char *take_file(const char *name, struct field content);
const char *take_control(const char *name, const char *log); /* a Run; without a log a Ret */
bool good_name(struct field name, char out[256]);            /* leaves the name with a 0 at its end */
size_t file_count(void);
bool run_next(void);                     /* starts the next program; false after the last one */
bool program_has_ended(void);            /* looks, and writes the end of its log */
bool next_result(struct buffer *result); /* one for each Ret, in their order; false after the last one */
void drop_job(void);
void remove_tree(const char *path);

/* node.c */
enum state { AWAY, JOINING, IDLE, INPUT, READY, WORKING, DONE, LEAVING }; /* DONE: Finished is not yet accepted */
extern enum state state;
extern const int values[]; /* the status values of the states */
extern int sock, lingering; /* the connection; and an ended one, until its owner has read our last words */
extern double deadline, linger_until;
double now(void);
void put(struct buffer *b, const void *data, size_t size); /* at the end */
void cut(struct buffer *b, size_t size); /* at the beginning */
bool wants_to_read(void), wants_to_write(void);
void receive(void), flush_out(void);
const char *dial(const char *host, int port); /* NULL, or why not; tell_joined comes later */
void leave(void);
void goodbye(const char *reason, size_t size);
void forget(void);                            /* at once, without a word */
void work(void);                              /* starts the next program, or says Finished */

/* adapter.c */
void tell_joined(void), tell_closed(const char *reason, size_t size);
#endif
