/* A job node behind wireproof's adapter contract: POSIX, C11, libc alone; cc -std=c11 -Wall -Wextra -O2 -o adapter adapter.c
 * One loop around pselect looks after contract lines on standard input, the owner's socket and the program that runs.
 * Left out on purpose: modules (a Run of one ends like a program that cannot be started, with "exit 126"). */
#define _XOPEN_SOURCE 700
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef unsigned char octet;
enum { ACCEPT = 1, REJECT, JOIN, LEAVE, STATUS, WAIT = 7, START, STOP, SENDFILE, RUN, RET, FINISHED = 16, RESULT, DISCONNECT };
enum state { AWAY, JOINING, IDLE, INPUT, READY, WORKING, DONE, LEAVING }; /* DONE: Finished is not yet accepted */
static const int values[] = {0, 0, 1, 2, 3, 4, 4, 0};
/* What an owner may send, by code, and its fields: t a text, f a file (both length[4]), n a name (length[2]). */
static const char *const layouts[] = {[ACCEPT] = "", [REJECT] = "t", [STATUS] = "", [WAIT] = "", [START] = "", [STOP] = "",
                                      [SENDFILE] = "f", [RUN] = "nn", [RET] = "n", [DISCONNECT] = "t"};
struct buffer { octet *at; size_t size, room; };
struct field { const octet *at; size_t size; };
struct control { char *name, *log; }; /* a Run; without a log a Ret */

static bool little, positional, programs, late_accept;
static enum state state;
static int sock = -1, lingering = -1;
static double deadline, linger_until, connect_until, answer_time;
static long long connect_id;
static size_t max_text, max_file, max_files, max_controls, files, control_count, next_control;
static struct control *controls;
static struct buffer received, to_send, input;
static pid_t program;
static char home[] = "/tmp/job-node-c-XXXXXX", folder[sizeof home + 4], join_text[1 << 16], modules[1 << 16];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *grown(void *memory, size_t size) {
    if (!(memory = realloc(memory, size))) abort();
    return memory;
}

static void put(struct buffer *b, const void *data, size_t size) {
    if (b->room - b->size < size) b->at = grown(b->at, b->room = 2 * (b->size + size));
    if (size) memcpy(b->at + b->size, data, size);
    b->size += size;
}

static void cut(struct buffer *b, size_t size) { /* drops octets at the beginning */
    b->size -= size;
    if (size && b->size) memmove(b->at, b->at + size, b->size);
}

/* ---- The job's folder and its programs ---- */
static const char *place(const char *name) { /* the path of a name in the folder; makes the folders on the way */
    static char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0755);
        *slash = '/';
    }
    return path;
}

static bool is_sent_file(const char *name) {
    struct stat info;
    return lstat(place(name), &info) == 0 && S_ISREG(info.st_mode);
}

static int end_program(void) { /* ends the whole group before its leader is reaped: until then the number is its own */
    int status = 0;
    kill(-program, SIGKILL);
    while (waitpid(program, &status, 0) < 0 && errno == EINTR) continue;
    for (int i = 0; i < 50 && kill(-program, 0) == 0; i++) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    program = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void)info, (void)kind, (void)walk;
    remove(path);
    return 0;
}

static void drop_job(void) {
    if (program) end_program();
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    for (; control_count; control_count--) free(controls[control_count - 1].name), free(controls[control_count - 1].log);
    files = next_control = 0;
}

static int open_log(const char *name) {
    struct stat info;
    int log = open(place(name), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (log >= 0 && (fstat(log, &info) || !S_ISREG(info.st_mode))) close(log), log = -1;
    return log;
}

static void end_log(const char *name, int code) {
    int log = open_log(name);
    char last = '\n';
    if (log < 0) return;
    off_t size = lseek(log, 0, SEEK_END);
    if (size > 0 && pread(log, &last, 1, size - 1) < 0) last = '\n';
    dprintf(log, "%sexit %d\n", last == '\n' ? "" : "\n", code);
    close(log);
}

static pid_t spawn(const char *name, int log) {
    pid_t child = fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        signal(SIGPIPE, SIG_DFL);
        setpgid(0, 0);
        if (dup2(open("/dev/null", O_RDONLY), 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir(folder)) _exit(126);
        const char *path = place(name);
        chmod(path, 0755);
        execl(path, path, (char *)NULL);
        _exit(126);
    }
    if (child > 0) setpgid(child, child);
    return child;
}

/* ---- The wire ---- */
static size_t number(const octet *at, int width) {
    size_t value = 0;
    for (int i = 0; i < width; i++) value = value << 8 | at[little ? width - 1 - i : i];
    return value;
}

static void put_code(octet code) { put(&to_send, &code, 1); }

static void put_sized(const void *data, size_t size) {
    octet length[4];
    for (int i = 0; i < 4; i++) length[little ? i : 3 - i] = (octet)(size >> 8 * i);
    put(&to_send, length, 4);
    put(&to_send, data, size);
}

static void request(octet code) { /* the owner has the answer time (D-21, D-30) */
    put_code(code);
    deadline = now() + answer_time;
}

static void say_escaped(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((octet)text[i] < ' ' || text[i] == '"' || text[i] == '\\') printf("\\u%04x", (octet)text[i]);
        else putchar(text[i]);
}

static void fail(long long id, const char *code, const char *why) {
    printf("{\"id\":%lld,\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n", id, code, why);
}

static void flush_out(void) {
    ssize_t sent = to_send.size ? send(sock, to_send.at, to_send.size, 0) : 0;
    if (sent > 0) cut(&to_send, (size_t)sent);
}

static void forget(void) { /* the connection is over, or was killed */
    if (sock >= 0) close(sock);
    sock = -1, state = AWAY, deadline = 0, late_accept = false;
    received.size = to_send.size = 0;
}

/* Ends our side, and reads on for a second until the owner has closed: an early close could eat the last words. */
static void closed(const char *reason, size_t size) {
    if (state == JOINING && connect_id >= 0) fail(connect_id, "failed", "the connection ended before Accept");
    connect_id = -1;
    printf("{\"event\":\"closed\",\"role\":\"node\",\"reason\":\"");
    say_escaped(reason, size);
    printf("\"}\n");
    fcntl(sock, F_SETFL, 0);
    setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){.tv_sec = 1}, sizeof(struct timeval));
    for (size_t before = to_send.size + 1; to_send.size && to_send.size < before;) before = to_send.size, flush_out();
    shutdown(sock, SHUT_WR);
    if (lingering >= 0) close(lingering);
    lingering = sock, sock = -1, linger_until = now() + 1;
    drop_job();
    forget();
}

static void goodbye(const char *reason, size_t size) {
    put_code(DISCONNECT);
    put_sized(reason, size);
    closed(reason, size);
}

static bool is_utf8(const octet *at, size_t size) {
    for (const octet *end = at + size; at < end;) {
        int more = *at < 0x80 ? 0 : *at < 0xc2 ? -1 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : *at < 0xf5 ? 3 : -1;
        if (more < 0 || end - at <= more) return false;
        if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f)) return false; /* overlong; surrogates */
        if ((*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f)) return false; /* overlong; too high */
        for (at++; more; more--, at++)
            if ((*at & 0xc0) != 0x80) return false;
    }
    return true;
}

static bool good_name(struct field name, char out[256]) { /* D-3, D-10; leaves the name with a 0 at its end */
    if (name.size < 1 || name.size > 255 || memchr(name.at, 0, name.size) || memchr(name.at, '\\', name.size)) return false;
    memcpy(out, name.at, name.size);
    out[name.size] = 0;
    if (out[1] == ':' && ((out[0] | 32) >= 'a' && (out[0] | 32) <= 'z')) return false;
    for (const char *part = out; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL) {
        size_t size = strcspn(part, "/");
        if (size == 0 || (size == 1 && part[0] == '.') || (size == 2 && part[0] == '.' && part[1] == '.')) return false;
    }
    return true;
}

static const char *take_file(struct field body) { /* NULL, or why not; "" for a name that is no UTF-8 */
    char name[256];
    if (positional) snprintf(name, sizeof name, "file-%zu", files + 1);
    else {
        size_t size = body.size < 2 ? 0 : number(body.at, 2);
        if (body.size < 2 + size) return "the file is shorter than its name";
        if (!is_utf8(body.at + 2, size)) return "";
        if (!good_name((struct field){body.at + 2, size}, name)) return "bad file name";
        body.at += 2 + size, body.size -= 2 + size;
    }
    bool replaces = is_sent_file(name);
    if (!replaces && files >= max_files) return "too many files";
    int file = open(place(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return strerror(errno);
    files += !replaces;
    while (body.size) {
        ssize_t written = write(file, body.at, body.size);
        if (written < 0) break;
        body.at += written, body.size -= (size_t)written;
    }
    close(file);
    return body.size ? "the file could not be written" : NULL;
}

static const char *take_control(struct field name_field, const struct field *log_field) {
    char name[256], log[256], module[260];
    if (!good_name(name_field, name) || (log_field && !good_name(*log_field, log))) return "bad file name";
    if (control_count >= max_controls) return "too many controls";
    snprintf(module, sizeof module, ";%s;", name);
    if (log_field && !programs) return "programs are not run here";
    if (log_field && !is_sent_file(name) && (strchr(name, ';') || !strstr(modules, module))) return "no such program";
    controls = grown(controls, (control_count + 1) * sizeof *controls);
    controls[control_count++] = (struct control){strdup(name), log_field ? strdup(log) : NULL};
    return NULL;
}

static void put_result(const char *name) { /* a regular file inside the folder and not too long, or nothing (D-17, D-27) */
    char path[PATH_MAX];
    struct stat info;
    int file = -1;
    if (realpath(place(name), path) && strncmp(path, folder, strlen(folder)) == 0 && path[strlen(folder)] == '/'
        && stat(path, &info) == 0 && S_ISREG(info.st_mode) && (size_t)info.st_size <= max_file)
        file = open(path, O_RDONLY | O_CLOEXEC);
    octet *content = NULL;
    ssize_t size = 0;
    if (file >= 0) size = read(file, content = grown(NULL, (size_t)info.st_size + 1), (size_t)info.st_size);
    put_code(RESULT);
    put_sized(content, size > 0 ? (size_t)size : 0);
    free(content);
    if (file >= 0) close(file);
}

static void run_next(void) { /* starts the next program, or says Finished after the last */
    for (; next_control < control_count; next_control++) {
        struct control *run = &controls[next_control];
        int log = run->log ? open_log(run->log) : -1;
        if (log < 0) continue; /* a Ret, or a log that cannot be written */
        program = spawn(run->name, log);
        close(log);
        if (program > 0) return;
        program = 0;
        end_log(run->log, 126);
    }
    state = DONE;
    request(FINISHED);
}

static void be_idle(void) {
    drop_job();
    state = IDLE, deadline = 0;
}

static void answer(const char *refusal) { /* Accept, or Reject with why not */
    put_code(refusal ? REJECT : ACCEPT);
    if (refusal) put_sized(refusal, strlen(refusal));
}

static void out_of_place(octet code) {
    static const char *const names[] = {[ACCEPT] = "Accept", [REJECT] = "Reject", [STATUS] = "Status", [WAIT] = "Wait"};
    char why[40];
    snprintf(why, sizeof why, "unexpected %s", names[code]);
    goodbye(why, strlen(why));
}

static void start_job(void) {
    struct timespec t;
    struct tm utc;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &t);
    size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&t.tv_sec, &utc));
    size += (size_t)snprintf(text + size, sizeof text - size, ".%03ldZ", t.tv_nsec / 1000000);
    put_code(ACCEPT);
    put_sized(text, size);
    state = WORKING;
    run_next();
}

static void handle(octet code, const struct field *fields) {
    const char *refusal = "unexpected in this state";
    bool part = code == SENDFILE || code == RUN || code == RET;
    if (part || code == WAIT || code == START) late_accept = false;
    if (code == DISCONNECT) closed((const char *)fields[0].at, fields[0].size);
    else if (code == STATUS && values[state]) put_code(STATUS), put_code((octet)values[state]);
    else if (code == WAIT && state == INPUT) state = READY;
    else if (code == START && state == READY) start_job();
    else if (code == STOP && state >= INPUT && state <= DONE) late_accept = state == DONE, be_idle(), answer(NULL);
    else if (part) {
        if (state != IDLE && state != INPUT) return answer(refusal);
        if (code == SENDFILE) refusal = take_file(fields[0]);
        else refusal = take_control(fields[0], code == RUN ? &fields[1] : NULL);
        if (refusal && !*refusal) return goodbye("a name is not UTF-8", 19);
        if (!refusal) state = INPUT;
        answer(refusal);
    } else if (code == START || code == STOP) answer(refusal);
    else if (code == ACCEPT && state == JOINING) {
        be_idle();
        if (connect_id >= 0) printf("{\"id\":%lld,\"ok\":{}}\n", connect_id);
        connect_id = -1;
    } else if (code == ACCEPT && state == DONE) {
        for (size_t i = 0; i < control_count; i++)
            if (!controls[i].log) put_result(controls[i].name);
        be_idle();
    } else if (code == ACCEPT && late_accept) late_accept = false;
    else if (code == REJECT && state == JOINING) closed((const char *)fields[0].at, fields[0].size);
    else out_of_place(code);
}

static size_t take(const octet *at, size_t size) { /* handles one message; its size, or 0 while octets are missing */
    struct field fields[2];
    size_t used = 1;
    char why[40];
    if (size == 0) return 0;
    if (at[0] > DISCONNECT || !layouts[at[0]]) {
        snprintf(why, sizeof why, "unknown message type 0x%02x", at[0]);
        return goodbye(why, strlen(why)), 0;
    }
    for (int i = 0; layouts[at[0]][i]; i++) {
        char kind = layouts[at[0]][i];
        size_t width = kind == 'n' ? 2 : 4;
        if (size - used < width) return 0;
        size_t content = number(at + used, (int)width);
        if (content > (kind == 't' ? max_text : kind == 'f' ? max_file : 65535)) return goodbye("over the limit", 14), 0;
        used += width;
        if (size - used < content) return 0;
        fields[i] = (struct field){at + used, content};
        if (kind != 'f' && !is_utf8(at + used, content)) return goodbye("a text is not UTF-8", 19), 0;
        used += content;
    }
    handle(at[0], fields);
    return used;
}

static void receive(void) {
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

/* ---- The adapter contract ---- */
static const char *skip_string(const char *at) { /* from the opening quote to behind the closing one */
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1]) at++;
    return *at ? at + 1 : at;
}

static const char *find(const char *line, const char *key) { /* the value of a key at any depth, or NULL */
    for (const char *at = line; *at;) {
        if (*at != '"') { at++; continue; }
        const char *end = skip_string(at), *colon = end + strspn(end, " \t");
        size_t size = (size_t)(end - at) - 2;
        if (*colon == ':' && size == strlen(key) && !memcmp(at + 1, key, size)) return colon + 1 + strspn(colon + 1, " \t");
        at = end;
    }
    return NULL;
}

static unsigned hex4(const char *at) {
    char digits[5] = "";
    strncpy(digits, at, 4);
    return (unsigned)strtoul(digits, NULL, 16);
}

static const char *text_of(const char *at, char *out, size_t room) { /* one JSON string; returns what is behind it */
    size_t size = 0;
    const char *end = at && *at == '"' ? skip_string(at) - 1 : at;
    for (at = at && *at == '"' ? at + 1 : end; at < end && size + 5 < room; at++) {
        const char *plain = "\"\\/bfnrt", *meant = "\"\\/\b\f\n\r\t";
        if (*at != '\\') { out[size++] = *at; continue; }
        if (*++at != 'u') { out[size++] = strchr(plain, *at) ? meant[strchr(plain, *at) - plain] : *at; continue; }
        unsigned code = hex4(at + 1);
        at += 4;
        if (code >> 10 == 0x36 && at[1] == '\\' && at[2] == 'u') {
            code = 0x10000 + ((code & 0x3ff) << 10) + (hex4(at + 3) & 0x3ff);
            at += 6;
        }
        if (code >> 11 == 0x1b) code = '?'; /* half of a pair */
        if (code < 0x80) out[size++] = (char)code;
        else {
            int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
            out[size++] = (char)(0xff00 >> (more + 1) | code >> 6 * more);
            while (more--) out[size++] = (char)(0x80 | (code >> 6 * more & 0x3f));
        }
    }
    out[size] = 0;
    return end ? end + (*end == '"') : NULL;
}

static double number_of(const char *line, const char *key, double otherwise) {
    const char *value = find(line, key);
    return value ? strtod(value, NULL) : otherwise;
}

static void crash(void) { /* the program goes on and the files stay, until the next start */
    forget();
    connect_id = -1;
}

static void start(const char *line) {
    crash();
    drop_job(); /* what a crashed life left is swept now (D-31) */
    text_of(find(line, "version"), join_text, 4096);
    strcpy(modules, ";");
    const char *at = find(line, "modules");
    for (at = at ? strpbrk(at, "\"]") : NULL; at && *at == '"'; at = strpbrk(at, "\"]")) {
        size_t size = strlen(modules);
        if (size + 4200 > sizeof modules) break;
        at = text_of(at, modules + size, 4096);
        strcat(modules, ";");
    }
    strcat(join_text, modules);
    join_text[strlen(join_text) - 1] = 0;
    answer_time = number_of(line, "answer", 30);
    max_text = (size_t)number_of(line, "text", 1 << 16);
    max_file = (size_t)number_of(line, "file", 1 << 28);
    max_files = (size_t)number_of(line, "files", 10000);
    max_controls = (size_t)number_of(line, "controls", 1000);
    const char *allowed = find(line, "programs");
    programs = !allowed || *allowed == 't';
}

static const char *dial(const char *line, long long id) {
    char host[64];
    text_of(find(line, "host"), host, sizeof host);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number_of(line, "port", 0))};
    if (state != AWAY || !*join_text) return "not started, or already connected";
    if (inet_pton(AF_INET, host, &at.sin_addr) != 1) return "not an IPv4 address";
    sock = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(sock, (struct sockaddr *)&at, sizeof at)) return close(sock), sock = -1, strerror(errno);
    fcntl(sock, F_SETFD, FD_CLOEXEC);
    fcntl(sock, F_SETFL, O_NONBLOCK);
    setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    state = JOINING, connect_id = id, connect_until = now() + 9; /* the contract gives us ten seconds */
    request(JOIN);
    put_sized(join_text, strlen(join_text));
    return NULL;
}

static void operate(const char *line) {
    static char op[32], reason[1 << 16];
    const char *why = NULL;
    long long id = (long long)number_of(line, "id", -1);
    text_of(find(line, "op"), op, sizeof op);
    bool leave = !strcmp(op, "leave"), stop = !strcmp(op, "stop");
    if (!strcmp(op, "hello")) {
        const char *order = find(line, "byteOrder"), *naming = find(line, "fileNaming");
        little = order && !strncmp(order, "\"little", 7);
        positional = naming && !strncmp(naming, "\"positional", 11);
        printf("{\"id\":%lld,\"ok\":{\"name\":\"job-node-c\",\"version\":\"1.0\",\"roles\":[\"node\"],"
               "\"claims\":[\"timers\",\"limits\",\"programs\"]}}\n", id);
        return;
    } else if (!strcmp(op, "state")) {
        printf(values[state] ? "{\"id\":%lld,\"ok\":{\"status\":%d}}\n" : "{\"id\":%lld,\"ok\":{\"status\":null}}\n", id, values[state]);
        return;
    } else if (!strcmp(op, "connect")) {
        if (!(why = dial(line, id))) return; /* answered when the owner has answered */
    } else if (!strcmp(op, "disconnect")) {
        text_of(find(line, "reason"), reason, sizeof reason);
        if (state == AWAY) why = "not connected";
        else goodbye(reason, strlen(reason));
    } else if (leave || stop) {
        if (values[state]) drop_job(), state = LEAVING, request(LEAVE);
        else if (leave) why = "not joined";
    } else if (!strcmp(op, "start")) start(line);
    else if (!strcmp(op, "crash")) crash();
    else if (!strcmp(op, "reset")) crash(), drop_job();
    else return fail(id, "unsupported", "no such operation");
    if (why) fail(id, "failed", why);
    else printf("{\"id\":%lld,\"ok\":{}}\n", id);
}

static bool read_lines(void) { /* false at the end of standard input */
    char chunk[1 << 14];
    ssize_t size = read(0, chunk, sizeof chunk);
    if (size < 0 && errno == EINTR) return true;
    if (size <= 0) return false;
    put(&input, chunk, (size_t)size);
    for (octet *end; (end = memchr(input.at, '\n', input.size));) {
        *end = 0;
        operate((const char *)input.at);
        cut(&input, (size_t)(end - input.at) + 1);
    }
    return true;
}

static void look_at_program(void) {
    siginfo_t info = {0};
    if (state != WORKING || !program || waitid(P_PID, (id_t)program, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid) return;
    int code = end_program();
    end_log(controls[next_control++].log, code);
    run_next();
}

static void look_at_clocks(void) {
    if (deadline && now() >= deadline) goodbye("no answer", 9);
    if (connect_id >= 0 && now() >= connect_until) fail(connect_id, "failed", "no answer yet"), connect_id = -1;
    if (lingering >= 0 && now() >= linger_until) close(lingering), lingering = -1;
}

static void nothing(int signal_number) { (void)signal_number; }

int main(void) {
    sigset_t child, none;
    sigemptyset(&none), sigemptyset(&child), sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL); /* comes only while pselect waits */
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = nothing}, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!mkdtemp(home)) return perror(home), 1;
    snprintf(folder, sizeof folder, "%s/job", home);
    for (connect_id = -1;;) {
        look_at_program();
        look_at_clocks();
        if (sock >= 0) flush_out();
        fflush(stdout);
        fd_set reads, writes;
        FD_ZERO(&reads);
        FD_ZERO(&writes);
        FD_SET(0, &reads);
        if (sock >= 0 && to_send.size < 1 << 20) FD_SET(sock, &reads); /* who does not read is not read */
        if (sock >= 0 && to_send.size) FD_SET(sock, &writes);
        if (lingering >= 0) FD_SET(lingering, &reads);
        double wait = 1e9, clocks[] = {deadline, connect_id >= 0 ? connect_until : 0, lingering >= 0 ? linger_until : 0};
        for (int i = 0; i < 3; i++)
            if (clocks[i] > 0 && clocks[i] - now() < wait) wait = clocks[i] > now() ? clocks[i] - now() : 0;
        struct timespec until = {(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)};
        int top = sock > lingering ? sock : lingering;
        if (pselect((top > 0 ? top : 0) + 1, &reads, &writes, NULL, &until, &none) < 0) continue;
        octet waste[4096];
        if (lingering >= 0 && FD_ISSET(lingering, &reads) && recv(lingering, waste, sizeof waste, MSG_DONTWAIT) <= 0)
            close(lingering), lingering = -1;
        if (sock >= 0 && FD_ISSET(sock, &reads)) receive();
        if (FD_ISSET(0, &reads) && !read_lines()) break;
    }
    crash(), drop_job();
    nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
