#include "schema/syntax/syntax_error.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::string Message(const TextPlace& place, std::string_view hint = {}) {
  return std::string(SyntaxError(place, "problem", hint).message());
}

TEST(SyntaxErrorTest, TheCaretStandsBelowThePlaceCountedInCodePoints) {
  EXPECT_EQ(Message({.file_name = "f", .line = 3, .text = "añ\tb\nnext", .offset = 4}, "do"),
            "f:3:4: problem\n  añ b\n     ^\nhint: do");
  EXPECT_EQ(Message({.text = "", .offset = 0}), "input:1:1: problem\n  \n  ^");
}

TEST(SyntaxErrorTest, TheCaretStandsBelowThePlaceBehindWideAndCombiningCharacters) {
  EXPECT_EQ(Message({.text = "中文\t中 z", .offset = 11}),
            "input:1:6: problem\n  中文 中 z\n          ^");
  EXPECT_EQ(Message({.text = "e\xCC\x81z", .offset = 3}), "input:1:3: problem\n  e\xCC\x81z\n   ^");
  std::string line;
  for (int count = 0; count < 60; ++count) line += "中";
  EXPECT_EQ(
      Message({.text = line + "z", .offset = line.size()}),
      "input:1:61: problem\n  …" + line.substr(0, 150) + "z\n  " + std::string(101, ' ') + "^");
}

TEST(SyntaxErrorTest, LongLinesAreCutAroundThePlace) {
  const std::string line(1000, 'x');
  EXPECT_EQ(Message({.file_name = "f", .text = line, .offset = 500}),
            "f:1:501: problem\n  …" + std::string(80, 'x') + "…\n  " + std::string(51, ' ') + "^");
  EXPECT_EQ(Message({.file_name = "f", .skipped = 7, .text = "ab", .offset = 1}),
            "f:1:9: problem\n  …ab\n    ^");
}

TEST(SyntaxErrorTest, WhatDoesNotPrintBecomesAQuestionMark) {
  EXPECT_EQ(Message({.text = "\x01\xFF\xC3z", .offset = 3}), "input:1:4: problem\n  ???z\n     ^");
}

TEST(SyntaxErrorTest, LineEndsAreLfCrLfAndCr) {
  EXPECT_EQ(CountLineEnds("a\nb\r\nc\rd"), 3u);
  EXPECT_EQ(CountLineEnds("\r\r\n\r"), 3u);
  EXPECT_EQ(CountLineEnds(""), 0u);
}

}  // namespace
}  // namespace entente
