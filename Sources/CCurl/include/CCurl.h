// Requests by the system's libcurl, which is loaded when the first client is made.
//
// Linked into the program, libcurl and the twenty libraries that it brings would be loaded at each
// start of it, whatever it is started for. Its options are set by a function with a variable
// argument list, which Swift cannot call.

#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>

#pragma clang assume_nonnull begin

// What several threads may send requests with; connections are kept open between them.
typedef struct ccurl_client ccurl_client;

// One request, made and sent by one thread; any other may cancel it.
typedef struct ccurl_request ccurl_request;

// How a request ended.
typedef enum {
  // An answer came as a whole, of whatever status.
  CCURL_ANSWERED,

  // The body was longer than its limit, and was cut off there.
  CCURL_CUT,

  // It was cancelled.
  CCURL_CANCELLED,

  // It took longer than it may.
  CCURL_TIMED_OUT,

  // The address is none, or of a protocol other than HTTP.
  CCURL_NO_ADDRESS,

  // The host's name, or the proxy's, has no address.
  CCURL_UNKNOWN_HOST,
  CCURL_UNKNOWN_PROXY,

  // Nobody accepts a connection there, there is no way to there, or it did not come in time.
  CCURL_REFUSED,
  CCURL_NO_ROUTE,
  CCURL_NOT_CONNECTED,

  // The proxy opens no tunnel to the host.
  CCURL_NO_TUNNEL,

  // The server's certificate is not trusted, or the certificates to trust cannot be read.
  CCURL_NOT_TRUSTED,
  CCURL_NO_CERTIFICATES,

  // There is somebody, who does not speak TLS as it is spoken here.
  CCURL_NOT_SECURE,

  // The request's own file could not be read to the size that was told.
  CCURL_FILE_FAILED,

  // What was sent may have been carried out: no byte of an answer came, it ended early, it is no
  // HTTP, or the connection broke.
  CCURL_NO_ANSWER,
  CCURL_PARTIAL,
  CCURL_NO_HTTP,
  CCURL_BROKEN,

  // Anything else.
  CCURL_FAILED,
} ccurl_ending;

// What came of a request. The caller frees the headers and the body.
typedef struct {
  ccurl_ending ending;

  // Whether nothing at all was sent, not even to a proxy.
  int is_unsent;

  // The status of the answer, or 0 where none came.
  long status;

  // The size that the answer gives for its body in bytes, or -1.
  long long length;

  // The lines of the last head, each with its line break.
  char *_Nullable headers;
  size_t headers_size;

  // The body, where it was to be in memory.
  unsigned char *_Nullable body;
  size_t body_size;

  // What libcurl says about a failure, and nothing of what was sent.
  char problem[256];
} ccurl_answer;

// Why the library cannot be used although it is here, as the system says it; empty where there is none.
const char *ccurl_problem(void);

// Makes a client; NULL where there is no libcurl that can be used.
//
// A connection is waited for as long as `connect_milliseconds` says, and silence on one as long as
// `stall_seconds` says, where that is above 0. `certificates` is a file of the certificates to trust
// in place of the system's.
ccurl_client *_Nullable ccurl_make(long connect_milliseconds, long stall_seconds,
                                   const char *_Nullable certificates);

// Closes the client's connections; there must be no request of it any more.
void ccurl_free(ccurl_client *client);

// Begins a request; NULL where memory or descriptors are short.
//
// `limit` is the largest body of an answer that is kept, `milliseconds` the most time from the start
// of the sending to the end of the answer, or 0.
ccurl_request *_Nullable ccurl_begin(const char *method, const char *url, size_t limit,
                                     long milliseconds);

void ccurl_drop(ccurl_request *request);

// Adds a whole header line, such as `Accept: text/plain`. One that ends with its colon takes the
// header of this name away which libcurl would send by itself.
void ccurl_add_header(ccurl_request *request, const char *line);

// Adds to the body: a copy of some bytes, or `size` bytes from where an open file stands, which are
// read while they are sent. A request has a body once either was called.
void ccurl_add_bytes(ccurl_request *request, const unsigned char *_Nullable bytes, size_t size);
void ccurl_add_file(ccurl_request *request, int file, size_t size);

// Has the body of an answer with status 200 written to an open file, in place of memory, and that of
// any other dropped.
void ccurl_write_to(ccurl_request *request, int file);

// Has the request sent on a connection of its own, which is closed afterwards. On one that was used
// before, libcurl sends again by itself what the other side closed without an answer.
void ccurl_send_once(ccurl_request *request);

// Sends the request and waits for its end.
ccurl_answer ccurl_send(ccurl_client *client, ccurl_request *request);

// Ends the sending at once, before it begins or while it goes on in another thread.
void ccurl_cancel(ccurl_request *request);

// Does some work on a thread that is made for it and gets none of the program's signals: those of
// connections that the other side closed least of all. 0 where there is a thread.
int ccurl_start_thread(void (*work)(void *context), void *context);

#pragma clang assume_nonnull end

#endif
