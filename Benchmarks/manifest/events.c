// Reads a file's events with libyaml alone, many times over: what parsing costs at least.
//
// events FILE SECONDS prints the fastest pass in nanoseconds and the events of one pass.

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yaml.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static long pass(const unsigned char *text, size_t size) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) abort();
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, text, size);
  long events = 0;
  for (int ended = 0; !ended; events++) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      fprintf(stderr, "events: %s\n", parser.problem);
      exit(1);
    }
    ended = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return events;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  FILE *file = fopen(arguments[1], "rb");
  if (!file) return 66;
  fseek(file, 0, SEEK_END);
  size_t size = ftell(file);
  rewind(file);
  unsigned char *text = malloc(size + 1);
  if (fread(text, 1, size, file) != size) return 66;
  double end = now() + atof(arguments[2]) * 1e9, fastest = 1e18;
  long events = 0;
  while (now() < end) {
    double start = now();
    events = pass(text, size);
    double took = now() - start;
    if (took < fastest) fastest = took;
  }
  printf("%.0f %ld\n", fastest, events);
  return 0;
}
