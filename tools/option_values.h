// What may stand behind an option of the command line. Each check says in a sentence what is wrong
// and what to write instead; what it lets through can be converted.
#ifndef ENTENTE_TOOLS_OPTION_VALUES_H_
#define ENTENTE_TOOLS_OPTION_VALUES_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace entente {

// 512M, 1GiB, 65536K: at least 1 MiB. Makes bytes of it.
CLI::Validator IsSize();

// Seconds, with or without a fraction: from a millisecond to some thirty years.
CLI::Validator IsTime();

// A whole number from 1 to `max`; `noun` is what is counted: "rows".
CLI::Validator IsCount(const std::string& noun, uint64_t max = UINT64_MAX);

// A number from 0 to 1.
CLI::Validator IsConfidence();

// One of these words, which completion offers too.
CLI::Validator IsOneOf(const std::vector<std::string>& words);

// An absolute IRI without brackets; an empty text is let through, as if nothing were given.
CLI::Validator IsIri();

// The name of a file, which need not be there.
CLI::Validator IsFileName();

// A sentence for what CLI11 says about a command line. `unexpected` are the words it could not
// place, `commands` those of the group that was named without one.
std::string Plainly(const CLI::ParseError& error, const std::vector<std::string>& unexpected,
                    const std::string& group, const std::vector<std::string>& commands);

}  // namespace entente

#endif  // ENTENTE_TOOLS_OPTION_VALUES_H_
