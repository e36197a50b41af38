#include "CCurl.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "Library.h"
#include "Request.h"

// The longest head of an answer that is kept.
enum { LONGEST_HEAD = 1 << 20 };

// Lines that nobody uses at the moment; each keeps its connection open.
enum { KEPT_LINES = 16 };

// A handle for one request after the other, and what holds its connection between them.
struct line {
  void *easy;
  void *multi;
};

struct ccurl_client {
  const struct library *curl;
  pthread_mutex_t mutex;
  struct line lines[KEPT_LINES];
  int count;
  long connect_milliseconds;
  long stall_seconds;
  char *certificates;
};

ccurl_client *ccurl_make(long connect_milliseconds, long stall_seconds, const char *certificates) {
  const struct library *curl = ccurl_library();
  if (!curl) return NULL;
  ccurl_client *client = calloc(1, sizeof *client);
  char *copy = certificates ? strdup(certificates) : NULL;
  if (!client || (certificates && !copy)) {
    free(client);
    return NULL;
  }
  pthread_mutex_init(&client->mutex, NULL);
  client->curl = curl;
  client->connect_milliseconds = connect_milliseconds;
  client->stall_seconds = stall_seconds;
  client->certificates = copy;
  return client;
}

static void end_line(const struct library *curl, struct line line) {
  if (line.easy) curl->easy_cleanup(line.easy);
  if (line.multi) curl->multi_cleanup(line.multi);
}

void ccurl_free(ccurl_client *client) {
  for (int i = 0; i < client->count; i++) end_line(client->curl, client->lines[i]);
  pthread_mutex_destroy(&client->mutex);
  free(client->certificates);
  free(client);
}

static struct line take_line(ccurl_client *client) {
  struct line line = {NULL, NULL};
  pthread_mutex_lock(&client->mutex);
  if (client->count > 0) line = client->lines[--client->count];
  pthread_mutex_unlock(&client->mutex);
  if (line.easy) return line;
  return (struct line){.easy = client->curl->easy_init(), .multi = client->curl->multi_init()};
}

static void give_line_back(ccurl_client *client, struct line line) {
  // Forgets the options and keeps the connection.
  client->curl->easy_reset(line.easy);
  pthread_mutex_lock(&client->mutex);
  int is_kept = client->count < KEPT_LINES;
  if (is_kept) client->lines[client->count++] = line;
  pthread_mutex_unlock(&client->mutex);
  if (!is_kept) end_line(client->curl, line);
}

// A request while it is sent.
struct transfer {
  const struct library *curl;
  void *easy;
  ccurl_request *request;
  ccurl_answer *answer;
  size_t kept;
  size_t room;
};

static int write_all(struct transfer *transfer, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t written = write(transfer->request->output, bytes + done, size - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      snprintf(transfer->answer->problem, sizeof transfer->answer->problem, "cannot write: %s",
               strerror(errno));
      return 0;
    }
    done += (size_t)written;
  }
  return 1;
}

static int keep(struct transfer *transfer, const char *bytes, size_t size) {
  if (transfer->kept + size > transfer->room) {
    size_t room = transfer->room * 2 > transfer->kept + size ? transfer->room * 2
                                                              : transfer->kept + size;
    unsigned char *body = realloc(transfer->answer->body, room);
    if (!body) return 0;
    transfer->answer->body = body;
    transfer->room = room;
  }
  memcpy(transfer->answer->body + transfer->kept, bytes, size);
  return 1;
}

static size_t take(char *bytes, size_t size, size_t items, void *context) {
  struct transfer *transfer = context;
  size_t count = size * items;
  if (transfer->request->output >= 0) {
    long status = 0;
    transfer->curl->easy_getinfo(transfer->easy, INFO_STATUS, &status);
    if (status != 200) return count;
  }
  size_t room = transfer->request->limit - transfer->kept;
  size_t wanted = count < room ? count : room;
  int is_kept = transfer->request->output >= 0 ? write_all(transfer, bytes, wanted)
                                               : keep(transfer, bytes, wanted);
  if (!is_kept) return 0;
  transfer->kept += wanted;
  if (wanted == count) return count;
  transfer->answer->ending = CCURL_CUT;
  return 0;
}

static size_t take_header(char *bytes, size_t size, size_t items, void *context) {
  ccurl_answer *answer = ((struct transfer *)context)->answer;
  size_t count = size * items;
  // Each head begins so: those of proxies and of answers on the way (100 Continue) are followed by
  // the last.
  if (count >= 5 && memcmp(bytes, "HTTP/", 5) == 0) answer->headers_size = 0;
  if (answer->headers_size + count > LONGEST_HEAD) return 0;
  char *headers = realloc(answer->headers, answer->headers_size + count);
  if (!headers) return 0;
  memcpy(headers + answer->headers_size, bytes, count);
  answer->headers = headers;
  answer->headers_size += count;
  return count;
}

static size_t give(char *buffer, size_t size, size_t items, void *context) {
  ccurl_request *request = ((struct transfer *)context)->request;
  size_t room = size * items;
  if (request->part == request->part_count) return 0;
  struct part *part = &request->parts[request->part];
  size_t left = part->size - request->part_sent;
  size_t wanted = room < left ? room : left;
  if (part->bytes) {
    memcpy(buffer, part->bytes + request->part_sent, wanted);
  } else {
    ssize_t count;
    do count = read(part->file, buffer, wanted);
    while (count < 0 && errno == EINTR);
    // An end before the size that was told would leave the other side waiting.
    if (count <= 0) return READ_ABORT;
    wanted = (size_t)count;
  }
  request->part_sent += wanted;
  if (request->part_sent == part->size) {
    request->part += 1;
    request->part_sent = 0;
  }
  return wanted;
}

// Keeps a connection from the programs that this one starts, which would hold it open.
static int keep_to_self(void *context, int descriptor, int purpose) {
  (void)context;
  (void)purpose;
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return 0;
}

static void set_method(struct transfer *transfer) {
  const struct library *curl = transfer->curl;
  ccurl_request *request = transfer->request;
  int64_t size = 0;
  for (size_t i = 0; i < request->part_count; i++) size += (int64_t)request->parts[i].size;
  if (strcmp(request->method, "HEAD") == 0) {
    curl->easy_setopt(transfer->easy, OPT_NO_BODY, 1L);
  } else if (strcmp(request->method, "PUT") == 0) {
    curl->easy_setopt(transfer->easy, OPT_UPLOAD, 1L);
    curl->easy_setopt(transfer->easy, OPT_UPLOAD_SIZE, size);
  } else if (strcmp(request->method, "POST") == 0 || request->has_body) {
    curl->easy_setopt(transfer->easy, OPT_POST, 1L);
    curl->easy_setopt(transfer->easy, OPT_POST_SIZE, size);
    curl->easy_setopt(transfer->easy, OPT_METHOD, request->method);
  } else {
    curl->easy_setopt(transfer->easy, OPT_HTTP_GET, 1L);
    curl->easy_setopt(transfer->easy, OPT_METHOD, request->method);
  }
  curl->easy_setopt(transfer->easy, OPT_READ_FUNCTION, give);
  curl->easy_setopt(transfer->easy, OPT_READ_DATA, transfer);
}

static void set_up(const ccurl_client *client, struct transfer *transfer, char *problem) {
  const struct library *curl = client->curl;
  void *easy = transfer->easy;
  ccurl_request *request = transfer->request;
  curl->easy_setopt(easy, OPT_URL, request->url);
  curl->easy_setopt(easy, OPT_USER_AGENT, "manifest-run");
  curl->easy_setopt(easy, OPT_NO_SIGNAL, 1L);
  curl->easy_setopt(easy, OPT_FOLLOW, 0L);
  curl->easy_setopt(easy, OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_AND_HTTPS);
  // Over HTTP/2 a server may have a request sent again, and one connection carries many.
  curl->easy_setopt(easy, OPT_HTTP_VERSION, (long)HTTP_1_1);
  curl->easy_setopt(easy, OPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // Without it, who cancels waits for the end of the search for a host's name.
  curl->easy_setopt(easy, OPT_QUICK_EXIT, 1L);
  curl->easy_setopt(easy, OPT_CONNECT_MILLISECONDS, client->connect_milliseconds);
  curl->easy_setopt(easy, OPT_MILLISECONDS, request->milliseconds);
  if (client->stall_seconds > 0) {
    curl->easy_setopt(easy, OPT_STALL_BYTES, 1L);
    curl->easy_setopt(easy, OPT_STALL_SECONDS, client->stall_seconds);
  }
  if (client->certificates) {
    curl->easy_setopt(easy, OPT_CERTIFICATES, client->certificates);
  }
  if (request->is_sent_once) {
    curl->easy_setopt(easy, OPT_FRESH_CONNECTION, 1L);
    curl->easy_setopt(easy, OPT_FORBID_REUSE, 1L);
  }
  curl->easy_setopt(easy, OPT_ERROR_BUFFER, problem);
  curl->easy_setopt(easy, OPT_SOCKET_FUNCTION, keep_to_self);
  curl->easy_setopt(easy, OPT_WRITE_FUNCTION, take);
  curl->easy_setopt(easy, OPT_WRITE_DATA, transfer);
  curl->easy_setopt(easy, OPT_HEADER_FUNCTION, take_header);
  curl->easy_setopt(easy, OPT_HEADER_DATA, transfer);
  if (request->headers) curl->easy_setopt(easy, OPT_HEADERS, request->headers);
  set_method(transfer);
}

// In place of the library's codes: that it failed as a whole, and that nobody wants the answer.
enum { CODE_FAILED = -1, CODE_CANCELLED = -2 };

// Waits for the end of a transfer and gives its code.
static int carry(const struct library *curl, struct line line, ccurl_request *request) {
  int code = CODE_CANCELLED;
  if (curl->multi_add_handle(line.multi, line.easy) != 0) return CODE_FAILED;
  for (int running = 1; !atomic_load(&request->is_cancelled);) {
    if (curl->multi_perform(line.multi, &running) != 0) {
      code = CODE_FAILED;
      break;
    }
    if (running == 0) {
      int left = 0;
      struct message *message = curl->multi_info_read(line.multi, &left);
      code = message && message->kind == MESSAGE_DONE ? message->content.code : CODE_FAILED;
      break;
    }
    struct wait_file bell = {.file = request->bell[0], .events = WAIT_READABLE};
    curl->multi_wait(line.multi, &bell, 1, 1000, NULL);
  }
  curl->multi_remove_handle(line.multi, line.easy);
  return code;
}

static ccurl_ending connect_ending(const struct library *curl, void *easy) {
  long number = 0;
  curl->easy_getinfo(easy, INFO_ERRNO, &number);
  switch (number) {
    case ECONNREFUSED: return CCURL_REFUSED;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EADDRNOTAVAIL: return CCURL_NO_ROUTE;
    default: return CCURL_NOT_CONNECTED;
  }
}

static ccurl_ending ending(const struct library *curl, void *easy, int code, int is_unsent) {
  long connect_status = 0;
  switch (code) {
    case 0: return CCURL_ANSWERED;
    case CODE_CANCELLED: return CCURL_CANCELLED;
    // Of what is called back, only the reading of a body ends a request.
    case ERROR_ABORTED:
    case ERROR_READ: return CCURL_FILE_FAILED;
    case ERROR_MALFORMED_URL: return CCURL_NO_ADDRESS;
    // What is not HTTP at all is told in the same way as an address of another protocol.
    case ERROR_UNSUPPORTED_PROTOCOL: return is_unsent ? CCURL_NO_ADDRESS : CCURL_NO_HTTP;
    case ERROR_WEIRD_REPLY: return CCURL_NO_HTTP;
    case ERROR_HOST_NAME: return CCURL_UNKNOWN_HOST;
    case ERROR_PROXY_NAME: return CCURL_UNKNOWN_PROXY;
    case ERROR_CONNECT: return connect_ending(curl, easy);
    case ERROR_TIMED_OUT: return is_unsent ? CCURL_NOT_CONNECTED : CCURL_TIMED_OUT;
    case ERROR_TLS: return CCURL_NOT_SECURE;
    case ERROR_CERTIFICATE: return CCURL_NOT_TRUSTED;
    case ERROR_CERTIFICATES_FILE: return CCURL_NO_CERTIFICATES;
    case ERROR_PROXY: return CCURL_NO_TUNNEL;
    // A body is not sent again where the other side closed the connection without a byte.
    case ERROR_REWIND:
    case ERROR_NOTHING: return CCURL_NO_ANSWER;
    case ERROR_PARTIAL: return CCURL_PARTIAL;
    case ERROR_SEND:
    case ERROR_RECEIVE:
      curl->easy_getinfo(easy, INFO_CONNECT_STATUS, &connect_status);
      return connect_status != 0 && connect_status / 100 != 2 ? CCURL_NO_TUNNEL : CCURL_BROKEN;
    default: return CCURL_FAILED;
  }
}

ccurl_answer ccurl_send(ccurl_client *client, ccurl_request *request) {
  const struct library *curl = client->curl;
  ccurl_answer answer = {.ending = CCURL_ANSWERED, .length = -1};
  struct line line = take_line(client);
  if (!line.easy || !line.multi || request->is_broken) {
    end_line(curl, line);
    answer.ending = CCURL_FAILED;
    answer.is_unsent = 1;
    snprintf(answer.problem, sizeof answer.problem, "there is no memory for a request");
    return answer;
  }
  char problem[256] = "";
  struct transfer transfer = {
      .curl = curl, .easy = line.easy, .request = request, .answer = &answer};
  set_up(client, &transfer, problem);
  int code = carry(curl, line, request);
  long sent = 0;
  curl->easy_getinfo(line.easy, INFO_REQUEST_SIZE, &sent);
  curl->easy_getinfo(line.easy, INFO_STATUS, &answer.status);
  int64_t length = -1;
  curl->easy_getinfo(line.easy, INFO_LENGTH, &length);
  answer.length = length;
  answer.body_size = answer.body ? transfer.kept : 0;
  answer.is_unsent = sent == 0;
  if (answer.ending != CCURL_CUT) {
    answer.ending = ending(curl, line.easy, code, answer.is_unsent);
  }
  if (answer.ending != CCURL_ANSWERED && !*answer.problem) {
    const char *words = *problem || code < 0 ? problem : curl->easy_strerror(code);
    snprintf(answer.problem, sizeof answer.problem, "%s", words);
  }
  give_line_back(client, line);
  return answer;
}
