#include "schema/syntax/token_reader.h"

#include <string>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

TEST(TokenReaderTest, KeywordsEndWhereNamesEnd) {
  TokenReader in("select SELECTED Select{ select:x", "");
  EXPECT_TRUE(in.ConsumeKeyword("SELECT"));
  in.SkipSpace();
  EXPECT_FALSE(in.ConsumeKeyword("SELECT"));
  in.Skip(8);
  in.SkipSpace();
  EXPECT_TRUE(in.ConsumeKeyword("SELECT"));
  EXPECT_TRUE(in.Consume("{ "));
  EXPECT_FALSE(in.ConsumeKeyword("SELECT"));
  EXPECT_EQ(in.offset(), 24u);
}

TEST(TokenReaderTest, TextsWithoutEscapesAreStableViewsAndOthersLieInTheStorage) {
  const std::string text = "<a:b> 'c' \"d\\te\" <a:\\u00e9>";
  TokenReader in(text, "");
  std::string storage;
  std::string_view view;
  ASSERT_TRUE(in.ReadIri(&view, &storage));
  EXPECT_EQ(view, "a:b");
  EXPECT_TRUE(in.IsStable(view));
  in.SkipSpace();
  ASSERT_TRUE(in.ReadString(&view, &storage));
  EXPECT_EQ(view, "c");
  EXPECT_TRUE(in.IsStable(view));
  in.SkipSpace();
  ASSERT_TRUE(in.ReadString(&view, &storage));
  EXPECT_EQ(view, "d\te");
  EXPECT_FALSE(in.IsStable(view));
  in.SkipSpace();
  ASSERT_TRUE(in.ReadIri(&view, &storage));
  EXPECT_EQ(view, "a:é");
  EXPECT_TRUE(in.IsAtEnd());
  EXPECT_OK(in.status());
}

TEST(TokenReaderTest, ViewsLiveAcrossBuffersUntilTheyAreReleased) {
  std::string text;
  for (int i = 0; i < 200000; ++i) StrAppend(&text, "<a:", i, ">\n");
  TextSource source(text, 999);
  TokenReader in(&source, "");
  std::string storage;
  std::string_view kept;
  int kept_number = 0;
  for (int i = 0; i < 200000; ++i) {
    if (i % 20000 == 0) in.Release();
    std::string_view view;
    ASSERT_TRUE(in.ReadIri(&view, &storage));
    if (i % 20000 == 0) {
      kept = view;
      kept_number = i;
    }
    ASSERT_EQ(kept, StrCat("a:", kept_number));
    in.SkipSpace();
  }
  EXPECT_TRUE(in.IsAtEnd());
}

TEST(TokenReaderTest, TheFirstErrorStaysAndHasItsPlaceAlsoFarIntoASource) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "é é\r\n";
  text += "  é 'open\n";
  TextSource source(text, 1000);
  TokenReader in(&source, "far");
  std::string_view text_read;
  std::string storage;
  in.SkipSpace();
  while (in.Peek() != '\'') {
    in.Skip(1);
    in.SkipSpace();
    in.Release();
  }
  EXPECT_FALSE(in.ReadString(&text_read, &storage));
  EXPECT_FALSE(in.Fail("another"));
  EXPECT_THAT(in.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                    HasSubstr("far:100001:5: the string is not closed on its line\n"
                                              "    é 'open\n"
                                              "      ^")));
}

TEST(TokenReaderTest, NumbersKeepTheirSpellingAndTellTheirKind) {
  TokenReader in("-1 +.5 1.e3 7.x", "");
  std::string_view text;
  NumberKind kind;
  ASSERT_TRUE(in.ReadNumber(&text, &kind));
  EXPECT_TRUE(text == "-1" && kind == NumberKind::kInteger);
  in.SkipSpace();
  ASSERT_TRUE(in.ReadNumber(&text, &kind));
  EXPECT_TRUE(text == "+.5" && kind == NumberKind::kDecimal);
  in.SkipSpace();
  ASSERT_TRUE(in.ReadNumber(&text, &kind));
  EXPECT_TRUE(text == "1.e3" && kind == NumberKind::kDouble);
  in.SkipSpace();
  ASSERT_TRUE(in.ReadNumber(&text, &kind));
  EXPECT_TRUE(text == "7" && kind == NumberKind::kInteger && in.Peek() == '.');
}

}  // namespace
}  // namespace entente
