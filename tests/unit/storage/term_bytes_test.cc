#include "storage/ids/term_bytes.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "entente/term.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::string Bytes(const Term& term) {
  InnerTriples inner;
  std::string bytes;
  AppendTermBytes(ViewOf(term, &inner), &bytes);
  return bytes;
}

Term RandomTerm(std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"",
                                                   "a",
                                                   "1",
                                                   "en",
                                                   " ",
                                                   "é",
                                                   "中文",
                                                   "\xF4\x8F\xBF\xBF",
                                                   std::string(1, '\0'),
                                                   std::string(70, 'x'),
                                                   "^^",
                                                   "@"};
  static const std::vector<std::string> kDatatypes = {StrCat(xsd::kNamespace, "string"),
                                                      StrCat(xsd::kNamespace, "integer"),
                                                      StrCat(xsd::kNamespace, "yearMonthDuration"),
                                                      StrCat(xsd::kNamespace, "ENTITIES"),
                                                      StrCat(xsd::kNamespace, "nothing"),
                                                      StrCat(rdf::kNamespace, "JSON"),
                                                      StrCat(rdf::kNamespace, "XMLLiteral"),
                                                      StrCat(rdf::kNamespace, "langString"),
                                                      StrCat(xsd::kNamespace, ""),
                                                      "http://example.org/type",
                                                      "http://example.org/typ\xC3\xA9"};
  std::string text;
  for (uint64_t count = random() % 4; count > 0; --count)
    text += kPieces[random() % kPieces.size()];
  switch (random() % 5) {
    case 0:
      return Iri(text);
    case 1:
      return BlankNode(text);
    case 2: {
      const auto direction = static_cast<Direction>(random() % 3);
      return Literal{.lexical = text,
                     .datatype = std::string(direction == Direction::kNone ? rdf::kLangString
                                                                           : rdf::kDirLangString),
                     .language = random() % 2 == 0 ? "en" : "zh-hant",
                     .direction = direction};
    }
    default:
      return Literal{.lexical = text, .datatype = kDatatypes[random() % kDatatypes.size()]};
  }
}

TEST(TermBytesTest, AnyTermComesBackFromItsBytes) {
  SCOPED_TRACE(TestSeed());
  std::mt19937_64 random(TestSeed());
  for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
    const Term term = RandomTerm(random);
    InnerTriples inner;
    const TermView view = ViewOf(term, &inner);
    const std::string bytes = Bytes(term);
    std::string scratch;
    EXPECT_EQ(TermBytes(view, &scratch), bytes);
    ASSERT_OK_AND_ASSIGN(const TermView parsed, ParseTermBytes(DictionaryKind(view), bytes));
    ASSERT_EQ(ToTerm(parsed), term);
  }
}

TEST(TermBytesTest, DifferentTermsOfOneKindHaveDifferentBytes) {
  SCOPED_TRACE(TestSeed());
  std::mt19937_64 random(TestSeed());
  std::set<Term> terms;
  std::set<std::pair<IdKind, std::string>> all_bytes;
  for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
    const Term term = RandomTerm(random);
    InnerTriples inner;
    terms.insert(term);
    all_bytes.insert({DictionaryKind(ViewOf(term, &inner)), Bytes(term)});
  }
  EXPECT_EQ(terms.size(), all_bytes.size());
}

TEST(TermBytesTest, BytesThatParseAreTheBytesOfTheirTerm) {
  SCOPED_TRACE(TestSeed());
  std::mt19937_64 random(TestSeed());
  static const std::vector<std::string> kPieces = {"\xFC",
                                                   "\xFD",
                                                   "\xFE",
                                                   "\xFF",
                                                   "\x01",
                                                   "\x20",
                                                   "\x42",
                                                   "\x7F",
                                                   "a",
                                                   "en",
                                                   std::string(xsd::kString),
                                                   std::string(xsd::kInteger),
                                                   std::string(40, 'y')};
  uint64_t parsed_count = 0;
  for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
    std::string bytes;
    for (uint64_t count = random() % 5; count > 0; --count)
      bytes += kPieces[random() % kPieces.size()];
    const absl::StatusOr<TermView> term = ParseTermBytes(IdKind::kLiteral, bytes);
    if (!term.ok()) {
      EXPECT_THAT(term, StatusIs(absl::StatusCode::kDataLoss));
      continue;
    }
    ++parsed_count;
    std::string again;
    AppendTermBytes(*term, &again);
    ASSERT_EQ(again, bytes);
  }
  EXPECT_GT(parsed_count, 0u);
}

TEST(TermBytesTest, CommonTermsCostFewBytes) {
  EXPECT_EQ(Bytes(Iri("http://a")), "http://a");
  EXPECT_EQ(Bytes(BlankNode("b")), "b");
  EXPECT_EQ(Bytes("text"), "text");
  EXPECT_EQ(Bytes(Literal{.lexical = "01", .datatype = std::string(xsd::kInteger)}), "01\xFF\x42");
  EXPECT_EQ(
      Bytes(Literal{.lexical = "hi", .datatype = std::string(rdf::kLangString), .language = "en"}),
      "hi\xFE"
      "en");
}

TEST(TermBytesTest, HashesTellKindsApartAndFitInFortyBits) {
  EXPECT_NE(TermHash(IdKind::kIri, "a"), TermHash(IdKind::kLiteral, "a"));
  EXPECT_NE(TermHash(IdKind::kIri, "a"), TermHash(IdKind::kIri, "b"));
  // Written down, because databases hold it.
  EXPECT_EQ(TermHash(IdKind::kIri, "http://example.org/"), 778540873551u);
  std::mt19937_64 random(7);
  for (int round = 0; round < 100; ++round) {
    EXPECT_LT(TermHash(IdKind::kLiteral, std::to_string(random())), uint64_t{1} << 40);
  }
}

}  // namespace
}  // namespace entente
