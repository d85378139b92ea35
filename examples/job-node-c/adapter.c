/* Answers the lines of wireproof's adapter contract with the job node of node.c and job.c. POSIX, C11, libc alone.
 * One loop around pselect looks after standard input, the owner's socket and the program that runs.
 * To put another node under test, keep this file and change what the operations call. */
#include "job_node.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long long connect_id = -1; /* the `connect` that waits for the owner's answer */
static double connect_until;
static bool started;

/* ---- A reader for lines of JSON: the keys of the contract are found at any depth ---- */
static const char *skip_string(const char *at) { /* from the opening quote to behind the closing one */
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1]) at++;
    return *at ? at + 1 : at;
}

static const char *find(const char *line, const char *key) { /* the value of a key, or NULL */
    size_t key_size = strlen(key);
    for (const char *at = line; *at; at++) {
        if (*at != '"') continue;
        const char *name = at + 1, *end = skip_string(at), *colon = end + strspn(end, " \t");
        if (*colon == ':' && (size_t)(end - name) == key_size + 1 && !memcmp(name, key, key_size))
            return colon + 1 + strspn(colon + 1, " \t");
        at = end - 1;
    }
    return NULL;
}

static double number_of(const char *line, const char *key, double otherwise) {
    const char *value = find(line, key);
    return value ? strtod(value, NULL) : otherwise;
}

static unsigned hex4(const char *at) {
    char digits[5] = "";
    strncpy(digits, at, 4);
    return (unsigned)strtoul(digits, NULL, 16);
}

static size_t put_utf8(char *out, unsigned code) {
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size - 1; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(first[size] | code);
    return size;
}

/* Decodes the string at a place, as much of it as there is room for; returns what is behind it. */
static const char *text_at(const char *at, char *out, size_t room) {
    static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    out[0] = 0;
    if (!at || *at != '"') return at;
    const char *behind = skip_string(at), *escape;
    size_t size = 0;
    for (at++; at < behind - 1 && size + 5 < room; at++) {
        if (*at != '\\') out[size++] = *at;
        else if (*++at != 'u') out[size++] = (escape = strchr(escapes, *at)) ? meanings[escape - escapes] : '?';
        else if (behind - at > 5) {
            unsigned code = hex4(at + 1);
            at += 4;
            if (code >> 10 == 0x36 && behind - at > 7 && at[1] == '\\' && at[2] == 'u') {
                code = 0x10000 + ((code & 0x3ff) << 10) + (hex4(at + 3) & 0x3ff);
                at += 6;
            }
            size += put_utf8(out + size, code >> 11 == 0x1b ? '?' : code); /* half of a pair is no character */
        }
    }
    out[size] = 0;
    return behind;
}

/* ---- Answers and events ---- */
static void fail(long long id, const char *code, const char *why) {
    printf("{\"id\":%lld,\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n", id, code, why);
}

void tell_joined(void) {
    if (connect_id >= 0) printf("{\"id\":%lld,\"ok\":{}}\n", connect_id);
    connect_id = -1;
}

void tell_closed(const char *reason, size_t size) {
    if (connect_id >= 0) fail(connect_id, "failed", "the connection ended before the node was accepted");
    connect_id = -1;
    printf("{\"event\":\"closed\",\"role\":\"node\",\"reason\":\"");
    for (size_t i = 0; i < size; i++)
        if ((octet)reason[i] < ' ' || reason[i] == '"' || reason[i] == '\\') printf("\\u%04x", (octet)reason[i]);
        else putchar(reason[i]);
    printf("\"}\n");
}

/* ---- The operations ---- */
static void crash(void) { /* the program goes on and the files stay, until the next start */
    forget();
    connect_id = -1;
    started = false;
}

static void start(const char *line) {
    crash();
    drop_job(); /* what a crashed life left is swept now (D-31) */
    started = true;
    const char *allowed = find(line, "programs"), *at = find(line, "modules");
    char version[4096];
    text_at(find(line, "version"), version, sizeof version);
    strcpy(config.modules, ";");
    for (at = at ? strpbrk(at, "\"]") : NULL; at && *at == '"'; at = strpbrk(at, "\"]")) {
        size_t size = strlen(config.modules);
        if (size + 4200 > sizeof config.modules) break;
        at = text_at(at, config.modules + size, 4096);
        strcat(config.modules, ";");
    }
    size_t size = (size_t)snprintf(config.join_text, sizeof config.join_text, "%s%s", version, config.modules);
    config.join_text[size - 1] = 0; /* without the last semicolon */
    config.answer_time = number_of(line, "answer", 30);
    config.max_text = (size_t)number_of(line, "text", 1 << 16);
    config.max_file = (size_t)number_of(line, "file", 1 << 28);
    config.max_files = (size_t)number_of(line, "files", 10000);
    config.max_controls = (size_t)number_of(line, "controls", 1000);
    config.programs = !allowed || *allowed == 't';
}

static void hello(const char *line, long long id) {
    const char *order = find(line, "byteOrder"), *naming = find(line, "fileNaming");
    config.little = order && !strncmp(order, "\"little", 7);
    config.positional = naming && !strncmp(naming, "\"positional", 11);
    printf("{\"id\":%lld,\"ok\":{\"name\":\"job-node-c\",\"version\":\"1.0\",\"roles\":[\"node\"],"
           "\"claims\":[\"timers\",\"limits\",\"programs\"]}}\n", id);
}

static void tell_state(long long id) {
    if (values[state]) printf("{\"id\":%lld,\"ok\":{\"status\":%d}}\n", id, values[state]);
    else printf("{\"id\":%lld,\"ok\":{\"status\":null}}\n", id);
}

static const char *connect_to(const char *line, long long id) {
    char host[64];
    text_at(find(line, "host"), host, sizeof host);
    const char *why = started ? dial(host, (int)number_of(line, "port", 0)) : "no node was started";
    if (why) return why;
    connect_id = id;
    connect_until = now() + 9; /* the contract gives us ten seconds */
    return NULL;
}

static void operate(const char *line) {
    static char op[32], reason[1 << 16];
    const char *why = NULL;
    long long id = (long long)number_of(line, "id", -1);
    text_at(find(line, "op"), op, sizeof op);
    if (!strcmp(op, "hello")) return hello(line, id);
    if (!strcmp(op, "state")) return tell_state(id);
    if (!strcmp(op, "connect")) {
        if (!(why = connect_to(line, id))) return; /* it is answered when the owner has answered */
    } else if (!strcmp(op, "disconnect")) {
        text_at(find(line, "reason"), reason, sizeof reason);
        if (state == AWAY) why = "not connected";
        else goodbye(reason, strlen(reason));
    } else if (!strcmp(op, "leave")) {
        if (values[state]) leave();
        else why = "not joined";
    } else if (!strcmp(op, "stop")) {
        if (values[state]) leave();
    } else if (!strcmp(op, "start")) start(line);
    else if (!strcmp(op, "crash")) crash();
    else if (!strcmp(op, "reset")) crash(), drop_job();
    else return fail(id, "unsupported", "no such operation");
    if (why) fail(id, "failed", why);
    else printf("{\"id\":%lld,\"ok\":{}}\n", id);
}

static bool read_lines(void) { /* false at the end of standard input */
    static struct buffer input;
    char chunk[1 << 14];
    ssize_t size = read(0, chunk, sizeof chunk);
    if (size < 0 && errno == EINTR) return true;
    if (size <= 0) return false;
    put(&input, chunk, (size_t)size);
    for (octet *end; input.size && (end = memchr(input.at, '\n', input.size));) {
        *end = 0;
        operate((const char *)input.at);
        cut(&input, (size_t)(end - input.at) + 1);
    }
    return true;
}

/* ---- The loop ---- */
static void look_at_clocks(void) {
    if (deadline > 0 && now() >= deadline) goodbye("no answer", 9);
    if (connect_id >= 0 && now() >= connect_until) fail(connect_id, "failed", "no answer yet"), connect_id = -1;
    if (lingering >= 0 && now() >= linger_until) close(lingering), lingering = -1;
}

static struct timespec time_to_wait(void) {
    double clocks[] = {deadline, connect_id >= 0 ? connect_until : 0, lingering >= 0 ? linger_until : 0}, wait = 3600;
    for (int i = 0; i < 3; i++)
        if (clocks[i] > 0 && clocks[i] - now() < wait) wait = clocks[i] > now() ? clocks[i] - now() : 0;
    return (struct timespec){(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)};
}

static bool turn(const sigset_t *while_waiting) { /* false at the end of standard input */
    octet waste[1 << 12];
    fd_set reads, writes;
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(0, &reads);
    if (wants_to_read()) FD_SET(sock, &reads);
    if (wants_to_write()) FD_SET(sock, &writes);
    if (lingering >= 0) FD_SET(lingering, &reads);
    struct timespec wait = time_to_wait();
    int top = sock > lingering ? sock : lingering;
    if (pselect((top > 0 ? top : 0) + 1, &reads, &writes, NULL, &wait, while_waiting) < 0) return true;
    if (lingering >= 0 && FD_ISSET(lingering, &reads) && recv(lingering, waste, sizeof waste, 0) <= 0)
        close(lingering), lingering = -1;
    if (sock >= 0 && FD_ISSET(sock, &reads)) receive();
    return !FD_ISSET(0, &reads) || read_lines();
}

static void nothing(int signal_number) { (void)signal_number; }

int main(void) {
    char home[] = "/tmp/job-node-c-XXXXXX";
    sigset_t child, none;
    sigemptyset(&none);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL); /* comes only while pselect waits */
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = nothing}, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!mkdtemp(home) || !realpath(home, folder)) return perror(home), 1;
    strcat(folder, "/job");
    do {
        if (state == WORKING && program_has_ended()) work();
        look_at_clocks();
        if (wants_to_write()) flush_out();
        fflush(stdout);
    } while (turn(&none));
    crash();
    drop_job();
    remove_tree(home);
    return 0;
}
