// Prefixes and the namespaces they stand for, in both directions: for writers, result tables and
// the conversation with people.
#ifndef ENTENTE_SCHEMA_SYNTAX_PREFIX_MAP_H_
#define ENTENTE_SCHEMA_SYNTAX_PREFIX_MAP_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "schema/text.h"

namespace entente {

class PrefixMap {
 public:
  // rdf, rdfs, xsd, owl, prov, skos, dcterms, foaf, schema.
  static PrefixMap WellKnown();

  // Declares `prefix` (without its colon), in place of what it meant before. False, and nothing
  // done, if Turtle does not allow that prefix.
  bool Set(std::string_view prefix, std::string_view iri);

  // What `prefix` stands for, or nullptr.
  const std::string* Find(std::string_view prefix) const;

  // The prefix and local part of `iri` under the longest namespace that leaves a local part which
  // needs no escapes; nothing if there is none. Views of this map and of `iri`.
  struct Name {
    std::string_view prefix = {};
    std::string_view local = {};
  };
  std::optional<Name> Abbreviate(std::string_view iri) const;

  // In alphabetical order.
  const std::map<std::string, std::string, std::less<>>& prefixes() const { return prefixes_; }

 private:
  std::map<std::string, std::string, std::less<>> prefixes_;
  TextMap<std::string> by_namespace_;  // Namespace → the first of its prefixes.
  std::set<size_t, std::greater<>> namespace_sizes_;
};

// True if `text` can be the local part of a prefixed name as it is (PN_LOCAL without escapes).
bool IsPlainLocalName(std::string_view text);
// True if `text` can be a prefix (PN_PREFIX, or empty).
bool IsPrefix(std::string_view text);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_PREFIX_MAP_H_
