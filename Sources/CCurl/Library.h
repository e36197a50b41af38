// The functions and numbers of libcurl that are used here.

#ifndef CCURL_LIBRARY_H
#define CCURL_LIBRARY_H

// Of curl/curl.h and curl/multi.h, whose numbers never change.
enum {
  OPT_STALL_BYTES = 19,
  OPT_STALL_SECONDS = 20,
  OPT_NO_BODY = 44,
  OPT_UPLOAD = 46,
  OPT_POST = 47,
  OPT_FOLLOW = 52,
  OPT_FRESH_CONNECTION = 74,
  OPT_FORBID_REUSE = 75,
  OPT_HTTP_GET = 80,
  OPT_HTTP_VERSION = 84,
  OPT_NO_SIGNAL = 99,
  OPT_MILLISECONDS = 155,
  OPT_CONNECT_MILLISECONDS = 156,
  OPT_PROTOCOLS = 181,
  OPT_SUPPRESS_CONNECT_HEADERS = 265,
  OPT_QUICK_EXIT = 318,
  OPT_WRITE_DATA = 10001,
  OPT_URL = 10002,
  OPT_READ_DATA = 10009,
  OPT_ERROR_BUFFER = 10010,
  OPT_USER_AGENT = 10018,
  OPT_HEADERS = 10023,
  OPT_HEADER_DATA = 10029,
  OPT_METHOD = 10036,
  OPT_CERTIFICATES = 10065,
  OPT_WRITE_FUNCTION = 20011,
  OPT_READ_FUNCTION = 20012,
  OPT_HEADER_FUNCTION = 20079,
  OPT_SOCKET_FUNCTION = 20148,
  OPT_UPLOAD_SIZE = 30115,
  OPT_POST_SIZE = 30120,

  INFO_STATUS = 0x200002,
  INFO_REQUEST_SIZE = 0x20000C,
  INFO_CONNECT_STATUS = 0x200016,
  INFO_ERRNO = 0x200019,
  INFO_LENGTH = 0x60000F,

  ERROR_UNSUPPORTED_PROTOCOL = 1,
  ERROR_MALFORMED_URL = 3,
  ERROR_PROXY_NAME = 5,
  ERROR_HOST_NAME = 6,
  ERROR_CONNECT = 7,
  ERROR_WEIRD_REPLY = 8,
  ERROR_PARTIAL = 18,
  ERROR_WRITE = 23,
  ERROR_READ = 26,
  ERROR_TIMED_OUT = 28,
  ERROR_TLS = 35,
  ERROR_ABORTED = 42,
  ERROR_NOTHING = 52,
  ERROR_SEND = 55,
  ERROR_RECEIVE = 56,
  ERROR_CERTIFICATE = 60,
  ERROR_REWIND = 65,
  ERROR_CERTIFICATES_FILE = 77,
  ERROR_PROXY = 97,

  PROTOCOLS_HTTP_AND_HTTPS = 1 | 2,
  HTTP_1_1 = 2,
  GLOBAL_DEFAULT = 3,
  READ_ABORT = 0x10000000,
  WAIT_READABLE = 1,
  MESSAGE_DONE = 1,
};

// `struct curl_waitfd` and `CURLMsg`.
struct wait_file {
  int file;
  short events;
  short found;
};

struct message {
  int kind;
  void *handle;
  union {
    void *whatever;
    int code;
  } content;
};

struct library {
  int is_loaded;
  void *(*easy_init)(void);
  void (*easy_cleanup)(void *);
  void (*easy_reset)(void *);
  int (*easy_setopt)(void *, int, ...);
  int (*easy_getinfo)(void *, int, ...);
  const char *(*easy_strerror)(int);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
  void *(*multi_init)(void);
  int (*multi_cleanup)(void *);
  int (*multi_add_handle)(void *, void *);
  int (*multi_remove_handle)(void *, void *);
  int (*multi_perform)(void *, int *);
  int (*multi_wait)(void *, struct wait_file *, unsigned, int, int *);
  struct message *(*multi_info_read)(void *, int *);
};

// The library, loaded by the first call; NULL where there is none.
const struct library *ccurl_library(void);

#endif
