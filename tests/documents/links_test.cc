// What the documents link to is there.
#include <filesystem>
#include <regex>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/documents/fences.h"

namespace entente {
namespace {

TEST(LinksTest, LinksToFilesLeadSomewhere) {
  const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  size_t link_count = 0;
  for (const std::string& document : Documents()) {
    const std::filesystem::path path = SourceRoot() / document;
    const std::string text = ReadWhole(path);
    for (std::sregex_iterator match(text.begin(), text.end(), link), end; match != end; ++match) {
      ++link_count;
      EXPECT_TRUE(std::filesystem::exists(path.parent_path() / (*match)[1].str()))
          << document << " links to " << (*match)[1];
    }
  }
  EXPECT_GE(link_count, 5u);
}

}  // namespace
}  // namespace entente
