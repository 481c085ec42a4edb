// absl::Mutex as ThreadSanitizer must see it. The library that Debian ships is compiled without it,
// so that all that a Mutex guards would be reported as a race. These definitions stand in front of
// the library's, call them, and say what they did. Only those are here that the sources call.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdio>
#include <cstdlib>

#include "absl/synchronization/mutex.h"

namespace {

// The library's own definition of what has this mangled name.
template <typename Function>
Function Next(const char* name) {
  auto* const function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
  if (function == nullptr) {
    std::fprintf(stderr, "libabsl_synchronization has no %s: see visible_mutex.cc\n", name);
    std::abort();
  }
  return function;
}

void SayUnlocked(void* mutex) {
  __tsan_mutex_pre_unlock(mutex, 0);
  __tsan_mutex_post_unlock(mutex, 0);
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static const auto kNext = Next<void (*)(Mutex*)>("_ZN4absl7debian35Mutex4LockEv");
  __tsan_mutex_pre_lock(this, 0);
  kNext(this);
  __tsan_mutex_post_lock(this, 0, 0);
}

void Mutex::Unlock() {
  static const auto kNext = Next<void (*)(Mutex*)>("_ZN4absl7debian35Mutex6UnlockEv");
  __tsan_mutex_pre_unlock(this, 0);
  kNext(this);
  __tsan_mutex_post_unlock(this, 0);
}

// While they wait, others have the mutex.
void Mutex::Await(const Condition& condition) {
  static const auto kNext =
      Next<void (*)(Mutex*, const Condition&)>("_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE");
  SayUnlocked(this);
  __tsan_mutex_pre_lock(this, 0);
  kNext(this, condition);
  __tsan_mutex_post_lock(this, 0, 0);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static const auto kNext = Next<bool (*)(CondVar*, Mutex*, Duration)>(
      "_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  SayUnlocked(mutex);
  __tsan_mutex_pre_lock(mutex, 0);
  const bool is_timeout = kNext(this, mutex, timeout);
  __tsan_mutex_post_lock(mutex, 0, 0);
  return is_timeout;
}

ABSL_NAMESPACE_END
}  // namespace absl
