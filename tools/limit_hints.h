// What to do about a limit: the library says that it was reached, the tools how it is raised.
#ifndef ENTENTE_TOOLS_LIMIT_HINTS_H_
#define ENTENTE_TOOLS_LIMIT_HINTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace entente {

// Where somebody asked: commands have options, the shell has settings.
enum class AskedIn : uint8_t { kCommand, kShell };

// The message of an error, with a line "hint: …" where time, memory or the leave to read files was
// missing and can be given.
std::string MessageWithHint(const absl::Status& status, AskedIn asked_in);

}  // namespace entente

#endif  // ENTENTE_TOOLS_LIMIT_HINTS_H_
