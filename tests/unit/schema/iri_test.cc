#include "schema/iri.h"

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::string Resolved(std::string_view base, std::string_view reference) {
  std::string out;
  ResolveIri(base, reference, &out);
  return out;
}

TEST(IriTest, ReferencesResolveAsRfc3986Section54Says) {
  static constexpr std::string_view kBase = "http://a/b/c/d;p?q";
  static constexpr std::string_view kExamples[][2] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../../g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"http:g", "http:g"},
  };
  for (const auto& [reference, expected] : kExamples) {
    EXPECT_EQ(Resolved(kBase, reference), expected) << reference;
  }
  EXPECT_EQ(Resolved("http://a", "g"), "http://a/g");
  EXPECT_EQ(Resolved("urn:a:b", "#f"), "urn:a:b#f");
  EXPECT_EQ(Resolved("a:/b/c", "..//d"), "a:/.//d");
}

TEST(IriTest, WhatRfc3987AllowsPassesTheCheck) {
  for (const std::string_view iri :
       {"http://example.org/", "urn:isbn:0-395-36341-1", "a:", "http://user:pw@h.x:80/p?q#f",
        "http://[2001:db8::7]/c=GB?one", "http://[::ffff:1.2.3.4]:8080/", "http://[v7.a:b]/",
        "http://例え.テスト/パス?k=é#f", "s:!$&'()*+,;=:@-._~%41", "file:///etc/", "http://h:/",
        "http://a/?\xEE\x80\x80"}) {
    EXPECT_OK(CheckIri(iri)) << iri;
  }
}

TEST(IriTest, WhatRfc3987ForbidsDoesNot) {
  for (const std::string_view iri : {"",
                                     "relative",
                                     "//h/p",
                                     "1a:b",
                                     ":a",
                                     "a b:c",
                                     "http://a/b c",
                                     "http://a/<b>",
                                     "http://a/%4",
                                     "http://a/%zz",
                                     "http://[::1",
                                     "http://[::1]x/",
                                     "http://[1:2:3:4:5:6:7:8:9]/",
                                     "http://[1::2::3]/",
                                     "http://[::256.1.1.1]/",
                                     "http://a:8o/",
                                     "http://a/{b}",
                                     "http://a/`",
                                     "http://a#b#c",
                                     "http://a/\xEE\x80\x80",
                                     "http://a/\xC3",
                                     "http://[v1.%41]/"}) {
    EXPECT_THAT(CheckIri(iri), StatusIs(absl::StatusCode::kInvalidArgument)) << iri;
  }
}

TEST(IriTest, RelativeReferencesAreShort) {
  EXPECT_EQ(MakeRelative("http://a/b/c?q", "http://a/b/d#f"), "d#f");
  EXPECT_EQ(MakeRelative("http://a/b/c", "http://a/b/"), "./");
  EXPECT_EQ(MakeRelative("http://a/b/c/d", "http://a/b/e"), "../e");
  EXPECT_EQ(MakeRelative("http://a/b#x", "http://a/b#y"), "#y");
  EXPECT_EQ(MakeRelative("http://a/b", "http://c/b"), "http://c/b");
  EXPECT_EQ(MakeRelative("http://a/b", "http://a/x:y"), "http://a/x:y");
}

TEST(IriTest, RelativeReferencesAlwaysResolveToWhereTheyCameFrom) {
  std::mt19937_64 random(TestSeed());
  const auto random_iri = [&] {
    static constexpr std::string_view kPieces[] = {"/", "a", "..", ".", ":", "?", "#", "//", "b/"};
    std::string iri = random() % 4 == 0 ? "s:" : "http://h";
    for (size_t i = random() % 7; i > 0; --i) iri += kPieces[random() % std::size(kPieces)];
    return iri;
  };
  for (int round = 0; round < 100000; ++round) {
    const std::string base = random_iri();
    const std::string iri = random_iri();
    const std::string relative = MakeRelative(base, iri);
    ASSERT_EQ(Resolved(base, relative), iri) << base << " " << relative;
  }
}

}  // namespace
}  // namespace entente
