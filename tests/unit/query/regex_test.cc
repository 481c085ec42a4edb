#include "query/expression/regex.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

bool Matches(std::string_view pattern, std::string_view text, std::string_view flags = "") {
  const absl::StatusOr<std::unique_ptr<Regex>> regex = Regex::Compile(pattern, flags);
  EXPECT_OK(regex) << pattern;
  return regex.ok() && (*regex)->Matches(text);
}

std::string Replaced(std::string_view text, std::string_view pattern, std::string_view replacement,
                     std::string_view flags = "") {
  const absl::StatusOr<std::unique_ptr<Regex>> regex = Regex::Compile(pattern, flags);
  if (!regex.ok()) return "no regex";
  return (*regex)->Replace(text, replacement, 1000).value_or("no result");
}

TEST(RegexTest, AnchorsMeanTheWholeTextUnlessMultiline) {
  EXPECT_FALSE(Matches("^b$", "a\nb\nc"));
  EXPECT_TRUE(Matches("^b$", "a\nb\nc", "m"));
}

TEST(RegexTest, TheDotStopsAtLineEndsUnlessToldOtherwise) {
  EXPECT_FALSE(Matches("a.b", "a\nb"));
  EXPECT_TRUE(Matches("a.b", "a\nb", "s"));
  EXPECT_TRUE(Matches("^.$", "中"));
}

TEST(RegexTest, FlagsIgnoreCaseAndSpaceAndQuote) {
  EXPECT_TRUE(Matches("ÉCOLE", "école", "i"));
  EXPECT_TRUE(Matches("a b c", "abc", "x"));
  EXPECT_TRUE(Matches("[ ]", " ", "x"));
  EXPECT_TRUE(Matches("a.b", "xa.bx", "q"));
  EXPECT_FALSE(Matches("a.b", "acb", "q"));
  EXPECT_THAT(Regex::Compile("a", "g"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("unknown flag")));
}

TEST(RegexTest, ClassesAreThoseOfXmlSchema) {
  EXPECT_TRUE(Matches("^[a-z-[aeiou]]+$", "xyz"));
  EXPECT_FALSE(Matches("^[a-z-[aeiou]]+$", "xaz"));
  EXPECT_FALSE(Matches("^[^a-c-[x]]+$", "x"));
  EXPECT_TRUE(Matches("^[^a-c-[x]]+$", "yz"));
  EXPECT_TRUE(Matches("^\\i\\c*$", "ns:name-1"));
  EXPECT_FALSE(Matches("^\\i\\c*$", "1name"));
  EXPECT_TRUE(Matches("^\\p{Lu}\\p{Ll}+$", "Émile"));
  EXPECT_TRUE(Matches("^\\p{IsCJKUnifiedIdeographs}+$", "中国"));
  EXPECT_FALSE(Matches("^\\P{IsBasicLatin}+$", "中a"));
  EXPECT_TRUE(Matches("^\\d+$", "١٢"));
  EXPECT_TRUE(Matches("^\\w+$", "année"));
  EXPECT_FALSE(Matches("\\w", ". ,"));
  EXPECT_TRUE(Matches("^[\\w.]+$", "a.b"));
  EXPECT_TRUE(Matches("[\\^\\]\\-]", "-"));
}

TEST(RegexTest, WhatCannotBeUnderstoodSaysWhy) {
  EXPECT_THAT(Regex::Compile("(a)\\1", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("back-reference")));
  EXPECT_THAT(Regex::Compile("\\b", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\\b")));
  EXPECT_THAT(Regex::Compile("(?=a)", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("(?")));
  for (const std::string_view bad : {"[", "[]", "(", "a{2", "\\p{Xx}", "[b-a]", "\\"}) {
    EXPECT_THAT(Regex::Compile(bad, ""), StatusIs(absl::StatusCode::kInvalidArgument)) << bad;
  }
}

TEST(RegexTest, ReplacementsNameGroups) {
  EXPECT_EQ(Replaced("abracadabra", "bra", "*"), "a*cada*");
  EXPECT_EQ(Replaced("abracadabra", "a(.)", "[$1$0]"), "[bab]r[cac][dad][bab]ra");
  EXPECT_EQ(Replaced("AAAA", "A+?", "b"), "bbbb");
  EXPECT_EQ(Replaced("darted", "^(.*?)d(.*)$", "$1c$2"), "carted");
  EXPECT_EQ(Replaced("a", "a", "\\$\\\\"), "$\\");
  EXPECT_EQ(Replaced("a.b", ".", "$1", "q"), "a$1b");
  EXPECT_EQ(Replaced("abc", "(x)?b", "<$1>"), "a<>c");
  EXPECT_EQ(Replaced("abc", "x*", "-"), "no result");
  EXPECT_EQ(Replaced("abc", "b", "$"), "no result");
}

TEST(RegexTest, CatastrophicPatternsTakeLinearTime) {
  EXPECT_FALSE(Matches("^(a+)+$", std::string(100000, 'a') + "b"));
}

}  // namespace
}  // namespace entente
