// Language tags of RDF literals.
// Sources: RDF 1.2 Concepts section 3.4, BCP 47 (RFC 5646) section 2.1, RFC 4647 section 3.3.1.
#ifndef ENTENTE_SCHEMA_LANGUAGE_TAG_H_
#define ENTENTE_SCHEMA_LANGUAGE_TAG_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace entente {

// The length of the longest prefix of `text` that has the shape of a language tag: a subtag of one
// to eight letters, then subtags of one to eight letters or digits behind single hyphens. 0 if
// there is none, also if a subtag is longer: that is no tag and no prefix of one.
size_t LanguageTagLength(std::string_view text);

// True if the whole of `tag` has that shape. Whether its subtags are registered is not looked at.
bool IsLanguageTag(std::string_view tag);

// `tag` in lower case, which is how terms keep it.
std::string LowerCaseLanguage(std::string_view tag);

// SPARQL's langMatches: whether the language range `range` ("*", "en", "de-ch") covers `tag`,
// without regard to case. No range covers the empty tag.
bool LanguageMatches(std::string_view tag, std::string_view range);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_LANGUAGE_TAG_H_
