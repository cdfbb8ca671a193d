// A stand-in for libnvidia-ml.so.1: true symbols and struct layouts, played from a script in the file "<this library>.script".
//
// Lines are "key: value"; a function whose key is missing answers 3 (not supported). The script is read at every call, so a test
// changes it in mid-run. Keys:
//   init: RC                      driver: TEXT                 count: N            log: FILE (names of the functions called)
//   gpuI.handle: RC               gpuI.uuid|name|pci: TEXT     gpuI.delay: MS (of every call to this GPU)
//   gpuI.energy|power|limit: RC VALUE                          gpuI.mig: RC MODE
//   gpuI.fields: RC (of the whole call)                        gpuI.field.ID.SCOPE: RC TYPE VALUE
//   gpuI.processes: RC STRIDE PID:BYTES PID:BYTES …            gpuI.processes.late: N (entries that the first look does not count)
//   gpuI.samples: RC PID:TIME:SM:MEMORY …
// A VALUE is a whole number, or ~WATTS/MS: a GPU of constant power whose values move every MS milliseconds.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OK = 0, UNINITIALISED = 1, INVALID = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, TOO_SMALL = 7 };
enum { MOST_GPUS = 64, SESSIONS = 8, LINE = 8192 };
#define API __attribute__((visibility("default"))) int

typedef struct { uint32_t id, scope; int64_t timestamp, latency; uint32_t type; int32_t rc; union { double d; uint64_t u; } value; } Field;
typedef struct { char legacy[16]; uint32_t domain, bus, device, id, subsystem; char bus_id[32]; } Pci;
typedef struct { uint32_t pid; uint64_t time; uint32_t sm, memory, encoder, decoder; } Sample;
_Static_assert(sizeof(Field) == 40 && sizeof(Pci) == 68 && sizeof(Sample) == 32, "layouts of nvml.h");

typedef char *Gpu; // Points to the GPU's own cell of the array below, as a real handle points to something.
static char cells[SESSIONS * MOST_GPUS];
static int initialised, sessions;

// Where the handles of this session begin: those of an earlier one mean nothing any more.
static Gpu first(void) { return &cells[sessions % SESSIONS * MOST_GPUS]; }

static int usable(Gpu gpu) { return !initialised ? UNINITIALISED : gpu < first() || gpu >= first() + MOST_GPUS ? INVALID : OK; }

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// The value of a key, in `line`; NULL where the script has none.
static char *find(const char *key, char line[LINE]) {
  Dl_info self;
  char path[4096];
  if (!dladdr((void *)find, &self)) return NULL;
  snprintf(path, sizeof path, "%s.script", self.dli_fname);
  FILE *script = fopen(path, "r");
  if (!script) return NULL;
  size_t length = strlen(key);
  char *found = NULL;
  while (!found && fgets(line, LINE, script)) {
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, key, length) == 0 && line[length] == ':') found = line + length + 1 + (line[length + 1] == ' ');
  }
  fclose(script);
  return found;
}

static void note(const char *function) {
  char line[LINE], *file = find("log", line);
  FILE *log = file ? fopen(file, "a") : NULL;
  if (!log) return;
  fprintf(log, "%s\n", function);
  fclose(log);
}

// The value of "gpuI.what"; waits as long as the script wants calls to this GPU to take.
static char *ask(Gpu gpu, const char *what, char line[LINE]) {
  char key[128], *delay;
  int index = (int)(gpu - first());
  snprintf(key, sizeof key, "gpu%d.delay", index);
  if ((delay = find(key, line))) usleep((useconds_t)atoi(delay) * 1000);
  snprintf(key, sizeof key, "gpu%d.%s", index, what);
  return find(key, line);
}

// "1500", or "~300/20": what a steady 300 W make of an energy (mJ) or a power (mW) that moves every 20 ms.
static uint64_t value_of(const char *text, int is_energy) {
  while (*text == ' ') text++;
  if (*text != '~') return strtoull(text, NULL, 10);
  long watts = 0, every = 1;
  sscanf(text, "~%ld/%ld", &watts, &every);
  return is_energy ? (uint64_t)(watts * (now_ms() / every * every)) : (uint64_t)(watts * 1000);
}

static int number(Gpu gpu, const char *what, uint64_t *value) {
  char line[LINE], *text, *rest;
  if (usable(gpu)) return usable(gpu);
  if (!(text = ask(gpu, what, line))) return NOT_SUPPORTED;
  int rc = (int)strtol(text, &rest, 10);
  *value = value_of(rest, strcmp(what, "energy") == 0);
  return rc;
}

static int text_of(const char *text, char *out, uint32_t length) {
  if (!text) return NOT_SUPPORTED;
  if (strlen(text) >= length) return TOO_SMALL;
  strcpy(out, text);
  return OK;
}

API nvmlInit_v2(void) {
  char line[LINE], *text = find("init", line);
  note("nvmlInit_v2");
  int rc = text ? atoi(text) : OK;
  if (rc == OK && initialised++ == 0) sessions++;
  return rc;
}

API nvmlInit(void) { return nvmlInit_v2(); }

API nvmlShutdown(void) {
  note("nvmlShutdown");
  if (!initialised) return UNINITIALISED;
  initialised--;
  return OK;
}

API nvmlSystemGetDriverVersion(char *out, uint32_t length) {
  char line[LINE];
  return initialised ? text_of(find("driver", line), out, length) : UNINITIALISED;
}

API nvmlDeviceGetCount_v2(uint32_t *count) {
  char line[LINE], *text = find("count", line);
  note("nvmlDeviceGetCount_v2");
  if (!initialised) return UNINITIALISED;
  *count = text ? (uint32_t)atoi(text) : 0;
  return OK;
}

API nvmlDeviceGetHandleByIndex_v2(uint32_t index, Gpu *gpu) {
  char line[LINE], *text;
  if (!initialised) return UNINITIALISED;
  if (index >= MOST_GPUS) return INVALID;
  *gpu = first() + index;
  text = ask(*gpu, "handle", line);
  return text ? atoi(text) : OK;
}

API nvmlDeviceGetUUID(Gpu gpu, char *out, uint32_t length) {
  char line[LINE];
  return usable(gpu) ? usable(gpu) : text_of(ask(gpu, "uuid", line), out, length);
}

API nvmlDeviceGetName(Gpu gpu, char *out, uint32_t length) {
  char line[LINE];
  return usable(gpu) ? usable(gpu) : text_of(ask(gpu, "name", line), out, length);
}

API nvmlDeviceGetPciInfo_v3(Gpu gpu, Pci *pci) {
  char line[LINE];
  memset(pci, 0, sizeof *pci);
  return usable(gpu) ? usable(gpu) : text_of(ask(gpu, "pci", line), pci->bus_id, sizeof pci->bus_id);
}

API nvmlDeviceGetTotalEnergyConsumption(Gpu gpu, uint64_t *millijoules) {
  note("nvmlDeviceGetTotalEnergyConsumption");
  return number(gpu, "energy", millijoules);
}

static int number32(Gpu gpu, const char *what, uint32_t *out) {
  uint64_t value = 0;
  int rc = number(gpu, what, &value);
  *out = (uint32_t)value;
  return rc;
}

API nvmlDeviceGetPowerUsage(Gpu gpu, uint32_t *milliwatts) { return number32(gpu, "power", milliwatts); }

API nvmlDeviceGetEnforcedPowerLimit(Gpu gpu, uint32_t *milliwatts) { return number32(gpu, "limit", milliwatts); }

API nvmlDeviceGetMigMode(Gpu gpu, uint32_t *current, uint32_t *pending) {
  int rc = number32(gpu, "mig", current);
  *pending = *current;
  return rc;
}

API nvmlDeviceGetFieldValues(Gpu gpu, int count, Field *fields) {
  char key[64], line[LINE], *text;
  note("nvmlDeviceGetFieldValues");
  if (usable(gpu)) return usable(gpu);
  if ((text = ask(gpu, "fields", line)) && atoi(text) != OK) return atoi(text);
  for (int i = 0; i < count; i++) {
    Field *field = &fields[i];
    unsigned type = 0;
    int rc = NOT_SUPPORTED, read = 0;
    snprintf(key, sizeof key, "field.%u.%u", field->id, field->scope);
    // A failed entry carries garbage: nobody may look at it.
    field->type = 3;
    field->value.u = 0xDEADBEEFDEADBEEFu;
    text = ask(gpu, key, line);
    if (text && sscanf(text, "%d %u %n", &rc, &type, &read) == 2 && rc == OK) {
      uint64_t value = value_of(text + read, field->id != 185 && field->id != 186);
      field->type = type;
      memset(&field->value, 0xEE, sizeof field->value);
      if (type == 0) field->value.d = (double)value;
      else memcpy(&field->value, &value, type == 1 || type == 5 ? 4 : type == 6 ? 2 : 8);
    }
    field->rc = rc;
    field->timestamp = now_ms() * 1000;
    field->latency = 0;
  }
  return OK;
}

// Entries of 16, 24 or 32 bytes, as the script says: what drivers really did under one name.
static int processes(Gpu gpu, uint32_t *count, uint8_t *out) {
  char line[LINE], late[LINE], *text, *rest, *hidden;
  if (usable(gpu)) return usable(gpu);
  hidden = ask(gpu, "processes.late", late);
  if (!(text = ask(gpu, "processes", line))) return NOT_SUPPORTED;
  int rc = (int)strtol(text, &rest, 10);
  if (rc != OK) return rc;
  size_t stride = strtoul(rest, &rest, 10), room = *count, there = 0;
  for (char *p = rest; *p; p++) there += *p == ':';
  *count = (uint32_t)(!out && hidden ? there - (size_t)atoi(hidden) : there);
  if (there > room) return TOO_SMALL;
  for (size_t i = 0; i < there; i++) {
    uint8_t entry[32] = {0};
    uint32_t pid = (uint32_t)strtoul(rest, &rest, 10);
    uint64_t bytes = strtoull(rest + 1, &rest, 10);
    memcpy(entry, &pid, 4);
    memcpy(entry + 8, &bytes, 8);
    memset(entry + 16, 0xFF, 8);
    memcpy(out + i * stride, entry, stride);
  }
  return OK;
}

API nvmlDeviceGetComputeRunningProcesses(Gpu gpu, uint32_t *count, uint8_t *out) { return processes(gpu, count, out); }
API nvmlDeviceGetComputeRunningProcesses_v2(Gpu gpu, uint32_t *count, uint8_t *out) { return processes(gpu, count, out); }
API nvmlDeviceGetComputeRunningProcesses_v3(Gpu gpu, uint32_t *count, uint8_t *out) { return processes(gpu, count, out); }

API nvmlDeviceGetProcessUtilization(Gpu gpu, Sample *out, uint32_t *count, uint64_t last_seen) {
  char line[LINE], *text, *rest;
  if (usable(gpu)) return usable(gpu);
  if (!(text = ask(gpu, "samples", line))) return NOT_SUPPORTED;
  int rc = (int)strtol(text, &rest, 10);
  if (rc != OK) return rc;
  uint32_t there = 0, room = *count;
  for (char *p = rest; *p; p++) there += *p == ' ' && p[1] != 0;
  *count = there;
  if (!out || there > room) return TOO_SMALL;
  uint32_t newer = 0;
  for (uint32_t i = 0; i < there; i++) {
    Sample sample = {0};
    int read = 0;
    if (sscanf(rest, " %" SCNu32 ":%" SCNu64 ":%" SCNu32 ":%" SCNu32 "%n", &sample.pid, &sample.time, &sample.sm, &sample.memory, &read) < 4)
      return INVALID;
    rest += read;
    // As the real one, which clears what it was given room for and leaves entries without a time.
    out[i] = sample;
    newer += sample.time > last_seen;
  }
  return newer > 0 ? OK : NOT_FOUND;
}
