// Two lists about records: what is claimed of one by time, and where a text occurs.
#ifndef ENTENTE_TOOLS_REPL_TIMELINE_H_
#define ENTENTE_TOOLS_REPL_TIMELINE_H_

#include <string>

#include "absl/status/status.h"
#include "entente/entente.h"
#include "tools/naming.h"

namespace entente {

// The claims about a record and the events with it, by the beginning of their time, or the day they
// were stated; those without any time come last. Names in formats for people, else terms.
absl::Status WriteTimeline(const Iri& record, const std::string& format, Naming* naming,
                           const Output& output);

// The labels, titles and texts that contain `text`, with any case. Reads all of them, less than 1
// us each.
absl::Status WriteTextsWith(const std::string& text, const std::string& format, Naming* naming,
                            const Output& output);

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_TIMELINE_H_
