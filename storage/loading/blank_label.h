// The labels that blank nodes of loaded files get: "eb", twenty characters of [0-9a-v] that stand
// for the content of the file, "-", and the label that the file gives. Such a label is itself a
// valid one in all RDF syntaxes. docs/decisions/0001-blank-node-labels.md says why.
#ifndef ENTENTE_STORAGE_LOADING_BLANK_LABEL_H_
#define ENTENTE_STORAGE_LOADING_BLANK_LABEL_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "schema/text.h"

namespace entente {

inline constexpr std::string_view kBlankLabelMark = "eb";
inline constexpr size_t kContentHashCharacters = 20;

// What stands before the labels of the file with this InputFile::ContentHash.
inline std::string BlankLabelPrefix(std::string_view content_hash) {
  return StrCat(kBlankLabelMark, content_hash, "-");
}

// True if a label has the form above. It then stays as it is, whatever file it stands in: so a dump
// that is loaded again means the nodes it was dumped from.
inline bool HasBlankLabelPrefix(std::string_view label) {
  constexpr size_t kDash = kBlankLabelMark.size() + kContentHashCharacters;
  if (label.size() < kDash + 2 || label[kDash] != '-' || !label.starts_with(kBlankLabelMark)) {
    return false;
  }
  return std::ranges::all_of(
      label.substr(kBlankLabelMark.size(), kContentHashCharacters),
      [](char c) { return ('0' <= c && c <= '9') || ('a' <= c && c <= 'v'); });
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_BLANK_LABEL_H_
