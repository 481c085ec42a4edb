// SHA-256 of lines, which is what people compute of a dump with sha256sum.
#ifndef ENTENTE_STORAGE_DUMPING_LINE_HASH_H_
#define ENTENTE_STORAGE_DUMPING_LINE_HASH_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace entente {

// One thread.
class LineHash {
 public:
  LineHash();
  ~LineHash();

  // Each line ends with its line feed.
  void AddLines(std::string_view lines);
  // The hash as 32 bytes; nothing may be added afterwards. Internal if libcrypto refuses.
  absl::StatusOr<std::string> Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_DUMPING_LINE_HASH_H_
