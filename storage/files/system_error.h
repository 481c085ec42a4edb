// What the operating system says of files, as a Status.
#ifndef ENTENTE_STORAGE_FILES_SYSTEM_ERROR_H_
#define ENTENTE_STORAGE_FILES_SYSTEM_ERROR_H_

#include <cerrno>
#include <string_view>

#include "absl/status/status.h"
#include "schema/text.h"

namespace entente {

// As absl::ErrnoToStatus: `what` and the system's words for `error`, a value of errno. But a full
// disk is Unknown: ResourceExhausted is for the limits that callers set.
inline absl::Status SystemError(int error, std::string_view what) {
  absl::Status status = absl::ErrnoToStatus(error, ToAbsl(what));
  if (!absl::IsResourceExhausted(status)) return status;
  return absl::UnknownError(status.message());
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_FILES_SYSTEM_ERROR_H_
