// An NVML library of 64 GPUs that answers at once, so that what is measured is the way to it. The tests' fake reads a script at each call.
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define API __attribute__((visibility("default"))) int
enum { GPUS = 64, INVALID = 2 };
static char cells[GPUS];
static _Atomic int hanging = -1;

// For the bench: a call to this GPU does not come back until another one is named.
API quickHang(int gpu) { return hanging = gpu, 0; }

API nvmlInit_v2(void) { return 0; }
API nvmlShutdown(void) { return 0; }
API nvmlDeviceGetCount_v2(uint32_t *count) { return *count = GPUS, 0; }
API nvmlDeviceGetHandleByIndex_v2(uint32_t index, char **gpu) { return *gpu = cells + index, index < GPUS ? 0 : INVALID; }
API nvmlDeviceGetName(char *gpu, char *out, uint32_t length) { return snprintf(out, length, "Quick %d", (int)(gpu - cells)), 0; }

API nvmlDeviceGetUUID(char *gpu, char *out, uint32_t length) {
  return snprintf(out, length, "GPU-%08x-1111-2222-3333-444444444444", (unsigned)(gpu - cells)), 0;
}

// Millijoules of 300 W.
API nvmlDeviceGetTotalEnergyConsumption(char *gpu, uint64_t *millijoules) {
  struct timespec t;
  while (hanging == gpu - cells) usleep(100000);
  clock_gettime(CLOCK_MONOTONIC, &t);
  return *millijoules = (uint64_t)t.tv_sec * 300000 + (uint64_t)t.tv_nsec * 3 / 10000, 0;
}

// Nobody computes.
API nvmlDeviceGetComputeRunningProcesses_v2(char *gpu, uint32_t *count, void *processes) { return *count = 0, 0; }
