/* The node's side of the job protocol on one connection: framing, states, answers, timers. */
#include "job_node.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum code { ACCEPT = 1, REJECT, JOIN, LEAVE, STATUS, WAIT = 7, START, STOP, SENDFILE, RUN, RET, FINISHED = 16, RESULT,
            DISCONNECT };
/* What an owner may send, by code: name and fields. t is a text, f a file (both length[4]), n a name (length[2]). */
static const struct { const char *name, *fields; } messages[] = {
    [ACCEPT] = {"Accept", ""}, [REJECT] = {"Reject", "t"}, [STATUS] = {"Status", ""}, [WAIT] = {"Wait", ""},
    [START] = {"Start", ""}, [STOP] = {"Stop", ""}, [SENDFILE] = {"File", "f"}, [RUN] = {"Run", "nn"},
    [RET] = {"Ret", "n"}, [DISCONNECT] = {"Disconnect", "t"}};

struct config config;
enum state state;
const int values[] = {0, 0, 1, 2, 3, 4, 4, 0};
int sock = -1, lingering = -1;
double deadline, linger_until;
static struct buffer received, to_send;
static bool late_accept; /* a Stop crossed our Finished: one Accept may still come (D-5) */

double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void put(struct buffer *b, const void *data, size_t size) {
    if (size == 0) return;
    if (b->room - b->size < size) b->at = realloc(b->at, b->room = 2 * (b->size + size));
    if (!b->at) abort();
    memcpy(b->at + b->size, data, size);
    b->size += size;
}

void cut(struct buffer *b, size_t size) {
    b->size -= size;
    if (size && b->size) memmove(b->at, b->at + size, b->size);
}

static size_t number(const octet *at, int width) {
    size_t value = 0;
    for (int i = 0; i < width; i++) value = value << 8 | at[config.little ? width - 1 - i : i];
    return value;
}

static void put_octet(octet value) { put(&to_send, &value, 1); }

static void put_sized(const void *data, size_t size) {
    octet length[4];
    for (int i = 0; i < 4; i++) length[config.little ? i : 3 - i] = (octet)(size >> 8 * i);
    put(&to_send, length, 4);
    put(&to_send, data, size);
}

static void request(octet code) { /* the owner has the answer time (D-21, D-30) */
    put_octet(code);
    deadline = now() + config.answer_time;
}

/* ---- The connection ---- */
bool wants_to_read(void) { return sock >= 0 && to_send.size < 1 << 20; } /* an owner that does not read is not read */
bool wants_to_write(void) { return sock >= 0 && to_send.size; }

void flush_out(void) {
    ssize_t sent = to_send.size ? send(sock, to_send.at, to_send.size, 0) : 0;
    if (sent > 0) cut(&to_send, (size_t)sent);
}

const char *dial(const char *host, int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (state != AWAY) return "already connected";
    if (inet_pton(AF_INET, host, &at.sin_addr) != 1) return "not an IPv4 address";
    sock = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(sock, (struct sockaddr *)&at, sizeof at)) return forget(), "no connection";
    fcntl(sock, F_SETFD, FD_CLOEXEC);
    fcntl(sock, F_SETFL, O_NONBLOCK);
    setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    state = JOINING;
    request(JOIN);
    put_sized(config.join_text, strlen(config.join_text));
    return NULL;
}

void forget(void) {
    if (sock >= 0) close(sock);
    sock = -1;
    state = AWAY;
    deadline = 0;
    late_accept = false;
    received.size = to_send.size = 0;
}

/* Ends our side. The owner has a second to read our last words: to close a socket with unread octets could eat them. */
static void closed(const char *reason, size_t size) {
    tell_closed(reason, size);
    drop_job();
    fcntl(sock, F_SETFL, 0);
    setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){.tv_sec = 1}, sizeof(struct timeval));
    for (size_t before = to_send.size + 1; to_send.size && to_send.size < before;) {
        before = to_send.size;
        flush_out();
    }
    shutdown(sock, SHUT_WR);
    if (lingering >= 0) close(lingering);
    lingering = sock;
    linger_until = now() + 1;
    sock = -1;
    forget();
}

void goodbye(const char *reason, size_t size) {
    put_octet(DISCONNECT);
    put_sized(reason, size);
    closed(reason, size);
}

static void goodbye_because(const char *what, const char *more) {
    char reason[80];
    goodbye(reason, (size_t)snprintf(reason, sizeof reason, "%s %s", what, more));
}

void leave(void) {
    drop_job();
    state = LEAVING;
    request(LEAVE);
}

/* ---- What the owner says ---- */
static bool is_utf8(struct field text) {
    const octet *at = text.at, *end = at + text.size;
    while (at < end) {
        int more = *at < 0x80 ? 0 : *at < 0xc2 ? -1 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : *at < 0xf5 ? 3 : -1;
        if (more < 0 || end - at <= more) return false;
        if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f)) return false; /* overlong; surrogates */
        if ((*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f)) return false; /* overlong; too high */
        for (at++; more; more--, at++)
            if ((*at & 0xc0) != 0x80) return false;
    }
    return true;
}

static void be_idle(void) {
    drop_job();
    state = IDLE;
    deadline = 0;
}

static void answer(const char *refusal) { /* Accept, or Reject with why not */
    put_octet(refusal ? REJECT : ACCEPT);
    if (refusal) put_sized(refusal, strlen(refusal));
}

static void file_came(struct field body) {
    char name[256];
    if (config.positional) snprintf(name, sizeof name, "file-%zu", file_count() + 1);
    else {
        size_t size = body.size < 2 ? 0 : number(body.at, 2);
        struct field given = {body.at + 2, size};
        if (body.size < 2 + size) return answer("the file is shorter than its name");
        if (!is_utf8(given)) return goodbye_because("the name of a file", "is not UTF-8");
        if (!good_name(given, name)) return answer("bad file name");
        body.at += 2 + size;
        body.size -= 2 + size;
    }
    const char *refusal = take_file(name, body);
    if (!refusal) state = INPUT;
    answer(refusal);
}

static void control_came(struct field name_field, const struct field *log_field) {
    char name[256], log[256];
    if (!good_name(name_field, name) || (log_field && !good_name(*log_field, log))) return answer("bad file name");
    const char *refusal = take_control(name, log_field ? log : NULL);
    if (!refusal) state = INPUT;
    answer(refusal);
}

void work(void) {
    if (run_next()) return;
    state = DONE;
    request(FINISHED);
}

static void start_came(void) {
    struct timespec t;
    struct tm utc;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &t);
    size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&t.tv_sec, &utc));
    size += (size_t)snprintf(text + size, sizeof text - size, ".%03dZ", (int)(t.tv_nsec / 1000000));
    put_octet(ACCEPT);
    put_sized(text, size);
    state = WORKING;
    work();
}

static void stop_came(void) {
    late_accept = state == DONE;
    be_idle();
    answer(NULL);
}

static void accept_came(void) {
    static struct buffer result;
    if (state == JOINING) tell_joined();
    while (next_result(&result)) {
        put_octet(RESULT);
        put_sized(result.at, result.size);
    }
    be_idle();
}

static void handle(enum code code, const struct field *fields) {
    bool part = code == SENDFILE || code == RUN || code == RET;
    if (part || code == WAIT || code == START) late_accept = false;
    if (part && state != IDLE && state != INPUT) answer("a part is unexpected in this state");
    else if (code == SENDFILE) file_came(fields[0]);
    else if (part) control_came(fields[0], code == RUN ? &fields[1] : NULL);
    else if (code == START && state == READY) start_came();
    else if (code == STOP && state >= INPUT && state <= DONE) stop_came();
    else if (code == START || code == STOP) answer("unexpected in this state");
    else if (code == WAIT && state == INPUT) state = READY;
    else if (code == STATUS && values[state]) put_octet(STATUS), put_octet((octet)values[state]);
    else if (code == ACCEPT && (state == JOINING || state == DONE)) accept_came();
    else if (code == ACCEPT && late_accept) late_accept = false;
    else if (code == DISCONNECT || (code == REJECT && state == JOINING))
        closed((const char *)fields[0].at, fields[0].size);
    else goodbye_because("unexpected", messages[code].name);
}

/* Handles the message that begins at an octet; its size, or 0 when octets are missing or the connection was ended. */
static size_t take(const octet *at, size_t size) {
    struct field fields[2];
    size_t used = 1;
    char hex[5];
    if (size == 0) return 0;
    snprintf(hex, sizeof hex, "0x%02x", at[0]);
    if (at[0] > DISCONNECT || !messages[at[0]].name) return goodbye_because("unknown message type", hex), 0;
    for (int i = 0; messages[at[0]].fields[i]; i++) {
        char kind = messages[at[0]].fields[i];
        size_t width = kind == 'n' ? 2 : 4;
        if (size - used < width) return 0;
        fields[i] = (struct field){at + used + width, number(at + used, (int)width)};
        size_t most = kind == 't' ? config.max_text : kind == 'f' ? config.max_file : 65535;
        if (fields[i].size > most) return goodbye_because(messages[at[0]].name, "is over the limit"), 0;
        used += width;
        if (size - used < fields[i].size) return 0;
        if (kind != 'f' && !is_utf8(fields[i])) return goodbye_because(messages[at[0]].name, "is not UTF-8"), 0;
        used += fields[i].size;
    }
    handle(at[0], fields);
    return used;
}

void receive(void) {
    static octet chunk[1 << 16];
    ssize_t size = recv(sock, chunk, sizeof chunk, 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
    if (size <= 0) return closed("connection lost", 15);
    if (state == LEAVING) return; /* the owner's Accept and its close are all that can matter now (D-29) */
    put(&received, chunk, (size_t)size);
    size_t used = 0, one;
    while (sock >= 0 && (one = take(received.at + used, received.size - used))) used += one;
    if (sock >= 0) cut(&received, used);
}
