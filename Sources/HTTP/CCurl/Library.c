#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static ccurl_library library;
static int is_loaded;

static int (*easy_setopt)(void *, int, ...);
static int (*easy_getinfo)(void *, int, ...);

// CURL_GLOBAL_DEFAULT of curl/curl.h.
enum { GLOBAL_DEFAULT = 3 };

// Why the library that is here cannot be used; empty where there is none.
static char problem[512];

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {
      "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "libcurl.dylib",
  };
  void *file = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !file; i++) {
    file = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (file) break;
    const char *words = dlerror();
    // That there is no file of this name says nothing of the others; a library that it needs may lack too.
    int is_absent = words && strncmp(words, names[i], strlen(names[i])) == 0 && strstr(words, "No such file");
    if (words && !is_absent && !*problem) snprintf(problem, sizeof problem, "%s", words);
  }
  if (!file) return;
  const struct {
    const char *name;
    void *place;
  } functions[] = {
      {"curl_easy_init", &library.easy_init},
      {"curl_easy_cleanup", &library.easy_cleanup},
      {"curl_easy_reset", &library.easy_reset},
      {"curl_easy_setopt", &easy_setopt},
      {"curl_easy_getinfo", &easy_getinfo},
      {"curl_easy_strerror", &library.easy_strerror},
      {"curl_slist_append", &library.slist_append},
      {"curl_slist_free_all", &library.slist_free_all},
      {"curl_multi_init", &library.multi_init},
      {"curl_multi_cleanup", &library.multi_cleanup},
      {"curl_multi_add_handle", &library.multi_add_handle},
      {"curl_multi_remove_handle", &library.multi_remove_handle},
      {"curl_multi_perform", &library.multi_perform},
      {"curl_multi_poll", &library.multi_poll},
      {"curl_multi_wakeup", &library.multi_wakeup},
      {"curl_multi_info_read", &library.multi_info_read},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(file, functions[i].name);
    if (!function) {
      snprintf(problem, sizeof problem, "it has no function '%s'", functions[i].name);
      return;
    }
    *(void **)functions[i].place = function;
  }
  int (*global_init)(long) = (int (*)(long))dlsym(file, "curl_global_init");
  is_loaded = global_init && global_init(GLOBAL_DEFAULT) == 0;
  if (!is_loaded) snprintf(problem, sizeof problem, "it cannot be started");
}

const char *ccurl_problem(void) {
  pthread_once(&once, load);
  return problem;
}

const ccurl_library *ccurl_load(void) {
  pthread_once(&once, load);
  return is_loaded ? &library : NULL;
}

void ccurl_set_number(void *easy, int option, long value) { easy_setopt(easy, option, value); }

void ccurl_set_size(void *easy, int option, int64_t value) { easy_setopt(easy, option, value); }

void ccurl_set_text(void *easy, int option, const char *value) { easy_setopt(easy, option, value); }

void ccurl_set_pointer(void *easy, int option, void *value) { easy_setopt(easy, option, value); }

void ccurl_set_data_callback(void *easy, int option, ccurl_data_callback value) { easy_setopt(easy, option, value); }

void ccurl_set_socket_callback(void *easy, int option, ccurl_socket_callback value) { easy_setopt(easy, option, value); }

void ccurl_get_number(void *easy, int info, long *value) { easy_getinfo(easy, info, value); }

void ccurl_get_size(void *easy, int info, int64_t *value) { easy_getinfo(easy, info, value); }
