// A Vulkan layer under which the graphics device goes away, as when a remote desktop is closed: once the file named by
// LOSE_DEVICE is there, it is removed, and from then on this process is told that its device is lost.
//
// Only what the layer needs of Vulkan's headers stands here, so that no package of headers is needed.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define DEVICE_LOST (-4)
#define LOADER_INSTANCE_CREATE_INFO 47
#define LOADER_DEVICE_CREATE_INFO 48

typedef void (*Function)(void);
typedef Function (*GetProcAddr)(void *, const char *);

// The first part of every structure of a chain, and of the loader's own links in it.
struct Chain { uint32_t type; const struct Chain *next; };
struct InstanceLink { struct InstanceLink *next; GetProcAddr instance; Function physical; };
struct DeviceLink { struct DeviceLink *next; GetProcAddr instance, device; };
struct LoaderInfo { uint32_t type; const void *next; uint32_t function; void *link; };
struct Negotiation { uint32_t type; void *next; uint32_t version; GetProcAddr instance, device; Function physical; };

static GetProcAddr next_instance, next_device;
static void *the_instance;
static int lost;

static int gone(void) {
    const char *trigger = getenv("LOSE_DEVICE");
    if (!lost && trigger && unlink(trigger) == 0) lost = 1;
    return lost;
}

static struct LoaderInfo *link_of(const struct Chain *chain, uint32_t type) {
    for (; chain; chain = chain->next)
        if (chain->type == type && ((const struct LoaderInfo *)chain)->function == 0) return (struct LoaderInfo *)chain;
    return NULL;
}

static int create_instance(const struct Chain *info, const void *allocator, void **instance) {
    struct LoaderInfo *loader = link_of(info->next, LOADER_INSTANCE_CREATE_INFO);
    struct InstanceLink *link = loader->link;
    loader->link = link->next;
    next_instance = link->instance;
    int (*create)(const void *, const void *, void **) = (void *)next_instance(NULL, "vkCreateInstance");
    int result = create(info, allocator, instance);
    if (result == 0) the_instance = *instance;
    return result;
}

static int create_device(void *physical, const struct Chain *info, const void *allocator, void **device) {
    struct LoaderInfo *loader = link_of(info->next, LOADER_DEVICE_CREATE_INFO);
    struct DeviceLink *link = loader->link;
    loader->link = link->next;
    next_device = link->device;
    int (*create)(void *, const void *, const void *, void **) =
        (void *)link->instance(the_instance, "vkCreateDevice");
    return create(physical, info, allocator, device);
}

// What a program calls of a device for every frame.
static int (*submit_next)(void *, uint32_t, const void *, uint64_t);
static int (*present_next)(void *, const void *);
static int (*wait_next)(void *, uint32_t, const void *, uint32_t, uint64_t);
static int (*acquire_next)(void *, uint64_t, uint64_t, uint64_t, uint64_t, uint32_t *);
static int (*allocate_next)(void *, const void *, const void *, void *);

static int submit(void *q, uint32_t n, const void *s, uint64_t f) { return gone() ? DEVICE_LOST : submit_next(q, n, s, f); }
static int present(void *q, const void *i) { return gone() ? DEVICE_LOST : present_next(q, i); }
static int wait(void *d, uint32_t n, const void *f, uint32_t all, uint64_t t) { return gone() ? DEVICE_LOST : wait_next(d, n, f, all, t); }
static int acquire(void *d, uint64_t s, uint64_t t, uint64_t e, uint64_t f, uint32_t *i) { return gone() ? DEVICE_LOST : acquire_next(d, s, t, e, f, i); }
static int allocate(void *d, const void *i, const void *a, void *m) { return gone() ? DEVICE_LOST : allocate_next(d, i, a, m); }

static Function device_proc(void *device, const char *name) {
    Function next = next_device ? next_device(device, name) : NULL;
#define TAKES(called, mine, theirs) if (!strcmp(name, called) && next) { theirs = (void *)next; return (Function)mine; }
    TAKES("vkQueueSubmit", submit, submit_next)
    TAKES("vkQueuePresentKHR", present, present_next)
    TAKES("vkWaitForFences", wait, wait_next)
    TAKES("vkAcquireNextImageKHR", acquire, acquire_next)
    TAKES("vkAllocateMemory", allocate, allocate_next)
    if (!strcmp(name, "vkGetDeviceProcAddr")) return (Function)device_proc;
    return next;
}

static Function instance_proc(void *instance, const char *name) {
    if (!strcmp(name, "vkCreateInstance")) return (Function)create_instance;
    if (!strcmp(name, "vkCreateDevice")) return (Function)create_device;
    if (!strcmp(name, "vkGetInstanceProcAddr")) return (Function)instance_proc;
    if (!strcmp(name, "vkGetDeviceProcAddr")) return (Function)device_proc;
    return next_instance ? next_instance(instance, name) : NULL;
}

EXPORT int vkNegotiateLoaderLayerInterfaceVersion(struct Negotiation *wanted) {
    wanted->version = 2;
    wanted->instance = instance_proc;
    wanted->device = device_proc;
    wanted->physical = NULL;
    return 0;
}
