// The IRI of an evidence view: what is written is read back, and what cannot be read is refused.
#include <random>
#include <string>
#include <vector>

#include "entente/claims.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kWrong = absl::StatusCode::kInvalidArgument;

// IRIs with everything in them that has a meaning elsewhere.
std::string RandomIri(std::mt19937_64& random) {
  static constexpr std::string_view kPieces[] = {"a",   "B9",  "%",   "%20", "&",  ",", "#", "?",
                                                 "=",   "/",   "+",   "é",   "中", "'", "(", "@",
                                                 "%2C", "%25", "urn", ":",   "~",  "!"};
  std::string iri = random() % 2 == 0 ? "http://example.org/" : "urn:x:";
  for (size_t count = random() % 8; count > 0; --count) iri += kPieces[random() % 22];
  return iri;
}

EvidenceView RandomView(std::mt19937_64& random) {
  EvidenceView view;
  const auto chance = [&] { return random() % 2 == 0; };
  const auto date = [&] {
    PartialDate date{.year = static_cast<int32_t>(random() % 19999) - 9999};
    if (chance()) date.month = static_cast<uint8_t>(1 + random() % 12);
    if (date.month != 0 && chance()) date.day = static_cast<uint8_t>(1 + random() % 28);
    return date;
  };
  const auto iris = [&] {
    std::vector<std::string> list;
    for (size_t count = random() % 4; count > 0; --count) list.push_back(RandomIri(random));
    return list;
  };
  if (chance()) view.valid = date();
  if (chance()) view.known = date();
  if (chance()) view.time = EvidenceView::Time::kCertain;
  view.sources = iris();
  view.claimants = iris();
  view.modalities = iris();
  if (chance()) view.modalities.push_back("https://w3id.org/entente#possible");
  if (chance()) view.min_confidence = static_cast<double>(random()) / 0x1p64;
  if (chance()) view.policy = EvidenceView::Policy::kSupported;
  if (chance()) view.includes_base = false;
  view.graphs = iris();
  return view;
}

TEST(ViewIriTest, EveryViewIsReadBackFromItsIri) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(20'000) && !HasFailure(); ++round) {
    const EvidenceView view = RandomView(random);
    const std::string iri = view.ToIri();
    EXPECT_TRUE(EvidenceView::IsViewIri(iri)) << iri;
    ASSERT_OK_AND_ASSIGN(const EvidenceView read, EvidenceView::FromIri(iri));
    EXPECT_EQ(read, view) << iri;
    // It can stand in a query as it is.
    EXPECT_OK(ParseQuery(StrCat("ASK FROM <", iri, "> {}"))) << iri;
  }
}

TEST(ViewIriTest, WhateverIsReadIsWrittenAndReadAsTheSame) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  static constexpr std::string_view kPieces[] = {"valid",
                                                 "known",
                                                 "time",
                                                 "source",
                                                 "claimant",
                                                 "modality",
                                                 "min-confidence",
                                                 "=",
                                                 "policy",
                                                 "base",
                                                 "graph",
                                                 "=",
                                                 "=",
                                                 "=",
                                                 "&",
                                                 "&",
                                                 "2022",
                                                 "2022-02",
                                                 "-04-31",
                                                 "possible",
                                                 "certain",
                                                 ",",
                                                 "uncontested",
                                                 "supported",
                                                 "exclude",
                                                 "include",
                                                 "0.5",
                                                 "1e-3",
                                                 "%",
                                                 "%2C",
                                                 "%00",
                                                 "%FF",
                                                 "urn:x",
                                                 "http://e",
                                                 "#",
                                                 "?",
                                                 "nan",
                                                 "inf",
                                                 "\xff",
                                                 "\"",
                                                 " ",
                                                 "urn:entente:view",
                                                 "-0",
                                                 "0x1",
                                                 "1.00000001",
                                                 "%3",
                                                 "ent:other",
                                                 "conditional"};
  size_t read_count = 0;
  for (uint64_t round = 0; round < TestRounds(200'000) && !HasFailure(); ++round) {
    std::string iri = random() % 50 == 0 ? "" : "urn:entente:view?";
    for (size_t count = random() % 12; count > 0; --count) {
      // Mostly pairs, so that some can be read.
      const size_t name = random() % 11;
      if (random() % 2 == 0 && name != 7) {
        StrAppend(&iri, iri.ends_with('?') ? "" : "&", kPieces[name], "=");
      }
      iri += kPieces[random() % std::size(kPieces)];
    }
    const absl::StatusOr<EvidenceView> view = EvidenceView::FromIri(iri);
    if (!view.ok()) {
      EXPECT_THAT(view, StatusIs(kWrong)) << iri;
      continue;
    }
    ++read_count;
    ASSERT_OK_AND_ASSIGN(const EvidenceView again, EvidenceView::FromIri(view->ToIri()));
    EXPECT_EQ(again, *view) << iri;
  }
  if (TestRounds(200'000) >= kTellingRounds) {
    EXPECT_GT(read_count, 0u);
  }
}

TEST(ViewIriTest, ParametersAreWrittenInOneSequenceWithoutDefaults) {
  EXPECT_EQ(EvidenceView().ToIri(), "urn:entente:view");
  const EvidenceView view = {.valid = PartialDate{.year = 2022, .month = 5, .day = 1},
                             .known = PartialDate{.year = 2024},
                             .time = EvidenceView::Time::kCertain,
                             .sources = {"http://ex/article", "http://ex/a,b"},
                             .claimants = {"http://ex/100%"},
                             .modalities = {"https://w3id.org/entente#possible"},
                             .min_confidence = 0.5,
                             .policy = EvidenceView::Policy::kSupported,
                             .includes_base = false,
                             .graphs = {"http://ex/g#1"}};
  EXPECT_EQ(view.ToIri(),
            "urn:entente:view?valid=2022-05-01&known=2024&time=certain"
            "&source=http://ex/article,http://ex/a%2Cb&claimant=http://ex/100%25"
            "&modality=possible&min-confidence=0.5&policy=supported&base=exclude"
            "&graph=http://ex/g%231");
}

TEST(ViewIriTest, ListsGrowByRepetitionAndByComma) {
  ASSERT_OK_AND_ASSIGN(const EvidenceView view,
                       EvidenceView::FromIri("urn:entente:view?source=urn:a,urn:b&policy=supported"
                                             "&source=urn:c&modality=categorical"));
  EXPECT_THAT(view.sources, ElementsAre("urn:a", "urn:b", "urn:c"));
  EXPECT_THAT(view.modalities, ElementsAre("https://w3id.org/entente#categorical"));
}

TEST(ViewIriTest, WhatCannotBeReadIsRefusedWithTheParameterAndWhatItMayBe) {
  const std::pair<std::string_view, std::string_view> kRefused[] = {
      {"?", "unknown parameter ''; known are valid, known, time"},
      {"?valid=2022&", "unknown parameter ''"},
      {"?vald=2022", "unknown parameter 'vald'"},
      {"?Valid=2022", "unknown parameter 'Valid'"},
      {"?valid", "valid has no value"},
      {"?valid=", "valid has an empty value"},
      {"?valid=2022-02-30", "valid '2022-02-30' is no date: write 2022, 2022-04 or 2022-04-01"},
      {"?known=yesterday", "known 'yesterday' is no date"},
      {"?valid=2022&valid=2022", "valid is given twice"},
      {"?valid=2022,2023", "valid '2022,2023' is no date"},
      {"?time=sure", "time is possible or certain, not 'sure'"},
      {"?policy=all", "policy is uncontested or supported, not 'all'"},
      {"?base=no", "base is include or exclude, not 'no'"},
      {"?source=article", "source is an absolute IRI, not 'article'"},
      {"?source=urn:a,,urn:b", "source has an empty value"},
      {"?source=urn:a%20b", "source is an absolute IRI"},
      {"?source=urn:%FF", "source is an absolute IRI"},
      {"?claimant=urn:100%", "claimant has a '%' without two hexadecimal digits"},
      {"?modality=certain", "modality is categorical, possible, conditional, hypothetical"},
      {"?min-confidence=1.5", "min-confidence is a number from 0 to 1, not '1.5'"},
      {"?min-confidence=nan", "min-confidence is a number from 0 to 1"},
      {"?min-confidence=0.5x", "min-confidence is a number from 0 to 1"},
      {"?graph=urn:entente:view", "graph is a graph of the database, not another view"},
      {"?source=urn:a#b", "a '#' within a value is %23"},
      {"/valid=2022", "is no evidence view: write urn:entente:view?name=value"},
  };
  for (const auto& [text, message] : kRefused) {
    const std::string iri = StrCat("urn:entente:view", text);
    EXPECT_TRUE(EvidenceView::IsViewIri(iri));
    EXPECT_THAT(EvidenceView::FromIri(iri), StatusIs(kWrong, HasSubstr(std::string(message))))
        << iri;
    EXPECT_THAT(ParseQuery(StrCat("ASK FROM <", iri, "> {}")),
                StatusIs(kWrong, HasSubstr(std::string(message))))
        << iri;
  }
}

TEST(ViewIriTest, WhatIsMeantAsAViewIsNeverTakenForAGraph) {
  for (const std::string_view iri : {"URN:Entente:View?valid=2022", "urn:entente:VIEW"}) {
    EXPECT_TRUE(EvidenceView::IsViewIri(iri));
    EXPECT_THAT(EvidenceView::FromIri(iri), StatusIs(kWrong));
  }
  for (const std::string_view iri :
       {"urn:entente:views", "urn:entente:vie", "urn:entente:view-1", "http://ex/view", ""}) {
    EXPECT_FALSE(EvidenceView::IsViewIri(iri)) << iri;
  }
}

TEST(ViewIriTest, AViewStandsInFromOnly) {
  constexpr std::string_view kView = "<urn:entente:view?valid=2022>";
  for (const std::string_view before :
       {"SELECT * FROM NAMED ", "ASK { GRAPH ", "SELECT * { FILTER NOT EXISTS { GRAPH "}) {
    EXPECT_THAT(ParseQuery(StrCat(before, kView, " {} } }")),
                StatusIs(kWrong, HasSubstr("an evidence view is no graph that the database holds")))
        << before;
  }
  for (const std::string_view before :
       {"WITH ", "INSERT {} USING ", "INSERT {} USING NAMED ", "INSERT DATA { GRAPH ",
        "DELETE WHERE { GRAPH ", "INSERT {} WHERE { GRAPH ", "LOAD <file:///x> INTO GRAPH ",
        "CLEAR GRAPH ", "DROP SILENT GRAPH ", "CREATE GRAPH ", "COPY ", "MOVE DEFAULT TO ",
        "ADD GRAPH "}) {
    EXPECT_THAT(ParseUpdate(StrCat(before, kView, " ")),
                StatusIs(kWrong, HasSubstr("an evidence view is no graph that the database holds")))
        << before;
  }
}

}  // namespace
}  // namespace entente
