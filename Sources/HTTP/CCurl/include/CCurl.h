// The system's libcurl, loaded when it is needed, and its functions that Swift cannot call.
//
// Linked into the program, libcurl and the twenty libraries that it brings would be loaded at each
// start of it, whatever it is started for. Its options are set, and its findings read, by functions
// with a variable argument list: here is one for each type that is used.

#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// `CURLMsg`.
typedef struct {
  int kind;
  void *_Nullable handle;
  union {
    void *_Nullable whatever;
    int code;
  } content;
} ccurl_message;

typedef struct {
  void *_Nullable (*_Nonnull easy_init)(void);
  void (*_Nonnull easy_cleanup)(void *_Nonnull easy);
  void (*_Nonnull easy_reset)(void *_Nonnull easy);
  const char *_Nonnull (*_Nonnull easy_strerror)(int code);
  void *_Nullable (*_Nonnull slist_append)(void *_Nullable list, const char *_Nonnull line);
  void (*_Nonnull slist_free_all)(void *_Nullable list);
  void *_Nullable (*_Nonnull multi_init)(void);
  int (*_Nonnull multi_cleanup)(void *_Nonnull multi);
  int (*_Nonnull multi_add_handle)(void *_Nonnull multi, void *_Nonnull easy);
  int (*_Nonnull multi_remove_handle)(void *_Nonnull multi, void *_Nonnull easy);
  int (*_Nonnull multi_perform)(void *_Nonnull multi, int *_Nonnull running);
  int (*_Nonnull multi_poll)(void *_Nonnull multi, void *_Nullable files, unsigned count,
                             int milliseconds, int *_Nullable ready);
  int (*_Nonnull multi_wakeup)(void *_Nonnull multi);
  ccurl_message *_Nullable (*_Nonnull multi_info_read)(void *_Nonnull multi, int *_Nonnull left);
} ccurl_library;

// The library, loaded by the first call; NULL where there is none that can be used.
const ccurl_library *_Nullable ccurl_load(void);

// Why the library cannot be used although it is here, as the system says it; empty where there is none.
const char *ccurl_problem(void);

// What libcurl calls with bytes to take, or for bytes to send.
typedef size_t (*_Nonnull ccurl_data_callback)(char *_Nonnull bytes, size_t size, size_t count,
                                      void *_Nonnull context);

// What libcurl calls with each descriptor that it opens.
typedef int (*_Nonnull ccurl_socket_callback)(void *_Nullable context, int descriptor, int purpose);

// `curl_easy_setopt`. The library must be loaded.
void ccurl_set_number(void *easy, int option, long value);
void ccurl_set_size(void *easy, int option, int64_t value);
void ccurl_set_text(void *easy, int option, const char *value);
void ccurl_set_pointer(void *easy, int option, void *value);
void ccurl_set_data_callback(void *easy, int option, ccurl_data_callback value);
void ccurl_set_socket_callback(void *easy, int option, ccurl_socket_callback value);

// `curl_easy_getinfo`; as they were before where nothing is known.
void ccurl_get_number(void *easy, int info, long *value);
void ccurl_get_size(void *easy, int info, int64_t *value);

#pragma clang assume_nonnull end

#endif
