#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "CCurl.h"

struct job {
  void (*work)(void *context);
  void *context;
};

static void *run(void *pointer) {
  struct job job = *(struct job *)pointer;
  free(pointer);
  job.work(job.context);
  return NULL;
}

int ccurl_start_thread(void (*work)(void *context), void *context) {
  struct job *job = malloc(sizeof *job);
  if (!job) return -1;
  *job = (struct job){.work = work, .context = context};
  // A thread begins with the signals blocked that its maker blocks.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int code = pthread_create(&thread, NULL, run, job);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (code == 0) pthread_detach(thread);
  else free(job);
  return code;
}
