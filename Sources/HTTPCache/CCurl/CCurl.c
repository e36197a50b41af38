#include "CCurl.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Of curl/curl.h, whose numbers never change.
enum {
  OPT_STALL_BYTES = 19,
  OPT_STALL_SECONDS = 20,
  OPT_NO_BODY = 44,
  OPT_UPLOAD = 46,
  OPT_FOLLOW = 52,
  OPT_HTTP_GET = 80,
  OPT_NO_SIGNAL = 99,
  OPT_CONNECT_MILLISECONDS = 156,
  OPT_PROTOCOLS = 181,
  OPT_WRITE_DATA = 10001,
  OPT_URL = 10002,
  OPT_READ_DATA = 10009,
  OPT_ERROR_BUFFER = 10010,
  OPT_USER_AGENT = 10018,
  OPT_HEADERS = 10023,
  OPT_WRITE_FUNCTION = 20011,
  OPT_READ_FUNCTION = 20012,
  OPT_UPLOAD_SIZE = 30115,
  INFO_STATUS = 0x200002,
  INFO_LENGTH = 0x60000F,
  PROTOCOLS_HTTP_AND_HTTPS = 1 | 2,
  GLOBAL_DEFAULT = 3,
  READ_ABORT = 0x10000000,
};

static struct {
  int is_loaded;
  void *(*easy_init)(void);
  void (*easy_cleanup)(void *);
  void (*easy_reset)(void *);
  int (*easy_setopt)(void *, int, ...);
  int (*easy_getinfo)(void *, int, ...);
  int (*easy_perform)(void *);
  const char *(*easy_strerror)(int);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {
      "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "libcurl.dylib",
  };
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  }
  if (!library) return;
  int (*global_init)(long) = (int (*)(long))dlsym(library, "curl_global_init");
  *(void **)&curl.easy_init = dlsym(library, "curl_easy_init");
  *(void **)&curl.easy_cleanup = dlsym(library, "curl_easy_cleanup");
  *(void **)&curl.easy_reset = dlsym(library, "curl_easy_reset");
  *(void **)&curl.easy_setopt = dlsym(library, "curl_easy_setopt");
  *(void **)&curl.easy_getinfo = dlsym(library, "curl_easy_getinfo");
  *(void **)&curl.easy_perform = dlsym(library, "curl_easy_perform");
  *(void **)&curl.easy_strerror = dlsym(library, "curl_easy_strerror");
  *(void **)&curl.slist_append = dlsym(library, "curl_slist_append");
  *(void **)&curl.slist_free_all = dlsym(library, "curl_slist_free_all");
  curl.is_loaded = global_init && curl.easy_init && curl.easy_cleanup && curl.easy_reset &&
                   curl.easy_setopt && curl.easy_getinfo && curl.easy_perform &&
                   curl.easy_strerror && curl.slist_append && curl.slist_free_all &&
                   global_init(GLOBAL_DEFAULT) == 0;
}

// Handles that nobody uses at the moment; each keeps its connection open.
enum { KEPT_HANDLES = 16 };

struct ccurl_client {
  pthread_mutex_t mutex;
  void *handles[KEPT_HANDLES];
  int count;
  void *headers;
  long connect_milliseconds;
  long stall_seconds;
};

ccurl_client *ccurl_make(const char *authorization, long connect_milliseconds,
                         long stall_seconds) {
  pthread_once(&once, load);
  if (!curl.is_loaded) return NULL;
  ccurl_client *client = calloc(1, sizeof *client);
  if (!client) return NULL;
  pthread_mutex_init(&client->mutex, NULL);
  if (authorization) client->headers = curl.slist_append(NULL, authorization);
  client->connect_milliseconds = connect_milliseconds;
  client->stall_seconds = stall_seconds;
  return client;
}

void ccurl_free(ccurl_client *client) {
  for (int i = 0; i < client->count; i++) curl.easy_cleanup(client->handles[i]);
  if (client->headers) curl.slist_free_all(client->headers);
  pthread_mutex_destroy(&client->mutex);
  free(client);
}

typedef struct {
  void *handle;
  int file;
  size_t limit;
  size_t count;
  const unsigned char *bytes;
  ccurl_answer *answer;
} transfer;

static size_t take(char *bytes, size_t size, size_t items, void *context) {
  transfer *transfer = context;
  long status = 0;
  curl.easy_getinfo(transfer->handle, INFO_STATUS, &status);
  size_t count = size * items;
  if (status != 200) return count;
  size_t room = transfer->limit - transfer->count;
  size_t wanted = count < room ? count : room;
  if (transfer->file >= 0) {
    for (size_t done = 0; done < wanted;) {
      ssize_t written = write(transfer->file, bytes + done, wanted - done);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        snprintf(transfer->answer->problem, sizeof transfer->answer->problem, "cannot write: %s",
                 strerror(errno));
        return 0;
      }
      done += (size_t)written;
    }
  } else if (wanted > 0) {
    unsigned char *body = realloc(transfer->answer->body, transfer->count + wanted);
    if (!body) return 0;
    memcpy(body + transfer->count, bytes, wanted);
    transfer->answer->body = body;
    transfer->answer->body_size = transfer->count + wanted;
  }
  transfer->count += wanted;
  if (wanted == count) return count;
  transfer->answer->is_cut = 1;
  return 0;
}

static size_t give(char *buffer, size_t size, size_t items, void *context) {
  transfer *transfer = context;
  size_t room = size * items;
  size_t left = transfer->limit - transfer->count;
  size_t wanted = room < left ? room : left;
  if (transfer->file >= 0) {
    ssize_t count;
    do count = read(transfer->file, buffer, wanted);
    while (count < 0 && errno == EINTR);
    if (count < 0) return READ_ABORT;
    wanted = (size_t)count;
  } else if (wanted > 0) {
    memcpy(buffer, transfer->bytes + transfer->count, wanted);
  }
  transfer->count += wanted;
  return wanted;
}

static void *take_handle(ccurl_client *client) {
  pthread_mutex_lock(&client->mutex);
  void *handle = client->count > 0 ? client->handles[--client->count] : NULL;
  pthread_mutex_unlock(&client->mutex);
  return handle ? handle : curl.easy_init();
}

static void give_handle_back(ccurl_client *client, void *handle) {
  // Forgets the options and keeps the connection.
  curl.easy_reset(handle);
  pthread_mutex_lock(&client->mutex);
  int is_kept = client->count < KEPT_HANDLES;
  if (is_kept) client->handles[client->count++] = handle;
  pthread_mutex_unlock(&client->mutex);
  if (!is_kept) curl.easy_cleanup(handle);
}

static ccurl_answer request(ccurl_client *client, const char *url, transfer *transfer,
                            int has_body, int is_upload) {
  ccurl_answer answer = {.length = -1};
  void *handle = take_handle(client);
  if (!handle) {
    snprintf(answer.problem, sizeof answer.problem, "libcurl gives no handle");
    return answer;
  }
  char problem[256] = "";
  transfer->handle = handle;
  transfer->answer = &answer;
  curl.easy_setopt(handle, OPT_URL, url);
  curl.easy_setopt(handle, OPT_USER_AGENT, "manifest-run");
  curl.easy_setopt(handle, OPT_NO_SIGNAL, 1L);
  curl.easy_setopt(handle, OPT_FOLLOW, 0L);
  curl.easy_setopt(handle, OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_AND_HTTPS);
  curl.easy_setopt(handle, OPT_CONNECT_MILLISECONDS, client->connect_milliseconds);
  curl.easy_setopt(handle, OPT_STALL_BYTES, 1L);
  curl.easy_setopt(handle, OPT_STALL_SECONDS, client->stall_seconds);
  curl.easy_setopt(handle, OPT_ERROR_BUFFER, problem);
  curl.easy_setopt(handle, OPT_WRITE_FUNCTION, take);
  curl.easy_setopt(handle, OPT_WRITE_DATA, transfer);
  if (client->headers) curl.easy_setopt(handle, OPT_HEADERS, client->headers);
  if (is_upload) {
    curl.easy_setopt(handle, OPT_UPLOAD, 1L);
    curl.easy_setopt(handle, OPT_UPLOAD_SIZE, (int64_t)transfer->limit);
    curl.easy_setopt(handle, OPT_READ_FUNCTION, give);
    curl.easy_setopt(handle, OPT_READ_DATA, transfer);
  } else if (!has_body) {
    curl.easy_setopt(handle, OPT_NO_BODY, 1L);
  } else {
    curl.easy_setopt(handle, OPT_HTTP_GET, 1L);
  }
  int code = curl.easy_perform(handle);
  if (code == 0 || answer.is_cut) {
    curl.easy_getinfo(handle, INFO_STATUS, &answer.status);
    int64_t length = -1;
    curl.easy_getinfo(handle, INFO_LENGTH, &length);
    answer.length = length;
  } else if (!*answer.problem) {
    const char *words = *problem ? problem : curl.easy_strerror(code);
    snprintf(answer.problem, sizeof answer.problem, "%s", words);
  }
  give_handle_back(client, handle);
  return answer;
}

ccurl_answer ccurl_get(ccurl_client *client, const char *url, int output, size_t limit) {
  transfer transfer = {.file = output, .limit = limit};
  return request(client, url, &transfer, 1, 0);
}

ccurl_answer ccurl_head(ccurl_client *client, const char *url) {
  transfer transfer = {.file = -1};
  return request(client, url, &transfer, 0, 0);
}

ccurl_answer ccurl_put(ccurl_client *client, const char *url, int input,
                       const unsigned char *bytes, size_t size) {
  // What is read is limited by the size; what is answered is dropped, since it is not needed.
  transfer transfer = {.file = input, .limit = size, .bytes = bytes};
  return request(client, url, &transfer, 0, 1);
}
