#include "schema/syntax/prefix_map.h"

#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// True if `text` consists of PN_CHARS, dots and `others`, and does not end with a dot.
bool IsName(std::string_view text, bool is_start_allowed(char32_t), std::string_view others) {
  if (text.ends_with('.')) return false;
  for (bool is_first = true; !text.empty(); is_first = false) {
    const CodePoint next = DecodeUtf8(text);
    if (next.size == 0) return false;
    const bool is_other = next.size == 1 && others.find(text[0]) != std::string_view::npos;
    const bool is_allowed =
        is_first ? is_start_allowed(next.value) : next.value == '.' || IsNameChar(next.value);
    if (!is_allowed && !is_other) return false;
    text.remove_prefix(next.size);
  }
  return true;
}

}  // namespace

bool IsPlainLocalName(std::string_view text) {
  return IsName(
      text, [](char32_t c) { return IsNameStart(c) || (c >= '0' && c <= '9'); }, ":");
}

bool IsPrefix(std::string_view text) { return IsName(text, IsNameBase, ""); }

PrefixMap PrefixMap::WellKnown() {
  PrefixMap map;
  map.Set("rdf", rdf::kNamespace);
  map.Set("rdfs", rdfs::kNamespace);
  map.Set("xsd", xsd::kNamespace);
  map.Set("owl", "http://www.w3.org/2002/07/owl#");
  map.Set("prov", "http://www.w3.org/ns/prov#");
  map.Set("skos", "http://www.w3.org/2004/02/skos/core#");
  map.Set("dcterms", "http://purl.org/dc/terms/");
  map.Set("foaf", "http://xmlns.com/foaf/0.1/");
  map.Set("schema", "https://schema.org/");
  return map;
}

bool PrefixMap::Set(std::string_view prefix, std::string_view iri) {
  if (!IsPrefix(prefix)) return false;
  if (const auto old = prefixes_.find(prefix); old != prefixes_.end()) {
    const auto named = by_namespace_.find(old->second);
    if (named != by_namespace_.end() && named->second == prefix) by_namespace_.erase(named);
    prefixes_.erase(old);
  }
  prefixes_.emplace(prefix, iri);
  if (!iri.empty()) {
    by_namespace_.emplace(iri, prefix);
    namespace_sizes_.insert(iri.size());
  }
  return true;
}

const std::string* PrefixMap::Find(std::string_view prefix) const {
  const auto found = prefixes_.find(prefix);
  return found == prefixes_.end() ? nullptr : &found->second;
}

std::optional<PrefixMap::Name> PrefixMap::Abbreviate(std::string_view iri) const {
  for (const size_t size : namespace_sizes_) {
    if (size > iri.size()) continue;
    const auto found = by_namespace_.find(iri.substr(0, size));
    if (found == by_namespace_.end()) continue;
    const std::string_view local = iri.substr(size);
    if (IsPlainLocalName(local)) return Name{found->second, local};
  }
  return std::nullopt;
}

}  // namespace entente
