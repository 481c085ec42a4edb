// Internationalised resource identifiers: check, resolve, make relative.
// Sources: RFC 3987 section 2.2 (grammar), RFC 3986 sections 3 and 5 (parts, resolution).
#ifndef ENTENTE_SCHEMA_IRI_H_
#define ENTENTE_SCHEMA_IRI_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "schema/unicode.h"

namespace entente {

// The five parts of an IRI or relative reference, as views without their delimiters. Any text has
// such parts (RFC 3986 appendix B); whether they are well-formed is CheckIri's question.
struct IriParts {
  std::optional<std::string_view> scheme = {};
  std::optional<std::string_view> authority = {};
  std::string_view path = {};
  std::optional<std::string_view> query = {};
  std::optional<std::string_view> fragment = {};
};
IriParts SplitIri(std::string_view iri);

// True if `text` begins with a scheme and colon, as every absolute IRI does and no relative
// reference.
inline bool HasScheme(std::string_view text) {
  if (text.starts_with("http:") || text.starts_with("https:")) return true;
  if (text.empty() || !IsIn(text[0], kLetter)) return false;
  for (const char c : text.substr(1)) {
    if (c == ':') return true;
    if (!IsIn(c, kLetter | kDigit) && c != '+' && c != '-' && c != '.') return false;
  }
  return false;
}

// OK if `iri` matches the production IRI of RFC 3987: has a scheme, and every part consists of the
// characters allowed there, with whole percent-encodings. InvalidArgument says what is wrong.
// Stricter than the RDF syntaxes, whose grammars exclude only some ASCII characters.
absl::Status CheckIri(std::string_view iri);

// Puts into `out` what `reference` means where the base is `base` (RFC 3986 section 5.2, strict).
// A reference with a scheme is taken as it stands: its dot segments stay.
// REQUIRES: HasScheme(base) or HasScheme(reference); neither text is part of *out.
void ResolveIri(std::string_view base, std::string_view reference, std::string* out);

// A reference, as short as simple means make it, that ResolveIri takes back to `iri`.
std::string MakeRelative(std::string_view base, std::string_view iri);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_IRI_H_
