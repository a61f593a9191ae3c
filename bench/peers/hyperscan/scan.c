/*
 * The peer of the matcher bench: Hyperscan in block mode, without start offsets, over the chunks that every contender sees.
 *
 * Usage: scan CORPUS CHUNK_BYTES PATTERNS ENDS
 *   PATTERNS  one expression a line, behind "i" (ignore case) or "-" and a tab; the first stands for card numbers
 *   ENDS      offsets behind the planted cards, one a line, ascending
 *
 * Prints "ready", then for each line on its input scans the whole corpus once and prints
 * "CPU_MILLISECONDS CARDS_FOUND MATCHES": cards found are planted cards at whose end the first expression matched.
 */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATTERNS_MAX 64
#define LINE_BYTES_MAX 4096

typedef struct {
  const unsigned long long *ends;
  unsigned char *hit;
  size_t count;
  unsigned long long base;
  unsigned long long found;
  unsigned long long matches;
} Tally;

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("a file cannot be read");
  fseek(file, 0, SEEK_END);
  *length = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*length + 1);
  if (!bytes || fread(bytes, 1, *length, file) != *length) fail("a file cannot be read");
  bytes[*length] = 0;
  fclose(file);
  return bytes;
}

static int on_match(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags, void *context) {
  (void)from;
  (void)flags;
  Tally *tally = context;
  tally->matches++;
  if (id != 0) return 0;
  unsigned long long end = tally->base + to;
  size_t low = 0, high = tally->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tally->ends[middle] < end) low = middle + 1;
    else high = middle;
  }
  if (low < tally->count && tally->ends[low] == end && !tally->hit[low]) {
    tally->hit[low] = 1;
    tally->found++;
  }
  return 0;
}

static hs_database_t *compile(char *text) {
  const char *expressions[PATTERNS_MAX];
  unsigned int flags[PATTERNS_MAX], ids[PATTERNS_MAX], count = 0;
  for (char *line = strtok(text, "\n"); line && count < PATTERNS_MAX; line = strtok(NULL, "\n")) {
    flags[count] = line[0] == 'i' ? HS_FLAG_CASELESS : 0;
    expressions[count] = line + 2;
    ids[count] = count;
    count++;
  }
  hs_database_t *database = NULL;
  hs_compile_error_t *error = NULL;
  if (hs_compile_multi(expressions, flags, ids, count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) fail(error->message);
  return database;
}

static double cpu_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  if (argc != 5) fail("Usage: scan CORPUS CHUNK_BYTES PATTERNS ENDS");
  size_t length, ignored;
  char *corpus = read_file(argv[1], &length);
  size_t chunk = strtoull(argv[2], NULL, 10);
  hs_database_t *database = compile(read_file(argv[3], &ignored));
  char *text = read_file(argv[4], &ignored);
  unsigned long long *ends = malloc(sizeof *ends * (strlen(text) / 2 + 1));
  Tally tally = {.ends = ends};
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) ends[tally.count++] = strtoull(line, NULL, 10);
  tally.hit = calloc(tally.count + 1, 1);
  hs_scratch_t *scratch = NULL;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) fail("no scratch memory");
  puts("ready");
  fflush(stdout);
  char line[LINE_BYTES_MAX];
  while (fgets(line, sizeof line, stdin)) {
    memset(tally.hit, 0, tally.count);
    tally.found = tally.matches = 0;
    double start = cpu_milliseconds();
    for (size_t at = 0; at < length; at += chunk) {
      tally.base = at;
      unsigned int size = (unsigned int)(length - at < chunk ? length - at : chunk);
      if (hs_scan(database, corpus + at, size, 0, scratch, on_match, &tally) != HS_SUCCESS) fail("the scan failed");
    }
    printf("%.3f %llu %llu\n", cpu_milliseconds() - start, tally.found, tally.matches);
    fflush(stdout);
  }
  return 0;
}
