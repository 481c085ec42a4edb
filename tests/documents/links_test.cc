// What the documents link to is there: files, and headings in them.
#include <cctype>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/documents/fences.h"

namespace entente {
namespace {

using ::testing::Contains;

// GitHub's name for a heading: small letters, without what is no letter, digit, space, '-' or '_',
// and
// '-' for each space.
std::string AnchorOf(const std::string& heading) {
  std::string anchor;
  for (const char c : std::regex_replace(heading, std::regex(R"(\[([^\]]*)\]\([^)]*\))"), "$1")) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      anchor.push_back('-');
    } else if (std::isalnum(byte) != 0 || c == '-' || c == '_' || byte >= 0x80) {
      anchor.push_back(static_cast<char>(std::tolower(byte)));
    }
  }
  return anchor;
}

// A heading that is there again gets a number.
std::set<std::string> AnchorsOf(const std::filesystem::path& path) {
  const std::regex heading("#{1,6} +(.*?) *#*");
  std::set<std::string> anchors;
  std::istringstream lines(ReadWhole(path));
  bool is_in_fence = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) is_in_fence = !is_in_fence;
    std::smatch match;
    if (is_in_fence || !std::regex_match(line, match, heading)) continue;
    const std::string anchor = AnchorOf(match[1]);
    for (int number = 0;
         !anchors.insert(number == 0 ? anchor : StrCat(anchor, "-", number)).second;) {
      ++number;
    }
  }
  return anchors;
}

TEST(LinksTest, LinksLeadToFilesAndHeadingsThatThereAre) {
  const std::regex link(R"(\]\(([^)#: ]*)(#[^) ]*)?\))");
  size_t link_count = 0;
  size_t anchor_count = 0;
  for (const std::string& document : Documents()) {
    const std::filesystem::path path = SourceRoot() / document;
    const std::string text = ReadWhole(path);
    for (std::sregex_iterator match(text.begin(), text.end(), link), end; match != end; ++match) {
      const std::string file = (*match)[1];
      const std::string anchor = (*match)[2];
      if (file.empty() && anchor.empty()) continue;
      ++link_count;
      const std::filesystem::path target = file.empty() ? path : path.parent_path() / file;
      EXPECT_TRUE(std::filesystem::exists(target)) << document << " links to " << file;
      if (anchor.empty()) continue;
      ++anchor_count;
      EXPECT_THAT(AnchorsOf(target), Contains(anchor.substr(1)))
          << document << " links to " << file << anchor;
    }
  }
  EXPECT_GE(link_count, 50u);
  EXPECT_GE(anchor_count, 20u);
}

TEST(LinksTest, AnchorsAreNamedAsGitHubNamesThem) {
  EXPECT_EQ(AnchorOf("A query's journey"), "a-querys-journey");
  EXPECT_EQ(AnchorOf("stats, verify"), "stats-verify");
  EXPECT_EQ(AnchorOf("`ent:member` and [Terms](x.md#terms) 2_a"), "entmember-and-terms-2_a");
}

}  // namespace
}  // namespace entente
