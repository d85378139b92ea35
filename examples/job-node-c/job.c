/* One job on its node: the parts that came, the folder, the programs, the results. Nothing of the wire is here. */
#include "job_node.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct control { char *name, *log; };

char folder[PATH_MAX];
static struct control *controls;
static size_t files, control_count, next_run, next_ret;
static pid_t program;

/* The path of a name in the folder; makes the folders on the way. */
static const char *place(const char *name) {
    static char path[PATH_MAX + 300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0755);
        *slash = '/';
    }
    return path;
}

/* ---- The parts ---- */
bool good_name(struct field name, char out[256]) { /* D-3, D-10 */
    if (name.size < 1 || name.size > 255) return false;
    if (memchr(name.at, 0, name.size) || memchr(name.at, '\\', name.size)) return false;
    memcpy(out, name.at, name.size);
    out[name.size] = 0;
    if (out[1] == ':' && ((out[0] | 32) >= 'a' && (out[0] | 32) <= 'z')) return false;
    for (const char *part = out; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL) {
        size_t size = strcspn(part, "/");
        if (size == 0 || (size == 1 && part[0] == '.') || (size == 2 && part[0] == '.' && part[1] == '.')) return false;
    }
    return true;
}

/* Before the first program runs, the files that were sent are the only ones in the folder. */
static bool is_sent_file(const char *name) {
    struct stat info;
    return lstat(place(name), &info) == 0 && S_ISREG(info.st_mode);
}

static bool is_module(const char *name) {
    char listed[260];
    snprintf(listed, sizeof listed, ";%s;", name);
    return !strchr(name, ';') && strstr(config.modules, listed);
}

size_t file_count(void) { return files; }

const char *take_file(const char *name, struct field content) {
    bool replaces = is_sent_file(name);
    if (!replaces && files >= config.max_files) return "too many files";
    int file = open(place(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return strerror(errno);
    files += !replaces;
    while (content.size) {
        ssize_t written = write(file, content.at, content.size);
        if (written < 0) break;
        content.at += written;
        content.size -= (size_t)written;
    }
    close(file);
    return content.size ? "the file could not be written" : NULL;
}

const char *take_control(const char *name, const char *log) {
    if (control_count >= config.max_controls) return "too many controls";
    if (log && !config.programs) return "programs are not run here";
    if (log && !is_sent_file(name) && !is_module(name)) return "no such program";
    controls = realloc(controls, (control_count + 1) * sizeof *controls);
    if (!controls) abort();
    controls[control_count++] = (struct control){strdup(name), log ? strdup(log) : NULL};
    return NULL;
}

/* ---- The programs ---- */
static int open_log(const char *name) { /* not blocking: an earlier run may have left a pipe of this name */
    struct stat info;
    int log = open(place(name), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (log < 0 || (fstat(log, &info) == 0 && S_ISREG(info.st_mode))) return log;
    close(log);
    return -1;
}

static void end_log(const char *name, int code) { /* D-16, D-26 */
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
        int empty = open("/dev/null", O_RDONLY);
        if (dup2(empty, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir(folder)) _exit(126);
        const char *path = place(name);
        chmod(path, 0755);
        execl(path, path, (char *)NULL);
        _exit(126);
    }
    if (child > 0) setpgid(child, child);
    return child;
}

/* Ends the whole group. Its leader is not reaped before that, so that the number is still the group's own. */
static int end_program(void) {
    int status = 0;
    kill(-program, SIGKILL);
    while (waitpid(program, &status, 0) < 0 && errno == EINTR) continue;
    for (int i = 0; i < 50 && kill(-program, 0) == 0; i++) /* until the others are gone, too */
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    program = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool run_next(void) {
    for (; next_run < control_count; next_run++) {
        struct control *run = &controls[next_run];
        int log = run->log ? open_log(run->log) : -1;
        if (log < 0) continue; /* a Ret, or a log that cannot be written */
        program = spawn(run->name, log);
        close(log);
        if (program > 0) return true;
        program = 0;
        end_log(run->log, 126);
    }
    return false;
}

bool program_has_ended(void) {
    siginfo_t info = {0};
    if (!program || waitid(P_PID, (id_t)program, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid) return false;
    int code = end_program();
    end_log(controls[next_run++].log, code);
    return true;
}

/* ---- The results, and the end ---- */
static void read_result(const char *name, struct buffer *result) { /* D-17, D-27: otherwise it stays empty */
    char named[PATH_MAX + 300], path[PATH_MAX];
    struct stat info;
    size_t inside = strlen(folder);
    snprintf(named, sizeof named, "%s/%s", folder, name);
    if (!realpath(named, path) || strncmp(path, folder, inside) || path[inside] != '/') return;
    if (stat(path, &info) || !S_ISREG(info.st_mode) || (size_t)info.st_size > config.max_file) return;
    octet chunk[1 << 14];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    for (ssize_t size; file >= 0 && (size = read(file, chunk, sizeof chunk)) > 0;) put(result, chunk, (size_t)size);
    if (file >= 0) close(file);
}

bool next_result(struct buffer *result) {
    while (next_ret < control_count && controls[next_ret].log) next_ret++;
    if (next_ret == control_count) return false;
    result->size = 0;
    read_result(controls[next_ret++].name, result);
    return true;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void)info, (void)kind, (void)walk;
    remove(path);
    return 0;
}

void remove_tree(const char *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

void drop_job(void) {
    if (program) end_program();
    remove_tree(folder);
    for (size_t i = 0; i < control_count; i++) free(controls[i].name), free(controls[i].log);
    files = control_count = next_run = next_ret = 0;
}
