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

// What came of a request.
typedef struct {
  // The status of the answer, or 0 where none came as a whole.
  long status;

  // The size that the answer gives for its body in bytes, or -1.
  long long length;

  // The body, where it was to be in memory; the caller frees it.
  unsigned char *_Nullable body;
  size_t body_size;

  // Whether the body was longer than its limit, and was cut off there.
  int is_cut;

  // Why there is no answer, in words.
  char problem[256];
} ccurl_answer;

// Makes a client; NULL where there is no libcurl. `authorization` is a whole header line.
ccurl_client *_Nullable ccurl_make(const char *_Nullable authorization, long connect_milliseconds,
                                   long stall_seconds);

void ccurl_free(ccurl_client *client);

// Asks for a URL. The body of an answer with status 200 goes to the open file `output`, or to
// memory where that is -1; of any other it is dropped.
ccurl_answer ccurl_get(ccurl_client *client, const char *url, int output, size_t limit);

// Asks for a URL without its body.
ccurl_answer ccurl_head(ccurl_client *client, const char *url);

// Sends `size` bytes, of the open file `input` or, where that is -1, from memory.
ccurl_answer ccurl_put(ccurl_client *client, const char *url, int input,
                       const unsigned char *_Nullable bytes, size_t size);

#pragma clang assume_nonnull end

#endif
