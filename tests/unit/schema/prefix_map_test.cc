#include "schema/syntax/prefix_map.h"

#include <string>

#include "gtest/gtest.h"
#include "schema/text.h"

namespace entente {
namespace {

std::string Short(const PrefixMap& map, std::string_view iri) {
  const auto name = map.Abbreviate(iri);
  return name ? StrCat(name->prefix, ":", name->local) : std::string(iri);
}

TEST(PrefixMapTest, TheLongestNamespaceThatLeavesAPlainNameWins) {
  PrefixMap map;
  map.Set("", "http://x/");
  map.Set("y", "http://x/y/");
  EXPECT_EQ(Short(map, "http://x/y/z"), "y:z");
  EXPECT_EQ(Short(map, "http://x/y"), ":y");
  EXPECT_EQ(Short(map, "http://x/y/"), "y:");
  for (const char* odd :
       {"http://x/a/b", "http://x/a.", "http://x/-a", "http://x/a%41", "http://y/"}) {
    EXPECT_EQ(Short(map, odd), odd);
  }
  EXPECT_EQ(Short(map, "http://x/a.b:c-é"), ":a.b:c-é");
}

TEST(PrefixMapTest, APrefixDeclaredAgainForgetsWhatItMeant) {
  PrefixMap map;
  EXPECT_TRUE(map.Set("p", "a:"));
  EXPECT_TRUE(map.Set("p", "b:"));
  EXPECT_EQ(*map.Find("p"), "b:");
  EXPECT_EQ(Short(map, "a:x"), "a:x");
  EXPECT_EQ(Short(map, "b:x"), "p:x");
}

TEST(PrefixMapTest, PrefixesThatTurtleForbidsAreRefused) {
  PrefixMap map;
  for (const char* prefix : {"_", "1a", "a.", "-", "a b", "a:"}) {
    EXPECT_FALSE(map.Set(prefix, "a:")) << prefix;
  }
  EXPECT_TRUE(map.Set("é.b-1", "a:"));
  EXPECT_EQ(map.Find("a"), nullptr);
}

}  // namespace
}  // namespace entente
