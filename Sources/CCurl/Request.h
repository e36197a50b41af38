// What a request is made of, before and while it is sent.

#ifndef CCURL_REQUEST_H
#define CCURL_REQUEST_H

#include <stdatomic.h>

#include "CCurl.h"

// A piece of a body: bytes of its own, or of an open file where there are none.
struct part {
  unsigned char *bytes;
  int file;
  size_t size;
};

struct ccurl_request {
  char *method;
  char *url;
  void *headers;
  struct part *parts;
  size_t part_count;
  size_t limit;
  long milliseconds;
  int has_body;
  int is_sent_once;

  // Memory was short for something that was added.
  int is_broken;

  // The open file for the answer's body, or -1.
  int output;

  // A byte in it ends the waiting.
  int bell[2];
  atomic_int is_cancelled;

  // The part that is sent now and how much of it has been.
  size_t part;
  size_t part_sent;
};

#endif
