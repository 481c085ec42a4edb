#include "schema/unicode.h"

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

TEST(UnicodeTest, EveryScalarValueIsEncodedAndDecodedAgain) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (!IsScalarValue(c)) continue;
    std::string text;
    AppendUtf8(c, &text);
    const CodePoint back = DecodeUtf8(text);
    ASSERT_EQ(back.value, c);
    ASSERT_EQ(back.size, text.size());
    ASSERT_TRUE(IsValidUtf8(text));
    for (size_t cut = 1; cut < text.size(); ++cut) {
      ASSERT_EQ(DecodeUtf8(text.substr(0, cut)).size, 0u);
      ASSERT_EQ(CutTailSize(text.substr(0, cut)), cut);
    }
    ASSERT_EQ(CutTailSize(text), 0u);
  }
}

TEST(UnicodeTest, TheDecoderAndTheCheckAgreeOnAllShortTexts) {
  std::string text(3, '\0');
  for (int i = 0; i < 1 << 24; i += 7) {
    for (size_t byte = 0; byte < 3; ++byte) text[byte] = static_cast<char>(i >> (8 * byte));
    ASSERT_EQ(ValidUtf8Prefix(text) == text.size(), IsValidUtf8(text)) << i;
  }
}

TEST(UnicodeTest, TheValidPrefixEndsAtTheFirstWrongByte) {
  std::mt19937_64 random(TestSeed());
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const size_t size = random() % 20000;
    while (text.size() < size) {
      char32_t c = random() % 3 == 0 ? random() % 0x110000 : random() % 0x80;
      if (IsScalarValue(c)) AppendUtf8(c, &text);
    }
    const size_t whole = text.size();
    text += "\xC3(tail";
    ASSERT_EQ(ValidUtf8Prefix(text), whole);
    ASSERT_EQ(ValidUtf8Prefix(text.substr(0, whole + 1)), whole);
  }
}

TEST(UnicodeTest, NameClassesAreThoseOfTheGrammar) {
  EXPECT_TRUE(IsNameBase(0xC0) && IsNameBase(0x2FF) && IsNameBase(0xEFFFF));
  EXPECT_FALSE(IsNameBase(0xD7) || IsNameBase(0xF7) || IsNameBase(0x300) || IsNameBase(0x37E));
  EXPECT_FALSE(IsNameBase(0x2000) || IsNameBase(0x3000) || IsNameBase(0xF0000) || IsNameBase('_'));
  EXPECT_TRUE(IsNameStart('_') && IsNameChar('-') && IsNameChar('0') && IsNameChar(0xB7));
  EXPECT_FALSE(IsNameStart('-') || IsNameStart('0') || IsNameStart(0xB7) || IsNameChar('.'));
  EXPECT_TRUE(IsNameChar(0x300) && IsNameChar(0x203F) && !IsNameChar(0x2041));
}

TEST(UnicodeTest, CharactersAreNamedForMessages) {
  using namespace std::string_view_literals;
  EXPECT_EQ(CharacterName("é"), "'é'");
  EXPECT_EQ(CharacterName("\x07"), "U+0007");
  EXPECT_EQ(CharacterName("\0"sv), "U+0000");
  EXPECT_EQ(CharacterName("\r"), "the end of the line");
  EXPECT_EQ(CharacterName(""), "the end of the text");
}

}  // namespace
}  // namespace entente
