#include "schema/language_tag.h"

#include "gtest/gtest.h"

namespace entente {
namespace {

TEST(LanguageTagTest, SubtagsHaveOneToEightCharactersAndTheFirstOnlyLetters) {
  for (const char* tag : {"en", "zh-Hant-TW", "x-a", "abcdefgh-12345678", "de-1996"}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  }
  for (const char* tag :
       {"", "e1", "abcdefghi", "en-", "en--ltr", "-en", "en-123456789", "en_GB"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

TEST(LanguageTagTest, TheLengthStopsBeforeTheDirectionAndOtherText) {
  EXPECT_EQ(LanguageTagLength("en-gb--ltr"), 5u);
  EXPECT_EQ(LanguageTagLength("en ."), 2u);
  EXPECT_EQ(LanguageTagLength("muchtoolong"), 0u);
  EXPECT_EQ(LanguageTagLength("en-muchtoolong"), 0u);
}

TEST(LanguageTagTest, RangesMatchWholeSubtagsInAnyCase) {
  EXPECT_TRUE(LanguageMatches("de-CH-1996", "DE-ch"));
  EXPECT_TRUE(LanguageMatches("de", "de"));
  EXPECT_TRUE(LanguageMatches("de", "*"));
  EXPECT_FALSE(LanguageMatches("", "*"));
  EXPECT_FALSE(LanguageMatches("den", "de"));
  EXPECT_FALSE(LanguageMatches("de", "de-ch"));
  EXPECT_FALSE(LanguageMatches("de", ""));
}

TEST(LanguageTagTest, LowerCaseIsAsciiOnly) { EXPECT_EQ(LowerCaseLanguage("EN-gB"), "en-gb"); }

}  // namespace
}  // namespace entente
