// What the documents show is what is there: programs are compiled, links lead somewhere.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = ENTENTE_SOURCE_DIR;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> Documents() {
  std::vector<fs::path> documents = {kRoot / "README.md", kRoot / "CONTRIBUTING.md"};
  for (const char* folder : {"docs", "schema", "storage", "query", "tools", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      if (entry.path().extension() == ".md") documents.push_back(entry.path());
    }
  }
  return documents;
}

TEST(DocumentsTest, ProgramsShownAreProgramsCompiled) {
  size_t program_count = 0;
  for (const fs::path& document : Documents()) {
    const std::string text = ReadFile(document);
    constexpr std::string_view kOpening = "```cpp\n// tests/examples/";
    for (size_t begin = text.find(kOpening); begin != std::string::npos;
         begin = text.find(kOpening, begin + 1)) {
      const size_t name = begin + kOpening.size();
      const size_t code = text.find('\n', name) + 1;
      const fs::path source = kRoot / "tests/examples" / text.substr(name, code - 1 - name);
      const size_t end = text.find("```\n", code);
      EXPECT_EQ(text.substr(code, end - code), ReadFile(source)) << document;
      ++program_count;
    }
  }
  EXPECT_GE(program_count, 1u);
}

TEST(DocumentsTest, LinksToFilesLeadSomewhere) {
  const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  size_t link_count = 0;
  for (const fs::path& document : Documents()) {
    const std::string text = ReadFile(document);
    for (std::sregex_iterator match(text.begin(), text.end(), link), end; match != end; ++match) {
      ++link_count;
      EXPECT_TRUE(fs::exists(document.parent_path() / (*match)[1].str()))
          << document << " links to " << (*match)[1];
    }
  }
  EXPECT_GE(link_count, 5u);
}

}  // namespace
}  // namespace entente
