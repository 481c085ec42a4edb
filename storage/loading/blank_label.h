// The labels of blank nodes that mean the same node everywhere: "eb", twenty characters of
// [0-9a-v],
// "-", and something more. For nodes of loaded files the characters stand for the content of the
// file, and the label that the file gives follows; for nodes that updates and queries make they are
// random, and a number follows. Such a label is itself a valid one in all RDF syntaxes.
// docs/decisions/0001-blank-node-labels.md says why.
#ifndef ENTENTE_STORAGE_LOADING_BLANK_LABEL_H_
#define ENTENTE_STORAGE_LOADING_BLANK_LABEL_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {

inline constexpr size_t kContentHashCharacters = 20;  // Of 5 bits each.
inline constexpr size_t kBlankLabelBytes = 13;        // That have as many bits, and four more.

// The twenty characters for the first 100 bits of `bytes`.
// REQUIRES: bytes.size() >= kBlankLabelBytes.
std::string BlankLabelCharacters(std::string_view bytes);

// What stands before the labels of the file with this InputFile::ContentHash, or before those of
// what else has such characters of its own.
std::string BlankLabelPrefix(std::string_view characters);

// A prefix that nothing else has: 100 bits from the random generator of the system.
std::string RandomBlankLabelPrefix();

// True if a label has the form above, or the one that former versions gave to nodes of updates. It
// then stays as it is, whatever file it stands in: so a dump or a snapshot that is loaded means the
// nodes of the database it was made from.
bool IsGlobalBlankLabel(std::string_view label);

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_BLANK_LABEL_H_
