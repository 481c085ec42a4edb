// Reads the sources: no include goes up the house, the doors to other libraries are few, and no
// source is left out of the build. docs/architecture.md draws the house.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array<std::string_view, 4> kLayers = {"schema", "storage", "query", "tools"};

// Position in the house, from the bottom; 4 for what is no layer of ours.
size_t LayerOf(std::string_view path) {
  const std::string_view top = path.substr(0, path.find('/'));
  return static_cast<size_t>(std::find(kLayers.begin(), kLayers.end(), top) - kLayers.begin());
}

bool IsSource(const std::filesystem::path& path) {
  return path.extension() == ".cc" || path.extension() == ".h";
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What the text includes, with its delimiters taken off: a/b.h for "a/b.h" and <a/b.h>.
std::vector<std::string> IncludesOf(std::string_view text) {
  std::vector<std::string> includes;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const size_t word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
    const size_t open = line.find_first_of("\"<", word + 7);
    if (open == std::string::npos) continue;
    const size_t close = line.find_first_of("\">", open + 1);
    if (close == std::string::npos) continue;
    includes.push_back(line.substr(open + 1, close - open - 1));
  }
  return includes;
}

// The layer whose public folder holds `entente/…`; kLayers.size() for no such header.
size_t LayerOfPublicHeader(const std::filesystem::path& root, std::string_view include) {
  for (size_t layer = 0; layer < kLayers.size(); ++layer) {
    if (std::filesystem::exists(root / kLayers[layer] / include)) return layer;
  }
  return kLayers.size();
}

// What is wrong with a file at `path` (relative to `root`) including `include`; "" if nothing is.
std::string Objection(const std::filesystem::path& root, std::string_view path,
                      std::string_view include) {
  const size_t layer = LayerOf(path);
  const bool is_public = path.find("/entente/") != std::string_view::npos;
  const bool includes_public = include.starts_with("entente/");
  if (layer == kLayers.size()) return "";
  if (include.starts_with("tests/")) return "the product does not see its tests";
  if (include.starts_with("rocksdb/") && path != "storage/rocks.h" && path != "storage/rocks.cc") {
    return "only storage/rocks.{h,cc} may see RocksDB";
  }
  if ((include.starts_with("capnp/") || include.starts_with("kj/")) &&
      path != "storage/snapshot/snapshot_reader.cc" &&
      path != "storage/snapshot/snapshot_writer.cc") {
    return "only snapshot_reader.cc and snapshot_writer.cc may see Cap'n Proto";
  }
  const size_t included = includes_public ? LayerOfPublicHeader(root, include) : LayerOf(include);
  if (includes_public && included == kLayers.size()) return "there is no such public header";
  if (included != kLayers.size() && included > layer) return "this include goes up the house";
  if (is_public && !includes_public && include != "absl/status/status.h" &&
      include != "absl/status/statusor.h" && include != "stddef.h" && include != "stdint.h" &&
      include.find_first_of("/.") != std::string_view::npos) {
    return "a public header may show std, absl/status and other public headers only";
  }
  if (kLayers[layer] == "tools" && !includes_public && included < layer) {
    return "tools may include public headers only";
  }
  return "";
}

// Paths of our sources relative to `root`, in a fixed order.
std::vector<std::string> Sources(const std::filesystem::path& root) {
  std::vector<std::string> sources;
  for (const std::string_view top : {"schema", "storage", "query", "tools", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      if (entry.is_regular_file() && IsSource(entry.path())) {
        sources.push_back(std::filesystem::relative(entry.path(), root).generic_string());
      }
    }
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

// All words of the CMakeLists.txt files that look like sources, as paths relative to `root`.
std::set<std::string> SourcesInBuild(const std::filesystem::path& root) {
  std::set<std::string> in_build;
  for (const std::string_view top : {"schema", "storage", "query", "tools", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      if (entry.path().filename() != "CMakeLists.txt") continue;
      std::istringstream lines(ReadFile(entry.path()));
      for (std::string line; std::getline(lines, line);) {
        line.resize(std::min(line.size(), line.find('#')));
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
        std::istringstream words(line);
        for (std::string word; words >> word;) {
          if (!word.ends_with(".cc")) continue;
          const auto source = (entry.path().parent_path() / word).lexically_normal();
          in_build.insert(std::filesystem::relative(source, root).generic_string());
        }
      }
    }
  }
  return in_build;
}

const std::filesystem::path kRoot = ENTENTE_SOURCE_DIR;

TEST(LayeringTest, NoIncludeBreaksTheHouse) {
  size_t include_count = 0;
  for (const std::string& path : Sources(kRoot)) {
    for (const std::string& include : IncludesOf(ReadFile(kRoot / path))) {
      ++include_count;
      EXPECT_EQ(Objection(kRoot, path, include), "") << path << " includes " << include;
    }
  }
  EXPECT_GT(include_count, 100u) << "the sources were not found at " << kRoot;
}

TEST(LayeringTest, NoSourceIsLeftOutOfTheBuild) {
  const std::set<std::string> in_build = SourcesInBuild(kRoot);
  for (const std::string& path : Sources(kRoot)) {
    if (path.ends_with(".cc")) {
      EXPECT_TRUE(in_build.contains(path)) << path << " is never built";
    }
  }
  for (const std::string& path : in_build) {
    EXPECT_TRUE(std::filesystem::exists(kRoot / path)) << path << " is listed but not there";
  }
}

TEST(LayeringTest, NoHeaderIsThereForNobody) {
  std::vector<std::string> to_visit;
  for (const std::string& path : SourcesInBuild(kRoot)) to_visit.push_back(path);
  std::set<std::string> reached;
  while (!to_visit.empty()) {
    const std::string path = std::move(to_visit.back());
    to_visit.pop_back();
    for (const std::string& include : IncludesOf(ReadFile(kRoot / path))) {
      std::string header = include;
      if (include.starts_with("entente/")) {
        const size_t layer = LayerOfPublicHeader(kRoot, include);
        if (layer < kLayers.size()) header = std::string(kLayers[layer]) + "/" + include;
      }
      if (std::filesystem::exists(kRoot / header) && reached.insert(header).second) {
        to_visit.push_back(header);
      }
    }
  }
  for (const std::string& path : Sources(kRoot)) {
    if (path.ends_with(".h")) {
      EXPECT_TRUE(reached.contains(path)) << path << " is included by nothing that is built";
    }
  }
}

// Two classes of one name in one namespace are one class to the linker, which takes the functions
// of either for both; no compiler sees it.
TEST(LayeringTest, NoNameIsThatOfTwoClasses) {
  const std::regex definition("(class|struct) ([A-Z][A-Za-z0-9]*)( final)?( :[^{;]*)? \\{.*");
  std::map<std::string, std::string> files;
  for (const std::string& path : Sources(kRoot)) {
    if (path.starts_with("tests/")) continue;  // Many programs.
    std::istringstream text(ReadFile(kRoot / path));
    bool is_anonymous = false;
    for (std::string line; std::getline(text, line);) {
      if (line == "namespace {") is_anonymous = true;
      if (line == "}  // namespace") is_anonymous = false;
      std::smatch match;
      if (is_anonymous || !std::regex_match(line, match, definition)) continue;
      const auto [known, is_new] = files.emplace(match[2].str(), path);
      EXPECT_TRUE(is_new) << match[2] << " is defined in " << known->second << " and " << path;
    }
  }
  EXPECT_GT(files.size(), 100u);
}

TEST(LayeringTest, IncludesAreFoundInEveryWriting) {
  EXPECT_THAT(IncludesOf("#include \"a/b.h\"\n  #  include <c.h>  // why\n"
                         "// #include \"no.h\"\nint include;\n#pragma once\n"),
              ElementsAre("a/b.h", "c.h"));
  EXPECT_THAT(IncludesOf(""), IsEmpty());
}

TEST(LayeringTest, ViolationsAreSeen) {
  const auto objects = [](std::string_view path, std::string_view include) {
    return !Objection(kRoot, path, include).empty();
  };
  EXPECT_TRUE(objects("schema/term.cc", "storage/store.h"));
  EXPECT_TRUE(objects("storage/store.cc", "query/sparql/parser.h"));
  EXPECT_TRUE(objects("storage/store.cc", "entente/no_such_header.h"));
  EXPECT_TRUE(objects("storage/store.cc", "rocksdb/db.h"));
  EXPECT_TRUE(objects("storage/store.cc", "capnp/message.h"));
  EXPECT_TRUE(objects("query/facade/database.cc", "tests/support/temp_dir.h"));
  EXPECT_TRUE(objects("tools/main.cc", "storage/store.h"));
  EXPECT_TRUE(objects("tools/main.cc", "schema/text.h"));
  EXPECT_TRUE(objects("schema/entente/term.h", "schema/text.h"));
  EXPECT_TRUE(objects("schema/entente/term.h", "absl/strings/string_view.h"));

  EXPECT_FALSE(objects("schema/entente/term.h", "absl/status/statusor.h"));
  EXPECT_FALSE(objects("schema/entente/term.h", "string_view"));
  EXPECT_FALSE(objects("storage/rocks.cc", "rocksdb/db.h"));
  EXPECT_FALSE(objects("storage/store.cc", "schema/text.h"));
  EXPECT_FALSE(objects("storage/store.cc", "entente/term.h"));
  EXPECT_FALSE(objects("tools/main.cc", "entente/term.h"));
  EXPECT_FALSE(objects("tools/main.cc", "tools/command.h"));
  EXPECT_FALSE(objects("tests/unit/schema/term_test.cc", "schema/text.h"));
}

}  // namespace
}  // namespace entente
