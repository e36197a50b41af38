#include "Request.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "Library.h"

ccurl_request *ccurl_begin(const char *method, const char *url, size_t limit, long milliseconds) {
  ccurl_request *request = calloc(1, sizeof *request);
  if (!request) return NULL;
  request->method = strdup(method);
  request->url = strdup(url);
  request->limit = limit;
  request->milliseconds = milliseconds;
  request->output = -1;
  if (!request->method || !request->url || pipe(request->bell) != 0) {
    free(request->method);
    free(request->url);
    free(request);
    return NULL;
  }
  for (int i = 0; i < 2; i++) {
    fcntl(request->bell[i], F_SETFD, FD_CLOEXEC);
    fcntl(request->bell[i], F_SETFL, O_NONBLOCK);
  }
  return request;
}

void ccurl_drop(ccurl_request *request) {
  const struct library *curl = ccurl_library();
  if (request->headers && curl) curl->slist_free_all(request->headers);
  for (size_t i = 0; i < request->part_count; i++) free(request->parts[i].bytes);
  free(request->parts);
  close(request->bell[0]);
  close(request->bell[1]);
  free(request->method);
  free(request->url);
  free(request);
}

void ccurl_add_header(ccurl_request *request, const char *line) {
  const struct library *curl = ccurl_library();
  void *headers = curl ? curl->slist_append(request->headers, line) : NULL;
  if (headers) request->headers = headers;
  else request->is_broken = 1;
}

static void add(ccurl_request *request, struct part part) {
  struct part *parts =
      realloc(request->parts, (request->part_count + 1) * sizeof *request->parts);
  if (!parts) {
    free(part.bytes);
    request->is_broken = 1;
    return;
  }
  parts[request->part_count++] = part;
  request->parts = parts;
}

void ccurl_add_bytes(ccurl_request *request, const unsigned char *bytes, size_t size) {
  request->has_body = 1;
  if (!bytes || size == 0) return;
  unsigned char *copy = malloc(size);
  if (copy) {
    memcpy(copy, bytes, size);
    add(request, (struct part){.bytes = copy, .file = -1, .size = size});
  } else {
    request->is_broken = 1;
  }
}

void ccurl_add_file(ccurl_request *request, int file, size_t size) {
  request->has_body = 1;
  if (size > 0) add(request, (struct part){.file = file, .size = size});
}

void ccurl_write_to(ccurl_request *request, int file) { request->output = file; }

void ccurl_send_once(ccurl_request *request) { request->is_sent_once = 1; }

void ccurl_cancel(ccurl_request *request) {
  atomic_store(&request->is_cancelled, 1);
  // A full pipe has rung already.
  ssize_t count = write(request->bell[1], "", 1);
  (void)count;
}
