// Disturbs the calls by which a program changes files below one folder; loaded with LD_PRELOAD.
//
// FAULTS_ROOT   the folder, as an absolute path without links
// FAULTS_AT     the number of the call to disturb, from 1; without it none is
// FAULTS_KIND   kill   the process ends before the call
//               torn   the process ends after half of what the call writes; before any other call
//               full   this call and all later ones that need space fail with ENOSPC
//               error  this call alone fails with EIO, or ECONNRESET where it is one of the network
//               sealed this call and all later ones fail with EROFS, as does opening a file for writing
// FAULTS_COUNT  a file that gets one byte for each call: 'w' for one that writes content, 's' for another
//               one that needs space, '.' for the rest; with FAULTS_NETWORK 'P' for a call of the network
//               that sends the beginning of the request that is to be found, 'R' for one that sends that
//               of another request, and 'n' for the rest
// FAULTS_NETWORK  if set, calls on internet sockets count too; its value is the beginning of the request
//               that is to be found, such as 'POST /v1/fine-tunes '
//
// FAULTS_CHANGED  a file that is changed while it is read: FAULTS_ADDED is written to its end after the
//               opening or reading of it with the number FAULTS_AT; no call is disturbed then
// FAULTS_CLOCK  if set, the time of day jumps by up to ten days to and fro at each reading
//
// Calls that only read files, and what is written outside of the folder, are left alone and not counted.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { kill_before, torn, full, error, sealed };

static const char *root;
static size_t root_length;
static long at;
static enum kind kind;
static int count_file = -1;
static atomic_long calls;
static const char *changed;
static const char *wanted;

static ssize_t (*next_write)(int, const void *, size_t);

#define NEXT(name) \
  static __typeof__(name) *next; \
  if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  next_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  root = getenv("FAULTS_ROOT");
  if (!root) return;
  root_length = strlen(root);
  const char *number = getenv("FAULTS_AT"), *word = getenv("FAULTS_KIND");
  at = number ? atol(number) : 0;
  kind = !word || !strcmp(word, "kill") ? kill_before
       : !strcmp(word, "torn")          ? torn
       : !strcmp(word, "full")          ? full
       : !strcmp(word, "sealed")        ? sealed
                                        : error;
  changed = getenv("FAULTS_CHANGED");
  wanted = getenv("FAULTS_NETWORK");
  const char *path = getenv("FAULTS_COUNT");
  if (path) count_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static int is_path_below(const char *path) {
  return root && !strncmp(path, root, root_length)
         && (path[root_length] == '/' || path[root_length] == 0);
}

static int is_below(int folder, const char *path) {
  if (!root) return 0;
  if (path[0] == '/') return is_path_below(path);
  char link[64], name[PATH_MAX];
  if (folder == AT_FDCWD) {
    if (!getcwd(name, sizeof name)) return 0;
  } else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = 0;
  }
  // What lies in the folder itself is enough to know: nothing here climbs out of it.
  return is_path_below(name);
}

static int is_open_below(int file) {
  if (!root) return 0;
  char link[64], name[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  return is_path_below(name);
}

// Counts a call of a sort and returns its number.
static long counted(char sort) {
  if (count_file >= 0) next_write(count_file, &sort, 1);
  return atomic_fetch_add(&calls, 1) + 1;
}

// Counts a call that changes a file; whether it must fail, with errno set. `half` says that it may be
// torn: it is then set for the one that must be.
static int disturbed(int needs_space, int *half) {
  long number = counted(half ? 'w' : needs_space ? 's' : '.');
  if (!at || number < at || changed) return 0;
  if (kind == full) {
    if (needs_space) errno = ENOSPC;
    return needs_space;
  }
  if (kind == sealed) {
    errno = EROFS;
    return 1;
  }
  if (number != at) return 0;
  if (kind == error) {
    errno = EIO;
    return 1;
  }
  if (kind == torn && half) *half = 1;
  else raise(SIGKILL);
  return 0;
}

static int is_network(int file) {
  if (!wanted) return 0;
  int earlier = errno;
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  int family = getsockname(file, (struct sockaddr *)&address, &length) ? AF_UNSPEC : address.ss_family;
  errno = earlier;
  return family == AF_INET || family == AF_INET6;
}

static int begins(const void *bytes, size_t count, const char *text) {
  size_t length = strlen(text);
  return bytes && length && count >= length && !memcmp(bytes, text, length);
}

// The same for a call of the network, which sends some bytes if there are any.
static int disturbed_network(const void *bytes, size_t count, int *half) {
  char sort = begins(bytes, count, wanted) ? 'P'
            : begins(bytes, count, "GET ") || begins(bytes, count, "POST ") ? 'R'
                                                                             : 'n';
  long number = counted(sort);
  if (!at || number != at || kind == full || kind == sealed) return 0;
  if (kind == error) {
    errno = ECONNRESET;
    return 1;
  }
  if (kind == torn && half) *half = 1;
  else raise(SIGKILL);
  return 0;
}

ssize_t write(int file, const void *bytes, size_t count) {
  int half = 0;
  if (is_open_below(file) && disturbed(1, &half)) return -1;
  if (is_network(file) && disturbed_network(bytes, count, &half)) return -1;
  if (half) {
    next_write(file, bytes, count / 2);
    raise(SIGKILL);
  }
  return next_write(file, bytes, count);
}

#define PWRITE(name, offset_type) \
  ssize_t name(int file, const void *bytes, size_t count, offset_type offset) { \
    NEXT(name); \
    int half = 0; \
    if (is_open_below(file) && disturbed(1, &half)) return -1; \
    if (half) { \
      next(file, bytes, count / 2, offset); \
      raise(SIGKILL); \
    } \
    return next(file, bytes, count, offset); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SEND(name, more_parameters, more_arguments) \
  ssize_t name(int file, const void *bytes, size_t count, int flags more_parameters) { \
    NEXT(name); \
    int half = 0; \
    if (is_network(file) && disturbed_network(bytes, count, &half)) return -1; \
    if (half) { \
      next(file, bytes, count / 2, flags more_arguments); \
      raise(SIGKILL); \
    } \
    return next(file, bytes, count, flags more_arguments); \
  }
#define COMMA ,
SEND(send, , )
SEND(sendto, COMMA const struct sockaddr *to COMMA socklen_t size, COMMA to COMMA size)

#define ON_NETWORK(type, name, parameters, arguments) \
  type name parameters { \
    NEXT(name); \
    if (is_network(file) && disturbed_network(NULL, 0, NULL)) return -1; \
    return next arguments; \
  }
ON_NETWORK(ssize_t, sendmsg, (int file, const struct msghdr *message, int flags), (file, message, flags))
ON_NETWORK(ssize_t, recv, (int file, void *bytes, size_t count, int flags), (file, bytes, count, flags))
ON_NETWORK(ssize_t, recvfrom,
           (int file, void *restrict bytes, size_t count, int flags, struct sockaddr *restrict from,
            socklen_t *restrict size),
           (file, bytes, count, flags, from, size))
ON_NETWORK(ssize_t, recvmsg, (int file, struct msghdr *message, int flags), (file, message, flags))
ON_NETWORK(int, connect, (int file, const struct sockaddr *address, socklen_t size), (file, address, size))
ON_NETWORK(int, shutdown, (int file, int how), (file, how))

int close(int file) {
  NEXT(close);
  // It cannot fail: who asks for it has given the socket up.
  if (is_network(file)) disturbed_network(NULL, 0, NULL);
  return next(file);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  NEXT(writev);
  if (is_open_below(file) && disturbed(1, NULL)) return -1;
  if (is_network(file) && disturbed_network(NULL, 0, NULL)) return -1;
  return next(file, parts, count);
}

// Changes the file that is to be changed, at its time.
static void look_at(const char *path) {
  if (!changed || strcmp(path, changed)) return;
  static atomic_long readings;
  long number = atomic_fetch_add(&readings, 1) + 1;
  const char *added = getenv("FAULTS_ADDED");
  if (number != at || !added) return;
  int (*next_open)(const char *, int, ...) =
    (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  int file = next_open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) return;
  next_write(file, added, strlen(added));
  close(file);
}

static void look_at_open(int file) {
  if (!changed) return;
  char link[64], name[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return;
  name[length] = 0;
  look_at(name);
}

ssize_t read(int file, void *bytes, size_t count) {
  NEXT(read);
  if (is_network(file) && disturbed_network(NULL, 0, NULL)) return -1;
  ssize_t result = next(file, bytes, count);
  look_at_open(file);
  return result;
}

// Opening counts where it makes or empties a file.
#define CHANGES(flags) ((flags) & (O_CREAT | O_TRUNC))
#define MODE(flags, last) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, last); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

static int makes(int folder, const char *path, int flags) {
  if (kind == sealed && at && (flags & O_ACCMODE) != O_RDONLY) return is_below(folder, path);
  if (!CHANGES(flags) || !is_below(folder, path)) return 0;
  // Opening what is there changes nothing.
  return (flags & O_TRUNC) || faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    NEXT(name); \
    MODE(flags, flags) \
    if (makes(AT_FDCWD, path, flags) && disturbed(1, NULL)) return -1; \
    int file = next(path, flags, mode); \
    if (file >= 0) look_at(path); \
    return file; \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    NEXT(name); \
    MODE(flags, flags) \
    if (makes(folder, path, flags) && disturbed(1, NULL)) return -1; \
    return next(folder, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define ON_FILE(name, needs_space, parameters, arguments) \
  int name parameters { \
    NEXT(name); \
    if (is_open_below(file) && disturbed(needs_space, NULL)) return -1; \
    return next arguments; \
  }
ON_FILE(fsync, 0, (int file), (file))
ON_FILE(fdatasync, 0, (int file), (file))
ON_FILE(fchmod, 0, (int file, mode_t mode), (file, mode))
ON_FILE(ftruncate, 1, (int file, off_t length), (file, length))
ON_FILE(ftruncate64, 1, (int file, off64_t length), (file, length))
ON_FILE(fallocate, 1, (int file, int mode, off_t offset, off_t length), (file, mode, offset, length))

// Gives its error back instead of setting errno.
int posix_fallocate(int file, off_t offset, off_t length) {
  NEXT(posix_fallocate);
  if (is_open_below(file) && disturbed(1, NULL)) return errno;
  return next(file, offset, length);
}

#define ON_PATH(name, needs_space, parameters, arguments) \
  int name parameters { \
    NEXT(name); \
    if (is_below(AT_FDCWD, path) && disturbed(needs_space, NULL)) return -1; \
    return next arguments; \
  }
ON_PATH(mkdir, 1, (const char *path, mode_t mode), (path, mode))
ON_PATH(rmdir, 0, (const char *path), (path))
ON_PATH(unlink, 0, (const char *path), (path))
ON_PATH(chmod, 0, (const char *path, mode_t mode), (path, mode))
ON_PATH(truncate, 1, (const char *path, off_t length), (path, length))

int unlinkat(int folder, const char *path, int flags) {
  NEXT(unlinkat);
  if (is_below(folder, path) && disturbed(0, NULL)) return -1;
  return next(folder, path, flags);
}

#define ON_TARGET(name) \
  int name(const char *source, const char *target) { \
    NEXT(name); \
    if (is_below(AT_FDCWD, target) && disturbed(1, NULL)) return -1; \
    return next(source, target); \
  }
ON_TARGET(rename)
ON_TARGET(link)
ON_TARGET(symlink)

int renameat(int from, const char *source, int to, const char *target) {
  NEXT(renameat);
  if (is_below(to, target) && disturbed(1, NULL)) return -1;
  return next(from, source, to, target);
}

int renameat2(int from, const char *source, int to, const char *target, unsigned flags) {
  NEXT(renameat2);
  if (is_below(to, target) && disturbed(1, NULL)) return -1;
  return next(from, source, to, target, flags);
}

int linkat(int from, const char *source, int to, const char *target, int flags) {
  NEXT(linkat);
  if (is_below(to, target) && disturbed(1, NULL)) return -1;
  return next(from, source, to, target, flags);
}

static long jump(void) {
  static atomic_long readings;
  return (atomic_fetch_add(&readings, 1) * 7919 % 21 - 10) * 86400;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  NEXT(clock_gettime);
  int result = next(clock, time);
  if (!result && clock == CLOCK_REALTIME && getenv("FAULTS_CLOCK")) time->tv_sec += jump();
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  NEXT(gettimeofday);
  int result = next(time, zone);
  if (!result && getenv("FAULTS_CLOCK")) time->tv_sec += jump();
  return result;
}
