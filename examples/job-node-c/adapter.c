/* A job node behind wireproof's adapter contract. For a node of your own keep main, and change what operate calls. */
#define _XOPEN_SOURCE 700
#include <arpa/inet.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef unsigned char octet;
struct field { const octet *at; size_t size; };
enum { MAX_TEXT = 1 << 16, MAX_FILE = 1 << 28, MAX_FILES = 10000, MAX_CONTROLS = 1000, ANSWER_TIME = 30 };
enum { ACCEPT = 1, REJECT, JOIN, LEAVE, STATUS, WAIT = 7, START, STOP, PUT, RUN, RET, FINISHED = 16, RESULT, BYE };
/* DONE: Finished is not yet accepted. STOPPED: idle, but an Accept that crossed the Stop may still come (D-5). */
enum state { AWAY = 1, JOINING = 2, LEAVING = 4, IDLE = 8, STOPPED = 16, INPUT = 32, READY = 64, WORKING = 128,
             DONE = 256, JOINED = IDLE | STOPPED | INPUT | READY | WORKING | DONE };
/* What an owner may send: the fields (t a text, f a file, n a name of length[2]), and the states that expect it. */
static const struct { const char *fields; int states; } messages[BYE + 1] = {
    [ACCEPT] = {"", JOINING | STOPPED | DONE}, [REJECT] = {"t", JOINING}, [STATUS] = {"", JOINED}, [WAIT] = {"", INPUT},
    [START] = {"", READY}, [STOP] = {"", INPUT | READY | WORKING | DONE}, [PUT] = {"f", IDLE | INPUT},
    [RUN] = {"nn", IDLE | INPUT}, [RET] = {"n", IDLE | INPUT}, [BYE] = {"t", JOINED | JOINING | LEAVING}};

static enum state state = AWAY;
static bool little, positional, programs;
static char join_text[MAX_TEXT], folder[4096], path[5000]; /* the Join text ends in a semicolon; empty: not started */
static time_t deadline; /* of the owner's answer; 0: none is due */
static int connect_id = -1, log_file = -1; /* the `connect` that waits for the owner; the log of the program */
static int sock = -1, ended = -1; /* an ended connection is kept until the next: a close could eat our last words */
static size_t received, files, control_count, next_run;
static struct { bool is_run; char name[256], log[256]; } controls[MAX_CONTROLS];
static pid_t program;
static regex_t bad_name, utf8;
static struct stat info; /* of the file that was looked at last */

static char *path_of(const char *name) { return snprintf(path, sizeof path, "%s/%s", folder, name), path; }
static bool is_file(const char *name) { return lstat(path_of(name), &info) == 0 && S_ISREG(info.st_mode); }
static int open_file(const char *name, int flags) { /* makes the folders on the way */
    path_of(name);
    for (char *slash = path + strlen(folder); slash; *slash = '/', slash = strchr(slash + 1, '/'))
        *slash = 0, mkdir(path, 0755);
    return open(path, flags | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0644); /* a program may have left a pipe there */
}
static int end_program(void) { /* and its group, before its leader is reaped: then the number is still the group's */
    int status = 0;
    kill(-program, SIGKILL);
    waitpid(program, &status, 0);
    program = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    return (void)info, (void)kind, (void)walk, remove(path), 0;
}
static void drop_job(enum state next_state) {
    if (program > 0) end_program(), close(log_file);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    files = control_count = next_run = 0, deadline = 0;
    state = next_state;
}
static int status_value(void) { return state & (IDLE | STOPPED) ? 1 : state == INPUT ? 2 : state == READY ? 3 : 4; }
static void send_all(const void *data, size_t size) {
    ssize_t sent = 0;
    for (const char *at = data; size > 0 && (sent = send(sock, at, size, 0)) > 0; at += sent) size -= (size_t)sent;
    if (size > 0) shutdown(sock, SHUT_RDWR); /* the owner has gone, or does not read: receive finds the end */
}
static void say(octet code, const void *text, size_t size) { /* without a text: the code alone */
    octet head[5] = {code};
    for (int i = 0; i < 4; i++) head[little ? 1 + i : 4 - i] = (octet)(size >> 8 * i);
    send_all(head, text ? 5 : 1);
    if (text) send_all(text, size);
    if (code == JOIN || code == FINISHED || code == LEAVE) deadline = time(NULL) + ANSWER_TIME + 1; /* D-21, D-30 */
}
static void answer(int *id, const char *error, const char *message) { /* in the contract; without an error: ok */
    if (*id >= 0 && error) printf("{\"id\":%d,\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n", *id, error, message);
    if (*id >= 0 && !error) printf("{\"id\":%d,\"ok\":{%s}}\n", *id, message);
    *id = -1;
}
static void end(const char *last_words) { /* of the connection; says Disconnect if there are last words */
    if (sock < 0) return;
    if (last_words) say(BYE, last_words, strlen(last_words));
    answer(&connect_id, "failed", "the connection ended before the owner accepted");
    printf("{\"event\":\"closed\",\"role\":\"node\"}\n");
    drop_job(AWAY);
    shutdown(sock, SHUT_WR);
    close(ended), ended = sock, sock = -1;
}
static void run_next(void) { /* starts the next program, or says Finished; what cannot be started ends with 126 */
    while (next_run < control_count && !controls[next_run].is_run) next_run++;
    if (next_run == control_count) return state = DONE, say(FINISHED, NULL, 0);
    const char *name = controls[next_run].name;
    log_file = open_file(controls[next_run++].log, O_RDWR | O_APPEND);
    program = fork();
    setpgid(program, program); /* on both sides, as neither knows which comes first */
    if (program < 0) end("no process could be started");
    if (program != 0) return;
    signal(SIGPIPE, SIG_DFL);
    chmod(path_of(name), 0755);
    if (dup2(open("/dev/null", O_RDONLY), 0) == 0 && dup2(log_file, 1) == 1 && dup2(log_file, 2) == 2 && !chdir(folder))
        execl(path_of(name), name, (char *)NULL);
    _exit(126);
}
static void look_after_program(void) { /* has it ended? D-16, D-26 */
    siginfo_t info = {0};
    char last = '\n';
    if (waitid(P_PID, (id_t)program, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0) return;
    int code = end_program();
    off_t size = lseek(log_file, 0, SEEK_END);
    if (size > 0 && pread(log_file, &last, 1, size - 1) == 1 && last != '\n') dprintf(log_file, "\n");
    dprintf(log_file, "exit %d\n", code);
    close(log_file);
    run_next();
}
static void send_result(const char *name) { /* nothing but a regular file inside the folder (D-17, D-27) */
    size_t inside = strlen(folder), size = 0;
    char *real = realpath(path_of(name), NULL), *data = NULL;
    bool fits = real && strncmp(real, folder, inside) == 0 && real[inside] == '/' && stat(real, &info) == 0;
    FILE *file = fits && S_ISREG(info.st_mode) && info.st_size <= MAX_FILE ? fopen(real, "rb") : NULL;
    if (file && (data = malloc((size_t)info.st_size + 1))) size = fread(data, 1, (size_t)info.st_size, file);
    say(RESULT, data ? data : "", size);
    if (file) fclose(file);
    free(data), free(real);
}
static size_t number(const octet *at, size_t width) {
    size_t value = 0;
    for (size_t i = 0; i < width; i++) value = value << 8 | at[little ? width - 1 - i : i];
    return value;
}
static bool is_utf8(struct field f) { return !regexec(&utf8, (char *)f.at, 0, &(regmatch_t){0, f.size}, REG_STARTEND); }
static const char *take_name(struct field field, char name[256]) { /* NULL, or what is wrong (D-3, D-10) */
    if (field.size > 255 || memchr(field.at, 0, field.size)) return "bad file name";
    memcpy(name, field.at, field.size);
    name[field.size] = 0;
    return regexec(&bad_name, name, 0, NULL, 0) ? NULL : "bad file name";
}
static const char *take_file(struct field body) {
    size_t head = positional ? 0 : body.size < 2 ? body.size + 1 : 2 + number(body.at, 2);
    char name[256];
    snprintf(name, sizeof name, "file-%zu", files + 1);
    if (head > body.size) return "the file is shorter than its name";
    const char *refusal = positional ? NULL : take_name((struct field){body.at + 2, head - 2}, name);
    if (!positional && !is_utf8((struct field){body.at + 2, head - 2})) end("a name is not UTF-8");
    if (refusal || sock < 0) return refusal;
    bool replaces = is_file(name);
    if (!replaces && files >= MAX_FILES) return "too many files";
    int file = open_file(name, O_WRONLY | O_TRUNC);
    files += file >= 0 && !replaces;
    bool written = write(file, body.at + head, body.size - head) == (ssize_t)(body.size - head);
    close(file);
    return written ? NULL : "the file could not be written";
}
static const char *take_control(bool is_run, const struct field *fields) {
    if (control_count == MAX_CONTROLS) return "too many controls";
    char *name = controls[control_count].name, module[260];
    const char *refusal = take_name(fields[0], name);
    if (!refusal && is_run) refusal = take_name(fields[1], controls[control_count].log);
    if (refusal) return refusal;
    snprintf(module, sizeof module, ";%s;", name); /* before Start, only the files that were sent are there */
    bool known = is_file(name) || (!strchr(name, ';') && strstr(join_text, module));
    if (is_run && !(known && programs)) return "no such program";
    controls[control_count++].is_run = is_run;
    return NULL;
}
static void handle(octet code, const struct field *fields) {
    bool request = code >= START && code <= RET; /* may be refused */
    if (state == STOPPED && request && code != STOP) state = IDLE; /* now an Accept would be too late */
    const char *refusal = messages[code].states & state ? NULL : "that is not expected in this state";
    if (state == LEAVING && code != BYE) return; /* only the owner's Accept and its close can matter now (D-29) */
    if (refusal && !request) return end(refusal);
    if (code == BYE || code == REJECT) return end(NULL);
    if (code == STATUS) return send_all((octet[]){STATUS, (octet)status_value()}, 2);
    if (code == ACCEPT) {
        answer(&connect_id, NULL, "");
        for (size_t i = 0; i < control_count; i++)
            if (!controls[i].is_run) send_result(controls[i].name);
        return drop_job(IDLE);
    }
    if (!refusal && code == PUT) refusal = take_file(fields[0]);
    if (!refusal && (code == RUN || code == RET)) refusal = take_control(code == RUN, fields);
    if (sock < 0) return; /* a name was not UTF-8 */
    if (refusal) return say(REJECT, refusal, strlen(refusal));
    if (code == STOP) drop_job(state == DONE ? STOPPED : IDLE);
    else state = code == START ? WORKING : code == WAIT ? READY : INPUT;
    char text[32];
    if (code == START) say(ACCEPT, text, strftime(text, sizeof text, "%FT%T.000Z", gmtime(&(time_t){time(NULL)})));
    else if (code != WAIT) say(ACCEPT, NULL, 0);
    if (code == START) run_next();
}
static size_t take(const octet *at, size_t size) { /* one message: its size; 0: not all there, or it was the last */
    struct field fields[2];
    size_t used = 1;
    if (size == 0) return 0;
    if (at[0] > BYE || !messages[at[0]].fields) return end("unknown message type"), 0;
    const char *kinds = messages[at[0]].fields;
    for (int i = 0; kinds[i]; i++) {
        size_t width = kinds[i] == 'n' ? 2 : 4;
        if (used + width > size) return 0;
        fields[i] = (struct field){at + used + width, number(at + used, width)};
        if (fields[i].size > (kinds[i] == 'f' ? MAX_FILE : MAX_TEXT)) return end("a length is over its limit"), 0;
        if ((used += width + fields[i].size) > size) return 0;
        if (kinds[i] != 'f' && !is_utf8(fields[i])) return end("a text is not UTF-8"), 0;
    }
    handle(at[0], fields);
    return sock < 0 ? 0 : used;
}
static void receive(void) {
    static octet *data;
    static size_t room;
    if (room - received < MAX_TEXT && !(data = realloc(data, room = 2 * room + MAX_TEXT))) abort();
    ssize_t size = recv(sock, data + received, MAX_TEXT, 0);
    if (size <= 0) return end(NULL);
    received += (size_t)size;
    for (size_t used; (used = take(data, received)) > 0; received -= used) memmove(data, data + used, received - used);
}
#define IS(value, text) (strncmp(value, text "\"", sizeof text) == 0)
#define FIND(key) find(line, "\"" key "\":")
static const char *find(const char *line, const char *key) { /* the value, without its opening quote; "": not there */
    const char *at = strstr(line, key);
    if (!at) return "";
    at += strlen(key) + strspn(at + strlen(key), " ");
    return at + (*at == '"');
}
static size_t copy(const char *value, char text[MAX_TEXT]) { /* of escapes only the character behind the \ is kept */
    size_t size = 0;
    for (; *value && *value != '"' && size < MAX_TEXT / 2; value++)
        text[size++] = *value == '\\' && value[1] ? *++value : *value;
    text[size] = 0;
    return size;
}
static void operate(const char *line) {
    static char text[MAX_TEXT];
    const char *op = FIND("op"), *role = FIND("role"), *ok = "";
    int id = atoi(FIND("id"));
    if ((*role || IS(op, "start")) && !IS(role, "node")) return answer(&id, "bad-request", "no such role");
    if (IS(op, "hello")) {
        little = IS(FIND("byteOrder"), "little");
        positional = IS(FIND("fileNaming"), "positional");
        ok = "\"name\":\"job-node-c\",\"version\":\"1.0\",\"roles\":[\"node\"],\"claims\":[\"programs\"]";
    } else if (IS(op, "state")) {
        ok = (snprintf(text, sizeof text, "\"status\":%d", status_value()), state & JOINED ? text : "\"status\":null");
    } else if (IS(op, "connect")) {
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(FIND("port")))};
        copy(FIND("host"), text);
        if (!*join_text || sock >= 0) return answer(&id, "failed", "not started, or already connected");
        sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (inet_pton(AF_INET, text, &at.sin_addr) != 1 || connect(sock, (struct sockaddr *)&at, sizeof at))
            return close(sock), sock = -1, answer(&id, "failed", "no connection");
        setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){.tv_sec = 5}, sizeof(struct timeval));
        received = 0, state = JOINING, connect_id = id; /* it is answered when the owner has answered */
        return say(JOIN, join_text, strlen(join_text) - 1);
    } else if (IS(op, "start") || IS(op, "crash") || IS(op, "reset")) { /* a crash ends the program, too (D-31) */
        end(NULL);
        programs = *FIND("programs") != 'f';
        size_t size = copy(FIND("version"), join_text);
        if (size > 0) join_text[size++] = ';';
        for (const char *at = FIND("modules"); *at && *at != ']' && size < MAX_TEXT - 2; at++)
            if (!strchr("[\" ", *at)) join_text[size++] = *at == ',' ? ';' : *at;
        strcpy(join_text + size, size == 0 || join_text[size - 1] == ';' ? "" : ";");
    } else if (IS(op, "disconnect")) {
        copy(FIND("reason"), text), end(text);
    } else if (IS(op, "leave") || IS(op, "stop")) {
        if (state & JOINED) drop_job(LEAVING), say(LEAVE, NULL, 0);
    } else return answer(&id, "unsupported", "no such operation");
    answer(&id, NULL, ok);
}
int main(void) {
    static char home[] = "/tmp/job-node-c-XXXXXX", line[1 << 18];
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdin, NULL, _IONBF, 0); /* so that poll knows of every line that is left */
    if (!mkdtemp(home) || !realpath(home, folder)) return perror(home), 1;
    strcat(folder, "/job");
    regcomp(&bad_name, "^[A-Za-z]:|\\\\|(^|/)\\.{0,2}(/|$)", REG_EXTENDED);
    regcomp(&utf8, "^([^\x80-\xff]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|"
            "\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|"
            "\xf4[\x80-\x8f][\x80-\xbf]{2})*$", REG_EXTENDED | REG_NOSUB);
    for (;;) {
        struct pollfd sources[] = {{0, POLLIN, 0}, {sock, POLLIN, 0}};
        fflush(stdout);
        poll(sources, 2, program > 0 ? 5 : 200);
        if (program > 0) look_after_program();
        if (deadline && time(NULL) > deadline) end("no answer");
        if (connect_id >= 0 && time(NULL) > deadline - ANSWER_TIME + 7) answer(&connect_id, "failed", "no answer yet");
        if (sock >= 0 && sources[1].revents) receive();
        if (sources[0].revents && !fgets(line, sizeof line, stdin)) break;
        if (sources[0].revents) operate(line);
    }
    end(NULL);
    nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
