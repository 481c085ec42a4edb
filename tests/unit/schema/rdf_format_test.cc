#include "schema/syntax/rdf_format.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/support/quads.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

TEST(RdfFormatTest, FormatsAreFoundByNameFileEndingAndMediaType) {
  for (const RdfFormat format :
       {RdfFormat::kNTriples, RdfFormat::kNQuads, RdfFormat::kTurtle, RdfFormat::kTrig}) {
    EXPECT_EQ(RdfFormatByName(NameOf(format)), format);
    EXPECT_EQ(RdfFormatByMediaType(MediaTypeOf(format)), format);
    for (const char* packing : {"", ".gz", ".zst", ".BZ2"}) {
      EXPECT_EQ(RdfFormatByFileName("dir.d/x." + std::string(NameOf(format)) + packing), format);
    }
  }
  EXPECT_EQ(RdfFormatByName(".TTL"), RdfFormat::kTurtle);
  EXPECT_EQ(RdfFormatByName("N-Quads"), RdfFormat::kNQuads);
  EXPECT_EQ(RdfFormatByMediaType("text/turtle ; charset=utf-8"), RdfFormat::kTurtle);
  EXPECT_FALSE(RdfFormatByName("xml"));
  EXPECT_FALSE(RdfFormatByFileName("nt"));
  EXPECT_FALSE(RdfFormatByFileName("data.nt/file"));
  EXPECT_FALSE(RdfFormatByFileName("x.gz"));
  EXPECT_FALSE(RdfFormatByFileName(""));
}

TEST(RdfFormatTest, NTriplesRefusesNamedGraphs) {
  EXPECT_EQ(WriteQuads(RdfFormat::kNTriples, {{Iri("a:s"), Iri("a:p"), Iri("a:o"), Iri("a:g")}}),
            "error: INVALID_ARGUMENT: N-Triples cannot hold statements of named graphs");
}

TEST(RdfFormatTest, ARelativeBaseIsRefused) {
  QuadCollector collector;
  EXPECT_THAT(ParseRdf(RdfFormat::kTurtle, "", {.base_iri = "dir/"}, &collector),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace entente
