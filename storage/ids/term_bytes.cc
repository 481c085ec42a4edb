#include "storage/ids/term_bytes.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "schema/language_tag.h"
#include "schema/term_check.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr char kTypedMark = '\xFF';
constexpr char kLanguageMark = '\xFE';
constexpr char kLtrMark = '\xFD';
constexpr char kRtlMark = '\xFC';
constexpr unsigned char kMarkMin = 0xFC;

constexpr unsigned char kOtherDatatype = 0x20;

struct DatatypeCode {
  unsigned char code = 0;
  std::string_view name = {};  // Behind the namespace, which the code tells.
};

// Part of the format: codes are never given to another datatype. xsd:string has none, because it
// needs no suffix. Sorted by name within each namespace, so that names are found by halving.
constexpr std::array kRdfCodes = std::to_array<DatatypeCode>({
    {0x01, "HTML"},
    {0x02, "JSON"},
    {0x03, "XMLLiteral"},
});
constexpr std::array kXsdCodes = std::to_array<DatatypeCode>({
    {0x21, "ENTITIES"},
    {0x22, "ENTITY"},
    {0x23, "ID"},
    {0x24, "IDREF"},
    {0x25, "IDREFS"},
    {0x26, "NCName"},
    {0x27, "NMTOKEN"},
    {0x28, "NMTOKENS"},
    {0x29, "NOTATION"},
    {0x2A, "Name"},
    {0x2B, "QName"},
    {0x2C, "anyAtomicType"},
    {0x2D, "anySimpleType"},
    {0x2E, "anyType"},
    {0x2F, "anyURI"},
    {0x30, "base64Binary"},
    {0x31, "boolean"},
    {0x32, "byte"},
    {0x33, "date"},
    {0x34, "dateTime"},
    {0x35, "dateTimeStamp"},
    {0x36, "dayTimeDuration"},
    {0x37, "decimal"},
    {0x38, "double"},
    {0x39, "duration"},
    {0x3A, "float"},
    {0x3B, "gDay"},
    {0x3C, "gMonth"},
    {0x3D, "gMonthDay"},
    {0x3E, "gYear"},
    {0x3F, "gYearMonth"},
    {0x40, "hexBinary"},
    {0x41, "int"},
    {0x42, "integer"},
    {0x43, "language"},
    {0x44, "long"},
    {0x45, "negativeInteger"},
    {0x46, "nonNegativeInteger"},
    {0x47, "nonPositiveInteger"},
    {0x48, "normalizedString"},
    {0x49, "positiveInteger"},
    {0x4A, "short"},
    {0x4B, "time"},
    {0x4C, "token"},
    {0x4D, "unsignedByte"},
    {0x4E, "unsignedInt"},
    {0x4F, "unsignedLong"},
    {0x50, "unsignedShort"},
    {0x51, "yearMonthDuration"},
});

constexpr bool IsSorted(const auto& codes) {
  for (size_t i = 1; i < codes.size(); ++i) {
    if (codes[i - 1].name >= codes[i].name || codes[i - 1].code >= codes[i].code) return false;
  }
  return true;
}
static_assert(IsSorted(kRdfCodes) && IsSorted(kXsdCodes));
static_assert(kRdfCodes.back().code < kOtherDatatype && kOtherDatatype < kXsdCodes.front().code);

// Whole IRIs by code, so that parsing a term can give views of constants.
struct DatatypeIris {
  DatatypeIris() {
    for (const DatatypeCode& entry : kRdfCodes)
      iris[entry.code] = StrCat(rdf::kNamespace, entry.name);
    for (const DatatypeCode& entry : kXsdCodes)
      iris[entry.code] = StrCat(xsd::kNamespace, entry.name);
  }
  std::array<std::string, 256> iris;
};

std::string_view DatatypeIri(unsigned char code) {
  static const DatatypeIris* const kIris = new DatatypeIris();
  return kIris->iris[code];
}

// The code of a datatype, or kOtherDatatype.
unsigned char CodeOf(std::string_view datatype) {
  const auto find = [](const auto& codes, std::string_view name) {
    const auto found = std::lower_bound(
        codes.begin(), codes.end(), name,
        [](const DatatypeCode& entry, std::string_view text) { return entry.name < text; });
    return found != codes.end() && found->name == name ? found->code : kOtherDatatype;
  };
  if (datatype.starts_with(xsd::kNamespace)) {
    return find(kXsdCodes, datatype.substr(xsd::kNamespace.size()));
  }
  if (datatype.starts_with(rdf::kNamespace)) {
    return find(kRdfCodes, datatype.substr(rdf::kNamespace.size()));
  }
  return kOtherDatatype;
}

// Where the first byte that is no UTF-8 but one of our marks stands; the size if there is none.
size_t FindMark(std::string_view bytes) {
  constexpr size_t kStride = 32;
  size_t at = 0;
  // A straight loop over a fixed number of bytes, which compilers turn into a few instructions.
  for (; at + kStride <= bytes.size(); at += kStride) {
    unsigned char largest = 0;
    for (size_t i = 0; i < kStride; ++i) {
      largest = std::max(largest, static_cast<unsigned char>(bytes[at + i]));
    }
    if (largest >= kMarkMin) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < kMarkMin) ++at;
  return at;
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(StrCat("the dictionary holds a term that is none: ", what));
}

bool IsPlainString(const TermView& term) {
  return term.language.empty() && term.datatype == xsd::kString;
}

}  // namespace

IdKind DictionaryKind(const TermView& term) {
  switch (term.kind) {
    case Term::Kind::kIri:
      return IdKind::kIri;
    case Term::Kind::kBlankNode:
      return IdKind::kBlankNode;
    default:
      assert(term.kind == Term::Kind::kLiteral);
      return IdKind::kLiteral;
  }
}

void AppendTermBytes(const TermView& term, std::string* out) {
  out->append(term.text);
  if (term.kind != Term::Kind::kLiteral || IsPlainString(term)) return;
  if (!term.language.empty()) {
    out->push_back(term.direction == Direction::kNone  ? kLanguageMark
                   : term.direction == Direction::kLtr ? kLtrMark
                                                       : kRtlMark);
    out->append(term.language);
    return;
  }
  const unsigned char code = CodeOf(term.datatype);
  out->push_back(kTypedMark);
  out->push_back(static_cast<char>(code));
  if (code == kOtherDatatype) out->append(term.datatype);
}

std::string_view TermBytes(const TermView& term, std::string* scratch) {
  if (term.kind != Term::Kind::kLiteral || IsPlainString(term)) return term.text;
  scratch->clear();
  AppendTermBytes(term, scratch);
  return *scratch;
}

absl::StatusOr<TermView> ParseTermBytes(IdKind kind, std::string_view bytes) {
  if (kind == IdKind::kIri) return TermView::OfIri(bytes);
  if (kind == IdKind::kBlankNode) return TermView::OfBlankNode(bytes);
  if (kind != IdKind::kLiteral) return Damaged("not of a dictionary kind");

  const size_t mark_at = FindMark(bytes);
  TermView term = {.kind = Term::Kind::kLiteral, .text = bytes.substr(0, mark_at)};
  if (mark_at == bytes.size()) {
    term.datatype = xsd::kString;
    return term;
  }
  const char mark = bytes[mark_at];
  const std::string_view suffix = bytes.substr(mark_at + 1);
  if (FindMark(suffix) != suffix.size()) return Damaged("a literal with two suffixes");
  if (mark != kTypedMark) {
    if (suffix.empty()) return Damaged("a literal with an empty language");
    term.language = suffix;
    term.datatype = mark == kLanguageMark ? rdf::kLangString : rdf::kDirLangString;
    term.direction = mark == kLanguageMark ? Direction::kNone
                     : mark == kLtrMark    ? Direction::kLtr
                                           : Direction::kRtl;
    return term;
  }
  if (suffix.empty()) return Damaged("a literal without its datatype");
  const auto code = static_cast<unsigned char>(suffix[0]);
  if (code == kOtherDatatype) {
    term.datatype = suffix.substr(1);
    // Every term has one spelling, or it could be stored twice.
    if (term.datatype == xsd::kString || CodeOf(term.datatype) != kOtherDatatype) {
      return Damaged("a literal that spells out a datatype with a code");
    }
    return term;
  }
  term.datatype = DatatypeIri(code);
  if (term.datatype.empty() || suffix.size() != 1) return Damaged("a literal of unknown datatype");
  return term;
}

bool IsWritable(const TermView& term) {
  switch (term.kind) {
    case Term::Kind::kIri:
      return IsAbsoluteIri(term.text);
    case Term::Kind::kBlankNode:
      return IsBlankNodeLabel(term.text);
    default:
      if (!IsValidUtf8(term.text)) return false;
      if (term.language.empty()) {
        return IsAbsoluteIri(term.datatype) && term.datatype != rdf::kLangString &&
               term.datatype != rdf::kDirLangString;
      }
      // Languages are kept in lower case, or a term would have two spellings.
      return IsLanguageTag(term.language) && LowerCaseLanguage(term.language) == term.language;
  }
}

uint64_t TermHash(IdKind kind, std::string_view bytes) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), static_cast<uint64_t>(kind)) >> 24;
}

}  // namespace entente
