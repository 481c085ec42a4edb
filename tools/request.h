// What the commands that take SPARQL have in common: where its text comes from, parameters, IRIs,
// limits.
#ifndef ENTENTE_TOOLS_REQUEST_H_
#define ENTENTE_TOOLS_REQUEST_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/entente.h"

namespace entente {

struct RequestText {
  std::string text = {};
  std::string name = {};  // What messages call it.
};

// The text of an argument: itself, or read from @FILE or, for -, from standard input. `name` is
// what a text that is the argument itself is called.
absl::StatusOr<RequestText> ReadRequest(const std::string& argument, const std::string& name);

// The values of name=TERM, each term read as `options` say. A status of WrongOption names the
// parameter.
absl::StatusOr<Params> ParseParams(const std::vector<std::string>& params,
                                   const PrepareOptions& options);

// The IRI that an option holds: with angle brackets or without, or a name with one of `prefixes` or
// of DefaultPrefixes(). A status of WrongOption names the option.
absl::StatusOr<Term> ParseIri(const std::string& option, const std::string& text,
                              const Prefixes& prefixes = {});

// The bytes of 512M, 1GiB or 65536K: at least 1 MiB. None for what is no such size.
std::optional<uint64_t> ReadSize(const std::string& text);
// What is said of that.
std::string NoSize(const std::string& text);

// No limit if there is none.
std::chrono::milliseconds ToTimeout(std::optional<double> seconds);

}  // namespace entente

#endif  // ENTENTE_TOOLS_REQUEST_H_
